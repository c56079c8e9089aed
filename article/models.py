"""The catalogue and the ledger of the stock."""

from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from config.noyau.champs import ChampDerive
from config.noyau.horloge import maintenant
from config.noyau.textes import cle_reference, code_alphanumerique
from parametre.models import OrigineAlias


class Categorie(models.Model):
    nom = models.CharField(_("nom"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("catégorie")

    def __str__(self) -> str:
        return self.nom


class Genre(models.Model):
    nom = models.CharField(_("nom"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("genre")

    def __str__(self) -> str:
        return self.nom


class Couleur(models.Model):
    """A colour under its canonical name: French, lower case, without accents."""

    nom = models.CharField(_("nom"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("couleur")

    def __str__(self) -> str:
        return self.nom


class AliasCouleur(models.Model):
    """Another name of a colour, Arabic, French or misspelt; `texte` is normalised."""

    couleur = models.ForeignKey(Couleur, on_delete=models.CASCADE, related_name="alias")
    texte = models.CharField(_("écriture normalisée"), max_length=80, unique=True)
    origine = models.CharField(max_length=6, choices=OrigineAlias.choices, default=OrigineAlias.APPRIS)

    class Meta:
        verbose_name = _("autre écriture d'une couleur")

    def __str__(self) -> str:
        return self.texte


class Pointure(models.Model):
    nom = models.CharField(_("nom"), max_length=20, unique=True)

    class Meta:
        verbose_name = _("pointure")

    def __str__(self) -> str:
        return self.nom


class Phase(models.TextChoices):
    EN_COURS = "EN_COURS", _("En cours")
    EN_TEST = "EN_TEST", _("En test")
    LIQUIDATION = "LIQUIDATION", _("Liquidation")


def _prix(libelle: Any) -> Any:
    return models.DecimalField(libelle, max_digits=10, decimal_places=2, null=True, blank=True)


NIVEAUX = (1, 2, 3, 4)
PRIX_FACULTATIFS = (
    "prix_achat",
    "prix_liquidation",
    "prix_gros",
    *(f"prix_{echelle}_{n}" for echelle in ("upsell", "remise") for n in NIVEAUX),
)


class Article(models.Model):
    """An article of the catalogue. Every price is that of ONE piece, in MAD."""

    modele = models.PositiveIntegerField(_("modèle"), db_index=True)
    nom = models.CharField(_("nom"), max_length=160)
    reference = models.CharField(_("référence"), max_length=80)
    reference_cle = ChampDerive(source="reference", fonction=cle_reference, max_length=80, unique=True)
    categorie = models.ForeignKey(
        Categorie, on_delete=models.PROTECT, related_name="articles", verbose_name=_("catégorie")
    )
    genre = models.ForeignKey(Genre, on_delete=models.PROTECT, related_name="articles", verbose_name=_("genre"))
    prix_unitaire = models.DecimalField(_("prix unitaire"), max_digits=10, decimal_places=2)
    prix_achat = _prix(_("prix d'achat"))
    phase = models.CharField(_("phase"), max_length=11, choices=Phase.choices, default=Phase.EN_COURS)
    prix_liquidation = _prix(_("prix de liquidation"))
    is_upsell = models.BooleanField(_("upsell"), default=False)
    prix_upsell_1 = _prix(_("prix upsell 1"))
    prix_upsell_2 = _prix(_("prix upsell 2"))
    prix_upsell_3 = _prix(_("prix upsell 3"))
    prix_upsell_4 = _prix(_("prix upsell 4"))
    prix_remise_1 = _prix(_("prix remise 1"))
    prix_remise_2 = _prix(_("prix remise 2"))
    prix_remise_3 = _prix(_("prix remise 3"))
    prix_remise_4 = _prix(_("prix remise 4"))
    prix_gros = _prix(_("prix de gros"))
    image = models.ImageField(_("image"), upload_to="articles/", blank=True, default="")
    actif = models.BooleanField(_("actif"), default=True)

    class Meta:
        verbose_name = _("article")
        constraints = [
            models.CheckConstraint(condition=Q(prix_unitaire__gt=0), name="article_prix_positif"),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="article_phase_connue"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{champ}__isnull": True}) | Q(**{f"{champ}__gte": 0}),
                    name=f"article_{champ}_positif",
                )
                for champ in PRIX_FACULTATIFS
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def code(self) -> str:
        """The model number as people say it (`YZ740`)."""
        return code_de(self.modele)


def code_de(modele: int) -> str:
    """Write a model number as people say it: `YZ740`."""
    return f"YZ{modele}"


class Variante(models.Model):
    """One colour and size of an article, with the stock at hand.

    `qte_disponible` is written by `article.services.stock` alone, together with a movement.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="variantes")
    couleur = models.ForeignKey(Couleur, on_delete=models.PROTECT, null=True, blank=True, related_name="variantes")
    pointure = models.ForeignKey(Pointure, on_delete=models.PROTECT, null=True, blank=True, related_name="variantes")
    reference = models.CharField(_("référence"), max_length=120, unique=True)
    code_barre = ChampDerive(
        source="reference", fonction=code_alphanumerique, si_vide=True, max_length=120, unique=True
    )
    qte_disponible = models.IntegerField(_("quantité disponible"), default=0)
    seuil_alerte = models.PositiveIntegerField(_("seuil d'alerte"), default=3)

    class Meta:
        verbose_name = _("variante")
        constraints = [
            # NULLS DISTINCT has no counterpart on SQLite: nulls are folded to 0 instead.
            models.UniqueConstraint(
                F("article"),
                Coalesce(F("couleur"), Value(0)),
                Coalesce(F("pointure"), Value(0)),
                name="variante_unique",
            ),
            models.CheckConstraint(condition=Q(qte_disponible__gte=0), name="variante_stock_positif"),
        ]

    def __str__(self) -> str:
        return self.reference


class TypeMouvement(models.TextChoices):
    ENTREE = "ENTREE", _("Entrée")
    CONFIRMATION = "CONFIRMATION", _("Confirmation")
    RETOUR = "RETOUR", _("Retour")
    LIBERATION = "LIBERATION", _("Libération")
    REBUT = "REBUT", _("Rebut")
    INVENTAIRE = "INVENTAIRE", _("Inventaire")
    AJUSTEMENT = "AJUSTEMENT", _("Ajustement")


class MouvementStock(models.Model):
    """One change of the stock of a variant. Append-only."""

    variante = models.ForeignKey(Variante, on_delete=models.PROTECT, related_name="mouvements")
    delta = models.IntegerField(_("variation"))
    solde_apres = models.IntegerField(_("solde après"))
    type = models.CharField(_("type"), max_length=12, choices=TypeMouvement.choices)
    commande = models.ForeignKey(
        "commande.Commande", on_delete=models.PROTECT, null=True, blank=True, related_name="mouvements"
    )
    operateur = models.ForeignKey(
        "parametre.Operateur", on_delete=models.PROTECT, null=True, blank=True, related_name="mouvements"
    )
    date = models.DateTimeField(_("date"), default=maintenant)
    motif = models.CharField(_("motif"), max_length=200, blank=True, default="")

    class Meta:
        verbose_name = _("mouvement de stock")
        verbose_name_plural = _("mouvements de stock")
        constraints = [
            models.CheckConstraint(condition=~Q(delta=0), name="mouvement_delta_non_nul"),
            models.CheckConstraint(condition=Q(solde_apres__gte=0), name="mouvement_solde_positif"),
            models.CheckConstraint(condition=Q(type__in=TypeMouvement.values), name="mouvement_type_connu"),
        ]
        indexes = [models.Index(fields=["variante", "-id"], name="mouvement_variante")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.delta:+d}"


class CleStock(models.Model):
    """The key of a form that moved the stock: the same form sent again moves nothing."""

    cle = models.CharField(max_length=100, unique=True)
    empreinte = models.CharField(max_length=64)
    nombre = models.IntegerField(default=0)
    cree_le = models.DateTimeField(default=maintenant, db_index=True)

    class Meta:
        verbose_name = _("clé d'un acte de stock")
        verbose_name_plural = _("clés des actes de stock")

    def __str__(self) -> str:
        return self.cle


class Promotion(models.Model):
    nom = models.CharField(_("nom"), max_length=120, blank=True, default="")
    pourcentage = models.DecimalField(_("pourcentage"), max_digits=5, decimal_places=2)
    date_debut = models.DateTimeField(_("début"))
    date_fin = models.DateTimeField(_("fin"))
    articles = models.ManyToManyField(Article, related_name="promotions", blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("promotion")
        constraints = [
            models.CheckConstraint(condition=Q(pourcentage__gt=0, pourcentage__lt=100), name="promotion_pourcentage"),
            models.CheckConstraint(condition=Q(date_fin__gt=F("date_debut")), name="promotion_periode"),
        ]

    def __str__(self) -> str:
        return self.nom or f"-{self.pourcentage} %"
