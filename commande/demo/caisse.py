"""What orders cost at each moment of the demonstration, through the one price function."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from article.models import Promotion
from commande.demo.calendrier import Calendrier
from commande.prix import LigneAPrix, PrixLignes, calculer_lignes, palier
from commande.tarifs import Tarifs, charger_tarifs

Panier = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Caisse:
    """The tariffs of each stretch of time between two changes of promotions."""

    bornes: Sequence[int]
    tarifs: Sequence[Tarifs]
    livraison_offerte: bool = False
    _remises: dict[tuple[int, Panier], PrixLignes | None] = field(default_factory=dict)

    def prix(self, panier: Panier, t: int) -> PrixLignes:
        """Price (variant, pieces) pairs as of an instant."""
        tarifs = self.tarifs[bisect_right(self.bornes, t)]
        if len(panier) == 1:
            return tarifs.prix_simple(*panier[0])
        return tarifs.prix_de([LigneAPrix(v, n, tarifs.de(v)) for v, n in panier])

    def remise(self, panier: Panier, t: int) -> PrixLignes | None:
        """Price an order of one line with the discount ladder; None where the article has none."""
        cle = (bisect_right(self.bornes, t), panier)
        if cle not in self._remises:
            self._remises[cle] = _avec_remise(panier, self.tarifs[cle[0]])
        return self._remises[cle]


def ouvrir_caisse(calendrier: Calendrier) -> Caisse:
    """Load the tariffs of the whole period: three queries for each change of promotions."""
    promotions = Promotion.objects.filter(active=True).values_list("date_debut", "date_fin")
    changements = sorted({int(instant.timestamp()) + 1 for dates in promotions for instant in dates})
    bornes = [t for t in changements if calendrier.debuts[0] < t <= calendrier.fin]
    debuts = [calendrier.debuts[0], *bornes]
    tarifs = [charger_tarifs(instant=datetime.fromtimestamp(t, UTC)) for t in debuts]
    return Caisse(bornes, tarifs, tarifs[-1].livraison_offerte)


def _avec_remise(panier: Panier, tarifs: Tarifs) -> PrixLignes | None:
    ((variante, pieces),) = panier
    tarif = tarifs.de(variante)
    if palier(tarif.remise, pieces) is None:
        return None
    return calculer_lignes([LigneAPrix(variante, pieces, tarif)], remises=(tarif.article_id,))
