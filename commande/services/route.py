"""What a driver says of an order on the road, done once however often it is sent."""

from commande.models import Commande, Commentaire, TypeOperation
from commande.services.contact import enregistrer_operation
from commande.services.unefois import une_seule_fois
from parametre.models import Operateur


def noter_injoignable(*, commande_id: int, operateur: Operateur, cle: str, conclusion: str = "") -> Commande:
    """Note that the client did not answer their driver; the state stays. The same key notes it once.

    Raises ErreurDroit (not one's own order), ErreurCle.
    """

    def acte() -> Commande:
        return enregistrer_operation(
            commande_id=commande_id,
            operateur=operateur,
            type=TypeOperation.APPEL,
            commentaire=Commentaire.INJOIGNABLE,
            conclusion=conclusion,
        ).commande

    appel = {"acte": "injoignable", "commande": commande_id, "conclusion": conclusion}
    return une_seule_fois(operateur=operateur, cle=cle, appel=appel, acte=acte)
