"""Makes the invented orders one by one: who, what, where, and their whole life."""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from random import Random

from commande.demo.calendrier import HEURE
from commande.demo.clientele import Clientele
from commande.demo.destin import AGES, etapes_vers
from commande.demo.dossier import JAMAIS, Dossier
from commande.demo.monde import Monde, Piece
from commande.demo.vie import Vie
from commande.etats import CLOS, FINAUX, Etat

_FINIS = frozenset(e.value for e in (*FINAUX, *CLOS))
_LIVREES = frozenset((Etat.LIVREE.value, Etat.LIVREE_PARTIELLEMENT.value))
_DOUBLON, _DOUBLON_SYNC, _MEMOIRE, _DOUBLON_SECONDES = 0.03, 0.45, 40, 5 * 24 * HEURE
_VILLE_INCONNUE, _SAISIE = 0.05, 0.07
_DEUX_LIGNES, _TROIS_LIGNES, _SOEUR, _PLUSIEURS = 0.22, 0.05, 0.75, 0.06
MOTIF_DOUBLON = "Même client, mêmes articles"
# Orders led to each state on purpose, so that none is empty; the longest step on their way.
_IMPOSEES, _ASSEZ, _PAS_MAX = 2, 100, 20 * HEURE


class Fabrique:
    """Makes orders in the order of their arrival."""

    def __init__(self, monde: Monde, clientele: Clientele, arrivees: Sequence[int], hasard: Random) -> None:
        self.monde, self.clientele, self._hasard = monde, clientele, hasard
        self.vie = Vie(monde, hasard)
        self.ids: list[int] = []
        self._imposees = imposer(arrivees, monde.calendrier.fin)
        self._recents: deque[Dossier] = deque(maxlen=_MEMOIRE)

    def fabriquer(self, rang: int, t: int) -> Dossier:
        """Make the order that arrives at an instant, as it is at present."""
        cible = self._imposees.get(rang, "")
        original = self._original(t, cible)
        d = self._copier(original, t) if original is not None else self._nouvelle(t, cible)
        if cible:
            self._presser(d, cible)
        prix = self.monde.caisse.prix(tuple((piece.id, n) for piece, n in d.pieces), t)
        frais = d.lieu.frais if d.ville_connue else None
        d.tarifer(prix.avec_frais(frais, livraison_offerte=self.monde.caisse.livraison_offerte))
        self._naitre(d)
        self._raccompagner(d, self.vie.vivre(d))
        return d

    def _original(self, t: int, cible: str) -> Dossier | None:
        """Return the order that a client sends a second time, None nearly always."""
        voulu = cible == Etat.DOUBLON.value
        if not self._recents or not (voulu or (not cible and self._hasard.random() < _DOUBLON)):
            return None
        original = self._recents[int(self._hasard.random() * len(self._recents))]
        return original if voulu or t - original.arrivee < _DOUBLON_SECONDES else None

    def _copier(self, original: Dossier, t: int) -> Dossier:
        return Dossier(self.ids.pop(), original.client, original.lieu, original.pieces, t, original=original)

    def _nouvelle(self, t: int, cible: str) -> Dossier:
        tirage = self._hasard.random
        client = self.clientele.accueillir(t)
        pieces = self._panier(t)
        if cible == Etat.LIVREE_PARTIELLEMENT.value and len(pieces) == 1:
            pieces = [(pieces[0][0], 2)]
        d = Dossier(self.ids.pop(), client, client.lieu, pieces, t)
        d.ville_connue = tirage() >= _VILLE_INCONNUE
        if not cible and tirage() < _SAISIE and self.monde.calendrier.ouvert(t):
            d.origine = "OPERATEUR"
        return d

    def _panier(self, t: int) -> list[tuple[Piece, int]]:
        hasard, tirage, monde = self._hasard, self._hasard.random, self.monde
        rayon = monde.rayons.du_mois(monde.calendrier.jours[monde.calendrier.rang(t)].month)
        premiere = rayon.tirer(hasard)
        choisies = [premiere]
        envie = tirage()
        for _ligne in range((envie < _DEUX_LIGNES) + (envie < _TROIS_LIGNES)):
            soeurs = monde.rayons.soeurs[premiere.article_id]
            autre = soeurs[int(tirage() * len(soeurs))] if tirage() < _SOEUR else rayon.tirer(hasard)
            if autre not in choisies:
                choisies.append(autre)
        return [(piece, 2 if tirage() < _PLUSIEURS else 1) for piece in choisies]

    def _presser(self, d: Dossier, cible: str) -> None:
        d.cible = cible
        if etapes := etapes_vers(cible):
            age = self.monde.calendrier.fin - d.arrivee
            d.pas = max(1, min(_PAS_MAX, int(0.9 * age / etapes)))

    def _naitre(self, d: Dossier) -> None:
        """Write the first stay: from the sheet, by an operator, or as a duplicate that the sheet knows."""
        if d.origine == "OPERATEUR":
            d.confirmateur = self.vie.suivant().id
            d.naitre(Etat.AFFECTEE.value, d.confirmateur)
        elif d.original is not None and not d.cible and self._hasard.random() < _DOUBLON_SYNC:
            d.doublon_de = d.original.id
            d.naitre(Etat.DOUBLON.value, motif=MOTIF_DOUBLON)
        else:
            d.naitre(Etat.NON_AFFECTEE.value)

    def _raccompagner(self, d: Dossier, fin: int) -> None:
        """Remember what became of the client."""
        client = d.client
        if d.original is not None:
            return
        client.confirmateur = d.confirmateur or client.confirmateur
        client.libre_le = fin if d.ou in _FINIS else JAMAIS
        client.content = d.ou in _LIVREES
        self._recents.append(d)


def imposer(arrivees: Sequence[int], fin: int) -> dict[int, str]:
    """Choose, for each state, orders old enough to have come so far: rank -> state."""
    choisies: dict[int, str] = {}
    for _tour in range(_IMPOSEES if len(arrivees) >= _ASSEZ else 1):
        for etat, age in sorted(AGES.items(), key=lambda paire: paire[1]):
            secondes = max(int(age * HEURE), 120 * etapes_vers(etat))
            rang = bisect_right(arrivees, fin - secondes) - 1
            while rang in choisies:
                rang -= 1
            if rang >= 0:
                choisies[rang] = etat
    return choisies
