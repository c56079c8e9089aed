"""The order, its lines, its history and its contacts."""

import secrets
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Round
from django.utils.translation import gettext_lazy as _

from commande.etats import OUVERTS, Etat
from commande.querysets import CommandeQuerySet
from config.noyau.champs import ChampDerive
from config.noyau.horloge import maintenant
from config.noyau.textes import code_alphanumerique
from parametre.models import FormatEtiquettes

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"


def numero_libre() -> str:
    """Return a random order number, for rows written outside the creation service."""
    return "CMD-" + "".join(secrets.choice(_ALPHABET) for _ in range(10))


class Origine(models.TextChoices):
    SYNC = "SYNC", _("Synchronisation")
    OPERATEUR = "OPERATEUR", _("Opérateur")
    ADMIN = "ADMIN", _("Administration")
    API = "API", _("API")


class OriginePrix(models.TextChoices):
    STANDARD = "STANDARD", _("Prix normal")
    UPSELL = "UPSELL", _("Upsell")
    PROMOTION = "PROMOTION", _("Promotion")
    LIQUIDATION = "LIQUIDATION", _("Liquidation")
    OFFRE = "OFFRE", _("Offre")
    REMISE = "REMISE", _("Remise")
    MANUEL = "MANUEL", _("Prix manuel")


def _montant(libelle: Any, **options: Any) -> Any:
    return models.DecimalField(libelle, max_digits=12, decimal_places=2, **options)


def _operateur(nom: str, libelle: Any) -> Any:
    return models.ForeignKey(
        "parametre.Operateur", on_delete=models.PROTECT, null=True, blank=True, related_name=nom, verbose_name=libelle
    )


