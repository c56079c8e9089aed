"""Who has an order, and what comes next, in words for every state."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.etats import Etat
from commande.models import Commande
from parametre.models import Operateur

_DETENTEURS = {
    Etat.AFFECTEE: "operateur_confirmation",
    Etat.EN_COURS_CONFIRMATION: "operateur_confirmation",
    Etat.EN_PREPARATION: "operateur_preparation",
    Etat.EN_COURS_LIVRAISON: "operateur_livraison",
    Etat.REPORTEE: "operateur_livraison",
}

_PERSONNE: dict[Etat, str | Promise] = {
    Etat.NON_AFFECTEE: gettext_lazy("Personne encore"),
    Etat.CONFIRMEE: gettext_lazy("L’équipe de préparation"),
    Etat.A_IMPRIMER: gettext_lazy("L’équipe de préparation"),
    Etat.PREPAREE: gettext_lazy("L’équipe logistique"),
}
_ETAPES: dict[Etat, str | Promise] = {
    Etat.NON_AFFECTEE: gettext_lazy("L’administration l’affecte à un opérateur de confirmation."),
    Etat.AFFECTEE: gettext_lazy("Appeler le client."),
    Etat.EN_COURS_CONFIRMATION: gettext_lazy("Finir l’appel : confirmer, rappeler ou écarter la commande."),
    Etat.CONFIRMEE: gettext_lazy("La mettre à imprimer."),
    Etat.A_IMPRIMER: gettext_lazy("Imprimer l’étiquette et commencer la préparation."),
    Etat.EN_PREPARATION: gettext_lazy("Vérifier chaque ligne, puis fermer le colis."),
    Etat.PREPAREE: gettext_lazy("Remettre le colis à un livreur."),
    Etat.EN_COURS_LIVRAISON: gettext_lazy("Livrer, encaisser, ou dire pourquoi non."),
    Etat.REPORTEE: gettext_lazy("Relancer la livraison au jour convenu."),
    Etat.LIVREE: gettext_lazy("Rien : la commande est livrée."),
    Etat.LIVREE_PARTIELLEMENT: gettext_lazy("Rien : la commande est livrée en partie."),
    Etat.RETOURNEE: gettext_lazy("Rien : le colis est revenu."),
    Etat.ERRONEE: gettext_lazy("Rien, sauf si l’administration la rouvre."),
    Etat.ANNULEE: gettext_lazy("Rien, sauf si l’administration la rouvre."),
    Etat.DOUBLON: gettext_lazy("Rien : l’autre commande suit son cours."),
}


@dataclass(frozen=True, slots=True)
class Suite:
    """`tenue_par` is a name or a team; `etape` what they do next. `finie`: nobody has it any more."""

    tenue_par: str
    etape: str
    finie: bool


def suite_de(commande: Commande) -> Suite:
    """Say who has an order and what comes next; its operators are in memory."""
    etat = Etat(commande.etat)
    champ = champ_detenteur(commande.etat)
    tenue: Operateur | None = getattr(commande, champ) if champ else None
    nom = str(tenue) if tenue is not None else str(_PERSONNE.get(etat, ""))
    return Suite(tenue_par=nom or _("Personne"), etape=str(_ETAPES[etat]), finie=not nom)


def champ_detenteur(etat: str) -> str | None:
    """Return the column of the operator whose turn it is in a state, None where it is a team's or nobody's."""
    return _DETENTEURS.get(Etat(etat))
