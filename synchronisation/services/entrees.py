"""A row on its way through a run."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from commande.models import Commande
from synchronisation.colonnes import Entete
from synchronisation.comprehension import LigneComprise, LigneRejetee, reference_de
from synchronisation.models import Resultat

_NUL = "\x00"


@dataclass(slots=True)
class Entree:
    """One row: what the sheet holds, then what became of it.

    `cle` identifies the row in its source whatever its place; `empreinte` is a digest of
    its content. `rejouer` asks the next run to try again although nothing changed.
    """

    numero: int
    cle: str
    empreinte: str
    valeurs: dict[str, str]
    champs: dict[str, str]
    reference: str = ""
    resultat: Resultat | None = None
    raison: str = ""
    rejouer: bool = False
    a_ecrire: bool = True
    comprise: LigneComprise | None = None
    commande: Commande | None = None
    commande_id: int | None = None
    commande_connue: int | None = None
    differences: dict[str, Any] = field(default_factory=dict)
    # The order as it was before this row changed it, for an undo.
    avant: dict[str, Any] = field(default_factory=dict)
    # Whether the row has a trace already.
    connue: bool = False

    def finir(self, resultat: Resultat, raison: str = "") -> None:
        """Give the row its one outcome."""
        self.resultat, self.raison = resultat, raison

    def recommencer(self) -> None:
        """Forget what a rolled back batch had found."""
        self.resultat, self.raison, self.commande, self.commande_id = None, "", None, self.commande_connue
        self.rejouer, self.differences, self.avant = False, {}, {}


def _digest(texte: str) -> str:
    return hashlib.blake2b(texte.encode("utf-8", "replace"), digest_size=16).hexdigest()


class Entrees:
    """The rows of a sheet as entries; numbers seen twice are refused here, naming the first.

    Columns of `sauf` count as blank: what we write there ourselves is no change of the sheet.
    """

    def __init__(self, entete: Entete, sauf: Iterable[str] = ()) -> None:
        self.entete = entete
        self._sauf = [rang for titre in sauf if (rang := entete.rang(titre)) is not None]
        self._vues: dict[str, int] = {}
        self._sans_numero: dict[str, int] = {}

    def lire(self, lignes: Iterator[tuple[int, Sequence[str]]]) -> Iterator[Entree]:
        for numero, brutes in lignes:
            # PostgreSQL stores no NUL: it cannot be part of what people typed.
            cellules = [c.replace(_NUL, "") if _NUL in c else c for c in brutes]
            for rang in self._sauf:
                if rang < len(cellules):
                    cellules[rang] = ""
            yield self._entree(numero, cellules)

    def _entree(self, numero: int, cellules: list[str]) -> Entree:
        if not any(c and not c.isspace() for c in cellules):
            entree = Entree(numero, f"V:{numero}", "", {}, {})
            entree.finir(Resultat.VIDE, _("Ligne vide."))
            return entree
        valeurs = self.entete.valeurs(cellules)
        taille = len(cellules)
        champs = {c: cellules[i] for c, i in self.entete.positions.items() if i < taille}
        empreinte = _digest("\x1f".join(f"{k}\x1e{v}" for k, v in valeurs.items()))
        try:
            reference = reference_de(champs.get("numero", ""))
        except LigneRejetee as refus:
            rang = self._sans_numero[empreinte] = self._sans_numero.get(empreinte, 0) + 1
            entree = Entree(numero, f"H:{empreinte}:{rang}", empreinte, valeurs, champs)
            entree.finir(Resultat.REJETEE, str(refus))
            return entree
        return self._numerotee(Entree(numero, f"N:{reference}", empreinte, valeurs, champs, reference))

    def _numerotee(self, entree: Entree) -> Entree:
        premiere = self._vues.setdefault(entree.reference, entree.numero)
        if premiere != entree.numero:
            rang = self._sans_numero[entree.cle] = self._sans_numero.get(entree.cle, 1) + 1
            entree.cle = f"{entree.cle}:{rang}"
            entree.finir(
                Resultat.REJETEE,
                _("Le numéro %(numero)s est déjà à la ligne %(premiere)d de la feuille.")
                % {"numero": entree.reference, "premiere": premiere},
            )
        return entree
