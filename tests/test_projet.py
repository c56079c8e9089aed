"""What the tree itself promises: sizes, words, templates, documentation, secrets."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parent.parent
TEXTES = {".py", ".html", ".md", ".toml", ".txt", ".sh", ".js", ".css", ".cfg", ".json", ""}
FAITS_AILLEURS = ("package-lock.json", "/dist/", "/vendor/", ".min.", "/migrations/")
LIGNES_MAX = 600
LIGNES_FONCTION_MAX = 60


@cache
def suivis() -> tuple[Path, ...]:
    """The files git keeps; without git (an archive), there is nothing to look at."""
    git = subprocess.run(["git", "ls-files", "-z"], cwd=RACINE, capture_output=True, text=True, check=False)
    if git.returncode:
        pytest.skip("not a git work tree")
    chemins = (RACINE / nom for nom in git.stdout.split("\0") if nom)
    return tuple(chemin for chemin in chemins if chemin.is_file())


def nom(chemin: Path) -> str:
    return chemin.relative_to(RACINE).as_posix()


def ecrits_ici(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """Yield the texts that people write here, of these suffixes."""
    for chemin in suivis():
        if chemin.suffix in (suffixes or TEXTES) and not any(f in nom(chemin) for f in FAITS_AILLEURS):
            yield chemin, chemin.read_text(encoding="utf-8", errors="replace")


def test_no_file_grows_too_long() -> None:
    longs = {nom(c): texte.count("\n") for c, texte in ecrits_ici() if texte.count("\n") > LIGNES_MAX}
    assert longs == {}


def test_no_function_grows_too_long() -> None:
    longues = [
        f"{nom(chemin)}:{noeud.lineno} {noeud.name}"
        for chemin, texte in ecrits_ici(".py")
        for noeud in ast.walk(ast.parse(texte))
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
        and (noeud.end_lineno or 0) - noeud.lineno >= LIGNES_FONCTION_MAX
    ]
    assert longues == []


def test_no_text_names_a_place_on_somebody_s_machine() -> None:
    machine = re.compile(r"(?<![\w.:/-])/(?:home|Users|root|work|mnt)/[\w.-]+/|[A-Z]:\\Users\\")
    assert [f"{nom(c)}: {m.group()}" for c, texte in ecrits_ici() for m in machine.finditer(texte)] == []


def test_no_private_key_is_in_the_tree() -> None:
    cle = re.compile(r"-----BEGIN [A-Z ]*" + "PRIVATE" + r" KEY-----|\"private_key\":\s*\"-")
    assert [nom(c) for c, texte in ecrits_ici() if cle.search(texte)] == []


# Templates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quoi", "motif"),
    [
        ("a script in the page", r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")"),
        ("a style in the page", r"<style|\sstyle=[\"']"),
        ("a handler in an attribute", r"\son[a-z]+=[\"']"),
        ("a text that is not escaped", r"\|\s*safe\b|{%\s*autoescape off"),
        # A link to a conversation on WhatsApp leaves the site when it is clicked, and loads nothing.
        ("an address elsewhere", r"(?:src|href)=[\"'](?!https://wa\.me/)(?:https?:)?//"),
    ],
)
def test_templates_obey_the_content_policy(quoi: str, motif: str) -> None:
    trouves = [f"{nom(c)}: {m.group()}" for c, texte in ecrits_ici(".html") for m in re.finditer(motif, texte)]
    assert trouves == [], quoi


COMMENTAIRES = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", re.S)
TRADUITS = re.compile(r"{%\s*blocktranslate.*?endblocktranslate\s*%}", re.S)
GABARIT = re.compile(r"{%.*?%}|{{.*?}}", re.S)
VISIBLES = re.compile(r"\s(?:title|placeholder|aria-label|alt)=\"([^\"]*)\"")
MOT = re.compile(r"[^\W\d_]{3,}")
# Names, units and codes that are the same in every language.
SANS_TRADUCTION = {"CMD", "kbd", "Enter", "Esc", "nbsp", "middot", "hellip", "rarr", "larr", "Django", "times"}


def mots_en_dur(texte: str) -> set[str]:
    """Return the words of a template that reach the screen without passing through gettext."""
    nu = GABARIT.sub(" ", TRADUITS.sub(" ", COMMENTAIRES.sub(" ", texte)))
    visibles = [m.group(1) for m in VISIBLES.finditer(nu)]
    hors_balises = re.sub(r"<(script|svg)\b.*?</\1>", " ", nu, flags=re.S)
    hors_balises = re.sub(r"<[^>]*>", " ", hors_balises)
    return {m for t in [hors_balises, *visibles] for m in MOT.findall(t)} - SANS_TRADUCTION


def test_every_word_of_a_template_can_be_translated() -> None:
    assert {nom(c): mots for c, texte in ecrits_ici(".html") if (mots := mots_en_dur(texte))} == {}


def test_words_outside_gettext_are_seen() -> None:
    assert mots_en_dur('<p title="Fermer">{% translate "Bonjour" %} {{ nom }} Salut</p>') == {"Fermer", "Salut"}


# Typography -----------------------------------------------------------------------------

# Names of columns stand in migrations too.
TYPOGRAPHIE_ENSUITE = re.compile(r"/models\.py$|^tests/|^scripts/")
TRADUCTIONS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
FAUTES = re.compile(r"[^\W\d_]'(?=[^\W\d_%«{])|[ \xa0](?=[;:?!»](?!\w))|«(?!\u202f)")


def phrases_ecrites(chemin: Path, texte: str) -> Iterator[str]:
    """Yield the sentences of a file that people read."""
    if chemin.suffix == ".html":
        yield from re.findall(r"{%\s*translate\s+(\"[^\"]*\"|'[^']*')", texte)
        yield from TRADUITS.findall(texte)
        return
    for noeud in ast.walk(ast.parse(texte)):
        if isinstance(noeud, ast.Call) and getattr(noeud.func, "id", getattr(noeud.func, "attr", "")) in TRADUCTIONS:
            yield from (a.value for a in noeud.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_sentences_are_set_as_french_wants() -> None:
    fautives = [
        f"{nom(chemin)}: {phrase}"
        for chemin, texte in ecrits_ici(".py", ".html")
        if not TYPOGRAPHIE_ENSUITE.search(nom(chemin))
        for phrase in phrases_ecrites(chemin, texte)
        if FAUTES.search(phrase)
    ]
    assert fautives == []


@pytest.mark.parametrize("phrase", ["l'heure", "Rien : non", "« non »", "perdu ?", "«non\u202f»"])
def test_typing_that_french_does_not_want_is_seen(phrase: str) -> None:
    assert FAUTES.search(phrase)


def test_typing_that_french_wants_is_left_alone() -> None:
    assert not FAUTES.search("L’heure\u202f: «\u202f10:30\u202f»\u202f; %(n)d commande(s), déjà\u202f!")


# Documentation --------------------------------------------------------------------------


def test_the_readme_lists_every_environment_variable() -> None:
    reglages = (RACINE / "config" / "settings.py").read_text(encoding="utf-8")
    lues = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", reglages))
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    decrites = set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.M))
    assert {"DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "GOOGLE_SERVICE_ACCOUNT_FILE"} <= lues
    assert decrites == lues


def test_links_of_the_documentation_lead_somewhere() -> None:
    morts = [
        f"{nom(chemin)}: {lien}"
        for chemin, texte in ecrits_ici(".md")
        for lien in re.findall(r"\]\(([^)#\s]+)", texte)
        if "://" not in lien and not (chemin.parent / lien).exists()
    ]
    assert morts == []


def test_commands_named_in_the_readme_exist() -> None:
    readme = (RACINE / "README.md").read_text(encoding="utf-8")
    commandes = {c.stem for c, _ in ecrits_ici(".py") if "management/commands" in nom(c)}
    nommees = set(re.findall(r"manage\.py (\w+)", readme)) - {"migrate", "createsuperuser", "runserver", "help"}
    assert nommees <= commandes


def test_decisions_stay_short() -> None:
    decisions = list((RACINE / "docs" / "decisions").glob("*.md"))
    assert len(decisions) >= 10
    for decision in decisions:
        assert 8 <= len(decision.read_text(encoding="utf-8").splitlines()) <= 25, decision.name


# Secrets and dependencies ---------------------------------------------------------------


@pytest.mark.parametrize(
    "prive",
    ["donnees_locales/acces.txt", "donnees_locales/cle_secrete", "donnees_locales/yz_cmd.sqlite3", "essai.sqlite3-wal"],
)
def test_git_never_takes_what_is_private(prive: str) -> None:
    suivis()
    ignore = subprocess.run(["git", "check-ignore", "-q", prive], cwd=RACINE, check=False)
    assert ignore.returncode == 0


@pytest.mark.parametrize("liste", ["requirements.txt", "requirements-dev.txt"])
def test_every_dependency_is_pinned(liste: str) -> None:
    lignes = (RACINE / liste).read_text(encoding="utf-8").splitlines()
    libres = [ligne for ligne in lignes if ligne and not ligne.startswith(("#", "-r ")) and "==" not in ligne]
    assert libres == []
