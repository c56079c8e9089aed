"""What is too common to stand for one place."""

from parametre.lieux import ecritures
from parametre.lieux.decoupage import VIDES, annonce


def est_courant(cle: str) -> bool:
    """Tell whether a normalised text holds only everyday words, numbers and shared quarter names."""
    partagees = {texte for q in ecritures.quartiers() if len(q.villes) > 1 for texte in q.ecritures}
    if cle in partagees or cle in ecritures.mots_courants():
        return True
    return all(
        mot in VIDES or mot.isdigit() or len(mot) < 2 or annonce(mot) or mot in ecritures.mots_courants()
        for mot in cle.split()
    )
