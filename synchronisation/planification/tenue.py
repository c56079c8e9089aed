"""What the administrator does with planned tasks: write, pause, resume, run now."""

from django.db import transaction
from django.utils.translation import gettext as _

from config.noyau import taches
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.horloge import maintenant
from parametre.models import Operateur, TypeOperateur
from synchronisation.planification.instants import prochain
from synchronisation.planification.models import TachePlanifiee
from synchronisation.planification.verrous import verrouiller_tache

# What a person writes; the rest belongs to the workers.
ECRITS = (
    "nom",
    "genre",
    "parametres",
    "frequence",
    "minutes",
    "heure",
    "jour",
    "cron",
    "unique_le",
    "rattraper",
    "essais_max",
)


@transaction.atomic
def enregistrer_tache(*, tache: TachePlanifiee, operateur: Operateur) -> TachePlanifiee:
    """Write a task, new or changed; its next run follows from its rhythm.

    A run under way goes on. Raises ErreurDroit for another role than ADMIN, ErreurSaisie.
    """
    _exiger_admin(operateur)
    genre = taches.genre(tache.genre)
    if genre is None:
        raise ErreurSaisie(_("Ce genre de tâche n’existe pas."), code="genre")
    if genre.parametre and not isinstance(tache.parametres.get(genre.parametre), int):
        raise ErreurSaisie(_("Choisissez ce que la tâche doit lire."), code=genre.parametre)
    connue = verrouiller_tache(tache.pk) if tache.pk else None
    if connue is None or connue.rythme != tache.rythme:
        try:
            tache.prochain_le = prochain(tache.rythme, maintenant())
        except ValueError as erreur:
            raise ErreurSaisie(_("Ce rythme ne se lit pas."), code="rythme") from erreur
        if tache.prochain_le is None:
            raise ErreurSaisie(_("Aucun passage à venir à ce rythme."), code="rythme")
        tache.essais = 0
        tache.save(update_fields=[*ECRITS, "prochain_le", "essais"] if connue else None)
    else:
        tache.save(update_fields=ECRITS)
    return tache


@transaction.atomic
def suspendre(*, tache_id: int, operateur: Operateur, reprendre: bool = False) -> TachePlanifiee:
    """Pause a task, or with `reprendre` resume it at its next instant; already so changes nothing.

    A run under way goes on. Raises ErreurDroit, ErreurSaisie.
    """
    _exiger_admin(operateur)
    tache = verrouiller_tache(tache_id)
    if tache.active == reprendre:
        return tache
    tache.active = reprendre
    if reprendre:
        tache.prochain_le = prochain(tache.rythme, maintenant())
    tache.save(update_fields=["active", "prochain_le"])
    return tache


@transaction.atomic
def lancer_maintenant(*, tache_id: int, dernier: int, operateur: Operateur) -> bool:
    """Make a task due at once; return False where that was already done.

    `dernier` is the last run that the operator was shown (0: none): a second click, before
    or after the run it asked for, starts nothing. Raises ErreurDroit, ErreurSaisie.
    """
    _exiger_admin(operateur)
    tache, instant = verrouiller_tache(tache_id), maintenant()
    if not tache.active:
        raise ErreurSaisie(_("Cette tâche est en pause\u202f: reprenez-la d’abord."))
    recent = tache.passages.order_by("-debut", "-pk").values_list("pk", flat=True).first() or 0
    due = tache.prochain_le is not None and tache.prochain_le <= instant
    if tache.jeton or due or recent != dernier:
        return False
    tache.prochain_le, tache.essais = instant, 0
    tache.save(update_fields=["prochain_le", "essais"])
    return True


def _exiger_admin(operateur: Operateur) -> None:
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration tient les tâches planifiées."))
