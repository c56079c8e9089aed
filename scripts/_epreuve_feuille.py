"""A sheet that grows while every answer goes wrong in turn: what the proof of the reader is made of."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from unittest import mock

from commande.models import Commande, EtatCommande
from config.noyau.erreurs import ErreurMetier
from scripts._fausse_feuille import CLE, FausseFeuille
from synchronisation.lecteurs import insistance, transport
from synchronisation.models import ExecutionSync, GenreSource, QuotaLecture, SourceCommandes
from synchronisation.services.lancement import synchroniser_source

TITRES = ("N° Commande", "Client", "Téléphone", "Ville", "Produit", "Prix", "État YZ-CMD", "N° YZ-CMD")
FAUTES = ("429", "429:3", "408", "500", "503", "502", "401", "lent", "coupe", "tronque", "sans_valeurs")
# The requests of a run: its read, that of the write-back, its write, the look after it.
ETAPES = 4
# One row in 50 repeats the number of the one above; one in 70 has no telephone.
REPETEE, REFUSEE = 50, 70


class Coupure(Exception):
    """Stops a run after one of its batches."""


@dataclass(frozen=True, slots=True)
class Bilan:
    """What is left once the sheet has been read three more times, without a fault."""

    executions: int
    echouees: int
    cles: int
    commandes: int
    etats_ouverts: int
    nouvelles_aux_rejeux: tuple[int, ...]
    cellules_fausses: int
    requetes: int
    secondes: float

    @property
    def juste(self) -> bool:
        """Tell whether nothing was lost, nothing doubled, nothing written wrongly."""
        attendu = self.commandes == self.cles == self.etats_ouverts
        return attendu and self.nouvelles_aux_rejeux[1:] == (0, 0) and not self.cellules_fausses


def lignes_numerotees(combien: int) -> list[list[str]]:
    """Return rows of orders, some refused, some under a number that stands above."""
    lignes = []
    for n in range(combien):
        numero = f"E-{n - 1 if n % REPETEE == REPETEE - 1 else n:06d}"
        telephone = "néant" if n % REFUSEE == REFUSEE - 1 else f"06{n:08d}"
        lignes.append([numero, f"Client {n}", telephone, "Casablanca", "SDL FEM YZ244 38/noir", "299"])
    return lignes


def scenario() -> Iterator[tuple[str, ...]]:
    """Yield the faults of each run: every one at every request, then two in a row."""
    for etape in range(ETAPES):
        for faute in FAUTES:
            yield (*[""] * etape, faute)
    yield from combinations(FAUTES, 2)


def eprouver(feuille: FausseFeuille, *, combien: int, pas: int = 1) -> Bilan:
    """Let a sheet of `combien` rows grow through the faults, or one in `pas`, then read it three times more."""
    debut = time.perf_counter()
    source = SourceCommandes.objects.create(
        nom="Épreuve", code="EP", genre=GenreSource.GOOGLE_SHEETS, cle_classeur=CLE, gid=7, ecriture=True
    )
    lignes, fautes = lignes_numerotees(combien), [*scenario()][::pas]
    feuille.lignes[:] = [[*TITRES]]
    hasard = random.Random(6)
    with sans_attendre():
        for rang, prevues in enumerate(fautes, start=1):
            ajoutees = lignes[combien * (rang - 1) // len(fautes) : combien * rang // len(fautes)]
            feuille.lignes.extend([*li] for li in ajoutees)
            feuille.fautes.clear()
            feuille.fautes.extend(prevues)
            # Every seventh run also dies after its first batch; people sort the sheet meanwhile.
            _jouer(source, coupee=rang % 7 == 0)
            if rang % 5 == 0:
                _deplacer(feuille, hasard)
        feuille.fautes.clear()
        rejeux = [_jouer(source) for _rejeu in range(3)]
    executions = ExecutionSync.objects.filter(source=source)
    return Bilan(
        executions=executions.count(),
        echouees=executions.filter(etat="ECHOUEE").count(),
        cles=len(_cles(feuille.lignes)),
        commandes=Commande.objects.filter(source=source).count(),
        etats_ouverts=EtatCommande.objects.filter(commande__source=source, date_fin=None).count(),
        nouvelles_aux_rejeux=tuple(rejeux),
        cellules_fausses=_cellules_fausses(feuille.lignes),
        requetes=len(feuille.requetes),
        secondes=time.perf_counter() - debut,
    )


@contextmanager
def sans_attendre() -> Iterator[None]:
    """Let pauses pass at once: a clock that only sleeping moves, and answers that are late soon."""
    instant = 0.0

    def dormir(secondes: float) -> None:
        nonlocal instant
        instant += secondes

    defauts: dict[str, Callable[..., object]] = {"horloge": lambda: instant, "dormir": dormir}
    avant = insistance.Insistance.__init__.__kwdefaults__ or {}
    with (
        mock.patch.object(insistance.Insistance.__init__, "__kwdefaults__", {**avant, **defauts}),
        mock.patch.object(transport, "DELAI_REPONSE", 0.4),
    ):
        yield


def _jouer(source: SourceCommandes, *, coupee: bool = False) -> int:
    """Run the source; return the orders it made, 0 where it failed."""
    QuotaLecture.objects.all().delete()

    def couper(_lues: int) -> None:
        raise Coupure

    try:
        return synchroniser_source(source_id=source.pk, progression=couper if coupee else None).nouvelle
    except (ErreurMetier, Coupure):
        return 0


def _deplacer(feuille: FausseFeuille, hasard: random.Random) -> None:
    """Put the last rows first, without parting those of one number."""
    corps = feuille.lignes[1:]
    coupe = hasard.randrange(len(corps) + 1)
    while 0 < coupe < len(corps) and corps[coupe][0] == corps[coupe - 1][0]:
        coupe += 1
    feuille.lignes[1:] = corps[coupe:] + corps[:coupe]


def _cles(lignes: Sequence[Sequence[str]]) -> set[str]:
    """Return the numbers whose first row can be an order."""
    premieres: dict[str, str] = {}
    for ligne in lignes[1:]:
        premieres.setdefault(ligne[0], ligne[2])
    return {numero for numero, telephone in premieres.items() if telephone != "néant"}


def _cellules_fausses(lignes: Sequence[Sequence[str]]) -> int:
    """Count the cells of our two columns that do not say what they should."""
    cles, fausses = _cles(lignes), 0
    for ligne in lignes[1:]:
        attendu = ["Non affectée", ligne[0]] if ligne[0] in cles else ["", ""]
        cles.discard(ligne[0])
        trouve = [*ligne[6:], "", ""][:2]
        fausses += sum(t != a for t, a in zip(trouve, attendu, strict=True))
    return fausses
