"""manage.py dessiner_workflow: write docs/workflow.md from the table of transitions."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from commande.diagramme import dessiner


class Command(BaseCommand):
    help = "Écrit docs/workflow.md (diagramme et table) d'après commande/etats.py."

    def handle(self, *args: Any, **options: Any) -> None:
        page = settings.BASE_DIR / "docs" / "workflow.md"
        page.parent.mkdir(exist_ok=True)
        with translation.override("fr"):
            page.write_text(dessiner(), encoding="utf-8")
        self.stdout.write(f"{page.relative_to(settings.BASE_DIR)} écrit.")
