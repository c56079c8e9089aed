from django.apps import AppConfig


class SynchronisationConfig(AppConfig):
    name = "synchronisation"
    verbose_name = "Synchronisation"

    def ready(self) -> None:
        from commande.encarts import ajouter_encart
        from config.noyau.taches import enregistrer
        from synchronisation.planification.genres import GENRES
        from synchronisation.selectors import dernieres_executions

        ajouter_encart("executions", gabarit="synchronisation/_encart.html", contexte=dernieres_executions)
        enregistrer(*GENRES)
