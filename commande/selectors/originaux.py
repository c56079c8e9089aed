"""The order of which another one is the duplicate, as an operator looks for it."""

from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.models import Commande, LigneCommande
from commande.selectors.acces import est_visible
from commande.selectors.consultation import chercher_en_entier
from commande.selectors.fiche import AutreCommande
from config.noyau.erreurs import ErreurSaisie
from parametre.models import Operateur

MONTRES = 6


def chercher_originaux(operateur: Operateur, commande: Commande, saisie: str) -> list[AutreCommande]:
    """Return the orders of a full number or phone that may be the original, the likeliest first.

    Likeliest: of the same client, with an article of this order, the nearest in time. The
    look-up is logged; a part of a number or of a phone finds nothing. Four queries.
    """
    trouvees = [c for c in chercher_en_entier(operateur, saisie) if c.pk != commande.pk and c.etat != Etat.DOUBLON]
    siens = LigneCommande.objects.filter(commande=commande).values("variante__article_id")
    memes = set(
        LigneCommande.objects.filter(commande__in=trouvees, variante__article_id__in=siens).values_list(
            "commande_id", flat=True
        )
    )
    trouvees.sort(
        key=lambda c: (
            c.client_id != commande.client_id,
            c.pk not in memes,
            abs(c.cree_le - commande.cree_le),
            c.pk,
        )
    )
    return [AutreCommande(c, est_visible(operateur, c)) for c in trouvees[:MONTRES]]


def original_unique(operateur: Operateur, commande: Commande, saisie: str) -> int:
    """Return the one order that a full number or phone names; raises ErreurSaisie for none or several."""
    if not saisie.strip():
        raise ErreurSaisie(_("Choisissez l’originale, ou tapez son numéro ou son téléphone en entier."))
    trouves = chercher_originaux(operateur, commande, saisie)
    if not trouves:
        raise ErreurSaisie(_("Aucune autre commande n’a ce numéro ou ce téléphone. Tapez-le en entier."))
    if len(trouves) > 1:
        raise ErreurSaisie(_("Plusieurs commandes répondent\u202f: choisissez l’originale dans la liste."))
    return trouves[0].commande.pk
