from django.apps import AppConfig


class SynchronisationConfig(AppConfig):
    name = "synchronisation"
    verbose_name = "Synchronisation"
