"""What guards and effects work on: the locked order, who acts, and what was given."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from commande.composition import lignes_de
from commande.etats import Transition
from commande.models import Commande, Envoi, LigneCommande
from commande.moteur.donnees import Donnees
from parametre.models import Operateur, Reglages


@dataclass
class Contexte:
    """One transition being executed. Effects write the order through `poser` only."""

    commande: Commande
    transition: Transition
    operateur: Operateur | None
    motif: str
    donnees: Donnees
    instant: dt.datetime
    operateurs: Mapping[int, Operateur] = field(default_factory=dict)
    champs: dict[str, Any] = field(default_factory=dict)
    suites: list[Transition] = field(default_factory=list)
    envoi: Envoi | None = None

    def poser(self, **champs: Any) -> None:
        """Set columns of the order; they are written once, when the transition ends."""
        for nom, valeur in champs.items():
            setattr(self.commande, nom, valeur)
        self.champs |= champs

    @property
    def operateur_id(self) -> int | None:
        return self.operateur.pk if self.operateur else None

    @property
    def designe(self) -> Operateur | None:
        """The operator named in `donnees`."""
        return self.operateurs.get(self.donnees.operateur_id or 0)

    @cached_property
    def lignes(self) -> list[LigneCommande]:
        return lignes_de(self.commande)

    @cached_property
    def pieces(self) -> dict[int, int]:
        """The pieces of each variant over the lines of the order."""
        pieces: Counter[int] = Counter()
        for ligne in self.lignes:
            if ligne.variante_id is not None:
                pieces[ligne.variante_id] += ligne.quantite
        return dict(pieces)

    @cached_property
    def reglages(self) -> Reglages:
        lus = list(Reglages.objects.raw("SELECT * FROM parametre_reglages WHERE id = 1"))
        return lus[0] if lus else Reglages()
