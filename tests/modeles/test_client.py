"""Constraints of the people who order."""

from client.models import Client
from tests.modeles.cas import Cas


def creer_client(**champs: object) -> Client:
    return Client.objects.create(**({"nom_complet": "Youssef El Amrani", "telephone": "+212612345678"} | champs))


CAS = [
    Cas(
        "client_client.telephone",
        creer_client,
        deja=[{}],
        refuses=[{"nom_complet": "Un autre nom"}],
        acceptes=[{"telephone": "+212612345679"}, {"telephone": "+33612345678"}],
    ),
    Cas(
        "client_telephone_e164",
        creer_client,
        refuses=[{"telephone": "0612345678"}, {"telephone": "212612345678"}, {"telephone": ""}, {"telephone": " +212"}],
        acceptes=[{"telephone": "+212612345678"}],
    ),
]
