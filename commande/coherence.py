"""The laws of an order: its history, its totals, the stock it holds."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection

from commande.etats import FINAUX, TIENT_LE_STOCK, Etat
from config.noyau.coherence import Anomalie, Controle

_OUVERTS = """
SELECT c.id, c.numero, COUNT(e.id) FROM commande_commande AS c
LEFT JOIN commande_etatcommande AS e ON e.commande_id = c.id AND e.date_fin IS NULL
GROUP BY c.id, c.numero HAVING COUNT(e.id) <> 1 ORDER BY c.id
"""
_ETATS = """
SELECT c.id, c.numero, c.etat, e.etat FROM commande_commande AS c
JOIN commande_etatcommande AS e ON e.commande_id = c.id AND e.date_fin IS NULL
WHERE c.etat <> e.etat ORDER BY c.id
"""
_TROUS = """
SELECT s.commande_id, c.numero, s.id, s.etat FROM (
    SELECT id, commande_id, etat, date_debut,
        LAG(id) OVER sejours AS avant, LAG(date_fin) OVER sejours AS fin_avant
    FROM commande_etatcommande
    WINDOW sejours AS (PARTITION BY commande_id ORDER BY date_debut, id)
) AS s JOIN commande_commande AS c ON c.id = s.commande_id
WHERE s.avant IS NOT NULL AND (s.fin_avant IS NULL OR s.fin_avant <> s.date_debut)
ORDER BY s.commande_id, s.id
"""
# A partial delivery is worth what was kept.
_SOUS_TOTAUX = """
SELECT c.id, c.numero, c.sous_total, SUM(COALESCE(l.prix_unitaire, 0) * COALESCE(
    CASE WHEN c.etat = %s THEN l.quantite_livree ELSE l.quantite END, 0)) AS lignes
FROM commande_commande AS c LEFT JOIN commande_lignecommande AS l ON l.commande_id = c.id
GROUP BY c.id, c.numero, c.sous_total
HAVING ROUND(c.sous_total - SUM(COALESCE(l.prix_unitaire, 0) * COALESCE(
    CASE WHEN c.etat = %s THEN l.quantite_livree ELSE l.quantite END, 0)), 2) <> 0
ORDER BY c.id
"""
_TOTAUX = """
SELECT id, numero, total, sous_total, frais_livraison FROM commande_commande
WHERE ROUND(total - sous_total - COALESCE(frais_livraison, 0), 2) <> 0 ORDER BY id
"""
# From confirmation on, an order holds its pieces less those that came back good; before, or closed, none.
_TENUES = """
SELECT t.commande_id, c.numero, t.variante_id, SUM(t.attendu), SUM(t.tenu) FROM (
    SELECT l.commande_id, l.variante_id, l.quantite - l.retour_bon AS attendu, 0 AS tenu
    FROM commande_lignecommande AS l JOIN commande_commande AS o ON o.id = l.commande_id
    WHERE o.etat IN ({etats})
    UNION ALL
    SELECT commande_id, variante_id, 0, -delta FROM article_mouvementstock WHERE commande_id IS NOT NULL
) AS t JOIN commande_commande AS c ON c.id = t.commande_id
GROUP BY t.commande_id, c.numero, t.variante_id HAVING SUM(t.attendu) <> SUM(t.tenu)
ORDER BY t.commande_id, t.variante_id
"""
_APRES_CONFIRMATION = [*TIENT_LE_STOCK, *sorted(FINAUX)]


def _lignes(requete: str, parametres: list[Any] | None = None) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        yield from curseur.fetchall()


def _chercheur(
    requete: str, detail: Callable[..., str], parametres: list[Any] | None = None
) -> Callable[[], Iterator[Anomalie]]:
    """Return a search whose rows begin with the key and the number of an order."""

    def chercher() -> Iterator[Anomalie]:
        for commande_id, numero, *reste in _lignes(requete, parametres):
            yield Anomalie(f"commande {commande_id} ({numero})", detail(*reste))

    return chercher


CONTROLES = (
    Controle(
        "commande.ouvert",
        "un seul état ouvert par commande",
        _chercheur(_OUVERTS, lambda n: f"{n} états ouverts au lieu d'un"),
    ),
    Controle(
        "commande.etat",
        "état de la commande = état ouvert",
        _chercheur(_ETATS, lambda etat, ouvert: f"la commande dit {etat}, l'historique {ouvert}"),
    ),
    Controle(
        "commande.historique",
        "historique sans trou",
        _chercheur(_TROUS, lambda pk, etat: f"l'étape {pk} ({etat}) ne commence pas quand finit la précédente"),
    ),
    Controle(
        "commande.sous_total",
        "sous-total = lignes",
        _chercheur(
            _SOUS_TOTAUX,
            lambda ecrit, lignes: f"le sous-total écrit est {ecrit:.2f}, les lignes font {lignes:.2f}",
            [Etat.LIVREE_PARTIELLEMENT.value] * 2,
        ),
    ),
    Controle(
        "commande.total",
        "total = sous-total + frais",
        _chercheur(
            _TOTAUX, lambda total, sous, frais: f"le total écrit est {total:.2f}, et {sous:.2f} + {frais or 0:.2f}"
        ),
    ),
    Controle(
        "commande.stock",
        "une commande confirmée tient exactement ses pièces",
        _chercheur(
            _TENUES.format(etats=", ".join(["%s"] * len(_APRES_CONFIRMATION))),
            lambda variante, attendu, tenu: f"variante {variante} : doit tenir {attendu} pièce(s), en tient {tenu}",
            [etat.value for etat in _APRES_CONFIRMATION],
        ),
    ),
)
