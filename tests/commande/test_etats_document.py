"""The page of the workflow is the one that the table gives."""

from django.conf import settings

from commande.diagramme import dessiner
from commande.etats import TRANSITIONS, Etat


def test_the_page_is_fresh() -> None:
    page = (settings.BASE_DIR / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert page == dessiner(), "Run `manage.py dessiner_workflow`."


def test_the_page_tells_every_state_and_transition() -> None:
    page = dessiner()
    assert all(f"| `{etat.value}` | {etat.label} |" in page for etat in Etat)
    assert all(f"| `{code}` | {t.libelle} |" in page for code, t in TRANSITIONS.items())
    assert "    preparee --> en_cours_livraison : expedier\n" in page
    assert "    livree --> en_cours_livraison : corriger_resultat\n" in page
    assert "| CONFIRMATION (own)<br>ADMIN<br>sync | `original_id` |" in page
