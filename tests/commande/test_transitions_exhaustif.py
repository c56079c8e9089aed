"""Every state x transition x role, against the table written by hand."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from commande.etats import TRANSITIONS, Etat
from commande.models import Commande
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurTransition
from parametre.models import Operateur, Reglages
from tests import fabrique
from tests.commande.parcours import Equipe, amener, donnees_pour, noter_appel, photo, tout_verifier
from tests.commande.table import ATTENDU, CIBLES

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """An order in a state, ready for every guard, and one person for each letter of the table."""

    commande: Commande
    equipe: Equipe
    autres: Equipe = field(default_factory=Equipe)

    @property
    def acteurs(self) -> dict[str, Operateur | None]:
        return {
            "A": self.equipe.admin,
            "C": self.equipe.confirmation,
            "c": self.autres.confirmation,
            "P": self.equipe.preparation,
            "p": self.autres.preparation,
            "L": self.equipe.logistique,
            "l": self.autres.logistique,
            "S": None,
        }


def scene(etat: Etat) -> Scene:
    equipe = Equipe()
    if etat == Etat.CONFIRMEE:
        Reglages.objects.create(impression_apres_confirmation=False)
    commande = amener(etat, equipe)
    noter_appel(commande, equipe.confirmation)
    tout_verifier(commande)
    return Scene(commande, equipe)


def essayer(
    commande: Commande, transition: str, operateur: Operateur | None, donnees: dict[str, Any]
) -> str | ErreurMetier:
    """Return the state reached, or the refusal; whatever was done is undone."""
    try:
        with transaction.atomic():
            changer_etat(
                commande_id=commande.pk, transition=transition, operateur=operateur, motif="motif", donnees=donnees
            )
            # Confirmer is followed at once by mettre_a_imprimer: look for the transition itself.
            atteint = str(commande.etats.filter(transition=transition).order_by("-pk")[0].etat)
            transaction.set_rollback(True)
            return atteint
    except ErreurMetier as refus:
        return refus


@pytest.mark.parametrize("etat", list(Etat))
def test_the_table_is_what_happens(etat: Etat) -> None:
    decor = scene(etat)
    avant = photo(decor.commande)
    for transition in TRANSITIONS:
        donnees = donnees_pour(transition, decor.commande, decor.equipe)
        avant = photo(decor.commande)
        for lettre, operateur in decor.acteurs.items():
            attendu = lettre in ATTENDU[transition].get(etat.value, "")
            obtenu = essayer(decor.commande, transition, operateur, donnees)
            if attendu:
                assert obtenu == CIBLES[transition], (transition, lettre)
            elif ATTENDU[transition].get(etat.value):
                assert isinstance(obtenu, ErreurDroit), (transition, lettre)
            else:
                assert isinstance(obtenu, ErreurTransition), (transition, lettre)
            assert photo(decor.commande) == avant, (transition, lettre)


@pytest.mark.parametrize("etat", list(Etat))
def test_an_inactive_operator_is_refused_everything(etat: Etat) -> None:
    decor = scene(etat)
    avant = photo(decor.commande)
    essais = [(code, cases[etat.value][0]) for code, cases in ATTENDU.items() if cases.get(etat.value, "S")[0] != "S"]
    # The session still says active: only the database counts.
    Operateur.objects.update(actif=False)
    for transition, lettre in essais:
        donnees = donnees_pour(transition, decor.commande, decor.equipe, fabrique.operateur())
        assert isinstance(essayer(decor.commande, transition, decor.acteurs[lettre], donnees), ErreurDroit)
    assert photo(decor.commande) == avant


@pytest.mark.parametrize("etat", list(Etat))
def test_a_missing_motif_is_refused(etat: Etat) -> None:
    decor = scene(etat)
    avant = photo(decor.commande)
    for transition, cases in ATTENDU.items():
        if TRANSITIONS[transition].motif and cases.get(etat.value):
            with pytest.raises(ErreurMetier, match="motif est obligatoire"):
                changer_etat(
                    commande_id=decor.commande.pk,
                    transition=transition,
                    operateur=decor.acteurs[cases[etat.value][0]],
                    motif="   ",
                    donnees=donnees_pour(transition, decor.commande, decor.equipe),
                )
    assert photo(decor.commande) == avant
