"""What other systems bring beside orders: products and clients, kept as they were told."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.noyau.horloge import maintenant


class GenreConnecteur(models.TextChoices):
    CATALOGUE = "CATALOGUE", _("Catalogue")
    CLIENTS = "CLIENTS", _("Clients")


class Connecteur(models.Model):
    """An address that answers with a list in JSON. `version` counts the refreshes that changed something."""

    nom = models.CharField(_("nom"), max_length=120, unique=True)
    genre = models.CharField(_("apporte"), max_length=9, choices=GenreConnecteur.choices)
    adresse = models.URLField(_("adresse"), max_length=500)
    jeton_chiffre = models.TextField(blank=True, default="", editable=False)
    # Where the list stands in the answer (`produits`, `data.items`); empty: the only list there is.
    liste = models.CharField(_("chemin de la liste"), max_length=120, blank=True, default="")
    # Field -> key of the answer, where the usual names do not do.
    correspondance = models.JSONField(_("correspondance des champs"), default=dict, blank=True)
    actif = models.BooleanField(_("actif"), default=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    lu_le = models.DateTimeField(_("lu le"), null=True, blank=True)
    erreur = models.TextField(_("erreur"), blank=True, default="")

    class Meta:
        verbose_name = _("connecteur")
        constraints = [
            models.CheckConstraint(condition=Q(genre__in=GenreConnecteur.values), name="connecteur_genre_connu")
        ]

    def __str__(self) -> str:
        return self.nom


class Apport(models.Model):
    """One element of a list. What vanished from the list is marked (`disparu_le`), never lost."""

    connecteur = models.ForeignKey(Connecteur, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=120)
    empreinte = models.CharField(max_length=32)
    valeurs = models.JSONField(_("valeurs reçues"), default=dict, blank=True)
    premiere_version = models.PositiveIntegerField(_("arrivé à la version"))
    version = models.PositiveIntegerField(_("changé à la version"))
    change_le = models.DateTimeField(_("changé le"), default=maintenant)
    disparu_le = models.DateTimeField(_("disparu le"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code", "id"]

    def __str__(self) -> str:
        return self.code


class ProduitApporte(Apport):
    """A product of a supplier's or a sister system's catalogue; `prix` in MAD, null where none was readable."""

    connecteur = models.ForeignKey(Connecteur, on_delete=models.PROTECT, related_name="produits")
    famille = models.CharField(_("famille"), max_length=200, blank=True, default="")
    designation = models.TextField(_("désignation"), blank=True, default="")
    prix = models.DecimalField(_("prix"), max_digits=12, decimal_places=2, null=True, blank=True)
    conditionnement = models.CharField(_("conditionnement"), max_length=120, blank=True, default="")
    quantite_min = models.PositiveIntegerField(_("quantité minimum"), null=True, blank=True)
    article = models.ForeignKey(
        "article.Article", on_delete=models.SET_NULL, null=True, blank=True, related_name="apports"
    )

    class Meta(Apport.Meta):
        abstract = False
        verbose_name = _("produit apporté")
        constraints = [
            models.UniqueConstraint(fields=["connecteur", "code"], name="produitapporte_code_unique"),
            models.CheckConstraint(condition=Q(prix__isnull=True) | Q(prix__gte=0), name="produitapporte_prix_positif"),
        ]


class ClientApporte(Apport):
    """A client of another system, by account; `points` of its loyalty scheme."""

    connecteur = models.ForeignKey(Connecteur, on_delete=models.PROTECT, related_name="clients")
    prenom = models.CharField(_("prénom"), max_length=200, blank=True, default="")
    nom = models.CharField(_("nom"), max_length=200, blank=True, default="")
    telephone = models.CharField(_("téléphone"), max_length=20, blank=True, default="")
    points = models.PositiveIntegerField(_("points de fidélité"), null=True, blank=True)
    paiement = models.CharField(_("paiement"), max_length=120, blank=True, default="")
    client = models.ForeignKey(
        "client.Client", on_delete=models.SET_NULL, null=True, blank=True, related_name="apports"
    )

    class Meta(Apport.Meta):
        abstract = False
        verbose_name = _("client apporté")
        constraints = [
            models.UniqueConstraint(fields=["connecteur", "code"], name="clientapporte_compte_unique"),
        ]
