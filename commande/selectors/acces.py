"""Fetching and authorising an order in one act."""

from typing import Protocol

from django.http import Http404
from django.utils.translation import gettext as _

from commande.etats import PROPRIETAIRE
from commande.models import Commande
from commande.moteur.lecture import commande_ou_rien
from commande.querysets import CHAMP_OPERATEUR, RESERVE, CommandeQuerySet
from commande.services.confier import CONFIABLES
from parametre.models import Operateur, TypeOperateur


def commande_visible_ou_404(
    operateur: Operateur, commande_id: int, *, parmi: CommandeQuerySet | None = None
) -> Commande:
    """Return an order that this operator may see, in one query.

    ADMIN sees all; the others their own and the pool of their role. An order of somebody
    else and one that does not exist raise the same Http404. `parmi` says what to fetch
    with it.
    """
    if parmi is None:
        lue = commande_ou_rien(commande_id)
        trouvee = lue if lue is not None and est_visible(operateur, lue) else None
    else:
        trouvee = parmi.visibles_par(operateur).filter(pk=commande_id).first()
    if trouvee is None:
        raise Http404(_("Cette commande n’existe pas, ou elle n’est pas la vôtre."))
    return trouvee


def repreneurs(commande: Commande) -> list[Operateur]:
    """Return who may be given an order that somebody has in hand; without a query where nobody has."""
    role = CONFIABLES.get(commande.etat)
    if role is None:
        return []
    actifs = Operateur.objects.filter(type_operateur=role.value, actif=True).select_related("user")
    return list(actifs.exclude(pk=getattr(commande, PROPRIETAIRE[role]) or 0).order_by("user__username"))


class Attribuee(Protocol):
    """An order of which only its state and whose it is are read."""

    @property
    def etat(self) -> str: ...


def est_visible(operateur: Operateur, commande: Attribuee) -> bool:
    """Tell whether an operator may open an order already in memory; agrees with `visibles_par`."""
    role = TypeOperateur(operateur.type_operateur)
    if role == TypeOperateur.ADMIN:
        return True
    a_soi = getattr(commande, f"{CHAMP_OPERATEUR[role]}_id") == operateur.pk
    return a_soi or (role in RESERVE and commande.etat == RESERVE[role])
