"""Loads, in a fixed number of queries, what the price function needs."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from article.models import Article, Variante
from commande.prix import LigneAPrix, Offre, PrixLignes, Tarif, calculer_lignes
from config.noyau.argent import CENTIME
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import maintenant

# The columns of an article that its tariff follows from.
CHAMPS_TARIF = (
    "prix_unitaire",
    "phase",
    "prix_liquidation",
    "is_upsell",
    *(f"prix_upsell_{n}" for n in (1, 2, 3, 4)),
    *(f"prix_remise_{n}" for n in (1, 2, 3, 4)),
)

_PROMOTIONS = """
SELECT pa.article_id, MAX(p.pourcentage) FROM article_promotion AS p
JOIN article_promotion_articles AS pa ON pa.promotion_id = p.id
WHERE p.active AND p.date_debut <= %s AND p.date_fin > %s{parmi} GROUP BY pa.article_id
"""


@dataclass(frozen=True, slots=True)
class Tarifs:
    """The tariffs of variants at one instant, and whether the house offers delivery."""

    par_variante: dict[int, Tarif]
    livraison_offerte: bool = False
    _simples: dict[tuple[int, int], PrixLignes] = field(default_factory=dict, repr=False, compare=False)

    def de(self, variante_id: int) -> Tarif:
        """Return the tariff of a variant; raise ErreurSaisie when there is no such variant."""
        tarif = self.par_variante.get(variante_id)
        if tarif is None:
            raise ErreurSaisie(
                _("Un article choisi n’existe plus au catalogue. Choisissez-en un autre."), code="variante_inconnue"
            )
        return tarif

    def prix_simple(self, variante_id: int, quantite: int) -> PrixLignes:
        """Return the price of an order of one line without an offer, computed once."""
        cle = (variante_id, quantite)
        prix = self._simples.get(cle)
        if prix is None:
            prix = calculer_lignes([LigneAPrix(variante_id, quantite, self.de(variante_id))])
            self._simples[cle] = prix
        return prix

    def prix_de(self, lignes: Sequence[LigneAPrix], offres: Iterable[Offre] = ()) -> PrixLignes:
        """Price new lines; of two offers on one article the first counts."""
        par_article: dict[int, Offre] = {}
        for offre in offres:
            par_article.setdefault(offre.article_id, offre)
        return calculer_lignes(lignes, offres=par_article)


def charger_tarifs(*, variantes: Collection[int] | None = None, instant: dt.datetime | None = None) -> Tarifs:
    """Load the tariffs of these variants, or of the whole catalogue, at an instant (now).

    Three queries whatever the number.
    """
    de_qui = Variante.objects.all() if variantes is None else Variante.objects.filter(pk__in=set(variantes))
    articles = dict(de_qui.order_by().values_list("pk", "article_id"))
    promotions = promotions_en_cours(None if variantes is None else set(articles.values()), instant=instant)
    par_article = _tarifs_des_articles(None if variantes is None else set(articles.values()), promotions)
    return Tarifs(
        par_variante={variante: par_article[article] for variante, article in articles.items()},
        livraison_offerte=livraison_offerte(),
    )


def livraison_offerte() -> bool:
    """Say whether the house offers delivery to everybody at present."""
    with connection.cursor() as curseur:
        # Written out, as the promotions are.
        curseur.execute("SELECT livraison_offerte FROM parametre_reglages WHERE id = 1")
        return bool((curseur.fetchone() or (False,))[0])


def promotions_en_cours(articles: Collection[int] | None, *, instant: dt.datetime | None = None) -> dict[int, Decimal]:
    """Return the best percentage that runs at an instant (now) for each article that has one.

    A promotion runs from its first instant included to its last excluded.
    """
    if articles is not None and not articles:
        return {}
    quand = connection.ops.adapt_datetimefield_value(instant or maintenant())
    parmi = "" if articles is None else f" AND pa.article_id IN ({', '.join(['%s'] * len(articles))})"
    with connection.cursor() as curseur:
        # Written out: each confirmation asks, and composing it took longer than running it.
        curseur.execute(_PROMOTIONS.format(parmi=parmi), [quand, quand, *(articles or ())])
        # SQLite keeps a decimal as a binary number.
        return {article: Decimal(str(taux)).quantize(CENTIME) for article, taux in curseur.fetchall()}


def tarif_de(article: Article, promotion: Decimal | None) -> Tarif:
    """Return the tariff of an article already in memory."""
    return tarif_lu(article.pk, champs_de(article), promotion)


def champs_de(article: Article) -> tuple[Any, ...]:
    """Return the values of CHAMPS_TARIF."""
    return tuple(getattr(article, champ) for champ in CHAMPS_TARIF)


def _tarifs_des_articles(articles: Collection[int] | None, promotions: dict[int, Decimal]) -> dict[int, Tarif]:
    choisis = Article.objects.all() if articles is None else Article.objects.filter(pk__in=articles)
    return {pk: tarif_lu(pk, champs, promotions.get(pk)) for pk, *champs in choisis.values_list("pk", *CHAMPS_TARIF)}


def tarif_lu(article_id: int, champs: Sequence[Any], promotion: Decimal | None) -> Tarif:
    """Return the tariff of an article from its values of CHAMPS_TARIF."""
    prix, phase, liquidation, upsell, u1, u2, u3, u4, r1, r2, r3, r4 = champs
    return Tarif(
        article_id=article_id,
        prix_unitaire=prix,
        phase=phase,
        prix_liquidation=liquidation,
        is_upsell=bool(upsell),
        upsell=(u1, u2, u3, u4),
        remise=(r1, r2, r3, r4),
        promotion=promotion,
    )
