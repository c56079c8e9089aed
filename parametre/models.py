"""Reference data: regions and places, operators, settings."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Region(models.Model):
    nom = models.CharField(_("nom"), max_length=120, unique=True)

    class Meta:
        verbose_name = _("région")
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class Ville(models.Model):
    """A place the carrier serves. A null fee means that the tariff is unknown."""

    nom = models.CharField(_("nom"), max_length=120)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="villes", verbose_name=_("région"))
    frais_livraison = models.DecimalField(
        _("frais de livraison"), max_digits=8, decimal_places=2, null=True, blank=True
    )
    delai = models.CharField(_("délai tel qu'écrit"), max_length=120, blank=True, default="")
    delai_jours = models.PositiveSmallIntegerField(_("délai en jours"), null=True, blank=True)
    # ISO weekdays (1 = Monday) on which the carrier goes there; empty: not said.
    jours_livraison = models.JSONField(_("jours de livraison"), default=list, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("ville")
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["nom", "region"], name="ville_nom_region_unique"),
            models.CheckConstraint(
                condition=Q(frais_livraison__isnull=True) | Q(frais_livraison__gte=0), name="ville_frais_positifs"
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class OrigineAlias(models.TextChoices):
    LIVRE = "LIVRE", _("Livré avec le logiciel")
    APPRIS = "APPRIS", _("Appris d'une personne")


class AliasVille(models.Model):
    """Another spelling of a place, French or Arabic; `texte` is normalised."""

    ville = models.ForeignKey(Ville, on_delete=models.CASCADE, related_name="alias")
    texte = models.CharField(_("écriture normalisée"), max_length=160, unique=True)
    origine = models.CharField(max_length=6, choices=OrigineAlias.choices, default=OrigineAlias.APPRIS)

    class Meta:
        verbose_name = _("autre écriture d'une ville")

    def __str__(self) -> str:
        return self.texte


class TypeOperateur(models.TextChoices):
    ADMIN = "ADMIN", _("Administration")
    CONFIRMATION = "CONFIRMATION", _("Confirmation")
    PREPARATION = "PREPARATION", _("Préparation")
    LOGISTIQUE = "LOGISTIQUE", _("Logistique")


class Operateur(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="operateur")
    type_operateur = models.CharField(_("rôle"), max_length=12, choices=TypeOperateur.choices)
    actif = models.BooleanField(_("actif"), default=True)
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True, default="")

    class Meta:
        verbose_name = _("opérateur")
        constraints = [
            models.CheckConstraint(condition=Q(type_operateur__in=TypeOperateur.values), name="operateur_type_connu")
        ]
        indexes = [models.Index(fields=["type_operateur", "actif"], name="operateur_type_actif")]

    def __str__(self) -> str:
        return self.user.get_full_name() or self.user.get_username()


class Compteur(models.Model):
    """A named counter: order numbers, and versions of data that processes cache."""

    nom = models.CharField(max_length=60, unique=True)
    valeur = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.nom} = {self.valeur}"


class FormatEtiquettes(models.TextChoices):
    ROULEAU = "ROULEAU", _("rouleau de 100 × 150 mm")
    A4 = "A4", _("feuille A4, quatre par page")


class Reglages(models.Model):
    """The settings of the house: one row, changed by the administrator."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    affectation_immediate = models.BooleanField(_("affecter dès la synchronisation"), default=False)
    file_commune = models.BooleanField(_("file commune de confirmation"), default=True)
    impression_apres_confirmation = models.BooleanField(_("confirmer met aussitôt à imprimer"), default=True)
    livraison_offerte = models.BooleanField(_("livraison offerte"), default=False)
    doublon_heures = models.PositiveSmallIntegerField(
        _("doublon certain : même article en moins de (heures)"), default=24
    )
    doublon_probable_jours = models.PositiveSmallIntegerField(_("doublon probable (jours)"), default=7)
    correction_jours = models.PositiveSmallIntegerField(_("correction d'un résultat (jours)"), default=7)
    format_etiquettes = models.CharField(
        _("étiquettes des colis"), max_length=7, choices=FormatEtiquettes.choices, default=FormatEtiquettes.ROULEAU
    )
    # Otherwise the stock moves when the driver says that pieces came back.
    retour_au_depot = models.BooleanField(_("le stock attend que l’entrepôt reçoive les retours"), default=False)
    bail_minutes = models.PositiveSmallIntegerField(
        _("durée du bail d'un appel (minutes)"), default=20, validators=[MinValueValidator(1), MaxValueValidator(240)]
    )

    class Meta:
        verbose_name = _("réglages")
        verbose_name_plural = _("réglages")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="reglages_une_ligne")]

    def __str__(self) -> str:
        return str(_("Réglages"))


class Langue(models.TextChoices):
    FR = "fr", _("Français")
    AR = "ar", _("Arabe")


class Canal(models.TextChoices):
    TOUS = "TOUS", _("WhatsApp et SMS")
    WHATSAPP = "WHATSAPP", _("WhatsApp")
    SMS = "SMS", _("SMS")


class ModeleMessage(models.Model):
    """A message that operators send, written by the administrator with words between braces."""

    nom = models.CharField(_("nom"), max_length=80, unique=True)
    langue = models.CharField(_("langue"), max_length=2, choices=Langue.choices, default=Langue.FR)
    canal = models.CharField(_("envoyé par"), max_length=8, choices=Canal.choices, default=Canal.TOUS)
    texte = models.TextField(_("texte"), max_length=1000)
    ordre = models.PositiveSmallIntegerField(_("rang"), default=1)
    actif = models.BooleanField(_("proposé aux opérateurs"), default=True)

    class Meta:
        verbose_name = _("modèle de message")
        verbose_name_plural = _("modèles de message")
        ordering = ["ordre", "nom"]
        constraints = [
            models.CheckConstraint(condition=Q(langue__in=Langue.values), name="modelemessage_langue_connue"),
            models.CheckConstraint(condition=Q(canal__in=Canal.values), name="modelemessage_canal_connu"),
        ]

    def __str__(self) -> str:
        return self.nom