class Envoi(models.Model):
    """A hand-over of prepared orders to a driver or a carrier."""

    numero = models.CharField(_("numéro"), max_length=40, unique=True)
    region = models.ForeignKey(
        "parametre.Region", on_delete=models.PROTECT, null=True, blank=True, related_name="envois"
    )
    date = models.DateTimeField(_("date"), default=maintenant)
    operateur = _operateur("envois", _("livreur"))
    transporteur = models.CharField(_("transporteur"), max_length=80, blank=True, default="")
    numero_suivi = models.CharField(_("numéro de suivi"), max_length=80, blank=True, default="")
    clos_le = models.DateTimeField(_("clos le"), null=True, blank=True)
    ouvert_par = _operateur("envois_ouverts", _("ouvert par"))
    # The key of the form that opened it: sent twice, it opens one.
    cle = models.CharField(max_length=100, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("envoi")
        indexes = [models.Index(fields=["-date", "-id"], name="envoi_recents")]

    def __str__(self) -> str:
        return self.numero


class Commande(models.Model):
    """An order. `etat` is written by the engine and by creation, nothing else.

    `total` = `sous_total` + `frais_livraison`; fees are null while the place or its tariff
    is unknown and then count for nothing. `raisons` lists why a person must look:
    `{"code", "message", "texte", "candidats": [{"type", "id", "libelle"}]}`.
    """

    numero = models.CharField(_("numéro"), max_length=60, unique=True, default=numero_libre)
    code_barre = ChampDerive(source="numero", fonction=code_alphanumerique, si_vide=True, max_length=60, unique=True)
    origine = models.CharField(_("origine"), max_length=9, choices=Origine.choices, default=Origine.OPERATEUR)
    source = models.ForeignKey(
        "synchronisation.SourceCommandes", on_delete=models.PROTECT, null=True, blank=True, related_name="commandes"
    )
    reference_source = models.CharField(_("numéro dans la source"), max_length=120, null=True, blank=True)
    execution = models.ForeignKey(
        "synchronisation.ExecutionSync", on_delete=models.SET_NULL, null=True, blank=True, related_name="commandes"
    )
    numero_ligne = models.PositiveIntegerField(_("ligne de la feuille"), null=True, blank=True)
    valeurs_brutes = models.JSONField(_("valeurs de la feuille"), default=dict, blank=True)

    client = models.ForeignKey(
        "client.Client", on_delete=models.PROTECT, related_name="commandes", verbose_name=_("client")
    )
    ville = models.ForeignKey(
        "parametre.Ville",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commandes",
        verbose_name=_("ville"),
    )
    adresse = models.TextField(_("adresse"), blank=True, default="")

    etat = models.CharField(_("état"), max_length=22, choices=Etat.choices, default=Etat.NON_AFFECTEE)
    operateur_confirmation = _operateur("commandes_confirmation", _("opérateur de confirmation"))
    operateur_preparation = _operateur("commandes_preparation", _("préparateur"))
    operateur_livraison = _operateur("commandes_livraison", _("livreur"))

    compteur_upsell = models.PositiveSmallIntegerField(_("compteur upsell"), default=0)
    sous_total = _montant(_("sous-total"), default=Decimal("0.00"))
    frais_livraison = _montant(_("frais de livraison"), null=True, blank=True)
    livraison_offerte = models.BooleanField(_("livraison offerte"), default=False)
    total = _montant(_("total"), default=Decimal("0.00"))
    total_confirme = _montant(_("total confirmé"), null=True, blank=True)
    total_annonce = _montant(_("total annoncé par la feuille"), null=True, blank=True)
    montant_encaisse = _montant(_("montant encaissé"), null=True, blank=True)
    encaisse_le = models.DateTimeField(_("encaissé le"), null=True, blank=True)

    texte_produit = models.TextField(_("produit tel qu'écrit"), blank=True, default="")
    texte_ville = models.TextField(_("ville telle qu'écrite"), blank=True, default="")
    a_verifier = models.BooleanField(_("à vérifier"), default=False)
    raisons = models.JSONField(_("raisons"), default=list, blank=True)
    champs_edites = models.JSONField(_("champs changés par une personne"), default=list, blank=True)

    rappel_le = models.DateTimeField(_("rappeler le"), null=True, blank=True)
    motif = models.CharField(_("motif"), max_length=300, blank=True, default="")
    doublon_de = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="doublons")
    echange_de = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="echanges")
    date_commande = models.DateTimeField(_("date de la commande"), null=True, blank=True)
    cree_le = models.DateTimeField(_("arrivée le"), default=maintenant)
    date_livraison_prevue = models.DateField(_("livraison prévue le"), null=True, blank=True)
    envoi = models.ForeignKey(Envoi, on_delete=models.PROTECT, null=True, blank=True, related_name="commandes")
    # The driver said that pieces come back, the warehouse has not had them in hand: the stock waits.
    retour_attendu = models.BooleanField(_("retour à recevoir"), default=False)
    retour_recu_le = models.DateTimeField(_("retour reçu le"), null=True, blank=True)
    retour_recu_par = models.ForeignKey(
        "parametre.Operateur",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("retour reçu par"),
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    # The lease of a call: tells the others who is on it, and until when.
    occupee_par = models.ForeignKey(
        "parametre.Operateur",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("en main de"),
    )
    occupee_jusqua = models.DateTimeField(_("en main jusqu'à"), null=True, blank=True)

    objects = CommandeQuerySet.as_manager()

    class Meta:
        verbose_name = _("commande")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "reference_source"],
                condition=Q(source__isnull=False, reference_source__isnull=False),
                name="commande_source_reference_unique",
            ),
            models.CheckConstraint(condition=Q(etat__in=Etat.values), name="commande_etat_connu"),
            models.CheckConstraint(condition=Q(origine__in=Origine.values), name="commande_origine_connue"),
            models.CheckConstraint(condition=Q(compteur_upsell__lte=4), name="commande_compteur_upsell"),
            models.CheckConstraint(
                condition=Q(sous_total__gte=0) & (Q(frais_livraison__isnull=True) | Q(frais_livraison__gte=0)),
                name="commande_montants_positifs",
            ),
            models.CheckConstraint(
                # Rounded because SQLite adds in binary floating point.
                condition=Q(
                    total=Round(F("sous_total") + Coalesce(F("frais_livraison"), Value(Decimal("0.00"))), precision=2)
                ),
                name="commande_total_exact",
            ),
            models.CheckConstraint(
                condition=Q(montant_encaisse__isnull=True) | Q(montant_encaisse__gte=0),
                name="commande_encaisse_positif",
            ),
        ]
        indexes = [
            models.Index(fields=["etat", "cree_le", "id"], name="commande_etat_arrivee"),
            models.Index(fields=["-cree_le", "-id"], name="commande_recentes"),
            models.Index(fields=["id"], condition=Q(retour_attendu=True), name="commande_retours"),
            models.Index(
                fields=["-retour_recu_le", "-id"],
                condition=Q(retour_recu_le__isnull=False),
                name="commande_retours_recus",
            ),
            models.Index(
                fields=["operateur_confirmation", "etat", "cree_le", "id"],
                condition=Q(etat__in=OUVERTS),
                name="commande_file_confirmation",
            ),
            models.Index(
                fields=["operateur_preparation", "etat", "cree_le", "id"],
                condition=Q(etat__in=OUVERTS),
                name="commande_file_preparation",
            ),
            models.Index(
                fields=["operateur_livraison", "etat", "cree_le", "id"],
                condition=Q(etat__in=OUVERTS),
                name="commande_file_livraison",
            ),
            models.Index(
                fields=["encaisse_le", "operateur_livraison"],
                condition=Q(encaisse_le__isnull=False),
                name="commande_encaissements",
            ),
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def ecart(self) -> Decimal | None:
        """Return what was collected beyond the total, in MAD; negative: missing; None: nothing collected yet."""
        return None if self.montant_encaisse is None else self.montant_encaisse - self.total


class ColisPrevu(models.Model):
    """A parcel on the list of a hand-over that has not been scanned out yet."""

    envoi = models.ForeignKey(Envoi, on_delete=models.CASCADE, related_name="colis_prevus")
    commande = models.OneToOneField(Commande, on_delete=models.CASCADE, related_name="colis_prevu")

    class Meta:
        verbose_name = _("colis prévu")
        verbose_name_plural = _("colis prévus")

    def __str__(self) -> str:
        return f"{self.envoi_id} {self.commande_id}"


class LigneCommande(models.Model):
    """A line: pieces of one variant at one price. `prix_unitaire` is that of one piece."""

    commande = models.ForeignKey(Commande, on_delete=models.CASCADE, related_name="lignes")
    variante = models.ForeignKey(
        "article.Variante", on_delete=models.PROTECT, null=True, blank=True, related_name="lignes"
    )
    quantite = models.PositiveIntegerField(_("quantité"), default=1)
    prix_unitaire = _montant(_("prix unitaire"), default=Decimal("0.00"))
    origine_prix = models.CharField(
        _("origine du prix"), max_length=11, choices=OriginePrix.choices, default=OriginePrix.STANDARD
    )
    # What an offer promised for this article: pieces and the price of the whole.
    offre_pieces = models.PositiveSmallIntegerField(_("pièces de l'offre"), null=True, blank=True)
    offre_prix = _montant(_("prix de l'offre"), null=True, blank=True)
    verifiee = models.BooleanField(_("vérifiée"), default=False)
    # How many pieces of the line are in the parcel; `verifiee` says that all are.
    pieces_verifiees = models.PositiveIntegerField(_("pièces vérifiées"), default=0, db_default=0)
    quantite_livree = models.PositiveIntegerField(_("quantité livrée"), null=True, blank=True)
    retour_bon = models.PositiveIntegerField(_("revenues bonnes"), default=0)
    retour_defectueux = models.PositiveIntegerField(_("revenues défectueuses"), default=0)
    # What the driver said, as long as the warehouse has not said it.
    declare_bon = models.PositiveIntegerField(_("déclarées bonnes"), default=0)
    declare_defectueux = models.PositiveIntegerField(_("déclarées défectueuses"), default=0)

    class Meta:
        verbose_name = _("ligne de commande")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantite__gt=0), name="ligne_quantite_positive"),
            models.CheckConstraint(condition=Q(prix_unitaire__gte=0), name="ligne_prix_positif"),
            models.CheckConstraint(condition=Q(origine_prix__in=OriginePrix.values), name="ligne_origine_prix_connue"),
            models.CheckConstraint(
                condition=Q(quantite_livree__isnull=True) | Q(quantite_livree__lte=F("quantite")),
                name="ligne_livree_au_plus",
            ),
            models.CheckConstraint(
                condition=Q(quantite__gte=F("retour_bon") + F("retour_defectueux")), name="ligne_retour_au_plus"
            ),
            models.CheckConstraint(
                condition=Q(quantite__gte=F("declare_bon") + F("declare_defectueux")), name="ligne_declare_au_plus"
            ),
            models.CheckConstraint(condition=Q(pieces_verifiees__lte=F("quantite")), name="ligne_verifiee_au_plus"),
        ]

    def __str__(self) -> str:
        return f"{self.quantite} x {self.variante_id}"

    @property
    def attendues(self) -> int:
        """Return how many pieces the driver said come back."""
        return self.declare_bon + self.declare_defectueux


