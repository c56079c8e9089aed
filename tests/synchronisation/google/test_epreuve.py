"""The proof of `scripts/epreuve_feuille`, on a small sheet."""

import pytest

from scripts._epreuve_feuille import eprouver
from scripts._fausse_feuille import FausseFeuille


@pytest.mark.django_db
def test_faults_at_every_step_lose_nothing_and_double_nothing(google: FausseFeuille) -> None:
    bilan = eprouver(google, combien=300, pas=11)
    assert (bilan.cles, bilan.commandes, bilan.etats_ouverts) == (290, 290, 290)
    assert (bilan.nouvelles_aux_rejeux[1:], bilan.cellules_fausses) == ((0, 0), 0)
