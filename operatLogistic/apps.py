from django.apps import AppConfig


class OperatLogisticConfig(AppConfig):
    name = "operatLogistic"
    verbose_name = "Logistique"
