"""The planner's writes: take a due task, keep it alive, run it, close it."""

import datetime as dt
import logging
import secrets
import threading

from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from config.noyau import taches
from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import instant_reel, maintenant
from synchronisation.planification.instants import prochain
from synchronisation.planification.models import EtatPassage, PassageTache, TachePlanifiee

SILENCE_MAX = 30
SORTIE_MAX = 10_000
# A due instant older than this was missed: run once, or skipped, as the task says.
RETARD_MAX = dt.timedelta(minutes=2)
_REPRISE = dt.timedelta(seconds=30)
_journal = logging.getLogger(__name__)


def _dues(instant: dt.datetime, silence: int) -> QuerySet[TachePlanifiee]:
    # Signs of life are in real time: a simulated clock that runs fast kills nobody.
    libre = Q(jeton="") | Q(battement__lt=instant_reel() - dt.timedelta(seconds=silence))
    return TachePlanifiee.objects.filter(libre, active=True, prochain_le__lte=instant)


def prendre_tache(*, silence: int = SILENCE_MAX) -> tuple[TachePlanifiee, PassageTache] | None:
    """Take one due task whose holder is nobody or dead, and open its run; None when none is due."""
    while True:
        with transaction.atomic():
            instant = maintenant()
            lignes = _dues(instant, silence).order_by("prochain_le", "pk")
            if connection.features.has_select_for_update_skip_locked:
                lignes = lignes.select_for_update(skip_locked=True)
            tache = lignes.first()
            if tache is None:
                return None
            reprise, du = bool(tache.jeton), tache.prochain_le or instant
            if not tache.rattraper and not reprise and not tache.essais and instant - du > RETARD_MAX:
                tache.prochain_le = _suivant(tache, instant)
                tache.save(update_fields=["prochain_le"])
                continue
            jeton = secrets.token_hex(16)
            if not _dues(instant, silence).filter(pk=tache.pk).update(jeton=jeton, battement=instant_reel()):
                continue
            tache.jeton = jeton
            tache.passages.filter(etat=EtatPassage.EN_COURS).update(etat=EtatPassage.INTERROMPU, fin=instant)
            return tache, PassageTache.objects.create(tache=tache, debut=instant)


def executer_tache(*, tache: TachePlanifiee, passage: PassageTache, silence: int = SILENCE_MAX) -> EtatPassage:
    """Run a task that was taken, under a heartbeat, and close its run."""
    arret = threading.Event()
    fil = threading.Thread(target=_battre, args=(tache, arret, silence / 3), daemon=True)
    fil.start()
    try:
        etat, sortie = _executer(tache)
    finally:
        arret.set()
        fil.join()
    return _clore(tache, passage, etat, sortie)


def _executer(tache: TachePlanifiee) -> tuple[EtatPassage, str]:
    genre = taches.genre(tache.genre)
    if genre is None:
        return EtatPassage.ECHOUE, _("Aucun genre de tâche ne porte ce code.")
    try:
        return EtatPassage.REUSSI, genre.executer(tache.parametres)
    except ErreurMetier as refus:
        return EtatPassage.ECHOUE, str(refus)
    except Exception as erreur:  # one broken task must not stop the planner
        # The type alone: the text of an error may hold a client's data.
        _journal.error("Task %s failed: %s", tache.pk, type(erreur).__name__)
        return EtatPassage.ECHOUE, _("Erreur inattendue (%s).") % type(erreur).__name__


def _clore(tache: TachePlanifiee, passage: PassageTache, etat: EtatPassage, sortie: str) -> EtatPassage:
    # The rhythm may have been changed while the task ran.
    tache.refresh_from_db(fields=["frequence", "minutes", "heure", "jour", "cron", "unique_le"])
    instant = maintenant()
    essais = tache.essais + 1 if etat == EtatPassage.ECHOUE else 0
    if 0 < essais < tache.essais_max:
        suivant: dt.datetime | None = instant + _REPRISE * 2 ** (essais - 1)
    else:
        essais, suivant = 0, _suivant(tache, instant)
    with transaction.atomic():
        # The token is the fence: a task that another worker took over is not ours to close.
        tenue = TachePlanifiee.objects.filter(pk=tache.pk, jeton=tache.jeton)
        if not tenue.update(jeton="", battement=None, essais=essais, prochain_le=suivant):
            return EtatPassage.INTERROMPU
        PassageTache.objects.filter(pk=passage.pk).update(
            etat=EtatPassage(etat), fin=instant, sortie=sortie[:SORTIE_MAX]
        )
    return etat


def _suivant(tache: TachePlanifiee, apres: dt.datetime) -> dt.datetime | None:
    """Return the next instant; a rhythm that cannot be read stops its task, not the planner."""
    try:
        return prochain(tache.rythme, apres)
    except ValueError:
        _journal.error("Task %s has a rhythm that cannot be read.", tache.pk)
        return None


def _battre(tache: TachePlanifiee, arret: threading.Event, pause: float) -> None:
    try:
        while not arret.wait(pause):
            try:
                TachePlanifiee.objects.filter(pk=tache.pk, jeton=tache.jeton).update(battement=instant_reel())
            except DatabaseError:
                connection.close()
    finally:
        connection.close()


def planifier_ordinaires() -> int:
    """Plan what every shop needs, where no task of that name exists; return how many were made."""
    instant, faites = maintenant(), 0
    for tache in (
        TachePlanifiee(nom=_("Affecter les commandes"), genre="affectation", frequence="INTERVALLE", minutes=5),
        TachePlanifiee(nom=_("Annonces des boutiques"), genre="annonces", frequence="INTERVALLE", minutes=1),
        TachePlanifiee(nom=_("Contrôle de la nuit"), genre="coherence", frequence="QUOTIDIENNE", heure=dt.time(3)),
    ):
        tache.prochain_le = _suivant(tache, instant)
        if not TachePlanifiee.objects.filter(nom=tache.nom).exists():
            tache.save()
            faites += 1
    return faites
