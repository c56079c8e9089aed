"""Invents orders and writes them, a few thousand at a time, in one transaction."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random

from django.db import transaction
from django.db.models.functions import Length

from article.services.stock import fixer
from commande.demo.clientele import Clientele, premier_rang
from commande.demo.dossier import Dossier
from commande.demo.ecriture import ecrivain
from commande.demo.fabrique import Fabrique
from commande.demo.livraison import NouvelEnvoi
from commande.demo.magasin import Magasin
from commande.demo.monde import Monde, decrire_monde
from commande.demo.tables import Rangee, Table, Tables
from commande.models import Commande
from config.noyau.horloge import maintenant
from parametre.services.compteurs import avancer

LOT = 4000
NOMBRE_MAX = 1_000_000
# About how many pieces are taken from the shelves for one order that arrives.
_PIECES_PAR_COMMANDE = 0.8


@dataclass(frozen=True, slots=True)
class Bilan:
    """What was written; `par_etat` counts the new orders, `secondes` is the whole time."""

    commandes: int
    premier: str
    dernier: str
    clients: int
    par_etat: Mapping[str, int]
    etapes: int
    mouvements: int
    secondes: float

    @property
    def par_seconde(self) -> float:
        return self.commandes / self.secondes if self.secondes else 0.0


def generer(*, nombre: int, graine: int = 1, progression: Callable[[int], None] = lambda _faites: None) -> Bilan:
    """Add invented orders of the 24 months that end now, all or none; `progression` hears how many more.

    The same number, seed, instant and data before give the same orders. Raises ErreurSaisie
    when places, articles or operators are missing.
    """
    debut = time.perf_counter()
    with transaction.atomic():
        serie = _Serie(nombre, graine)
        for faites in serie.ecrire_tout():
            progression(faites)
    return serie.bilan(time.perf_counter() - debut)


@dataclass(frozen=True, slots=True)
class Portion:
    """Some thousand orders as rows, ready to be written; the hand-overs still want their numbers."""

    commandes: int
    envois: Sequence[NouvelEnvoi]
    rangees: Sequence[tuple[Table, list[Rangee]]]
    par_etat: Counter[str]


class _Serie:
    """One run: the orders, and what has been written of them."""

    def __init__(self, nombre: int, graine: int) -> None:
        instant = maintenant()
        self.nombre = nombre
        self.hasard = Random(f"{graine}/{nombre}")  # noqa: S311
        self.monde = decrire_monde(instant, self.hasard)
        self.premier = _premier_numero()
        # Another run adds other orders.
        self.hasard.seed(f"{graine}/{nombre}/{self.premier}")
        self.arrivees = list(self.monde.calendrier.arrivees(nombre, self.hasard))
        self.clientele = Clientele(self.monde.lieux, self.hasard, premier_rang())
        self.fabrique = Fabrique(self.monde, self.clientele, self.arrivees, self.hasard)
        self.magasin = _magasin(self.monde, nombre, self.hasard)
        self.tables = Tables()
        self.ecrivain = ecrivain()
        self.par_etat: Counter[str] = Counter()
        self.lignes_ecrites: Counter[str] = Counter()

    def ecrire_tout(self) -> Iterator[int]:
        """Write everything; yield how many orders each portion holds."""
        self.ecrivain.preparer()
        for portion in self._portions():
            self._ecrire(portion)
            yield portion.commandes
        soldes = sorted(self.magasin.soldes().items())
        for debut in range(0, len(soldes), LOT):
            fixer(dict(soldes[debut : debut + LOT]))
        self.ecrivain.terminer(self.tables.toutes)

    def _portions(self) -> Iterator[Portion]:
        """Yield the portions; each is made while the one before is written, where that helps."""
        debuts = range(0, self.nombre, LOT)
        if not self.ecrivain.en_parallele:
            for debut in debuts:
                self._reserver()
                yield self._fabriquer(debut)
            return
        with ThreadPoolExecutor(max_workers=1) as atelier, _tours_courts():
            prochaine: Future[Portion] | None = None
            for debut in debuts:
                prete = prochaine.result() if prochaine else None
                # Keys are taken here: the database is this thread's alone.
                self._reserver()
                prochaine = atelier.submit(self._fabriquer, debut)
                if prete:
                    yield prete
            if prochaine:
                yield prochaine.result()

    def bilan(self, secondes: float) -> Bilan:
        """Say what was written."""
        return Bilan(
            commandes=self.nombre,
            premier=f"DEMO-{self.premier:06d}",
            dernier=f"DEMO-{self.premier + self.nombre - 1:06d}",
            clients=self.lignes_ecrites[self.tables.clients.nom],
            par_etat=dict(self.par_etat),
            etapes=self.lignes_ecrites[self.tables.etats.nom],
            mouvements=self.lignes_ecrites[self.tables.mouvements.nom],
            secondes=secondes,
        )

    def _reserver(self) -> None:
        """Make sure that there are keys for whatever the next portion may need."""
        livraison, t = self.fabrique.vie.livraison, self.tables
        self.fabrique.ids = self._completer(t.commandes, self.fabrique.ids)
        self.clientele.ids = self._completer(t.clients, self.clientele.ids)
        livraison.ids_envoi = self._completer(t.envois, livraison.ids_envoi)

    def _completer(self, table: Table, ids: list[int]) -> list[int]:
        # Taken from the end: turned round, so that keys grow with time.
        return self.ecrivain.reserver(table, min(LOT, self.nombre) - len(ids))[::-1] + ids

    def _fabriquer(self, debut: int) -> Portion:
        """Make the orders of a portion and their rows, without a query."""
        t, numero = self.tables, self.premier + debut
        arrivees = self.arrivees[debut : debut + LOT]
        dossiers = [self.fabrique.fabriquer(debut + n, quand) for n, quand in enumerate(arrivees)]
        clients, self.clientele.nouvelles = self.clientele.nouvelles, []
        livraison = self.fabrique.vie.livraison
        envois, livraison.nouveaux_envois = livraison.nouveaux_envois, []
        rangees = [
            (t.commandes, [t.de_commande(d, numero + n) for n, d in enumerate(dossiers)]),
            (t.lignes, [ligne for d in dossiers for ligne in t.de_lignes(d)]),
            (t.etats, [etat for d in dossiers for etat in t.d_etats(d)]),
            (t.contacts, [contact for d in dossiers for contact in t.de_contacts(d)]),
            (t.mouvements, self._mouvements(dossiers, debut + len(dossiers))),
        ]
        return Portion(
            commandes=len(dossiers),
            envois=envois,
            rangees=[(t.clients, [t.de_client(p) for p in clients]), *rangees],
            par_etat=Counter(d.ou for d in dossiers),
        )

    def _mouvements(self, dossiers: Sequence[Dossier], suivante: int) -> list[Rangee]:
        """Return the movements that no order still to come can precede."""
        for d in dossiers:
            self.magasin.deposer(d.id, d.variations)
        avant = self.arrivees[suivante] if suivante < self.nombre else self.monde.calendrier.fin + 1
        return [self.tables.de_mouvement(m) for m in self.magasin.vider(avant)]

    def _ecrire(self, portion: Portion) -> None:
        """Write a portion: what rows point at goes first."""
        for table, rangees in ((self.tables.envois, self._envois(portion.envois)), *portion.rangees):
            if rangees:
                self.ecrivain.ecrire(table, rangees)
                self.lignes_ecrites[table.nom] += len(rangees)
        self.par_etat += portion.par_etat

    def _envois(self, nouveaux: Sequence[NouvelEnvoi]) -> list[Rangee]:
        if not nouveaux:
            return []
        premier = avancer("envoi", de=len(nouveaux)) - len(nouveaux) + 1
        return [self.tables.d_envoi(envoi, f"ENV-{premier + n:06d}") for n, envoi in enumerate(nouveaux)]


@contextmanager
def _tours_courts() -> Iterator[None]:
    """Let the thread that writes have its turn soon after each answer of the server."""
    avant = sys.getswitchinterval()
    sys.setswitchinterval(0.0003)
    try:
        yield
    finally:
        sys.setswitchinterval(avant)


def _magasin(monde: Monde, nombre: int, hasard: Random) -> Magasin:
    somme = sum(piece.part for piece in monde.rayons.ete.choses)
    besoins = {p.id: nombre * _PIECES_PAR_COMMANDE * p.part / somme for p in monde.rayons.ete.choses}
    return Magasin(monde.soldes, besoins, monde.equipes["ADMIN"][0].id, hasard)


def _premier_numero() -> int:
    """Return the number after the last one of a demonstration."""
    codes = Commande.objects.filter(code_barre__regex=r"^DEMO[0-9]+$").annotate(longueur=Length("code_barre"))
    dernier = codes.order_by("-longueur", "-code_barre").values_list("code_barre", flat=True).first()
    return int(dernier.removeprefix("DEMO")) + 1 if dernier else 1
