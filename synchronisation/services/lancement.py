"""Run a source that can be read without anybody: what cron, the planner and the pages call."""

import datetime as dt
from collections.abc import Callable, Iterable
from itertools import takewhile

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import CASABLANCA, maintenant
from synchronisation.colonnes import Ligne
from synchronisation.lecteurs.fautes import ErreurSource
from synchronisation.lecteurs.google import Classeur, numeroter
from synchronisation.models import EtatExecution, ExecutionSync, GenreSource, SourceCommandes
from synchronisation.services.execution import Progression, executer
from synchronisation.services.report import reporter
from synchronisation.verrou import Verrou

# Kind of source -> how its rows are read, under the lock of the run.
Lecteur = Callable[[SourceCommandes, Verrou], Iterable[Ligne]]
REPRISE_MIN, REPRISE_MAX = dt.timedelta(minutes=5), dt.timedelta(hours=1)
ECHECS_COMPTES = 8


def sources_actives() -> QuerySet[SourceCommandes]:
    """Return the active sources that can be read without anybody, by name."""
    return SourceCommandes.objects.filter(active=True, genre__in=list(LECTEURS)).order_by("nom", "pk")


def synchroniser_source(
    *, source_id: int, essai: bool = False, progression: Progression | None = None
) -> ExecutionSync:
    """Read a source of any kind and bring its rows into orders; return the run.

    Raises ErreurSource when it cannot be read (the run is kept as failed, with its
    sentence and, where it helps, the time of the next try), ErreurSaisie for a source
    that is switched off, unknown or a file, ErreurVerrou while another run holds it.
    """
    source = SourceCommandes.objects.filter(pk=source_id).first()
    if source is None or not source.active:
        raise ErreurSaisie(_("Cette source n’existe pas ou n’est plus active."), code="source")
    lecteur = LECTEURS.get(source.genre)
    if lecteur is None:
        raise ErreurSaisie(
            _("« %s » est une source de fichiers : donnez le fichier à lire avec --fichier.") % source, code="source"
        )
    apres = reporter if source.ecriture and source.colonnes_ecrites else None
    return executer(
        lambda verrou: lecteur(source, verrou), source=source, essai=essai, progression=progression, apres=apres
    )


def attente_de(source: SourceCommandes) -> dt.datetime | None:
    """Return when a source that failed is to be tried again, if that is still to come."""
    derniere = source.executions.order_by("-debut", "-pk").values_list("prochaine_tentative", flat=True).first()
    return derniere if derniere is not None and derniere > maintenant() else None


def heure(instant: dt.datetime) -> str:
    """Return the hour of Casablanca, as sentences say it."""
    return f"{instant.astimezone(CASABLANCA):%H:%M}"


def _lire_google(source: SourceCommandes, verrou: Verrou) -> Iterable[Ligne]:
    """Read the whole tab now, before any row is settled."""
    try:
        return numeroter(Classeur.ouvrir(source, battre=verrou.battre).lire())
    except ErreurSource as erreur:
        if erreur.prochaine is None:
            raise
        prochaine = max(erreur.prochaine, maintenant() + _reprise(source))
        raise ErreurSource(
            _("%(cause)s Échouée, prochaine tentative à %(heure)s.")
            % {"cause": erreur.phrase, "heure": heure(prochaine)},
            code=erreur.code,
            prochaine=prochaine,
        ) from erreur


def _reprise(source: SourceCommandes) -> dt.timedelta:
    """Return how long to leave a source alone: twice as long after each failure in a row."""
    etats = (
        source.executions.exclude(etat=EtatExecution.EN_COURS).order_by("-debut", "-pk").values_list("etat", flat=True)
    )
    echecs = sum(1 for _etat in takewhile(lambda e: e == EtatExecution.ECHOUEE, etats[:ECHECS_COMPTES]))
    return min(REPRISE_MIN * (1 << echecs), REPRISE_MAX)


LECTEURS: dict[str, Lecteur] = {GenreSource.GOOGLE_SHEETS: _lire_google}
