"""Which way an order goes on from each state, and how long that takes.

A weight is what happens to one order in a hundred; what is left follows the usual way.
"""

from collections.abc import Mapping
from math import exp
from random import Random
from statistics import NormalDist

from commande.etats import Etat

USUEL: Mapping[str, str] = {
    Etat.NON_AFFECTEE.value: "affecter",
    Etat.AFFECTEE.value: "demarrer_confirmation",
    Etat.EN_COURS_CONFIRMATION.value: "confirmer",
    Etat.CONFIRMEE.value: "mettre_a_imprimer",
    Etat.A_IMPRIMER.value: "imprimer",
    Etat.EN_PREPARATION.value: "terminer_preparation",
    Etat.PREPAREE.value: "expedier",
    Etat.EN_COURS_LIVRAISON.value: "livrer",
    Etat.REPORTEE.value: "relancer_livraison",
}
ECARTS: Mapping[str, tuple[tuple[str, float], ...]] = {
    Etat.NON_AFFECTEE.value: (),
    Etat.AFFECTEE.value: (("reaffecter", 2.0), ("desaffecter", 0.7), ("marquer_erronee", 0.8)),
    Etat.CONFIRMEE.value: (("annuler", 1.5),),
    Etat.A_IMPRIMER.value: (("annuler", 1.3), ("renvoyer_confirmation", 0.6)),
    Etat.EN_PREPARATION.value: (("annuler", 0.5), ("renvoyer_confirmation", 1.2)),
    Etat.PREPAREE.value: (("annuler", 0.9), ("renvoyer_confirmation", 0.5)),
    Etat.REPORTEE.value: (("retourner", 13.0), ("annuler", 2.0)),
}
# How many steps lead to a state, and where the way there leaves the usual one.
_MENE_A: Mapping[str, tuple[int, Mapping[str, str]]] = {
    "non_affectee": (0, {}),
    "affectee": (1, {}),
    "en_cours_confirmation": (3, {}),
    "confirmee": (4, {}),
    "a_imprimer": (4, {}),
    "en_preparation": (5, {}),
    "preparee": (6, {}),
    "en_cours_livraison": (7, {}),
    "reportee": (8, {"en_cours_livraison": "reporter"}),
    "livree": (8, {}),
    "livree_partiellement": (8, {"en_cours_livraison": "livrer_partiellement"}),
    "retournee": (8, {"en_cours_livraison": "retourner"}),
    "erronee": (4, {"en_cours_confirmation": "marquer_erronee"}),
    "annulee": (4, {"en_cours_confirmation": "annuler"}),
    "doublon": (2, {"affectee": "marquer_doublon"}),
}
# How old, in hours, an order in a state usually is.
AGES: Mapping[str, float] = {
    "non_affectee": 0,
    "affectee": 1,
    "en_cours_confirmation": 3,
    "confirmee": 6,
    "a_imprimer": 8,
    "doublon": 10,
    "en_preparation": 14,
    "erronee": 16,
    "annulee": 20,
    "preparee": 24,
    "en_cours_livraison": 40,
    "reportee": 64,
    "livree": 80,
    "livree_partiellement": 84,
    "retournee": 90,
}
# Factors around 1 (the median): most things take their time, a few take ages.
_RANGS = 1024
_ETALEMENT = tuple(exp(0.75 * NormalDist().inv_cdf((rang + 0.5) / _RANGS)) for rang in range(_RANGS))


def etapes_vers(etat: str) -> int:
    """Return how many steps lead to a state."""
    return _MENE_A[etat][0]


def choix_impose(cible: str, ou: str) -> str:
    """Return the transition that leads from a state towards another one."""
    return _MENE_A[cible][1].get(ou) or USUEL[ou]


def choix_libre(ou: str, hasard: Random) -> str:
    """Draw the transition that comes next."""
    tirage = hasard.random() * 100
    for code, poids in ECARTS[ou]:
        tirage -= poids
        if tirage < 0:
            return code
    return USUEL[ou]


def etalement(hasard: Random) -> float:
    """Return how much longer than usual something takes."""
    return _ETALEMENT[int(hasard.random() * _RANGS)]
