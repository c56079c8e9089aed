"""Sources of orders, their runs and the trace of every row."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.noyau.horloge import maintenant
from synchronisation.connecteurs.models import ClientApporte, Connecteur, GenreConnecteur, ProduitApporte
from synchronisation.planification.models import EtatPassage, Frequence, PassageTache, TachePlanifiee
from synchronisation.webhooks.models import EtatReception, Plateforme, PointWebhook, ReceptionWebhook

__all__ = [
    "ClientApporte",
    "Connecteur",
    "DepotFeuille",
    "EtatExecution",
    "EtatPassage",
    "EtatReception",
    "ExecutionSync",
    "Frequence",
    "GenreConnecteur",
    "GenreSource",
    "LigneSync",
    "PassageTache",
    "Plateforme",
    "PointWebhook",
    "ProduitApporte",
    "ReceptionWebhook",
    "Resultat",
    "SourceCommandes",
    "TachePlanifiee",
    "VerrouSource",
]


class GenreSource(models.TextChoices):
    FICHIER = "FICHIER", _("Fichier")
    GOOGLE_SHEETS = "GOOGLE_SHEETS", _("Google Sheets")
    WEBHOOK = "WEBHOOK", _("Boutique en ligne")


class SourceCommandes(models.Model):
    nom = models.CharField(_("nom"), max_length=120, unique=True)
    code = models.CharField(_("code court"), max_length=8, unique=True)
    genre = models.CharField(_("genre"), max_length=13, choices=GenreSource.choices, default=GenreSource.FICHIER)
    # The key of a spreadsheet, or its whole address as the browser shows it.
    cle_classeur = models.CharField(_("clé ou adresse du classeur"), max_length=300, blank=True, default="")
    feuille = models.CharField(_("onglet"), max_length=120, blank=True, default="")
    # What finds the tab again once somebody renamed it.
    gid = models.BigIntegerField(_("numéro de l’onglet (gid)"), null=True, blank=True)
    # Field -> header of the sheet, where the usual names do not do.
    correspondance = models.JSONField(_("correspondance des colonnes"), default=dict, blank=True)
    active = models.BooleanField(_("active"), default=True)
    ecriture = models.BooleanField(_("écrit l’état et le numéro dans la feuille"), default=False)
    colonne_etat = models.CharField(_("colonne de l’état"), max_length=120, blank=True, default="État YZ-CMD")
    colonne_numero = models.CharField(_("colonne du numéro"), max_length=120, blank=True, default="N° YZ-CMD")

    class Meta:
        verbose_name = _("source de commandes")
        verbose_name_plural = _("sources de commandes")

    def __str__(self) -> str:
        return self.nom

    @property
    def colonnes_ecrites(self) -> tuple[str, ...]:
        """The titles of the columns we write, state then number; ours even once the option is off again."""
        return (self.colonne_etat, self.colonne_numero) if self.genre == GenreSource.GOOGLE_SHEETS else ()


class DepotFeuille(models.Model):
    """A file that somebody put in: tried at once, brought in when they say so, then thrown away.

    `bilan` holds what the trial found: {"compteurs": {...}, "lignes": [...]}.
    """

    nom = models.CharField(_("nom du fichier"), max_length=120)
    source_nom = models.CharField(_("source"), max_length=120)
    fichier = models.FileField(_("fichier"), upload_to="depots/", blank=True, default="")
    operateur = models.ForeignKey("parametre.Operateur", on_delete=models.PROTECT, related_name="+")
    cree_le = models.DateTimeField(_("déposé le"), default=maintenant)
    essaye_le = models.DateTimeField(_("essayé le"), null=True, blank=True)
    applique_le = models.DateTimeField(_("appliqué le"), null=True, blank=True)
    bilan = models.JSONField(_("ce que l’essai a trouvé"), default=dict, blank=True)
    erreur = models.TextField(_("erreur"), blank=True, default="")

    class Meta:
        verbose_name = _("fichier déposé")
        verbose_name_plural = _("fichiers déposés")

    def __str__(self) -> str:
        return self.nom


class VerrouSource(models.Model):
    """Says which run works on a source; without a heartbeat it frees itself."""

    source = models.OneToOneField(SourceCommandes, on_delete=models.CASCADE, related_name="verrou")
    jeton = models.CharField(max_length=32, blank=True, default="")
    battement = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.source_id} {self.jeton or '-'}"


class QuotaLecture(models.Model):
    """The requests an account may still make: `libre_le` moves forward by one slot each time."""

    compte = models.CharField(max_length=254, unique=True)
    libre_le = models.DateTimeField(default=maintenant)

    def __str__(self) -> str:
        return self.compte


class EtatExecution(models.TextChoices):
    EN_COURS = "EN_COURS", _("En cours")
    REUSSIE = "REUSSIE", _("Réussie")
    ECHOUEE = "ECHOUEE", _("Échouée")
    INTERROMPUE = "INTERROMPUE", _("Interrompue")
    ANNULEE = "ANNULEE", _("Annulée")


class Resultat(models.TextChoices):
    """How a row ends; the values are the keys of the counters."""

    NOUVELLE = "nouvelle", _("Nouvelle")
    MISE_A_JOUR = "mise_a_jour", _("Mise à jour")
    INCHANGEE = "inchangee", _("Inchangée")
    DOUBLON = "doublon", _("Doublon")
    PROTEGEE = "protegee", _("Protégée")
    REJETEE = "rejetee", _("Rejetée")
    VIDE = "vide", _("Vide")


class ExecutionSync(models.Model):
    """One run of a source: rows read = the sum of the outcomes."""

    source = models.ForeignKey(SourceCommandes, on_delete=models.PROTECT, related_name="executions")
    debut = models.DateTimeField(_("début"), default=maintenant)
    fin = models.DateTimeField(_("fin"), null=True, blank=True)
    etat = models.CharField(_("état"), max_length=11, choices=EtatExecution.choices, default=EtatExecution.EN_COURS)
    lues = models.PositiveIntegerField(_("lues"), default=0)
    nouvelle = models.PositiveIntegerField(_("nouvelles"), default=0)
    mise_a_jour = models.PositiveIntegerField(_("mises à jour"), default=0)
    inchangee = models.PositiveIntegerField(_("inchangées"), default=0)
    doublon = models.PositiveIntegerField(_("doublons"), default=0)
    protegee = models.PositiveIntegerField(_("protégées"), default=0)
    rejetee = models.PositiveIntegerField(_("rejetées"), default=0)
    vide = models.PositiveIntegerField(_("vides"), default=0)
    erreur = models.TextField(_("erreur"), blank=True, default="")
    # What went wrong without failing the run: the sheet could not be written back.
    avertissement = models.TextField(_("avertissement"), blank=True, default="")
    prochaine_tentative = models.DateTimeField(_("prochaine tentative"), null=True, blank=True)
    annulee_le = models.DateTimeField(_("annulée le"), null=True, blank=True)
    annulee_par = models.ForeignKey(
        "parametre.Operateur", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What the undo did: {"retirees": n, "restaurees": n, "laissees": [{"commande", "ligne", "raison"}]}.
    bilan_annulation = models.JSONField(_("bilan de l’annulation"), default=dict, blank=True)

    class Meta:
        verbose_name = _("exécution de synchronisation")
        verbose_name_plural = _("exécutions de synchronisation")
        ordering = ["-debut", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    lues=F("nouvelle")
                    + F("mise_a_jour")
                    + F("inchangee")
                    + F("doublon")
                    + F("protegee")
                    + F("rejetee")
                    + F("vide")
                ),
                name="execution_somme_des_resultats",
            ),
            models.CheckConstraint(condition=Q(etat__in=EtatExecution.values), name="execution_etat_connu"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.debut:%Y-%m-%d %H:%M}"


class LigneSync(models.Model):
    """What became of a row of a source the last time its content changed.

    `cle` identifies the row in its source: its order number, or a digest of its content.
    `empreinte` is a digest of its values, so that an unchanged row costs nothing. `avant`
    lets the undo of `derniere_execution` put things back.
    """

    source = models.ForeignKey(SourceCommandes, on_delete=models.CASCADE, related_name="lignes")
    cle = models.CharField(max_length=160)
    numero = models.PositiveIntegerField(_("ligne"))
    resultat = models.CharField(_("résultat"), max_length=11, choices=Resultat.choices)
    raison = models.TextField(_("raison"), blank=True, default="")
    valeurs = models.JSONField(_("valeurs"), default=dict, blank=True)
    differences = models.JSONField(_("différences non appliquées"), default=dict, blank=True)
    empreinte = models.CharField(max_length=32)
    # Digest of the row as the sheet holds it, where a person corrected it here.
    empreinte_corrigee = models.CharField(max_length=32, blank=True, default="")
    # What the last run that wrote this row found: its trace, and the order as it was.
    avant = models.JSONField(default=dict, blank=True)
    commande = models.ForeignKey(
        "commande.Commande", on_delete=models.SET_NULL, null=True, blank=True, related_name="lignes_sync"
    )
    premiere_execution = models.ForeignKey(ExecutionSync, on_delete=models.PROTECT, related_name="lignes_premieres")
    derniere_execution = models.ForeignKey(ExecutionSync, on_delete=models.PROTECT, related_name="lignes_dernieres")

    class Meta:
        verbose_name = _("ligne de synchronisation")
        verbose_name_plural = _("lignes de synchronisation")
        constraints = [
            models.UniqueConstraint(fields=["source", "cle"], name="lignesync_source_cle_unique"),
            models.CheckConstraint(condition=Q(resultat__in=Resultat.values), name="lignesync_resultat_connu"),
        ]
        indexes = [models.Index(fields=["derniere_execution", "resultat", "numero"], name="lignesync_execution")]

    def __str__(self) -> str:
        return f"{self.source_id} ligne {self.numero} {self.resultat}"
