"""Offers of a sheet whose product was not recognised: they wait for the article that a person picks."""

from article.models import Variante
from article.textes import ProduitAnalyse, analyser_produit
from commande.models import Commande
from commande.prix import Offre
from config.noyau.textes import chiffres_ascii, normaliser

_QUANTITE_MAX = 99


def offre_promise(commande: Commande, variante_id: int, *, texte: str = "") -> Offre | None:
    """Return the offer of the sheet that a variant about to be added takes with it, if any.

    `texte` is the product text whose candidate it is; without it, the texts of the order
    that name its model. An article already in the order has its offer, or lost it
    with its pieces; taken out and put back as a whole, it has it again.
    """
    lues = [(t, p, n) for t, p, n in _textes(commande) if p.prix_lot is not None and (not texte or t == texte)]
    if not lues:
        return None
    article = Variante.objects.filter(pk=variante_id).values_list("article_id", "article__modele").first()
    if article is None or commande.lignes.filter(variante__article_id=article[0]).exists():
        return None
    for _texte, produit, quantite in lues:
        if produit.prix_lot is not None and (texte or produit.modele == article[1]):
            return Offre(article[0], produit.pieces * quantite, produit.prix_lot * quantite)
    return None


def _textes(commande: Commande) -> list[tuple[str, ProduitAnalyse, int]]:
    """Read the texts of the products, one a line where each has its quantity, as the sheet was read."""
    brutes = commande.valeurs_brutes if isinstance(commande.valeurs_brutes, dict) else {}
    cellule = next((str(v) for titre, v in brutes.items() if normaliser(str(titre)) == "quantite"), "")
    textes, quantites = commande.texte_produit.strip().split("\n"), cellule.split("\n")
    if len(textes) != len(quantites):
        textes, quantites = [commande.texte_produit.strip()], [cellule]
    return [(t.strip(), analyser_produit(t), _quantite(q)) for t, q in zip(textes, quantites, strict=True) if t.strip()]


def _quantite(texte: str) -> int:
    propre = chiffres_ascii(texte).strip()
    lue = int(propre) if propre.isascii() and propre.isdecimal() and len(propre) < 4 else 1
    return lue if 1 <= lue <= _QUANTITE_MAX else 1
