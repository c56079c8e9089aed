"""Planned tasks and the history of their runs."""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from synchronisation.planification.instants import Rythme


class Frequence(models.TextChoices):
    UNE_FOIS = "UNE_FOIS", _("Une fois")
    INTERVALLE = "INTERVALLE", _("Toutes les n minutes")
    QUOTIDIENNE = "QUOTIDIENNE", _("Chaque jour")
    HEBDOMADAIRE = "HEBDOMADAIRE", _("Chaque semaine")
    CRON = "CRON", _("Expression cron")


class EtatPassage(models.TextChoices):
    EN_COURS = "EN_COURS", _("En cours")
    REUSSI = "REUSSI", _("Réussi")
    ECHOUE = "ECHOUE", _("Échoué")
    INTERROMPU = "INTERROMPU", _("Interrompu")


class TachePlanifiee(models.Model):
    nom = models.CharField(_("nom"), max_length=120, unique=True)
    genre = models.CharField(_("genre"), max_length=40)
    parametres = models.JSONField(_("paramètres"), default=dict, blank=True)
    frequence = models.CharField(_("fréquence"), max_length=12, choices=Frequence.choices)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    # Wall time of Casablanca, never an instant.
    heure = models.TimeField(_("heure"), default=dt.time())
    jour = models.PositiveSmallIntegerField(_("jour de la semaine (lundi = 0)"), default=0)
    cron = models.CharField(_("expression cron"), max_length=100, blank=True, default="")
    unique_le = models.DateTimeField(_("une fois, le"), null=True, blank=True)
    rattraper = models.BooleanField(_("rattraper un passage manqué"), default=True)
    essais_max = models.PositiveSmallIntegerField(_("essais au plus"), default=3)
    active = models.BooleanField(_("active"), default=True)
    prochain_le = models.DateTimeField(_("prochain passage"), null=True, blank=True)
    essais = models.PositiveSmallIntegerField(_("essais échoués de suite"), default=0)
    # The worker that runs it, and its last sign of life.
    jeton = models.CharField(_("jeton"), max_length=32, blank=True, default="")
    battement = models.DateTimeField(_("battement"), null=True, blank=True)

    class Meta:
        verbose_name = _("tâche planifiée")
        verbose_name_plural = _("tâches planifiées")
        indexes = [models.Index(fields=["active", "prochain_le"], name="tache_due")]

    def __str__(self) -> str:
        return self.nom

    @property
    def rythme(self) -> Rythme:
        return Rythme(self.frequence, self.minutes, self.heure, self.jour, self.cron, self.unique_le)


class PassageTache(models.Model):
    tache = models.ForeignKey(TachePlanifiee, on_delete=models.CASCADE, related_name="passages")
    debut = models.DateTimeField(_("début"))
    fin = models.DateTimeField(_("fin"), null=True, blank=True)
    etat = models.CharField(_("état"), max_length=10, choices=EtatPassage.choices, default=EtatPassage.EN_COURS)
    sortie = models.TextField(_("sortie"), blank=True, default="")

    class Meta:
        verbose_name = _("passage d’une tâche")
        verbose_name_plural = _("passages des tâches")
        indexes = [models.Index(fields=["tache", "-debut", "-id"], name="passage_recent")]

    def __str__(self) -> str:
        return f"{self.tache_id} {self.debut:%Y-%m-%d %H:%M}"
