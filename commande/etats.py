"""The states of an order and, as data, every transition between them.

The engine, the buttons, the diagram of the documentation and the exhaustive test all
read this table. Guards and effects are named here and written in `commande.moteur`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from commande.models import Commande
    from parametre.models import Operateur


class Etat(models.TextChoices):
    NON_AFFECTEE = "non_affectee", _("Non affectée")
    AFFECTEE = "affectee", _("Affectée")
    EN_COURS_CONFIRMATION = "en_cours_confirmation", _("En cours de confirmation")
    CONFIRMEE = "confirmee", _("Confirmée")
    A_IMPRIMER = "a_imprimer", _("À imprimer")
    EN_PREPARATION = "en_preparation", _("En préparation")
    PREPAREE = "preparee", _("Préparée")
    EN_COURS_LIVRAISON = "en_cours_livraison", _("En cours de livraison")
    REPORTEE = "reportee", _("Reportée")
    LIVREE = "livree", _("Livrée")
    LIVREE_PARTIELLEMENT = "livree_partiellement", _("Livrée partiellement")
    RETOURNEE = "retournee", _("Retournée")
    ERRONEE = "erronee", _("Erronée")
    ANNULEE = "annulee", _("Annulée")
    DOUBLON = "doublon", _("Doublon")


FINAUX = frozenset({Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT, Etat.RETOURNEE})
CLOS = frozenset({Etat.ERRONEE, Etat.ANNULEE, Etat.DOUBLON})
# States from which somebody still has something to do.
OUVERTS = tuple(e for e in Etat if e not in FINAUX | CLOS)
# Before confirmer: no stock is held, prices still move.
AVANT_CONFIRMATION = (Etat.NON_AFFECTEE, Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION)
# Between confirmer and the result: the order holds exactly its quantities.
TIENT_LE_STOCK = tuple(e for e in OUVERTS if e not in AVANT_CONFIRMATION)


class Acteur(StrEnum):
    """Who may act: the four roles, and two faces of the system."""

    ADMIN = "ADMIN"
    CONFIRMATION = "CONFIRMATION"
    PREPARATION = "PREPARATION"
    LOGISTIQUE = "LOGISTIQUE"
    AUTOMATIQUE = "AUTOMATIQUE"
    SYNC = "SYNC"


SYSTEME = frozenset({Acteur.AUTOMATIQUE, Acteur.SYNC})
# The column of the order that says whose it is, for each role that owns orders.
PROPRIETAIRE: Mapping[Acteur, str] = {
    Acteur.CONFIRMATION: "operateur_confirmation_id",
    Acteur.PREPARATION: "operateur_preparation_id",
    Acteur.LOGISTIQUE: "operateur_livraison_id",
}


class Portee(StrEnum):
    """Which orders a right covers: all, one's own, or one's own and those nobody has."""

    TOUTES = "toutes"
    SIENNES = "siennes"
    SIENNES_OU_LIBRES = "siennes_ou_libres"


@dataclass(frozen=True)
class Droit:
    """One actor's right to a transition: from which states, on which orders."""

    acteur: Acteur
    sources: frozenset[Etat]
    portee: Portee = Portee.TOUTES

    def couvre(self, commande: "Commande", operateur_id: int | None) -> bool:
        """Tell whether the ownership of this order allows the act."""
        if self.portee is Portee.TOUTES:
            return True
        proprietaire = getattr(commande, PROPRIETAIRE[self.acteur])
        if proprietaire is None:
            return self.portee is Portee.SIENNES_OU_LIBRES
        return bool(proprietaire == operateur_id)


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    `requis` and `facultatifs` name the keys of `donnees`; `gardes` and `effets` name
    functions of `commande.moteur`, run in this order.
    """

    code: str
    libelle: Promise
    cible: Etat
    droits: tuple[Droit, ...]
    motif: bool = False
    requis: frozenset[str] = frozenset()
    facultatifs: frozenset[str] = frozenset()
    gardes: tuple[str, ...] = ()
    effets: tuple[str, ...] = ()

    @cached_property
    def sources(self) -> frozenset[Etat]:
        """Every state from which somebody may take this transition."""
        return frozenset().union(*(d.sources for d in self.droits))

    def droits_de(self, operateur: "Operateur | None") -> tuple[Droit, ...]:
        """Return the rights of an operator's role, of the system for None."""
        acteurs = SYSTEME if operateur is None else {operateur.type_operateur}
        return tuple(d for d in self.droits if d.acteur in acteurs)


