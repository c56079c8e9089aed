"""Who has an order, and what comes next, in words for every state."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.etats import Etat
from commande.models import Commande
from parametre.models import Operateur

# What must be fetched with an order to name its holder.
AVEC_OPERATEURS = ("operateur_confirmation__user", "operateur_preparation__user", "operateur_livraison__user")

_CONFIRMATION = (Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION)
_LIVRAISON = (Etat.EN_COURS_LIVRAISON, Etat.REPORTEE)

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
    Etat.RETOURNEE: gettext_lazy("Rien : le colis est revenu."),
    Etat.ERRONEE: gettext_lazy("Rien, sauf si l’administration la rouvre."),
    Etat.ANNULEE: gettext_lazy("Rien, sauf si l’administration la rouvre."),
    Etat.DOUBLON: gettext_lazy("Rien : l’autre commande suit son cours."),
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
    tenue = detenteur(commande)
    nom = str(tenue) if tenue is not None else str(_PERSONNE.get(etat, ""))
    return Suite(tenue_par=nom or _("Personne"), etape=str(_ETAPES[etat]), finie=not nom)


def detenteur(commande: Commande) -> Operateur | None:
    """Return the operator whose turn it is, None where it is a team's or nobody's."""
    etat = Etat(commande.etat)
    tenue: Operateur | None = None
    if etat in _CONFIRMATION:
        tenue = commande.operateur_confirmation
    elif etat == Etat.EN_PREPARATION:
        tenue = commande.operateur_preparation
    elif etat in _LIVRAISON:
        tenue = commande.operateur_livraison
    return tenue
