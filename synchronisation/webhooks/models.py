"""Addresses at which shops announce their orders, and every announcement as it came."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.noyau.horloge import maintenant


class Plateforme(models.TextChoices):
    SHOPIFY = "SHOPIFY", "Shopify"
    YOUCAN = "YOUCAN", "YouCan"
    WOOCOMMERCE = "WOOCOMMERCE", "WooCommerce"


def cle_d_adresse() -> str:
    """Return the part of an address that nobody can guess."""
    return secrets.token_urlsafe(24)


class PointWebhook(models.Model):
    """Where one shop announces its orders; they belong to its source."""

    source = models.OneToOneField("synchronisation.SourceCommandes", on_delete=models.PROTECT, related_name="webhook")
    plateforme = models.CharField(_("plateforme"), max_length=11, choices=Plateforme.choices)
    cle_adresse = models.CharField(max_length=40, unique=True, default=cle_d_adresse, editable=False)
    secret_chiffre = models.TextField(blank=True, default="", editable=False)
    actif = models.BooleanField(_("actif"), default=True)

    class Meta:
        verbose_name = _("adresse d'annonce")
        verbose_name_plural = _("adresses d'annonce")
        constraints = [
            models.CheckConstraint(condition=Q(plateforme__in=Plateforme.values), name="pointwebhook_plateforme")
        ]

    def __str__(self) -> str:
        return f"{self.get_plateforme_display()} {self.source_id}"


class EtatReception(models.TextChoices):
    RECUE = "RECUE", _("Reçue")
    TRAITEE = "TRAITEE", _("Traitée")
    EN_ATTENTE = "EN_ATTENTE", _("En attente")
    REJETEE = "REJETEE", _("Rejetée")
    IGNOREE = "IGNOREE", _("Sans objet")


class ReceptionWebhook(models.Model):
    """One announcement, its body kept as it came so that it can be processed again."""

    point = models.ForeignKey(PointWebhook, on_delete=models.PROTECT, related_name="receptions")
    identifiant = models.CharField(_("identifiant"), max_length=120)
    sujet = models.CharField(_("sujet"), max_length=60, blank=True, default="")
    corps = models.TextField(_("contenu"))
    empreinte = models.CharField(max_length=64)
    date_envoi = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    recue_le = models.DateTimeField(_("reçue le"), default=maintenant)
    issue = models.CharField(_("état"), max_length=10, choices=EtatReception.choices, default=EtatReception.RECUE)
    raison = models.TextField(_("raison"), blank=True, default="")
    reference = models.CharField(_("numéro de la commande"), max_length=120, blank=True, default="")
    execution = models.ForeignKey(
        "synchronisation.ExecutionSync", on_delete=models.SET_NULL, null=True, blank=True, related_name="receptions"
    )

    class Meta:
        verbose_name = _("annonce reçue")
        verbose_name_plural = _("annonces reçues")
        constraints = [
            models.UniqueConstraint(fields=["point", "identifiant"], name="reception_identifiant_unique"),
            models.CheckConstraint(condition=Q(issue__in=EtatReception.values), name="reception_issue_connue"),
        ]
        indexes = [
            models.Index(fields=["point", "id"], condition=Q(issue="RECUE"), name="reception_a_traiter"),
            models.Index(fields=["-recue_le", "-id"], name="reception_recentes"),
        ]

    def __str__(self) -> str:
        return self.identifiant
