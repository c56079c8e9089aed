"""Brings orders to a state through the engine, for the tests of the workflow."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from article.models import MouvementStock, Variante
from commande.etats import Etat
from commande.models import Commande, EtatCommande, LigneCommande, Operation
from commande.services.transitions import changer_etat
from config.noyau.horloge import jour_local, maintenant
from parametre.models import Operateur
from tests import fabrique

DEMAIN = 1


@dataclass
class Equipe:
    """One operator of each role."""

    admin: Operateur = field(default_factory=lambda: fabrique.operateur("ADMIN"))
    confirmation: Operateur = field(default_factory=lambda: fabrique.operateur("CONFIRMATION"))
    preparation: Operateur = field(default_factory=lambda: fabrique.operateur("PREPARATION"))
    logistique: Operateur = field(default_factory=lambda: fabrique.operateur("LOGISTIQUE"))


def demain() -> dt.date:
    return jour_local(maintenant()) + dt.timedelta(days=1)


# The steps (transition, role, motif) that lead from non_affectee to each state.
_VERS_PREPAREE = ["affecter", "demarrer_confirmation", "confirmer", "imprimer", "terminer_preparation"]
CHEMINS: dict[Etat, list[str]] = {
    Etat.NON_AFFECTEE: [],
    Etat.AFFECTEE: _VERS_PREPAREE[:1],
    Etat.EN_COURS_CONFIRMATION: _VERS_PREPAREE[:2],
    # Where the setting keeps confirmer and mettre_a_imprimer apart.
    Etat.CONFIRMEE: _VERS_PREPAREE[:3],
    Etat.A_IMPRIMER: _VERS_PREPAREE[:3],
    Etat.EN_PREPARATION: _VERS_PREPAREE[:4],
    Etat.PREPAREE: _VERS_PREPAREE,
    Etat.EN_COURS_LIVRAISON: [*_VERS_PREPAREE, "expedier"],
    Etat.REPORTEE: [*_VERS_PREPAREE, "expedier", "reporter"],
    Etat.LIVREE: [*_VERS_PREPAREE, "expedier", "livrer"],
    Etat.LIVREE_PARTIELLEMENT: [*_VERS_PREPAREE, "expedier", "livrer_partiellement"],
    Etat.RETOURNEE: [*_VERS_PREPAREE, "expedier", "retourner"],
    Etat.ERRONEE: ["affecter", "marquer_erronee"],
    Etat.ANNULEE: ["annuler"],
    Etat.DOUBLON: ["marquer_doublon"],
}
ROLES = {
    "affecter": "admin",
    "demarrer_confirmation": "confirmation",
    "confirmer": "confirmation",
    "imprimer": "preparation",
    "terminer_preparation": "preparation",
    "expedier": "logistique",
    "reporter": "logistique",
    "livrer": "logistique",
    "livrer_partiellement": "logistique",
    "retourner": "logistique",
    "marquer_erronee": "admin",
    "annuler": "admin",
    "marquer_doublon": "admin",
}


def donnees_pour(transition: str, commande: Commande, equipe: Equipe, autre: Operateur | None = None) -> dict[str, Any]:
    """Return valid `donnees` for a transition on this order."""
    lignes = list(commande.lignes.order_by("pk"))
    match transition:
        case "affecter":
            return {"operateur_id": equipe.confirmation.pk}
        case "reaffecter":
            return {"operateur_id": (autre or fabrique.operateur()).pk}
        case "marquer_doublon":
            return {"original_id": fabrique.commande(client=commande.client).pk}
        case "reporter":
            return {"date": demain()}
        case "livrer_partiellement":
            return {"quantites": {ligne.pk: int(rang == 0) for rang, ligne in enumerate(lignes)}}
        case "retourner":
            return {"etats": {ligne.pk: "bon" for ligne in lignes}}
    return {}


def noter_appel(commande: Commande, operateur: Operateur) -> None:
    Operation.objects.create(commande=commande, operateur=operateur, type="APPEL")


def tout_verifier(commande: Commande) -> None:
    LigneCommande.objects.filter(commande=commande).update(verifiee=True)


def amener(
    etat: Etat, equipe: Equipe, *, lignes: Sequence[tuple[Variante, int]] | None = None, **champs: Any
) -> Commande:
    """Return an order brought to `etat` by the engine; by default two lines of 2 and 1 pieces."""
    if lignes is None:
        lignes = [(fabrique.variante(stock=10), 2), (fabrique.variante(stock=10), 1)]
    commande = fabrique.commande(lignes=lignes, **champs)
    for transition in CHEMINS[etat]:
        avancer(commande, transition, equipe)
    return Commande.objects.get(pk=commande.pk)


def avancer(commande: Commande, transition: str, equipe: Equipe, **options: Any) -> Commande:
    """Take one step of the usual way, with what it needs around it."""
    if transition == "confirmer":
        noter_appel(commande, equipe.confirmation)
    if transition == "terminer_preparation":
        tout_verifier(commande)
    return changer_etat(
        commande_id=commande.pk,
        transition=transition,
        operateur=getattr(equipe, ROLES[transition]),
        motif="motif du test",
        donnees=donnees_pour(transition, commande, equipe) | options,
    )


def photo(commande: Commande) -> dict[str, Any]:
    """Return everything a refusal must leave as it was: order, lines, history, stock, movements."""
    variantes = list(commande.lignes.values_list("variante", flat=True))
    return {
        "commande": Commande.objects.filter(pk=commande.pk).values().get(),
        "lignes": list(LigneCommande.objects.filter(commande=commande).order_by("pk").values()),
        "etats": list(EtatCommande.objects.filter(commande=commande).order_by("pk").values()),
        "stock": dict(Variante.objects.filter(pk__in=variantes).values_list("pk", "qte_disponible")),
        "mouvements": list(MouvementStock.objects.order_by("pk").values_list("pk", "delta", "solde_apres")),
    }


def historique(commande: Commande) -> list[tuple[str, str]]:
    return list(commande.etats.order_by("pk").values_list("transition", "etat"))