class EtatCommande(models.Model):
    """One stay of an order in a state; the open one has no `date_fin`."""

    commande = models.ForeignKey(Commande, on_delete=models.CASCADE, related_name="etats")
    etat = models.CharField(_("état"), max_length=22, choices=Etat.choices)
    date_debut = models.DateTimeField(_("début"))
    date_fin = models.DateTimeField(_("fin"), null=True, blank=True)
    operateur = _operateur("changements", _("opérateur"))
    # Whose the order is during this stay; `operateur` is who made the change.
    responsable = models.ForeignKey(
        "parametre.Operateur",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("responsable"),
    )
    motif = models.CharField(_("motif"), max_length=300, blank=True, default="")
    transition = models.CharField(_("transition"), max_length=30, blank=True, default="")

    class Meta:
        verbose_name = _("étape d'une commande")
        ordering = ["date_debut", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commande"], condition=Q(date_fin__isnull=True), name="etatcommande_un_seul_ouvert"
            ),
            models.CheckConstraint(
                condition=Q(date_fin__isnull=True) | Q(date_fin__gte=F("date_debut")), name="etatcommande_dates"
            ),
            models.CheckConstraint(condition=Q(etat__in=Etat.values), name="etatcommande_etat_connu"),
        ]
        indexes = [
            # The day of an operator is counted every few seconds, from their decisions alone.
            models.Index(
                fields=["operateur", "date_debut"],
                condition=Q(transition__in=["confirmer", "marquer_erronee", "annuler", "marquer_doublon"]),
                name="etatcommande_decisions",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commande_id} {self.etat}"


class TypeOperation(models.TextChoices):
    APPEL = "APPEL", _("Appel")
    WHATSAPP_APPEL = "WHATSAPP_APPEL", _("Appel WhatsApp")
    WHATSAPP_MESSAGE = "WHATSAPP_MESSAGE", _("Message WhatsApp")
    WHATSAPP_VOCAL = "WHATSAPP_VOCAL", _("Vocal WhatsApp")
    SMS = "SMS", _("SMS")


class Commentaire(models.TextChoices):
    CLIENT_INTERESSE = "CLIENT_INTERESSE", _("Client intéressé")
    CLIENT_HESITANT = "CLIENT_HESITANT", _("Client hésitant")
    CLIENT_NON_INTERESSE = "CLIENT_NON_INTERESSE", _("Client non intéressé")
    INJOIGNABLE = "INJOIGNABLE", _("Injoignable")
    REPORT_DEMANDE = "REPORT_DEMANDE", _("Report demandé")
    ARTICLE_INDISPONIBLE = "ARTICLE_INDISPONIBLE", _("Article indisponible")
    NUMERO_INVALIDE = "NUMERO_INVALIDE", _("Numéro invalide")


class Operation(models.Model):
    """One contact with a client. Never edited afterwards."""

    commande = models.ForeignKey(Commande, on_delete=models.CASCADE, related_name="operations")
    type = models.CharField(_("type"), max_length=17, choices=TypeOperation.choices)
    commentaire = models.CharField(_("commentaire"), max_length=20, choices=Commentaire.choices, blank=True, default="")
    conclusion = models.TextField(_("conclusion"), blank=True, default="")
    operateur = _operateur("operations", _("opérateur"))
    date = models.DateTimeField(_("date"), default=maintenant)

    class Meta:
        verbose_name = _("contact")
        ordering = ["-date", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(type__in=TypeOperation.values), name="operation_type_connu"),
            models.CheckConstraint(
                condition=Q(commentaire__in=["", *Commentaire.values]), name="operation_commentaire_connu"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.commande_id}"


class CleAction(models.Model):
    """An idempotency key: the call it stood for and what that call returned."""

    cle = models.CharField(max_length=100, unique=True)
    commande = models.ForeignKey(Commande, on_delete=models.CASCADE, related_name="cles")
    empreinte = models.CharField(max_length=64)
    resultat = models.JSONField(default=dict)
    cree_le = models.DateTimeField(default=maintenant, db_index=True)

    class Meta:
        verbose_name = _("clé d'idempotence")
        verbose_name_plural = _("clés d'idempotence")

    def __str__(self) -> str:
        return self.cle


class RetourAttendu(models.Model):
    """Pieces of a delivered line that an exchange should bring back."""

    echange = models.ForeignKey(Commande, on_delete=models.CASCADE, related_name="retours_attendus")
    ligne = models.ForeignKey(LigneCommande, on_delete=models.PROTECT, related_name="retours_attendus")
    quantite = models.PositiveIntegerField(_("quantité"))
    bon = models.PositiveIntegerField(_("revenues bonnes"), default=0)
    defectueux = models.PositiveIntegerField(_("revenues défectueuses"), default=0)
    recu_le = models.DateTimeField(_("reçu le"), null=True, blank=True)
    operateur = _operateur("retours_recus", _("reçu par"))

    class Meta:
        verbose_name = _("retour attendu")
        verbose_name_plural = _("retours attendus")
        constraints = [
            models.CheckConstraint(condition=Q(quantite__gt=0), name="retourattendu_quantite_positive"),
            models.CheckConstraint(
                condition=Q(quantite__gte=F("bon") + F("defectueux")), name="retourattendu_recu_au_plus"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantite} x {self.ligne_id}"


class Impression(models.Model):
    """A lot of labels printed together: who printed it, when, and what was refused.

    `refus`: `[{"numero", "phrase"}]`. Without `terminee_le` it was cut: the same key goes on.
    """

    cle = models.CharField(max_length=100, unique=True)
    empreinte = models.CharField(max_length=64)
    operateur = models.ForeignKey(
        "parametre.Operateur", on_delete=models.PROTECT, related_name="impressions", verbose_name=_("imprimée par")
    )
    date = models.DateTimeField(_("date"), default=maintenant)
    format = models.CharField(_("format"), max_length=7, choices=FormatEtiquettes.choices)
    refus = models.JSONField(_("refus"), default=list, blank=True)
    terminee_le = models.DateTimeField(_("terminée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("lot d’étiquettes")
        verbose_name_plural = _("lots d’étiquettes")
        indexes = [models.Index(fields=["operateur", "-id"], name="impression_operateur")]

    def __str__(self) -> str:
        return str(self.pk)


class EtiquetteImprimee(models.Model):
    """The label of an order in a lot, with what it says; `duplicata` is 0 for an original. Append-only."""

    impression = models.ForeignKey(Impression, on_delete=models.PROTECT, related_name="etiquettes")
    commande = models.ForeignKey(Commande, on_delete=models.CASCADE, related_name="etiquettes")
    duplicata = models.PositiveSmallIntegerField(_("duplicata n°"), default=0)
    contenu = models.JSONField(_("contenu"))

    class Meta:
        verbose_name = _("étiquette imprimée")
        verbose_name_plural = _("étiquettes imprimées")
        constraints = [
            models.UniqueConstraint(fields=["impression", "commande"], name="etiquette_une_par_lot"),
            models.UniqueConstraint(
                fields=["commande", "duplicata"], condition=Q(duplicata__gt=0), name="etiquette_duplicata_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commande_id} ({self.duplicata})"
