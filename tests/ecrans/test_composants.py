"""The components, each with the context its first line asks for."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from parametre import contexte
from parametre.models import Operateur
from tests import fabrique

COMPOSANTS = Path(settings.BASE_DIR) / "templates" / "composants"


class Essai(forms.Form):
    motif = forms.CharField(label="Motif", help_text="Lu par toute l’équipe.", max_length=5)


def rendre(nom: str, **valeurs: object) -> str:
    return " ".join(render_to_string(f"composants/{nom}.html", valeurs).split())


@pytest.mark.parametrize("chemin", sorted(COMPOSANTS.glob("*.html")), ids=lambda c: c.stem)
def test_a_component_says_which_context_it_wants(chemin: Path) -> None:
    entete = " ".join(chemin.read_text(encoding="utf-8").split("\n")[:2])
    assert "{# " in entete


def test_a_field_ties_its_label_its_help_and_its_error() -> None:
    champ = Essai({"motif": "trop long"})["motif"]
    html = rendre("champ", champ=champ)
    assert '<label for="id_motif">Motif</label>' in html
    assert '<p class="aide" id="id_motif_helptext">Lu par toute l’équipe.</p>' in html
    assert 'id="id_motif_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_motif_helptext id_motif_error"' in html


def test_an_empty_list_says_what_will_come() -> None:
    html = rendre("vide", titre="Rien à préparer", texte="Les commandes arrivent.", lien="/", lien_texte="Accueil")
    assert "<h2>Rien à préparer</h2> <p>Les commandes arrivent.</p>" in html
    assert '<a class="bouton suite" href="/">Accueil</a>' in html
    assert "icones.svg#inbox" in html


@pytest.mark.parametrize(
    ("avant", "apres", "liens"),
    [(None, None, []), ("a", None, ["prev"]), (None, "b", ["next"]), ("a", "b", ["prev", "next"])],
)
def test_pages_lead_only_where_there_is_something(avant: str | None, apres: str | None, liens: list[str]) -> None:
    page = SimpleNamespace(precedente=avant, suivante=apres)
    html = rendre("pagination", page=page, request=RequestFactory().get("/?q=rabat"))
    assert [rel for rel in ("prev", "next") if f'rel="{rel}"' in html] == liens
    assert html.count("?q=rabat&amp;page=") == len(liens)


@pytest.mark.parametrize(
    ("ton", "couleur", "mot"),
    [
        ("error", "ton-rouge", 'aria-label="Erreur"'),
        ("warning", "ton-ambre", 'aria-label="Attention"'),
        ("success", "ton-vert", "#circle-check"),
        ("info", "ton-encre", "#info"),
        ("", "ton-encre", "#info"),
    ],
)
def test_a_message_is_more_than_a_colour(ton: str, couleur: str, mot: str) -> None:
    html = rendre("message", texte="Stock <insuffisant>", ton=ton)
    assert couleur in html
    assert mot in html
    assert "<p>Stock &lt;insuffisant&gt;</p>" in html


LIBELLES = {
    "ADMIN": [
        "Vue d’ensemble",
        "Commandes",
        "Stock",
        "Envois",
        "Caisse",
        "Synchronisation",
        "Planification",
        "Indicateurs",
        "Messages",
    ],
    "CONFIRMATION": ["À confirmer", "Un client appelle", "Nouvelle commande", "Mes résultats"],
    "PREPARATION": ["À préparer", "À imprimer", "Colis", "Retours", "Stock", "Étiquettes de rayon"],
    "LOGISTIQUE": ["À livrer", "Ma tournée", "Remise des colis", "Envois", "Ma caisse"],
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", LIBELLES)
def test_the_sidebar_of_each_role(role: str) -> None:
    operateur = fabrique.operateur(role)
    liens = contexte.liens(RequestFactory().get("/kpis/"), operateur)
    assert [str(lien.libelle) for lien in liens] == LIBELLES[role]
    assert [str(lien.libelle) for lien in liens if lien.actif] == (["Indicateurs"] if role == "ADMIN" else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chemin", "actif"),
    [
        ("/pilotage/", "Vue d’ensemble"),
        ("/pilotage/commandes/", "Commandes"),
        ("/pilotage/commandes/12/", "Commandes"),
        ("/pilotage/synchronisation/", "Synchronisation"),
        ("/pilotage/connecteurs/3/", "Synchronisation"),
        ("/ailleurs/", None),
    ],
)
def test_the_sidebar_marks_the_nearest_entry(chemin: str, actif: str | None) -> None:
    liens = contexte.liens(RequestFactory().get(chemin), fabrique.operateur("ADMIN"))
    assert next((str(lien.libelle) for lien in liens if lien.actif), None) == actif


@pytest.mark.django_db
def test_an_entry_whose_page_does_not_exist_yet_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    futures = (contexte.Entree("Un jour", "pilotage:un_jour", "clock"), *contexte.ENTREES["LOGISTIQUE"])
    monkeypatch.setitem(contexte.ENTREES, "LOGISTIQUE", futures)
    liens = contexte.liens(RequestFactory().get("/"), fabrique.operateur("LOGISTIQUE"))
    assert [str(lien.libelle) for lien in liens] == LIBELLES["LOGISTIQUE"]


@pytest.mark.django_db
def test_an_entry_may_carry_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexte, "_compteurs", {})
    contexte.compter_entree("logistique:accueil", lambda operateur: 10 + len(operateur.type_operateur))
    liens = contexte.liens(RequestFactory().get("/"), fabrique.operateur("LOGISTIQUE"))
    assert [lien.compte for lien in liens] == [20, *[None] * (len(LIBELLES["LOGISTIQUE"]) - 1)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "droits", "visible"),
    [
        ("ADMIN", {}, False),
        ("ADMIN", {"is_staff": True}, True),
        ("LOGISTIQUE", {"is_staff": True}, False),
        ("LOGISTIQUE", {"is_superuser": True}, True),
    ],
)
def test_the_way_to_the_data_is_shown_to_whom_it_opens(role: str, droits: dict[str, bool], visible: bool) -> None:
    requete = RequestFactory().get("/")
    requete.user = fabrique.operateur(role, **droits).user
    assert contexte.navigation(requete)["administration"] is visible


@pytest.fixture
def chef(db: None) -> Operateur:
    return fabrique.operateur("CONFIRMATION", first_name="Karim", last_name="الفاسي")


def test_the_frame_of_a_page(client: Client, chef: Operateur) -> None:
    client.force_login(chef.user)
    html = client.get("/confirmation/").text
    assert '<html lang="fr" dir="ltr">' in html
    assert html.count("<h1>") == 1
    assert '<a class="evitement" href="#contenu">Aller au contenu</a>' in html
    assert 'aria-current="page"' in html
    assert '<span class="libelle" dir="auto">Karim الفاسي</span>' in html
    assert 'role="status" aria-live="polite"' in html
    assert '"X-CSRFToken": "' in html


@pytest.mark.parametrize(
    ("temoin", "attribut"),
    [("sombre", ' data-theme="sombre"'), ("clair", ' data-theme="clair"'), ("", ""), ('"><script>', "")],
)
def test_the_theme_comes_from_a_cookie(client: Client, chef: Operateur, temoin: str, attribut: str) -> None:
    client.force_login(chef.user)
    client.cookies["theme"] = temoin
    assert f'<html lang="fr" dir="ltr"{attribut}>' in client.get("/confirmation/").text
