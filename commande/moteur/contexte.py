"""What guards and effects work on: the locked order, who acts, and what was given."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from article.models import Article, Variante
from commande.etats import Transition
from commande.models import Commande, Envoi, LigneCommande
from commande.moteur.donnees import Donnees
from commande.moteur.lecture import lire
from parametre.models import Operateur, Reglages, Ville


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
    # Until when the one who receives the order is on it.
    bail_jusqua: dt.datetime | None = None

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
        requete = "SELECT * FROM commande_lignecommande WHERE commande_id = %s ORDER BY id"
        return list(LigneCommande.objects.raw(requete, [self.commande.pk]))

    def lignes_avec_articles(self) -> list[LigneCommande]:
        """Return the lines, each with its variant and article, which the price wants."""
        variantes = {v.pk: v for v in lire(Variante, self.pieces)}
        articles = {a.pk: a for a in lire(Article, {v.article_id for v in variantes.values()})}
        for variante in variantes.values():
            variante.article = articles[variante.article_id]
        for ligne in self.lignes:
            if ligne.variante_id is not None:
                ligne.variante = variantes[ligne.variante_id]
        return self.lignes

    @cached_property
    def pieces(self) -> dict[int, int]:
        """The pieces of each variant over the lines of the order."""
        pieces: Counter[int] = Counter()
        for ligne in self.lignes:
            if ligne.variante_id is not None:
                pieces[ligne.variante_id] += ligne.quantite
        return dict(pieces)

    @cached_property
    def ville(self) -> Ville | None:
        if self.commande.ville_id is None:
            return None
        (self.commande.ville,) = lire(Ville, [self.commande.ville_id])
        return self.commande.ville

    @cached_property
    def reglages(self) -> Reglages:
        lus = lire(Reglages, [1])
        return lus[0] if lus else Reglages()
