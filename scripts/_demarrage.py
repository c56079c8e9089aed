"""What `demarrer` does in Python, in one process."""

import csv
import sys
import time
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from environs import EnvError

DONNEES = Path("demonstration")
ACCES = Path("donnees_locales") / "acces.txt"
MARQUE = "demonstration"
# Value of the mark once all is there; 1 is a start that was interrupted, none a shop like any other.
COMPLETE = 2
ETAPES: tuple[tuple[str, str, list[str]], ...] = (
    ("Villes et tarifs", "importer_villes", [str(DONNEES / "villes.csv")]),
    ("Catalogue", "importer_articles", [str(DONNEES / "catalogue.csv")]),
    ("Stock", "importer_stock", [str(DONNEES / "stock.csv")]),
    ("Opérateurs", "creer_operateurs", ["--fichier", str(DONNEES / "operateurs.csv"), "--acces", str(ACCES)]),
    ("Feuille de commandes", "synchroniser", ["--fichier", str(DONNEES / "feuille.csv")]),
    ("Affectation", "affecter", []),
)


def preparer(adresse: str) -> int:
    """Do everything and return the exit status; one clear line where it cannot go on."""
    try:
        django.setup()
        _migrer()
        _charger()
        _rassembler()
        _annoncer(adresse)
    except (ImproperlyConfigured, EnvError) as erreur:
        return _echec(f"Configuration refusée : {erreur}")
    except OperationalError as erreur:
        premiere = str(erreur).strip().splitlines()[0]
        return _echec(f"La base de données ne répond pas (voir DATABASE_URL) : {premiere}")
    except CommandError as erreur:
        return _echec(f"Arrêt : {erreur}")
    except KeyboardInterrupt:
        return _echec("Interrompu. Relancez : ce qui manque sera complété.")
    return 0


def _echec(phrase: str) -> int:
    print(phrase, file=sys.stderr)
    return 1


def _migrer() -> None:
    from django.db.migrations.executor import MigrationExecutor

    executeur = MigrationExecutor(connection)
    if executeur.migration_plan(executeur.loader.graph.leaf_nodes()):
        print("Préparation de la base de données…", flush=True)
        call_command("migrate", verbosity=0, interactive=False)


def _charger() -> None:
    """Load the demonstration into an empty database, or complete a load that was cut short."""
    from parametre.services.compteurs import avancer, valeur

    marque = valeur(MARQUE)
    if marque >= COMPLETE:
        return
    if not marque:
        if _contient_des_donnees():
            print("La base contient déjà des données : la démonstration n'y est pas chargée.")
            return
        avancer(MARQUE)
    for etape in ETAPES:
        _faire(*etape)
    from commande.models import Commande

    # Written in one transaction: all there, or nothing yet.
    if not Commande.objects.filter(numero__startswith="DEMO-").exists():
        _faire("Commandes d'hier et d'avant", "generer_demo", ["--commandes", "500"])
    _planifier()
    avancer(MARQUE)


def _planifier() -> None:
    """Plan what every shop needs, once: a task changed since is left as it is."""
    from synchronisation.planification.services import planifier_ordinaires

    planifier_ordinaires()


def _faire(libelle: str, commande: str, arguments: list[str]) -> None:
    debut = time.monotonic()
    print(f"== {libelle}", flush=True)
    call_command(commande, *arguments)
    print(f"   ({time.monotonic() - debut:.1f} s)", flush=True)


def _contient_des_donnees() -> bool:
    from article.models import Article
    from commande.models import Commande
    from parametre.models import Operateur, Ville

    tables = (Ville.objects, Article.objects, Operateur.objects, Commande.objects)
    return any(table.exists() for table in tables)


def _rassembler() -> None:
    """Collect the static files when one of them is newer than the last collection."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    manifeste = Path(settings.STATIC_ROOT) / "staticfiles.json"
    derniere = manifeste.stat().st_mtime if manifeste.exists() else 0.0
    sources = (Path(stockage.path(nom)) for finder in get_finders() for nom, stockage in finder.list([]))
    if any(source.stat().st_mtime > derniere for source in sources):
        print("Préparation des fichiers statiques…", flush=True)
        call_command("collectstatic", verbosity=0, interactive=False)


def _annoncer(adresse: str) -> None:
    """Print the address and one sign-in per role."""
    print(f"\nYZ-CMD : {adresse}    (Ctrl-C pour arrêter)\n")
    comptes = _premiers_comptes()
    for role, identifiant, mot_de_passe in comptes:
        print(f"  {role:<15}{identifiant:<15}{mot_de_passe}")
    if comptes:
        print(f"\nTous les comptes : {ACCES}", flush=True)
    else:
        print("Aucun mot de passe ici : `manage.py creer_operateurs` ou `manage.py changepassword NOM`.", flush=True)


def _premiers_comptes() -> list[tuple[str, str, str]]:
    """Return (role, name, password) of the first account of each role that is in the database."""
    from django.contrib.auth.models import User

    if not ACCES.exists():
        return []
    with ACCES.open(encoding="utf-8", newline="") as flux:
        lignes = list(csv.DictReader(flux, delimiter=";"))
    users = User.objects.in_bulk([ligne["identifiant"] for ligne in lignes], field_name="username")
    premiers: dict[str, tuple[str, str, str]] = {}
    for ligne in lignes:
        user = users.get(ligne["identifiant"])
        if user is not None and ligne["role"] not in premiers:
            valable = user.check_password(ligne["mot_de_passe"])
            mot_de_passe = ligne["mot_de_passe"] if valable else "(mot de passe changé depuis)"
            premiers[ligne["role"]] = (ligne["role"], user.username, mot_de_passe)
    return list(premiers.values())
