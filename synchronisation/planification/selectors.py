"""Reads for the pages of planned tasks."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.noyau import taches
from config.noyau.affichage import duree, jour_heure
from config.noyau.horloge import maintenant
from config.noyau.pagination import Page, paginer
from synchronisation.planification.models import EtatPassage, Frequence, PassageTache, TachePlanifiee
from synchronisation.planification.services import RETARD_MAX

JOURS: tuple[str | Promise, ...] = (
    gettext_lazy("lundi"),
    gettext_lazy("mardi"),
    gettext_lazy("mercredi"),
    gettext_lazy("jeudi"),
    gettext_lazy("vendredi"),
    gettext_lazy("samedi"),
    gettext_lazy("dimanche"),
)
_TONS = {
    EtatPassage.EN_COURS: ("bleu", "refresh-cw"),
    EtatPassage.REUSSI: ("vert", "circle-check"),
    EtatPassage.ECHOUE: ("rouge", "circle-x"),
    EtatPassage.INTERROMPU: ("ambre", "triangle-alert"),
}


@dataclass(frozen=True, slots=True)
class RangPassage:
    """A run as a row, with its length in words and the look of its state."""

    passage: PassageTache
    duree: str
    ton: str
    dessin: str


@dataclass(frozen=True, slots=True)
class RangTache:
    """A task as a row: what, when in words, its last run. `attend` when a worker is to take it."""

    tache: TachePlanifiee
    genre: str | Promise
    rythme: str
    dernier: RangPassage | None
    attend: bool

    @property
    def en_cours(self) -> bool:
        return bool(self.tache.jeton)


def tache_ou_404(tache_id: int) -> TachePlanifiee:
    """Return a task; raises Http404 where there is none."""
    tache = TachePlanifiee.objects.filter(pk=tache_id).first()
    if tache is None:
        raise Http404(_("Cette tâche n’existe pas."))
    return tache


def rang_de_passage(passage: PassageTache) -> RangPassage:
    """Return a run as a row."""
    ton, dessin = _TONS[EtatPassage(passage.etat)]
    return RangPassage(passage, _duree(passage.fin - passage.debut) if passage.fin else "", ton, dessin)


def rangs_des_taches() -> list[RangTache]:
    """Return every task with its last run, in two queries."""
    recent = PassageTache.objects.filter(tache=OuterRef("pk")).order_by("-debut", "-pk").values("pk")[:1]
    lues = list(TachePlanifiee.objects.annotate(dernier=Subquery(recent)).order_by("-active", "nom"))
    passages = PassageTache.objects.in_bulk([t.dernier for t in lues if t.dernier])
    return [_rang(t, passages.get(t.dernier) if t.dernier else None) for t in lues]


def attente_vaine(rangs: Iterable[RangTache]) -> dt.datetime | None:
    """Return since when the oldest due task waits, where it is so long that no worker can be there."""
    dues = [r.tache.prochain_le for r in rangs if r.attend and r.tache.prochain_le is not None]
    # A worker that runs another task still takes one within this time; else it is busy, and says so.
    occupe = any(r.en_cours for r in rangs)
    return min(dues) if dues and not occupe and min(dues) < maintenant() - RETARD_MAX else None


def rang_de_tache(tache: TachePlanifiee) -> RangTache:
    """Return one task as a row."""
    return _rang(tache, tache.passages.order_by("-debut", "-pk").first())


def passages(tache: TachePlanifiee, curseur: str | None) -> tuple[Page[PassageTache], list[RangPassage]]:
    """Return a page of the runs of a task, the newest first."""
    page = paginer(tache.passages.all(), cles=("-debut", "-id"), curseur=curseur)
    return page, [rang_de_passage(p) for p in page.elements]


def rythme_en_mots(tache: TachePlanifiee) -> str:
    """Say when a task runs: `toutes les 5 min`, `chaque lundi à 09:00`."""
    heure = f"{tache.heure:%H:%M}"
    if tache.frequence == Frequence.INTERVALLE:
        if tache.minutes % 60 == 0 and tache.minutes:
            return _("toutes les %d h") % (tache.minutes // 60)
        return _("toutes les %d min") % tache.minutes
    if tache.frequence == Frequence.QUOTIDIENNE:
        return _("chaque jour à %s") % heure
    if tache.frequence == Frequence.HEBDOMADAIRE:
        return _("chaque %(jour)s à %(heure)s") % {"jour": JOURS[tache.jour % 7], "heure": heure}
    if tache.frequence == Frequence.CRON:
        return _("cron %s") % tache.cron
    return _("une fois, le %s") % jour_heure(tache.unique_le)


def _duree(ecoule: dt.timedelta) -> str:
    secondes = ecoule.total_seconds()
    return duree(ecoule) if secondes >= 60 else _("%s s") % number_format(secondes, 1)


def _rang(tache: TachePlanifiee, dernier: PassageTache | None) -> RangTache:
    genre = taches.genre(tache.genre)
    return RangTache(
        tache=tache,
        genre=genre.libelle if genre else tache.genre,
        rythme=rythme_en_mots(tache),
        dernier=rang_de_passage(dernier) if dernier else None,
        attend=tache.active and not tache.jeton and tache.prochain_le is not None and tache.prochain_le <= maintenant(),
    )
