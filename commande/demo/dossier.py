"""One order in the making: its state, its history, what it holds and what it costs.

The states come from the table of transitions, whose sources are checked at every step.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from commande.etats import TIENT_LE_STOCK, TRANSITIONS, Acteur, Etat
from commande.moteur.execution import CHARGE
from commande.prix import PrixCommande

if TYPE_CHECKING:
    from commande.demo.clientele import Personne
    from commande.demo.monde import Lieu, Piece

JAMAIS = 2**62
# Plain texts: what is written by the thousand must not be looked up in an enumeration.
_CHEMINS = {code: (t.cible.value, frozenset(s.value for s in t.sources)) for code, t in TRANSITIONS.items()}
_CHARGE = {Etat(etat).value: acteur for etat, acteur in CHARGE.items()}
EN_STOCK = frozenset(e.value for e in TIENT_LE_STOCK)
CREATION = "creation"


@dataclass(slots=True)
class Etape:
    """A stay: the state, when it began, who made the change, whose the order is."""

    ou: str
    debut: int
    auteur: int | None
    responsable: int | None
    motif: str
    transition: str


@dataclass(slots=True)
class Contact:
    type: str
    commentaire: str
    conclusion: str
    operateur: int
    date: int


@dataclass(slots=True)
class Ligne:
    """A line of the order. Prices in MAD."""

    variante_id: int
    quantite: int
    prix: Decimal
    origine: str
    livree: int | None = None
    bon: int = 0
    defectueux: int = 0


@dataclass(slots=True)
class Variation:
    """A change of the stock that the order caused."""

    date: int
    variante_id: int
    delta: int
    type: str
    operateur: int | None
    motif: str


@dataclass(slots=True)
class Dossier:
    id: int
    client: "Personne"
    lieu: "Lieu"
    pieces: list[tuple["Piece", int]]
    arrivee: int
    origine: str = "SYNC"
    ville_connue: bool = True
    # The state this order must end in, and the length of a step that leads there in time.
    cible: str = ""
    pas: int = 0
    ou: str = ""
    prix: PrixCommande | None = None
    total_confirme: Decimal | None = None
    sous_total: Decimal = Decimal(0)
    total: Decimal = Decimal(0)
    encaisse: Decimal | None = None
    encaisse_le: int | None = None
    confirmateur: int | None = None
    preparateur: int | None = None
    livreur: int | None = None
    original: "Dossier | None" = None
    doublon_de: int | None = None
    envoi: int | None = None
    prevue_le: str | None = None
    rappel_le: int | None = None
    bail: int | None = None
    verifie: bool = False
    motif: str = ""
    version: int = 1
    reprises: int = 0
    lignes: list[Ligne] = field(default_factory=list)
    etapes: list[Etape] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    variations: list[Variation] = field(default_factory=list)

    def naitre(self, etat: str, auteur: int | None = None, motif: str = "") -> None:
        """Begin the history."""
        self.ou, self.motif = etat, motif
        self.etapes.append(Etape(etat, self.arrivee, auteur, self.confirmateur, motif, CREATION))

    def passer(self, code: str, t: int, auteur: int | None, motif: str = "", *, suite: bool = False) -> None:
        """Take a transition of the table; `suite`: within the same act as the one before."""
        cible, sources = _CHEMINS[code]
        if self.ou not in sources:
            raise AssertionError(f"{code} does not start from {self.ou}.")
        self.ou = cible
        if not suite:
            self.motif = motif
            self.version += 1
        self.etapes.append(Etape(cible, t, auteur, self._responsable(), motif, code))

    def tarifer(self, prix: PrixCommande) -> None:
        """Take a price: the lines and the amounts of the order."""
        self.prix = prix
        self.sous_total, self.total = prix.sous_total, prix.total
        self.lignes = [
            Ligne(li.cle, li.quantite, li.prix_unitaire, li.origine.value) for li in prix.lignes if li.cle is not None
        ]

    def bouger(self, t: int, type_: str, sens: int, operateur: int | None, motif: str = "") -> None:
        """Move the stock of every line, all its pieces."""
        for li in self.lignes:
            self.variations.append(Variation(t, li.variante_id, sens * li.quantite, type_, operateur, motif))

    def retours(self, t: int, sens: int, operateur: int | None, motif: str) -> None:
        """Enter what came back and write off what is spoilt (`sens` -1: undo it)."""
        for li in self.lignes:
            entree = Variation(t, li.variante_id, (li.bon + li.defectueux) * sens, "RETOUR", operateur, motif)
            rebut = Variation(t, li.variante_id, -li.defectueux * sens, "REBUT", operateur, motif)
            self.variations += [v for v in ((entree, rebut) if sens > 0 else (rebut, entree)) if v.delta]

    @property
    def pieces_en_tout(self) -> int:
        return sum(li.quantite for li in self.lignes)

    def _responsable(self) -> int | None:
        acteur = _CHARGE.get(self.ou)
        if acteur is None:
            return None
        if acteur == Acteur.CONFIRMATION:
            return self.confirmateur
        return self.preparateur if acteur == Acteur.PREPARATION else self.livreur
