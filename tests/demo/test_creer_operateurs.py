"""`creer_operateurs`: one account for each role, or those of a list."""

import csv
import io
import stat
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from config.noyau.erreurs import ErreurSaisie
from parametre.models import Operateur, TypeOperateur
from parametre.services.comptes import creer_compte, lire_role, mot_de_passe_aleatoire

pytestmark = pytest.mark.django_db
BON = "kmpq-3xtd-9rtw-hv4n"


def lancer(*arguments: str) -> str:
    sortie = io.StringIO()
    call_command("creer_operateurs", *arguments, stdout=sortie)
    return sortie.getvalue()


def liste(dossier: Path, texte: str) -> str:
    fichier = dossier / "operateurs.csv"
    fichier.write_text(texte, encoding="utf-8")
    return str(fichier)


def lire_acces(fichier: Path) -> dict[str, str]:
    with fichier.open(encoding="utf-8", newline="") as flux:
        return {ligne["identifiant"]: ligne["mot_de_passe"] for ligne in csv.DictReader(flux, delimiter=";")}


def test_one_operator_for_each_role_with_a_password_that_opens() -> None:
    sortie = lancer()

    roles = dict(Operateur.objects.values_list("user__username", "type_operateur"))
    assert roles == {
        "admin": "ADMIN",
        "confirmation": "CONFIRMATION",
        "preparation": "PREPARATION",
        "logistique": "LOGISTIQUE",
    }
    table = {ligne.split()[1]: ligne.split()[2] for ligne in sortie.splitlines() if ligne.split()[0] in roles.values()}
    assert set(table) == set(roles)
    for identifiant, mot_de_passe in table.items():
        user = User.objects.get(username=identifiant)
        assert user.check_password(mot_de_passe)
        assert mot_de_passe not in user.password
        assert not user.is_staff
        assert not user.is_superuser
    assert len(set(table.values())) == 4


def test_a_second_call_changes_nothing_and_shows_no_password() -> None:
    lancer()
    avant = list(User.objects.order_by("id").values_list("username", "password"))

    sortie = lancer()

    assert list(User.objects.order_by("id").values_list("username", "password")) == avant
    assert sortie.splitlines() == [
        "Opérateurs créés : 0",
        "Déjà là, inchangés : 4 (admin, confirmation, preparation, logistique)",
    ]


def test_a_list_with_names_phones_and_a_given_password(tmp_path: Path) -> None:
    fichier = liste(
        tmp_path,
        "Username;Nom;Prénom;Type_Operateur;Téléphone;Mot_de_passe\n"
        f"zineb;El Amri;Zineb;confirmation;06 00 00 99 01;{BON}\n"
        "\n"
        "omar;;;Logistique;;\n",
    )

    sortie = lancer("--fichier", fichier)

    zineb = Operateur.objects.get(user__username="zineb")
    assert str(zineb) == "Zineb El Amri"
    assert (zineb.type_operateur, zineb.telephone, zineb.actif) == ("CONFIRMATION", "+212600009901", True)
    assert zineb.user.check_password(BON)
    assert BON not in sortie
    assert Operateur.objects.get(user__username="omar").type_operateur == "LOGISTIQUE"
    assert "Opérateurs créés : 2" in sortie


def test_rows_that_cannot_be_taken_are_named_and_stop_nothing(tmp_path: Path) -> None:
    fichier = liste(
        tmp_path,
        "username,type_operateur,telephone,mot_de_passe\n"
        "a.bon,PREPARATION,,\n"
        "b.role,CHEF,,\n"
        "c.court,CONFIRMATION,,abc\n"
        "d.tel,CONFIRMATION,12,\n"
        ",CONFIRMATION,,\n"
        "e espace,CONFIRMATION,,\n"
        "A.BON,CONFIRMATION,,\n",
    )

    sortie = lancer("--fichier", fichier)

    assert list(Operateur.objects.values_list("user__username", flat=True)) == ["a.bon"]
    refus = [ligne.strip().split("\u202f: ")[0] for ligne in sortie.splitlines() if ligne.startswith("  ligne")]
    assert refus == ["ligne 3", "ligne 4", "ligne 5", "ligne 6", "ligne 7"]
    assert "Rôle inconnu : « CHEF »" in sortie
    assert "Déjà là, inchangés : 1 (A.BON)" in sortie


@pytest.mark.parametrize(
    ("texte", "phrase"),
    [("nom,prenom\nx,y\n", "« username »"), ("username,nom\nx,y\n", "« type_operateur »"), ("", "vide")],
)
def test_a_list_without_its_columns_stops_with_one_line(tmp_path: Path, texte: str, phrase: str) -> None:
    with pytest.raises(CommandError, match=phrase):
        lancer("--fichier", liste(tmp_path, texte))
    assert not User.objects.exists()


def test_a_missing_file_stops_with_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="introuvable"):
        lancer("--fichier", str(tmp_path / "rien.csv"))


def test_passwords_go_to_a_private_file_instead_of_the_screen(tmp_path: Path) -> None:
    acces = tmp_path / "acces.txt"

    sortie = lancer("--acces", str(acces))

    assert stat.S_IMODE(acces.stat().st_mode) == 0o600
    for identifiant, mot_de_passe in lire_acces(acces).items():
        assert User.objects.get(username=identifiant).check_password(mot_de_passe)
        assert mot_de_passe not in sortie
    assert set(lire_acces(acces)) == {"admin", "confirmation", "preparation", "logistique"}


def test_a_password_already_in_the_private_file_is_used_again(tmp_path: Path) -> None:
    acces = tmp_path / "acces.txt"
    lancer("--acces", str(acces))
    avant = acces.read_text(encoding="utf-8")
    Operateur.objects.all().delete()
    User.objects.all().delete()

    lancer("--acces", str(acces))

    assert acces.read_text(encoding="utf-8") == avant
    assert User.objects.get(username="admin").check_password(lire_acces(acces)["admin"])


def test_no_account_is_left_without_its_password_when_the_file_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Impossible d’écrire"):
        lancer("--acces", str(tmp_path / "absent" / "acces.txt"))
    assert not User.objects.exists()
    assert not Operateur.objects.exists()


def test_random_passwords_differ_and_can_be_dictated() -> None:
    tires = {mot_de_passe_aleatoire() for _ in range(200)}
    assert len(tires) == 200
    assert all(len(m) == 19 and not set(m) & set("0O1lI") for m in tires)


def test_an_existing_user_is_left_alone() -> None:
    user = User.objects.create_user("samir", password="ancien-mot-de-passe")
    assert creer_compte(identifiant="SAMIR", role=TypeOperateur.ADMIN, mot_de_passe=BON) is None
    user.refresh_from_db()
    assert user.check_password("ancien-mot-de-passe")
    assert not Operateur.objects.exists()


@pytest.mark.parametrize("mot_de_passe", ["court", "password1234", "motdepasse-ali"])
def test_a_weak_password_is_refused_and_creates_nothing(mot_de_passe: str) -> None:
    with pytest.raises(ErreurSaisie):
        creer_compte(identifiant="motdepasse-ali", role=TypeOperateur.ADMIN, mot_de_passe=mot_de_passe)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("texte", "role"), [("admin", "ADMIN"), ("Préparation", "PREPARATION"), ("LOGISTIQUE ", "LOGISTIQUE")]
)
def test_roles_are_read_by_code_or_by_name(texte: str, role: str) -> None:
    assert lire_role(texte) == role
