"""Google Sheets over real HTTP, through real gspread and google-auth, on this machine."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from commande.models import Commande
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import maintenant
from scripts._fausse_feuille import CLE, COMPTE, FausseFeuille, Onglet
from synchronisation.lecteurs.adresse import Adresse, lire_adresse
from synchronisation.lecteurs.fautes import ErreurSource
from synchronisation.models import ExecutionSync, LigneSync, SourceCommandes
from synchronisation.services.connexion import tester_connexion as essayer
from synchronisation.services.lancement import synchroniser_source
from tests.synchronisation.google.conftest import Temps, source_google

pytestmark = pytest.mark.django_db
Remplir = Callable[..., None]
VALEURS = f"GET /v4/spreadsheets/{CLE}/values/'Commandes 2026'"


def lire(source: SourceCommandes) -> dict[str, int]:
    """Run the source and return its counters that are not zero."""
    execution = synchroniser_source(source_id=source.pk)
    return {n: c for n in ("lues", "nouvelle", "mise_a_jour", "inchangee", "rejetee") if (c := getattr(execution, n))}


def test_rows_become_orders_in_one_read(google: FausseFeuille, source: SourceCommandes, remplir: Remplir) -> None:
    remplir("A-1", ("A-2", {"prix": "299,00", "telephone": "0612345678"}))
    google.lignes.insert(2, [])
    execution = synchroniser_source(source_id=source.pk)
    assert (execution.lues, execution.nouvelle, execution.vide, execution.etat) == (3, 2, 1, "REUSSIE")
    seconde = Commande.objects.get(numero="A-2")
    assert (str(seconde.total_annonce), seconde.client.telephone) == ("299.00", "+212612345678")
    assert seconde.numero_ligne == 4
    assert google.requetes == ["POST /token", VALEURS]
    assert [*google.jetons.values()] == ["https://www.googleapis.com/auth/spreadsheets.readonly"]


def test_an_unchanged_sheet_costs_one_read_and_writes_only_its_run(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, django_assert_max_num_queries: Any
) -> None:
    remplir("A-1", "A-2")
    lire(source)
    google.requetes.clear()
    with django_assert_max_num_queries(40) as requetes:
        assert lire(source) == {"lues": 2, "inchangee": 2}
    assert google.requetes == ["POST /token", VALEURS]
    ecrites = {r["sql"].split('"')[1] for r in requetes if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))}
    assert ecrites == {
        "synchronisation_verrousource",
        "synchronisation_quotalecture",
        "synchronisation_executionsync",
    }


def test_a_new_source_finds_its_tab_and_remembers_it(google: FausseFeuille, remplir: Remplir) -> None:
    remplir("A-1")
    adresse = f"https://docs.google.com/spreadsheets/d/{CLE}/edit?gid=7#gid=7"
    source = source_google("Boutique", "BO", cle_classeur=adresse, feuille="", gid=None)
    assert lire(source) == {"lues": 1, "nouvelle": 1}
    source.refresh_from_db()
    assert (source.gid, source.feuille) == (7, "Commandes 2026")
    assert google.requetes == ["POST /token", f"GET /v4/spreadsheets/{CLE}", VALEURS]


def test_a_renamed_tab_is_found_again_by_its_number(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir
) -> None:
    remplir("A-1")
    google.onglets[1].titre = "L’été d'Ali"
    assert lire(source) == {"lues": 1, "nouvelle": 1}
    source.refresh_from_db()
    assert source.feuille == "L’été d'Ali"
    assert google.lectures == 3
    assert lire(source) == {"lues": 1, "inchangee": 1}
    assert google.lectures == 4


def test_the_same_number_in_two_sheets_makes_two_orders(google: FausseFeuille, remplir: Remplir) -> None:
    remplir("A-1")
    google.onglets.append(Onglet(9, "Instagram", [[*li] for li in google.lignes]))
    google.onglets[2].lignes[1][4] = "0699999999"
    source_google("Boutique", "BO")
    source_google("Instagram", "IG", feuille="Instagram", gid=9)
    call_command("synchroniser", stdout=StringIO())
    assert set(Commande.objects.values_list("numero", "source__nom", "reference_source")) == {
        ("A-1", "Boutique", "A-1"),
        ("A-1-IG", "Instagram", "A-1"),
    }


# What a sheet goes through ----------------------------------------------------------------


def test_a_header_moved_and_a_column_inserted_change_nothing(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir
) -> None:
    remplir("A-1", "A-2")
    lire(source)
    google.lignes[:] = [["Commandes de la boutique"], [], *([li[0], "", *li[1:]] for li in google.lignes)]
    assert lire(source) == {"lues": 2, "inchangee": 2}
    assert Commande.objects.count() == 2


def test_a_row_deleted_between_two_reads_loses_and_doubles_nothing(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir
) -> None:
    remplir("A-1", "A-2", "A-3")
    google.fautes.append("tronque")
    google.apres_lecture = lambda _plage: google.lignes.pop(1) if len(google.lignes) == 4 else None
    assert lire(source) == {"lues": 2, "nouvelle": 2}
    assert lire(source) == {"lues": 2, "inchangee": 2}
    assert set(Commande.objects.values_list("numero", "numero_ligne")) == {("A-2", 2), ("A-3", 3)}


# Faults -------------------------------------------------------------------------------------

PASSAGERES = ["429", "429:3", "500", "502", "lent", "coupe", "tronque"]


@pytest.mark.parametrize("faute", [*PASSAGERES, "401", "408"])
def test_a_fault_that_passes_is_not_even_noticed(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, temps: Temps, faute: str
) -> None:
    remplir("A-1", "A-2")
    google.fautes.append(faute)
    assert lire(source) == {"lues": 2, "nouvelle": 2}
    google.fautes.append(faute)
    assert lire(source) == {"lues": 2, "inchangee": 2}
    assert Commande.objects.count() == 2
    assert sum(temps.sommeils) == {"401": 0.0, "429:3": 10.0}.get(faute, 4.0)


@pytest.mark.parametrize("une", [*PASSAGERES, "401", "408"])
def test_any_two_faults_in_a_row_lose_and_double_nothing(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, une: str
) -> None:
    attendues = []
    for n, deux in enumerate([*PASSAGERES, "401", "408"], start=1):
        remplir(f"A-{n}")
        google.fautes.extend([une, deux])
        attendues.append(f"A-{n}")
        assert lire(source) == {"lues": n, "nouvelle": 1} | ({"inchangee": n - 1} if n > 1 else {})
    assert sorted(Commande.objects.values_list("numero", flat=True)) == attendues


@pytest.mark.parametrize("faute", PASSAGERES)
def test_a_sheet_that_moved_is_read_through_a_fault(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, faute: str
) -> None:
    remplir("A-1", "A-2")
    assert lire(source) == {"lues": 2, "nouvelle": 2}
    # A title above, a column between, a row gone, another come: and the answer fails once.
    del google.lignes[1]
    remplir(("A-3", {"telephone": "0611111111"}))
    for cellules in google.lignes:
        cellules.insert(1, "")
    google.lignes.insert(0, ["Commandes du mois"])
    google.fautes.append(faute)
    assert lire(source) == {"lues": 2, "nouvelle": 1, "inchangee": 1}
    assert sorted(Commande.objects.values_list("numero", flat=True)) == ["A-1", "A-2", "A-3"]


@pytest.mark.parametrize("faute", ["429", "500", "502", "lent", "coupe", "tronque"])
def test_a_token_that_comes_late_is_waited_for(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, faute: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _s: None)
    remplir("A-1")
    google.fautes_du_jeton.append(faute)
    google.fautes.append("502")
    assert lire(source) == {"lues": 1, "nouvelle": 1}
    assert not google.fautes_du_jeton


@pytest.mark.parametrize(
    ("faute", "phrase"),
    [
        ("429", "Google limite le nombre de lectures (erreur 429)."),
        ("502", "Google ne répond pas comme il faut (erreur 502)."),
        ("lent", "Google tarde trop à répondre."),
        ("coupe", "Google est injoignable\u202f: vérifiez la connexion de ce serveur."),
        ("tronque", "La réponse de Google est incomplète."),
    ],
)
def test_five_tries_then_the_time_of_the_next(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, faute: str, phrase: str
) -> None:
    remplir("A-1")
    google.fautes.extend([faute] * 5)
    avant = maintenant()
    with pytest.raises(ErreurSource) as refus:
        lire(source)
    execution = ExecutionSync.objects.get()
    assert (execution.etat, execution.lues, execution.erreur) == ("ECHOUEE", 0, refus.value.phrase)
    prochaine = execution.prochaine_tentative
    assert prochaine is not None
    assert 299 <= (prochaine - avant).total_seconds() <= 330
    assert refus.value.phrase == f"{phrase} Échouée, prochaine tentative à {prochaine:%H:%M}."
    assert (google.lectures, Commande.objects.count()) == (5, 0)
    assert lire(source) == {"lues": 1, "nouvelle": 1}


def test_a_long_retry_after_is_honoured_by_leaving(
    google: FausseFeuille, source: SourceCommandes, temps: Temps
) -> None:
    google.fautes.append("429:900")
    with pytest.raises(ErreurSource):
        lire(source)
    prochaine = ExecutionSync.objects.get().prochaine_tentative
    assert prochaine is not None
    assert 890 <= (prochaine - maintenant()).total_seconds() <= 900
    assert (google.lectures, temps.sommeils) == (1, [])


def test_failures_in_a_row_leave_more_and_more_time(google: FausseFeuille, source: SourceCommandes) -> None:
    attentes = []
    for _essai in range(3):
        google.fautes.append("429:61")
        with pytest.raises(ErreurSource):
            lire(source)
        execution = ExecutionSync.objects.latest("pk")
        assert execution.prochaine_tentative is not None
        attentes.append(round((execution.prochaine_tentative - execution.debut).total_seconds() / 60))
    assert attentes == [5, 10, 20]


def refus_de(source: SourceCommandes) -> str:
    """Return the sentence of a run that fails for good: no next try, no order."""
    with pytest.raises(ErreurSource) as refus:
        lire(source)
    execution = ExecutionSync.objects.latest("pk")
    assert (execution.etat, execution.prochaine_tentative, Commande.objects.count()) == ("ECHOUEE", None, 0)
    assert execution.erreur == refus.value.phrase
    return refus.value.phrase


def test_what_a_person_must_mend_says_how(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, settings: Any, tmp_path: Path
) -> None:
    remplir("A-1")
    google.partagee = False
    assert refus_de(source) == (
        f"Google refuse l’accès à ce classeur. Partagez-le avec {COMPTE} (Lecteur), puis relancez."
    )
    google.partagee, google.revoquee = True, True
    assert f"ne reconnaît plus la clé de {COMPTE}" in refus_de(source)
    google.revoquee, google.decalage = False, 3600.0
    assert "L’horloge de ce serveur est fausse" in refus_de(source)
    google.decalage = 0.0
    source.cle_classeur = "1UnAutreClasseurQuiNExistePas"
    source.save()
    assert "Ce classeur n’existe pas ou plus" in refus_de(source)
    source.cle_classeur, source.gid = CLE, 12
    source.feuille = "Disparu"
    source.save()
    assert "« Disparu » n’est plus dans ce classeur" in refus_de(source).replace("\u202f", " ")
    source.gid, source.feuille = 7, "Commandes 2026"
    source.save()
    google.fautes.append("sans_valeurs")
    with pytest.raises(Exception, match="La feuille est vide"):
        lire(source)
    assert lire(source) == {"lues": 1, "nouvelle": 1}


def test_a_key_that_cannot_be_used_says_how(source: SourceCommandes, settings: Any, tmp_path: Path) -> None:
    cle = Path(settings.GOOGLE_SERVICE_ACCOUNT_FILE)
    cle.chmod(0o640)
    assert f"Faites «\u202fchmod 600 {cle}\u202f», puis relancez." in refus_de(source)
    cle.chmod(0o600)
    cle.write_text("{}")
    assert "n’est pas une clé de compte de service" in refus_de(source)
    cle.write_text(
        json.dumps(dict.fromkeys(["client_email", "private_key", "token_uri"], "x") | {"type": "service_account"})
    )
    assert "est abîmée" in refus_de(source)
    settings.GOOGLE_SERVICE_ACCOUNT_FILE = str(tmp_path / "absente.json")
    assert "est introuvable" in refus_de(source)
    settings.GOOGLE_SERVICE_ACCOUNT_FILE = ""
    assert "Aucune clé de compte de service" in refus_de(source)


def test_the_same_row_is_refused_by_no_replay(google: FausseFeuille, source: SourceCommandes, remplir: Remplir) -> None:
    remplir("A-1", ("A-2", {"telephone": "néant"}))
    assert lire(source) == {"lues": 2, "nouvelle": 1, "rejetee": 1}
    google.lignes[2][4] = "0677777777"
    assert lire(source) == {"lues": 2, "nouvelle": 1, "inchangee": 1}
    assert LigneSync.objects.count() == Commande.objects.count() == 2


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        (CLE, Adresse(CLE)),
        (f" https://docs.google.com/spreadsheets/d/{CLE}/edit#gid=42 ", Adresse(CLE, 42)),
        (f"https://docs.google.com/spreadsheets/u/1/d/{CLE}/edit?usp=sharing", Adresse(CLE)),
    ],
)
def test_a_key_or_a_whole_address(texte: str, attendu: Adresse) -> None:
    assert lire_adresse(texte) == attendu


@pytest.mark.parametrize("texte", ["", "court", "https://example.com/feuille", "../../etc/passwd"])
def test_an_address_that_is_none_is_refused(texte: str) -> None:
    with pytest.raises(ErreurSaisie, match="Adresse de classeur illisible"):
        lire_adresse(texte)


# The command and the test of a connection ------------------------------------------------


def test_every_active_source_runs_and_one_that_fails_stops_no_other(google: FausseFeuille, remplir: Remplir) -> None:
    remplir("A-1", "A-2")
    source_google("Cassée", "CA", cle_classeur="1UnAutreClasseurQuiNExistePas")
    source_google("Boutique", "BO")
    source_google("Éteinte", "ET", active=False)
    google.fautes.clear()
    sortie = StringIO()
    with pytest.raises(CommandError) as refus:
        call_command("synchroniser", json=True, stdout=sortie)
    assert str(refus.value).startswith("1 source(s) sur 2 non synchronisée(s)")
    assert "Cassée" in str(refus.value)
    assert "\n" not in str(refus.value)
    assert json.loads(sortie.getvalue().splitlines()[-1]) | {"lues": 2, "nouvelle": 2} == json.loads(
        sortie.getvalue().splitlines()[-1]
    )
    SourceCommandes.objects.filter(nom="Cassée").update(active=False)
    call_command("synchroniser", source="Boutique", stdout=sortie)
    assert "2 lues = 2 inchangée" in sortie.getvalue()


def test_cron_leaves_alone_a_source_whose_time_has_not_come(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir
) -> None:
    remplir("A-1")
    google.fautes.extend(["500"] * 5)
    for lectures in (5, 5):
        with pytest.raises(CommandError, match="prochaine tentative à"):
            call_command("synchroniser", stdout=StringIO())
        assert google.lectures == lectures
    call_command("synchroniser", source="Boutique", stdout=StringIO())
    assert Commande.objects.count() == 1


def test_a_tried_connection_says_what_the_columns_are(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir
) -> None:
    remplir("A-1")
    connexion = essayer(source)
    assert (connexion.titre, connexion.onglet.titre, connexion.refus) == ("Boutique", "Commandes 2026", "")
    assert [(o.gid, o.titre) for o in connexion.onglets] == [(0, "Lisez-moi"), (7, "Commandes 2026")]
    assert [(c.champ, c.titre) for c in connexion.colonnes][:3] == [
        ("numero", "N° Commande"),
        ("statut", "Statut"),
        ("operateur", "Opérateur"),
    ]
    assert connexion.premieres[0][0] == "A-1"
    source.gid, source.feuille = 0, "Lisez-moi"
    assert "Il manque la colonne" in essayer(source).refus
    google.partagee = False
    with pytest.raises(ErreurSource, match="Partagez-le avec"):
        essayer(source)
    assert not ExecutionSync.objects.exists()
