"""Find or make the clients of a batch of rows."""

from collections.abc import Sequence

from client.models import Client
from synchronisation.comprehension import LigneComprise


def clients_des(comprises: Sequence[LigneComprise]) -> dict[str, int]:
    """Return the client of every telephone, making those that are missing. Three queries at most.

    Missing ones are inserted in telephone order, so that two sources never wait for each
    other in a circle; one inserted meanwhile by somebody else is simply found.
    """
    par_telephone: dict[str, LigneComprise] = {}
    for comprise in comprises:
        par_telephone.setdefault(comprise.telephone, comprise)
    if not par_telephone:
        return {}
    existants = dict(Client.objects.filter(telephone__in=par_telephone).values_list("telephone", "pk"))
    manquants = [par_telephone[t] for t in sorted(par_telephone.keys() - existants.keys())]
    if not manquants:
        return existants
    Client.objects.bulk_create(
        [
            Client(
                telephone=c.telephone, telephone_2=c.telephone_2, nom_complet=c.nom, adresse=c.adresse, ville=c.ville
            )
            for c in manquants
        ],
        ignore_conflicts=True,
    )
    crees = Client.objects.filter(telephone__in=[c.telephone for c in manquants])
    return existants | dict(crees.values_list("telephone", "pk"))
