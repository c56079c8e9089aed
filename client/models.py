"""The people who order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from client.querysets import ClientQuerySet
from config.noyau.champs import ChampDerive
from config.noyau.textes import normaliser


class Client(models.Model):
    telephone = models.CharField(_("téléphone (E.164)"), max_length=20, unique=True)
    telephone_2 = models.CharField(_("second téléphone (E.164)"), max_length=20, blank=True, default="", db_index=True)
    nom_complet = models.CharField(_("nom complet"), max_length=200)
    nom_recherche = ChampDerive(source="nom_complet", fonction=normaliser, max_length=200)
    adresse = models.TextField(_("adresse"), blank=True, default="")
    ville = models.ForeignKey(
        "parametre.Ville",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="clients",
        verbose_name=_("ville"),
    )
    note = models.TextField(_("note"), blank=True, default="")
    cree_le = models.DateTimeField(_("créé le"), auto_now_add=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("client")
        constraints = [
            models.CheckConstraint(condition=Q(telephone__startswith="+"), name="client_telephone_e164"),
        ]

    def __str__(self) -> str:
        return self.nom_complet
