"""The laws of the stock: the counter is the sum of the ledger, row after row."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from article.models import Variante
from article.services.stock import recaler
from config.noyau.coherence import Anomalie, Controle

_SOLDES = """
SELECT m.id, v.reference, m.solde_apres, m.attendu FROM (
    SELECT id, variante_id, solde_apres, SUM(delta) OVER (PARTITION BY variante_id ORDER BY id) AS attendu
    FROM article_mouvementstock
) AS m JOIN article_variante AS v ON v.id = m.variante_id
WHERE m.solde_apres <> m.attendu ORDER BY m.id
"""


def compteurs_faux() -> Iterator[Anomalie]:
    """Yield the variants whose counter is not the sum of their movements."""
    sommes = Variante.objects.annotate(somme=Coalesce(Sum("mouvements__delta"), 0))
    fausses = sommes.exclude(qte_disponible=F("somme")).order_by("pk")
    for pk, reference, compteur, somme in fausses.values_list("pk", "reference", "qte_disponible", "somme"):
        yield Anomalie(f"variante {pk} ({reference})", f"le compteur dit {compteur}, les mouvements {somme}")


def soldes_faux() -> Iterator[Anomalie]:
    """Yield the movements whose balance is not the sum of those before it."""
    with connection.cursor() as curseur:
        curseur.execute(_SOLDES)
        for pk, reference, solde, attendu in curseur.fetchall():
            yield Anomalie(f"mouvement {pk} ({reference})", f"le solde écrit est {solde}, le bon {attendu}")


CONTROLES = (
    Controle("article.compteur", "stock = somme des mouvements", compteurs_faux, recaler),
    Controle("article.solde", "solde de chaque mouvement = somme jusqu'à lui", soldes_faux),
)
