"""Static files: names with a hash as in production, icons and fonts that exist."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template.loader import render_to_string
from django.test import Client, override_settings

from config.settings import STORAGES as DE_PRODUCTION

RACINE = Path(settings.BASE_DIR)
ICONE = re.compile(r"""\{%\s*icone\s+["']([a-z0-9-]+)["']""")
DESSIN = re.compile(r"""(?:dessin=|dessin\|default:)["']([a-z0-9-]+)["']""")
CHAINE = re.compile(r'"([a-z0-9]+(?:-[a-z0-9]+)*)"')


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """The storage of production, its files collected in a folder of their own."""
    dossier = tmp_path_factory.mktemp("statiques")
    with override_settings(STORAGES=DE_PRODUCTION, STATIC_ROOT=str(dossier)):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield dossier


def test_production_collects_under_names_with_a_hash(production: Path) -> None:
    nom = staticfiles_storage.url("css/dist/styles.css")
    assert re.fullmatch(r"/static/css/dist/styles\.[0-9a-f]{12}\.css", nom)
    assert (production / nom.removeprefix("/static/")).is_file()
    assert (production / (nom.removeprefix("/static/") + ".gz")).is_file()


def test_before_anything_is_collected_pages_use_plain_names(tmp_path: Path, client: Client) -> None:
    with override_settings(STORAGES=DE_PRODUCTION, STATIC_ROOT=str(tmp_path)):
        assert staticfiles_storage.url("css/dist/styles.css") == "/static/css/dist/styles.css"
        assert client.get("/connexion/").status_code == 200


def test_production_rewrites_the_fonts_of_the_style_sheet(production: Path) -> None:
    feuille = (production / staticfiles_storage.url("css/dist/styles.css").removeprefix("/static/")).read_text()
    polices = re.findall(r"url\(\"?\.\./\.\./polices/([^)\"]+)\"?\)", feuille)
    assert [re.sub(r"\.[0-9a-f]{12}\.", ".", p) for p in polices] == [
        "noto-sans-latin-wght-normal.woff2",
        "noto-sans-arabic-arabic-wght-normal.woff2",
    ]
    assert all((production / "polices" / p).is_file() for p in polices)


@pytest.mark.django_db
def test_production_serves_pages_whose_every_file_exists(production: Path, client: Client) -> None:
    html = client.get("/connexion/").text
    fichiers = re.findall(r'(?:href|src)="/static/([^"#]+)', html)
    assert len(fichiers) >= 7
    for fichier in fichiers:
        assert re.search(r"\.[0-9a-f]{12}\.", fichier), fichier
        assert (production / fichier).is_file(), fichier


def test_production_draws_the_error_page_without_a_request(production: Path) -> None:
    assert re.search(r"/static/css/dist/styles\.[0-9a-f]{12}\.css", render_to_string("500.html"))


def icones_du_sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (RACINE / "static/icones/icones.svg").read_text()))


def icones_demandees() -> set[str]:
    gabarits = [*RACINE.glob("templates/**/*.html"), *RACINE.glob("*/templates/**/*.html")]
    textes = [g.read_text(encoding="utf-8") for g in gabarits]
    return {nom for t in textes for nom in (*ICONE.findall(t), *DESSIN.findall(t))}


def test_every_icon_asked_for_is_in_the_sprite() -> None:
    assert icones_demandees() - icones_du_sprite() == set()


def test_the_sprite_holds_only_icons_in_use() -> None:
    """Names in Python count too: those of states and of the sidebar are data."""
    sources = [p for p in RACINE.glob("*/**/*.py") if not {"tests", ".venv", "node_modules"} & set(p.parts)]
    nommees = {mot for p in sources for mot in CHAINE.findall(p.read_text(encoding="utf-8"))}
    assert icones_du_sprite() - icones_demandees() - nommees == set()


@pytest.mark.parametrize(
    "licence", ["polices/LICENCE-noto-sans.txt", "polices/LICENCE-noto-sans-arabic.txt", "icones/LICENCE-lucide.txt"]
)
def test_what_was_taken_keeps_its_licence(licence: str) -> None:
    texte = (RACINE / "static" / licence).read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in texte.upper() or "ISC License" in texte


def test_the_lock_of_the_theme_names_no_registry() -> None:
    assert "http" not in re.sub(
        r'"(?:funding|url)": "?[^\n]*', "", (RACINE / "config/theme/static_src/package-lock.json").read_text()
    )


def test_the_lock_of_the_theme_serves_every_platform() -> None:
    """`npm ci` refuses a lock that lacks an optional package, even that of another platform."""
    paquets = json.loads((RACINE / "config/theme/static_src/package-lock.json").read_text())["packages"]
    voulus = {nom for p in paquets.values() for nom in p.get("optionalDependencies", {})}
    assert len(voulus) > 30
    assert {nom for nom in voulus if f"node_modules/{nom}" not in paquets} == set()
