from django.apps import AppConfig


class OperatConfirmeConfig(AppConfig):
    name = "operatConfirme"
    verbose_name = "Confirmation"
