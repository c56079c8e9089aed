from django.apps import AppConfig


class CommandeConfig(AppConfig):
    name = "commande"
    verbose_name = "Commandes"
