"""Run a source: read rows, settle each with exactly one outcome, commit by batches."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import islice
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.models import Commande
from commande.services.affectation import affecter_automatiquement
from commande.tarifs import Tarifs, charger_tarifs
from config.noyau.erreurs import ErreurMetier
from config.noyau.horloge import maintenant
from parametre.models import Reglages
from synchronisation.colonnes import Ligne, lire_entete
from synchronisation.comprehension import Comprehension, LigneRejetee
from synchronisation.models import EtatExecution, ExecutionSync, LigneSync, Resultat, SourceCommandes
from synchronisation.services.creation import Creation
from synchronisation.services.doublons import Original, originaux
from synchronisation.services.entrees import Entree, Entrees
from synchronisation.services.memoire import avant_de, traces_de
from synchronisation.services.mise_a_jour import MiseAJour
from synchronisation.verrou import ErreurVerrou, Verrou, verrouiller

logger = logging.getLogger(__name__)

TAILLE_LOT: Final = 500
Progression = Callable[[int], None]
Temoin = Callable[[ExecutionSync], None]
Ouverture = Callable[[Verrou], Iterable[Ligne]]


class _Annulation(Exception):
    """Rolls a dry run back; never leaves this module."""


def synchroniser(
    lignes: Callable[[], Iterable[Ligne]],
    *,
    source: SourceCommandes,
    essai: bool = False,
    progression: Progression | None = None,
    temoin: Temoin | None = None,
) -> ExecutionSync:
    """Bring the rows of a source into orders and return the run with its counters.

    `lignes` opens the sheet: (row number, cells), the header included. `progression` is
    told the number of rows settled so far. With `essai` everything is done, then rolled
    back, after `temoin` has seen the run. Raises ErreurVerrou when another run holds the
    source, ErreurMetier when the sheet cannot be read (the run is kept as failed).
    """
    return executer(lambda _verrou: lignes(), source=source, essai=essai, progression=progression, temoin=temoin)


def executer(
    ouvrir: Ouverture,
    *,
    source: SourceCommandes,
    essai: bool = False,
    progression: Progression | None = None,
    apres: Callable[[ExecutionSync, Verrou], None] | None = None,
    temoin: Temoin | None = None,
) -> ExecutionSync:
    """Do what `synchroniser` does with rows that `ouvrir` reads under the lock, whose heart it beats.

    `apres` follows a run that succeeded, still under the lock; it must not raise.
    """
    with verrouiller(source) as verrou:
        if essai:
            return _essai(ouvrir(verrou), source, verrou, progression, temoin)
        execution = ExecutionSync.objects.create(source=source)
        try:
            _derouler(execution, ouvrir(verrou), verrou, progression)
        except ErreurVerrou:
            raise
        except BaseException as erreur:
            # With the database itself gone, the next run marks this one interrupted.
            with suppress(DatabaseError):
                execution.prochaine_tentative = getattr(erreur, "prochaine", None)
                _clore(execution, EtatExecution.ECHOUEE, _phrase(erreur))
            raise
        _clore(execution, EtatExecution.REUSSIE)
        if apres is not None:
            apres(execution, verrou)
    if Reglages.objects.filter(pk=1, affectation_immediate=True).exists():
        affecter_automatiquement()
    return execution


def _essai(
    lignes: Iterable[Ligne],
    source: SourceCommandes,
    verrou: Verrou,
    progression: Progression | None,
    temoin: Temoin | None,
) -> ExecutionSync:
    execution = ExecutionSync(source=source)
    try:
        with transaction.atomic():
            execution.save()
            _derouler(execution, lignes, verrou, progression)
            if temoin is not None:
                temoin(execution)
            raise _Annulation  # noqa: TRY301
    except _Annulation:
        execution.pk = None
        execution.etat = EtatExecution.REUSSIE
    return execution


def _phrase(erreur: BaseException) -> str:
    if isinstance(erreur, ErreurMetier):
        return erreur.phrase
    return _("Erreur inattendue : %s. Ce qui était lu est gardé ; relancez.") % type(erreur).__name__


def _clore(execution: ExecutionSync, etat: EtatExecution, erreur: str = "") -> None:
    execution.etat, execution.erreur, execution.fin = etat, erreur, maintenant()
    execution.save(update_fields=["etat", "erreur", "fin", "prochaine_tentative"])


def _derouler(
    execution: ExecutionSync,
    lignes: Iterable[Ligne],
    verrou: Verrou,
    progression: Progression | None,
) -> None:
    source = execution.source
    entete, suite = lire_entete(lignes, source.correspondance)
    deroulement = Deroulement(execution, verrou)
    for lot in _par_lots(Entrees(entete, source.colonnes_ecrites).lire(suite)):
        deroulement.traiter(lot)
        if progression:
            progression(execution.lues)
    deroulement.traiter_differees()
    if progression:
        progression(execution.lues)


def _par_lots(entrees: Iterator[Entree]) -> Iterator[list[Entree]]:
    while lot := list(islice(entrees, TAILLE_LOT)):
        yield lot


class Deroulement:
    """The batches of one run."""

    def __init__(self, execution: ExecutionSync, verrou: Verrou) -> None:
        self.execution, self.source, self.verrou = execution, execution.source, verrou
        # Duplicates whose original may stand further down in the sheet.
        self.differees: list[Entree] = []

    # Built for the first row that changed: a sheet as it was last time needs none of it.

    @cached_property
    def comprehension(self) -> Comprehension:
        return Comprehension()

    @cached_property
    def tarifs(self) -> Tarifs:
        return charger_tarifs()

    @cached_property
    def creation(self) -> Creation:
        reglages = Reglages.objects.filter(pk=1).first() or Reglages()
        couleurs = self.comprehension.articles.couleurs
        return Creation(self.execution, reglages=reglages, tarifs=self.tarifs, couleurs=couleurs)

    @cached_property
    def mise_a_jour(self) -> MiseAJour:
        return MiseAJour(self.source, self.tarifs)

    def traiter(self, lot: Sequence[Entree], *, derniere_chance: bool = False) -> None:
        """Settle a batch; a row that makes it fail is isolated and refused alone."""
        restantes = self._changees(lot)
        self._comprendre(restantes)
        nommes = self._originaux(restantes)
        if not derniere_chance:
            attendre = {e.cle for e in restantes if _original_attendu(e, nommes, restantes)}
            self.differees += [e for e in restantes if e.cle in attendre]
            lot = [e for e in lot if e.cle not in attendre]
        self._ecrire_ou_isoler(lot, nommes)

    def traiter_differees(self) -> None:
        """Settle the duplicates left aside, now that every other row is there."""
        differees, self.differees = self.differees, []
        for debut in range(0, len(differees), TAILLE_LOT):
            self.traiter(differees[debut : debut + TAILLE_LOT], derniere_chance=True)

    def _changees(self, lot: Sequence[Entree]) -> list[Entree]:
        """Settle the rows that are as they were last time; return the others, still open."""
        connues = {
            cle: ({empreinte, corrigee}, Resultat(resultat), commande)
            for cle, empreinte, corrigee, resultat, commande in LigneSync.objects.filter(
                source=self.source, cle__in=[e.cle for e in lot]
            ).values_list("cle", "empreinte", "empreinte_corrigee", "resultat", "commande_id")
        }
        ouvertes = []
        for entree in lot:
            empreintes, resultat, commande = connues.get(entree.cle, (frozenset[str](), None, None))
            entree.commande_id = entree.commande_connue = commande
            entree.connue, entree.a_ecrire = entree.cle in connues, entree.empreinte not in empreintes
            if not entree.a_ecrire:
                # Still refused, still blank; anything else is simply as it was.
                tel_quel = resultat in (Resultat.REJETEE, Resultat.VIDE)
                entree.finir(resultat if resultat and tel_quel else Resultat.INCHANGEE, entree.raison)
            elif entree.resultat is None:
                ouvertes.append(entree)
        return ouvertes

    def _comprendre(self, entrees: Sequence[Entree]) -> None:
        for entree in entrees:
            try:
                entree.comprise = self.comprehension.comprendre(entree.champs)
            except LigneRejetee as refus:
                entree.finir(Resultat.REJETEE, str(refus))
            except Exception:
                logger.exception("row not understood", extra=self._extra(entree))
                self._refuser(entree)

    def _originaux(self, entrees: Sequence[Entree]) -> dict[str, Original]:
        noms = {e.comprise.original for e in entrees if e.comprise is not None and e.comprise.original}
        return originaux(self.source.pk, noms)

    def _extra(self, entree: Entree) -> dict[str, int]:
        return {"execution": self.execution.pk, "ligne": entree.numero}

    @staticmethod
    def _refuser(entree: Entree) -> None:
        """Refuse a row that a fault of ours stopped; the next run tries it again."""
        entree.finir(
            Resultat.REJETEE, _("Erreur interne sur cette ligne ; elle sera rejouée à la prochaine exécution.")
        )
        entree.comprise, entree.rejouer = None, True

    def _ecrire_ou_isoler(self, lot: Sequence[Entree], nommes: dict[str, Original]) -> None:
        if not lot:
            return
        etats = [(e, e.resultat, e.raison) for e in lot]
        try:
            self._ecrire(lot, nommes)
        except (ErreurVerrou, OperationalError, InterfaceError):
            raise
        except Exception:
            for entree, resultat, raison in etats:
                entree.recommencer()
                entree.resultat, entree.raison = resultat, raison
            if len(lot) == 1:
                logger.exception("row not written", extra=self._extra(lot[0]))
                self._refuser(lot[0])
                self._ecrire(lot, nommes)
                return
            milieu = len(lot) // 2
            self._ecrire_ou_isoler(lot[:milieu], nommes)
            self._ecrire_ou_isoler(lot[milieu:], nommes)

    def _ecrire(self, lot: Sequence[Entree], nommes: dict[str, Original]) -> None:
        """Commit a batch: orders, the trace of its rows and the counters, or nothing."""
        compteurs = Counter[str]()
        with transaction.atomic():
            self.verrou.battre()
            comprises = [e for e in lot if e.comprise is not None and e.resultat is None]
            existantes = self._existantes(comprises)
            if comprises:
                self.creation.creer([e for e in comprises if e.reference not in existantes], nommes)
                connues = [(e, existantes[e.reference]) for e in comprises if e.reference in existantes]
                self.mise_a_jour.appliquer(connues, nommes)
            self._tracer(lot)
            for entree in lot:
                compteurs[entree.resultat or Resultat.REJETEE] += 1
            compteurs["lues"] = len(lot)
            compte = ExecutionSync.objects.filter(pk=self.execution.pk)
            compte.update(**{nom: F(nom) + combien for nom, combien in compteurs.items()})
        for nom, combien in compteurs.items():
            setattr(self.execution, nom, getattr(self.execution, nom) + combien)

    def _existantes(self, comprises: Sequence[Entree]) -> dict[str, int]:
        references = [e.reference for e in comprises]
        if not references:
            return {}
        return {
            reference: pk
            for reference, pk in Commande.objects.filter(
                source=self.source, reference_source__in=references
            ).values_list("reference_source", "pk")
            if reference is not None
        }

    def _tracer(self, lot: Sequence[Entree]) -> None:
        """Keep what became of each row that changed, and what was kept of it before."""
        anciennes = traces_de(self.source.pk, [e.cle for e in lot if e.a_ecrire and e.connue])
        traces = [
            LigneSync(
                source=self.source,
                cle=e.cle,
                numero=e.numero,
                resultat=e.resultat or Resultat.REJETEE,
                raison=e.raison,
                valeurs=e.valeurs,
                differences=e.differences,
                empreinte="rejouer" if e.rejouer else e.empreinte,
                avant=avant_de(e, anciennes),
                commande_id=e.commande_id,
                premiere_execution=self.execution,
                derniere_execution=self.execution,
            )
            for e in lot
            if e.a_ecrire
        ]
        LigneSync.objects.bulk_create(
            traces,
            update_conflicts=True,
            unique_fields=["source", "cle"],
            update_fields=[
                "numero",
                "resultat",
                "raison",
                "valeurs",
                "differences",
                "empreinte",
                "avant",
                "commande",
                "derniere_execution",
            ],
        )


def _original_attendu(entree: Entree, nommes: dict[str, Original], lot: Sequence[Entree]) -> bool:
    """Say whether the original that a duplicate names has not been met yet."""
    comprise = entree.comprise
    if comprise is None or comprise.etat is not Etat.DOUBLON or not comprise.original:
        return False
    return comprise.original not in nommes and all(e.reference != comprise.original for e in lot)