def _droit(acteur: Acteur, *sources: Etat, portee: Portee = Portee.TOUTES) -> Droit:
    return Droit(acteur, frozenset(sources), portee)


def _admin(*sources: Etat) -> Droit:
    return _droit(Acteur.ADMIN, *sources)


def _confirmation(*sources: Etat) -> Droit:
    return _droit(Acteur.CONFIRMATION, *sources, portee=Portee.SIENNES)


def _preparation(*sources: Etat, portee: Portee = Portee.SIENNES) -> Droit:
    return _droit(Acteur.PREPARATION, *sources, portee=portee)


def _logistique(*sources: Etat, portee: Portee = Portee.SIENNES) -> Droit:
    return _droit(Acteur.LOGISTIQUE, *sources, portee=portee)


def _cles(*noms: str) -> frozenset[str]:
    return frozenset(noms)


_APPELABLES = (Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION)

_TABLE = (
    Transition(
        "affecter",
        _("Affecter"),
        Etat.AFFECTEE,
        (_admin(Etat.NON_AFFECTEE), _droit(Acteur.AUTOMATIQUE, Etat.NON_AFFECTEE)),
        requis=_cles("operateur_id"),
        gardes=("confirmateur_actif",),
        effets=("donner_au_confirmateur",),
    ),
    Transition(
        "reaffecter",
        _("Réaffecter"),
        Etat.AFFECTEE,
        (_admin(*_APPELABLES),),
        requis=_cles("operateur_id"),
        gardes=("confirmateur_actif", "confirmateur_autre"),
        effets=("donner_au_confirmateur",),
    ),
    Transition(
        "desaffecter",
        _("Désaffecter"),
        Etat.NON_AFFECTEE,
        (_admin(Etat.AFFECTEE),),
        effets=("retirer_au_confirmateur",),
    ),
    Transition(
        "demarrer_confirmation",
        _("Commencer l’appel"),
        Etat.EN_COURS_CONFIRMATION,
        (_confirmation(Etat.AFFECTEE),),
        effets=("prendre_bail",),
    ),
    Transition(
        "confirmer",
        _("Confirmer"),
        Etat.CONFIRMEE,
        (_confirmation(Etat.EN_COURS_CONFIRMATION),),
        facultatifs=_cles("total_attendu"),
        gardes=("lignes_completes", "destination_complete", "client_contacte"),
        effets=("figer_les_prix", "prendre_le_stock", "clore_appels", "imprimer_aussitot"),
    ),
    Transition(
        "mettre_a_imprimer",
        _("Mettre à imprimer"),
        Etat.A_IMPRIMER,
        (
            _droit(Acteur.AUTOMATIQUE, Etat.CONFIRMEE),
            _admin(Etat.CONFIRMEE),
            _preparation(Etat.CONFIRMEE, portee=Portee.TOUTES),
        ),
    ),
    Transition(
        "marquer_erronee",
        _("Marquer erronée"),
        Etat.ERRONEE,
        (
            _confirmation(*_APPELABLES),
            _admin(*_APPELABLES),
            _droit(Acteur.SYNC, Etat.NON_AFFECTEE, *_APPELABLES),
        ),
        motif=True,
        effets=("clore_appels",),
    ),
    Transition(
        "marquer_doublon",
        _("Marquer doublon"),
        Etat.DOUBLON,
        (
            _confirmation(Etat.NON_AFFECTEE, *_APPELABLES),
            _admin(Etat.NON_AFFECTEE, *_APPELABLES),
            _droit(Acteur.SYNC, Etat.NON_AFFECTEE, *_APPELABLES),
        ),
        requis=_cles("original_id"),
        gardes=("original_valable",),
        effets=("lier_a_l_original", "clore_appels"),
    ),
    Transition(
        "annuler",
        _("Annuler"),
        Etat.ANNULEE,
        (
            _confirmation(Etat.NON_AFFECTEE, *_APPELABLES),
            _admin(
                Etat.NON_AFFECTEE,
                *_APPELABLES,
                Etat.CONFIRMEE,
                Etat.A_IMPRIMER,
                Etat.EN_PREPARATION,
                Etat.PREPAREE,
                Etat.REPORTEE,
            ),
            _droit(Acteur.SYNC, Etat.NON_AFFECTEE),
        ),
        motif=True,
        effets=("rendre_le_stock", "clore_appels"),
    ),
    Transition(
        "imprimer",
        _("Imprimer"),
        Etat.EN_PREPARATION,
        (_preparation(Etat.A_IMPRIMER, portee=Portee.TOUTES),),
        effets=("donner_au_preparateur",),
    ),
    Transition(
        "renvoyer_confirmation",
        _("Renvoyer en confirmation"),
        Etat.EN_COURS_CONFIRMATION,
        (
            _preparation(Etat.A_IMPRIMER, Etat.EN_PREPARATION, Etat.PREPAREE, portee=Portee.SIENNES_OU_LIBRES),
            _admin(Etat.A_IMPRIMER, Etat.EN_PREPARATION, Etat.PREPAREE),
        ),
        motif=True,
        effets=("rendre_le_stock", "effacer_la_preparation", "degeler_les_prix"),
    ),
    Transition(
        "terminer_preparation",
        _("Terminer la préparation"),
        Etat.PREPAREE,
        (_preparation(Etat.EN_PREPARATION),),
        gardes=("lignes_verifiees",),
    ),
    Transition(
        "expedier",
        _("Expédier"),
        Etat.EN_COURS_LIVRAISON,
        (_logistique(Etat.PREPAREE, portee=Portee.TOUTES),),
        facultatifs=_cles("operateur_id", "envoi_id"),
        gardes=("livreur_actif", "envoi_ouvert"),
        effets=("donner_au_livreur",),
    ),
    Transition(
        "reporter",
        _("Reporter"),
        Etat.REPORTEE,
        (_logistique(Etat.EN_COURS_LIVRAISON),),
        motif=True,
        requis=_cles("date"),
        gardes=("date_future",),
        effets=("noter_le_report",),
    ),
    Transition(
        "relancer_livraison",
        _("Relancer la livraison"),
        Etat.EN_COURS_LIVRAISON,
        (_logistique(Etat.REPORTEE),),
    ),
    Transition(
        "livrer",
        _("Livrer"),
        Etat.LIVREE,
        (_logistique(Etat.EN_COURS_LIVRAISON),),
        facultatifs=_cles("montant_encaisse"),
        gardes=("encaissement_explique",),
        effets=("tout_livrer", "encaisser"),
    ),
    Transition(
        "livrer_partiellement",
        _("Livrer en partie"),
        Etat.LIVREE_PARTIELLEMENT,
        (_logistique(Etat.EN_COURS_LIVRAISON),),
        requis=_cles("quantites"),
        facultatifs=_cles("montant_encaisse", "etats"),
        gardes=("livraison_partielle", "retours_valables", "encaissement_explique"),
        effets=("livrer_en_partie", "reprendre_les_retours", "encaisser"),
    ),
    Transition(
        "retourner",
        _("Retourner"),
        Etat.RETOURNEE,
        (_logistique(Etat.EN_COURS_LIVRAISON, Etat.REPORTEE),),
        motif=True,
        requis=_cles("etats"),
        gardes=("retours_valables",),
        effets=("rien_livrer", "reprendre_les_retours"),
    ),
    Transition(
        "rouvrir",
        _("Rouvrir"),
        Etat.NON_AFFECTEE,
        (_admin(*CLOS),),
        motif=True,
        effets=("effacer_les_operateurs", "effacer_la_preparation", "degeler_les_prix", "delier_de_l_original"),
    ),
    Transition(
        "corriger_resultat",
        _("Corriger le résultat"),
        Etat.EN_COURS_LIVRAISON,
        (_admin(*FINAUX),),
        motif=True,
        gardes=("resultat_recent", "sans_echange"),
        effets=("defaire_le_resultat",),
    ),
)

TRANSITIONS: Mapping[str, Transition] = {t.code: t for t in _TABLE}


def actions_possibles(commande: "Commande", operateur: "Operateur | None") -> tuple[Transition, ...]:
    """Return the transitions that state, role and ownership now allow to this operator.

    None stands for the system. Guards (a missing tariff, a line to check) are told by
    the engine when the act is tried.
    """
    if operateur is not None and not operateur.actif:
        return ()
    operateur_id = operateur.pk if operateur else None
    return tuple(
        t
        for t in TRANSITIONS.values()
        if any(commande.etat in d.sources and d.couvre(commande, operateur_id) for d in t.droits_de(operateur))
    )
