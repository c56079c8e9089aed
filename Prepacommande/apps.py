from django.apps import AppConfig


class PrepacommandeConfig(AppConfig):
    name = "Prepacommande"
    verbose_name = "Préparation"
