from django.apps import AppConfig


class ParametreConfig(AppConfig):
    name = "parametre"
    verbose_name = "Paramètres"
