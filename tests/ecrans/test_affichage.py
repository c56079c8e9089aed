"""How values are written: every filter and tag with the exact text it gives."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from commande.etats import Etat
from config.noyau.affichage import age, dirhams, jour, jour_heure, jour_heure_complet, ou_tiret, telephone

ICI = dt.datetime(2026, 11, 22, 14, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _midi(time_machine) -> None:  # type: ignore[no-untyped-def]
    time_machine.move_to(ICI, tick=False)


def rendre(gabarit: str, **valeurs: object) -> str:
    return Template(gabarit).render(Context(valeurs))


@pytest.mark.parametrize(
    ("montant", "ecrit"),
    [
        (Decimal("1234"), "1\u202f234,00\u202fDH"),
        (Decimal("0"), "0,00\u202fDH"),
        (Decimal("1047000.555"), "1\u202f047\u202f000,56\u202fDH"),
        (Decimal("-12.5"), "-12,50\u202fDH"),
        (30, "30,00\u202fDH"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_dirhams(montant: Decimal | int | None, ecrit: str) -> None:
    assert dirhams(montant) == ecrit


@pytest.mark.parametrize(
    ("numero", "ecrit"),
    [
        ("+212674526859", "06\u00a074\u00a052\u00a068\u00a059"),
        ("+212522001122", "05\u00a022\u00a000\u00a011\u00a022"),
        ("+33612345678", "+33\u00a06\u00a012\u00a034\u00a056\u00a078"),
        ("inconnu", "inconnu"),
        ("", "–"),
        (None, "–"),
    ],
)
def test_telephone(numero: str | None, ecrit: str) -> None:
    assert telephone(numero) == ecrit


@pytest.mark.parametrize(
    ("valeur", "ecrit"), [(None, "–"), ("", "–"), (0, 0), (Decimal("0.00"), Decimal("0.00")), ("Fès", "Fès")]
)
def test_ou_tiret(valeur: object, ecrit: object) -> None:
    assert ou_tiret(valeur) == ecrit


@pytest.mark.parametrize(
    ("mois", "ecrit"),
    [
        (1, "9 janv."),
        (2, "9 févr."),
        (3, "9 mars"),
        (4, "9 avr."),
        (5, "9 mai"),
        (6, "9 juin"),
        (7, "9 juil."),
        (8, "9 août"),
        (9, "9 sept."),
        (10, "9 oct."),
        (11, "9 nov."),
        (12, "9 déc."),
    ],
)
def test_jour_names_every_month(mois: int, ecrit: str) -> None:
    assert jour(dt.date(2026, mois, 9)) == ecrit


def test_an_instant_is_shown_in_the_time_of_casablanca() -> None:
    # UTC+1 until 20 September 2026, UTC since.
    assert jour_heure(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == "2 juil. 00:30"
    assert jour_heure(ICI) == "22 nov. 14:05"


def test_another_year_is_said() -> None:
    assert jour_heure(dt.datetime(2025, 12, 31, 12, 0, tzinfo=dt.UTC)) == "31 déc. 2025 13:00"


def test_an_instant_in_full() -> None:
    assert jour_heure_complet(ICI) == "dimanche 22 novembre 2026 à 14:05"


def test_nothing_is_a_dash() -> None:
    assert [f(None) for f in (jour, jour_heure, jour_heure_complet, age)] == ["–"] * 4


@pytest.mark.parametrize(
    ("avant", "ecrit"),
    [
        ({"seconds": 59}, "à l’instant"),
        ({"seconds": -30}, "à l’instant"),
        ({"seconds": 60}, "il y a 1 min"),
        ({"minutes": 59, "seconds": 59}, "il y a 59 min"),
        ({"hours": 1}, "il y a 1 h"),
        ({"hours": 47, "minutes": 59}, "il y a 47 h"),
        ({"hours": 48}, "il y a 2 j"),
        ({"days": 59}, "il y a 59 j"),
        ({"days": 60}, "il y a 2 mois"),
        ({"days": 719}, "il y a 23 mois"),
        ({"days": 729}, "il y a 1 an"),
        ({"days": 731}, "il y a 2 ans"),
    ],
)
def test_age(avant: dict[str, int], ecrit: str) -> None:
    assert age(ICI - dt.timedelta(**avant)) == ecrit


def test_quand_and_depuis_say_the_rest_on_hover() -> None:
    debut = '<time class="instant" datetime="2026-11-22T11:05:00+00:00" title="dimanche 22 novembre 2026 à 11:05">'
    avant = ICI - dt.timedelta(hours=3)
    assert rendre("{% quand i %}", i=avant) == f"{debut}22 nov. 11:05</time>"
    assert rendre("{% depuis i %}", i=avant) == f"{debut}il y a 3 h</time>"
    assert rendre("{% quand i %}{% depuis i %}", i=None) == "––"


def test_an_icon_is_decoration_unless_it_has_a_name() -> None:
    assert rendre('{% icone "phone" %}') == (
        '<svg class="icone " aria-hidden="true"><use href="/static/icones/icones.svg#phone"></use></svg>'
    )
    assert rendre('{% icone "phone" "grande" "Appeler" %}') == (
        '<svg class="icone grande" role="img" aria-label="Appeler">'
        '<use href="/static/icones/icones.svg#phone"></use></svg>'
    )


@pytest.mark.parametrize(
    ("code", "ton", "mot"),
    [
        ("non_affectee", "neutre", "Non affectée"),
        ("affectee", "bleu", "Affectée"),
        ("en_cours_confirmation", "indigo", "En cours de confirmation"),
        ("confirmee", "encre", "Confirmée"),
        ("a_imprimer", "violet", "À imprimer"),
        ("en_preparation", "violet", "En préparation"),
        ("preparee", "encre", "Préparée"),
        ("en_cours_livraison", "bleu", "En cours de livraison"),
        ("reportee", "ambre", "Reportée"),
        ("livree", "vert", "Livrée"),
        ("livree_partiellement", "vert", "Livrée partiellement"),
        ("retournee", "rouge", "Retournée"),
        ("erronee", "rouge", "Erronée"),
        ("annulee", "neutre", "Annulée"),
        ("doublon", "neutre", "Doublon"),
    ],
)
def test_the_badge_of_each_state(code: str, ton: str, mot: str) -> None:
    badge = rendre("{% badge_etat code %}", code=code)
    assert badge.startswith(f'<span class="badge ton-{ton}" data-etat="{code}"><svg class="icone " aria-hidden="true">')
    assert badge.endswith(f"</svg>{mot}</span>")
    assert rendre('{% include "composants/badge_etat.html" with etat=code %}', code=Etat(code)).strip() == badge


def test_two_states_never_look_the_same() -> None:
    dessins = [rendre("{% badge_etat code %}", code=e.value).split("#")[1].split('"')[0] for e in Etat]
    assert len(set(dessins)) == 15


def test_a_link_to_another_page_keeps_the_filters() -> None:
    requete = RequestFactory().get("/", {"ville": "Fès", "page": "ancien"})
    assert rendre("{% lien_page 'abc' %}", request=requete) == "?ville=F%C3%A8s&amp;page=abc"
    assert rendre("{% lien_page None %}", request=requete) == ""


def test_what_people_typed_is_escaped() -> None:
    assert "<script>" not in rendre("{% icone nom nom nom %}", nom="<script>")
