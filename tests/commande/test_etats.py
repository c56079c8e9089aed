"""The table of transitions, held against the one written here by hand."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from django.core.checks import run_checks

from commande.checks import erreurs_de_table
from commande.etats import (
    AVANT_CONFIRMATION,
    CLOS,
    FINAUX,
    OUVERTS,
    TIENT_LE_STOCK,
    TRANSITIONS,
    Acteur,
    Droit,
    Etat,
    Portee,
    actions_possibles,
)
from commande.models import Commande
from parametre.models import Operateur
from tests.commande.table import ATTENDU, CIBLES, FACULTATIFS, MOTIF, REQUIS, SANS_CONFIRMATEUR, SANS_PREPARATEUR


def test_every_transition_leads_where_the_design_says() -> None:
    assert {code: t.cible.value for code, t in TRANSITIONS.items()} == CIBLES
    assert set(ATTENDU) == set(TRANSITIONS)


def test_what_each_transition_needs() -> None:
    assert {code for code, t in TRANSITIONS.items() if t.motif} == MOTIF
    assert {code: set(t.requis) for code, t in TRANSITIONS.items() if t.requis} == REQUIS
    assert {code: set(t.facultatifs) for code, t in TRANSITIONS.items() if t.facultatifs} == FACULTATIFS


def test_the_families_of_states() -> None:
    assert set(OUVERTS) | FINAUX | CLOS == set(Etat)
    assert set(AVANT_CONFIRMATION) | set(TIENT_LE_STOCK) == set(OUVERTS)
    assert [e.value for e in TIENT_LE_STOCK] == [
        "confirmee",
        "a_imprimer",
        "en_preparation",
        "preparee",
        "en_cours_livraison",
        "reportee",
    ]


@pytest.mark.parametrize("etat", list(Etat))
@pytest.mark.parametrize("role", ["ADMIN", "CONFIRMATION", "PREPARATION", "LOGISTIQUE"])
@pytest.mark.parametrize("sienne", [True, False])
def test_buttons_follow_the_table(etat: Etat, role: str, sienne: bool) -> None:
    moi = 7 if sienne else 8
    commande = Commande(
        etat=etat,
        operateur_confirmation_id=None if etat in SANS_CONFIRMATEUR else 7,
        operateur_preparation_id=None if etat in SANS_PREPARATEUR else 7,
        operateur_livraison_id=7,
    )
    lettre = role[0] if sienne or role == "ADMIN" else role[0].lower()
    attendu = {code for code, cases in ATTENDU.items() if lettre in cases.get(etat.value, "")}
    actions = actions_possibles(commande, Operateur(pk=moi, type_operateur=role))
    assert {t.code for t in actions} == attendu


def test_the_system_sees_what_is_automatic_or_synchronised() -> None:
    assert {t.code for t in actions_possibles(Commande(etat=Etat.NON_AFFECTEE), None)} == {
        "affecter",
        "marquer_erronee",
        "marquer_doublon",
        "annuler",
    }
    assert {t.code for t in actions_possibles(Commande(etat=Etat.CONFIRMEE), None)} == {"mettre_a_imprimer"}


def test_an_inactive_operator_has_no_button() -> None:
    inactif = Operateur(pk=1, type_operateur="ADMIN", actif=False)
    assert actions_possibles(Commande(etat=Etat.NON_AFFECTEE), inactif) == ()


def test_what_nobody_prepares_belongs_to_every_preparer() -> None:
    commande = Commande(etat=Etat.PREPAREE)
    actions = actions_possibles(commande, Operateur(pk=1, type_operateur="PREPARATION"))
    assert [t.code for t in actions] == ["renvoyer_confirmation"]


def test_the_system_check_finds_nothing_to_say() -> None:
    assert run_checks(tags=["commande"]) == []


def codes(table: dict[str, object]) -> set[str | None]:
    return {erreur.id for erreur in erreurs_de_table(MappingProxyType(table))}  # type: ignore[arg-type]


def test_the_system_check_sees_what_hangs() -> None:
    table = dict(TRANSITIONS)
    sans_livrer = {code: t for code, t in table.items() if code != "livrer"}
    assert codes(sans_livrer) == {"commande.E001"}
    sans_rouvrir = {code: t for code, t in table.items() if code != "rouvrir"}
    assert codes(sans_rouvrir) == {"commande.E002"}
    livrer = table["livrer"]
    assert codes(table | {"livrer": replace(livrer, code="autre")}) == {"commande.E003"}
    assert codes(table | {"livrer": replace(livrer, gardes=("rien",))}) == {"commande.E004"}
    assert codes(table | {"livrer": replace(livrer, requis=frozenset({"rien"}))}) == {"commande.E005"}
    mauvais = Droit(Acteur.ADMIN, livrer.sources, Portee.SIENNES)
    assert codes(table | {"livrer": replace(livrer, droits=(*livrer.droits, mauvais))}) == {"commande.E006"}
    vide = Droit(Acteur.ADMIN, frozenset())
    assert codes(table | {"livrer": replace(livrer, droits=(*livrer.droits, vide))}) == {"commande.E007"}
