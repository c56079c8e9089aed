"""What a screen shows while an order is being taken: who calls, what there is, what it costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from article.models import Article, Variante
from article.recherche import chercher_articles
from client.models import Client
from client.services.repertoire import client_du_telephone
from commande.models import Commande
from commande.prix import ErreurPrix
from commande.selectors.listes import compter_par_etat
from commande.services.saisie import NouvelleLigne, prix_des_lignes
from commande.tarifs import Tarifs, livraison_offerte, promotions_en_cours, tarif_de
from config.noyau.telephones import analyser_telephone
from parametre.models import Ville

ARTICLES_MAX = 6


@dataclass(frozen=True, slots=True)
class Appelant:
    """Who calls: the client on file or None, and their orders by state. `raison`: the phone cannot be read."""

    client: Client | None = None
    par_etat: Mapping[str, int] | None = None
    raison: str = ""


@dataclass(frozen=True, slots=True)
class ArticlePropose:
    """An article that a search found, with its variants."""

    article: Article
    variantes: list[Variante]


@dataclass(frozen=True, slots=True)
class LigneSaisie:
    """A line being taken; `prix` and `montant` are None while it cannot be priced."""

    variante: Variante
    quantite: int
    prix: Decimal | None
    montant: Decimal | None

    @property
    def manque(self) -> bool:
        """Whether the stock does not cover it."""
        return self.variante.qte_disponible < self.quantite


@dataclass(frozen=True, slots=True)
class Panier:
    """The lines being taken and their total as `creer_commande` would compute it."""

    lignes: list[LigneSaisie]
    sous_total: Decimal | None = None
    frais: Decimal | None = None
    total: Decimal | None = None


def appelant(saisie: str) -> Appelant:
    """Say who has a phone number as it was typed, in two queries at most."""
    if not saisie.strip():
        return Appelant()
    try:
        telephone = analyser_telephone(saisie)
    except ValueError as raison:
        return Appelant(raison=str(raison))
    client = client_du_telephone(telephone)
    if client is None:
        return Appelant()
    return Appelant(client, compter_par_etat(Commande.objects.filter(client=client)))


def proposer_articles(saisie: str) -> list[ArticlePropose]:
    """Return the articles on sale that answer a search, the best first, in three queries."""
    if not saisie.strip():
        return []
    articles = {a.pk: a for a in chercher_articles(saisie.replace("\x00", ""), limite=ARTICLES_MAX)}
    variantes = (
        Variante.objects.filter(article__in=articles)
        .select_related("couleur", "pointure")
        .order_by("article_id", "couleur__nom", "pointure__nom", "pk")
    )
    par_article = {pk: list(lot) for pk, lot in groupby(variantes, key=lambda v: v.article_id)}
    return [ArticlePropose(a, par_article.get(pk, [])) for pk, a in articles.items()]


def panier(lignes: Mapping[int, int], ville: Ville | None) -> Panier:
    """Price the lines of an order being taken; variants that do not exist are left out."""
    variantes = Variante.objects.filter(pk__in=lignes).select_related("article", "couleur", "pointure").in_bulk()
    presentes = {pk: n for pk, n in lignes.items() if pk in variantes}
    if not presentes:
        return Panier([])
    try:
        tarifs = _tarifs(variantes.values())
        prix = prix_des_lignes([NouvelleLigne(pk, n) for pk, n in presentes.items()], tarifs).avec_frais(
            ville.frais_livraison if ville else None, livraison_offerte=tarifs.livraison_offerte
        )
    except ErreurPrix:
        return Panier([LigneSaisie(variantes[pk], n, None, None) for pk, n in presentes.items()])
    unitaires = {li.cle: li.prix_unitaire for li in prix.lignes}
    return Panier(
        lignes=[LigneSaisie(variantes[pk], n, unitaires[pk], unitaires[pk] * n) for pk, n in presentes.items()],
        sous_total=prix.sous_total,
        frais=prix.frais,
        total=prix.total,
    )


def _tarifs(variantes: Collection[Variante]) -> Tarifs:
    """Return the tariffs of variants already in memory, in two queries."""
    promotions = promotions_en_cours({v.article_id for v in variantes})
    par_variante = {v.pk: tarif_de(v.article, promotions.get(v.article_id)) for v in variantes}
    return Tarifs(par_variante, livraison_offerte=livraison_offerte())
