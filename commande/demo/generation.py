"""Invents orders and writes them, a few thousand at a time, in one transaction."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from django.db import transaction
from django.db.models.functions import Length

from commande.demo.clientele import Clientele, premier_rang
from commande.demo.dossier import Dossier
from commande.demo.ecriture import ecrivain
from commande.demo.fabrique import Fabrique
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
        for debut in range(0, self.nombre, LOT):
            arrivees = self.arrivees[debut : debut + LOT]
            self._reserver(len(arrivees))
            dossiers = [self.fabrique.fabriquer(debut + n, t) for n, t in enumerate(arrivees)]
            self._ecrire(dossiers, debut)
            yield len(dossiers)
        self.ecrivain.fixer_stock(self.magasin.soldes())
        t = self.tables
        self.ecrivain.terminer([t.clients, t.envois, t.commandes, t.lignes, t.etats, t.contacts, t.mouvements])

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

    def _reserver(self, combien: int) -> None:
        """Make sure that there are keys for whatever this portion may need."""
        livraison, t = self.fabrique.vie.livraison, self.tables
        # Taken from the end: turned round, so that keys grow with time.
        self.fabrique.ids = self.ecrivain.reserver(t.commandes, combien)[::-1]
        manquent = combien - len(self.clientele.ids)
        self.clientele.ids = self.ecrivain.reserver(t.clients, manquent)[::-1] + self.clientele.ids
        manquent = combien - len(livraison.ids_envoi)
        livraison.ids_envoi = self.ecrivain.reserver(t.envois, manquent)[::-1] + livraison.ids_envoi

    def _ecrire(self, dossiers: Sequence[Dossier], debut: int) -> None:
        """Write a portion: what rows point at goes first."""
        for table, rangees in self._rangees(dossiers, debut):
            if rangees:
                self.ecrivain.ecrire(table, rangees)
                self.lignes_ecrites[table.nom] += len(rangees)
        self.par_etat.update(d.ou for d in dossiers)

    def _rangees(self, dossiers: Sequence[Dossier], debut: int) -> Iterator[tuple[Table, list[Rangee]]]:
        t = self.tables
        yield t.clients, [t.de_client(p) for p in self.clientele.nouvelles]
        yield t.envois, self._envois()
        numero = self.premier + debut
        yield t.commandes, [t.de_commande(d, numero + n) for n, d in enumerate(dossiers)]
        yield t.lignes, [ligne for d in dossiers for ligne in t.de_lignes(d)]
        yield t.etats, [etat for d in dossiers for etat in t.d_etats(d)]
        yield t.contacts, [contact for d in dossiers for contact in t.de_contacts(d)]
        yield t.mouvements, self._mouvements(dossiers, debut)
        self.clientele.nouvelles = []

    def _envois(self) -> list[Rangee]:
        livraison = self.fabrique.vie.livraison
        nouveaux, livraison.nouveaux_envois = livraison.nouveaux_envois, []
        if not nouveaux:
            return []
        premier = avancer("envoi", de=len(nouveaux)) - len(nouveaux) + 1
        return [self.tables.d_envoi(envoi, f"ENV-{premier + n:06d}") for n, envoi in enumerate(nouveaux)]

    def _mouvements(self, dossiers: Sequence[Dossier], debut: int) -> list[Rangee]:
        """Return the movements that no order still to come can precede."""
        for d in dossiers:
            self.magasin.deposer(d.id, d.variations)
        suivante = debut + len(dossiers)
        avant = self.arrivees[suivante] if suivante < self.nombre else self.monde.calendrier.fin + 1
        return [self.tables.de_mouvement(m) for m in self.magasin.vider(avant)]


def _magasin(monde: Monde, nombre: int, hasard: Random) -> Magasin:
    somme = sum(piece.part for piece in monde.rayons.ete.choses)
    besoins = {p.id: nombre * _PIECES_PAR_COMMANDE * p.part / somme for p in monde.rayons.ete.choses}
    return Magasin(monde.soldes, besoins, monde.equipes["ADMIN"][0].id, hasard)


def _premier_numero() -> int:
    """Return the number after the last one of a demonstration."""
    codes = Commande.objects.filter(code_barre__regex=r"^DEMO[0-9]+$").annotate(longueur=Length("code_barre"))
    dernier = codes.order_by("-longueur", "-code_barre").values_list("code_barre", flat=True).first()
    return int(dernier.removeprefix("DEMO")) + 1 if dernier else 1
