from django.apps import AppConfig
from django.core import checks


class CommandeConfig(AppConfig):
    name = "commande"
    verbose_name = "Commandes"

    def ready(self) -> None:
        from commande.checks import verifier_table
        from commande.coherence import CONTROLES
        from config.noyau.coherence import enregistrer

        enregistrer(*CONTROLES)
        checks.register(verifier_table, "commande")
