from django.apps import AppConfig
from django.core import checks


class ParametreConfig(AppConfig):
    name = "parametre"
    verbose_name = "Paramètres"

    def ready(self) -> None:
        from config.noyau.verifications import verifier_fuseau

        checks.register(verifier_fuseau, checks.Tags.database)
