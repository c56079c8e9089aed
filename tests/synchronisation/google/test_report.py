"""State and number written back into two columns of the sheet, over real HTTP on this machine."""

from collections.abc import Callable

import pytest

from commande.etats import Etat
from commande.models import Commande
from config.noyau.erreurs import ErreurSaisie
from scripts._fausse_feuille import COMPTE, FausseFeuille
from synchronisation.models import ExecutionSync, LigneSync, SourceCommandes
from synchronisation.services.lancement import synchroniser_source
from synchronisation.services.tenue import enregistrer_source
from tests import fabrique
from tests.synchronisation.google.conftest import source_google

pytestmark = pytest.mark.django_db
Remplir = Callable[..., None]
# Two columns of ours beside one that somebody else uses.
ETAT, AUTRE, NUMERO = 12, 13, 14
ECRITURE = "https://www.googleapis.com/auth/spreadsheets"
RIEN_ECRIT = "États et numéros non écrits dans la feuille. "


@pytest.fixture
def source(google: FausseFeuille) -> SourceCommandes:
    google.lignes[0] = [*google.lignes[0], "État YZ-CMD", "Remarques", "N° YZ-CMD"]
    return source_google("Boutique", "BO", ecriture=True)


def a_nous(google: FausseFeuille) -> list[tuple[str, str, str]]:
    """Return, by row below the header: number, state and number of ours."""
    lignes = [[*li, *[""] * 15] for li in google.lignes[1:]]
    return [(li[0], li[ETAT], li[NUMERO]) for li in lignes]


def synchroniser(source: SourceCommandes) -> ExecutionSync:
    return synchroniser_source(source_id=source.pk)


def test_only_the_cells_that_differ_change(google: FausseFeuille, source: SourceCommandes, remplir: Remplir) -> None:
    remplir("A-1", ("A-2", {"telephone": "néant"}), "A-3", "A-1")
    google.lignes[1] += ["", "à rappeler"]
    avant = [[*li[:ETAT], *li[AUTRE : AUTRE + 1]] for li in google.lignes]
    assert synchroniser(source).avertissement == ""
    assert a_nous(google) == [
        ("A-1", "Non affectée", "A-1"),
        ("A-2", "", ""),
        ("A-3", "Non affectée", "A-3"),
        ("A-1", "", ""),
    ]
    assert [plage for plage, _valeurs in google.ecrites] == [f"'Commandes 2026'!{c}{n}" for c in "MO" for n in (2, 4)]
    # What we wrote is no change of the sheet, and is not written twice.
    seconde = synchroniser(source)
    assert (seconde.inchangee, seconde.rejetee, len(google.ecrites)) == (2, 2, 4)
    Commande.objects.filter(numero="A-3").update(etat=Etat.EN_PREPARATION)
    synchroniser(source)
    assert google.ecrites[4:] == [("'Commandes 2026'!M4", [["En préparation"]])]
    apres = [[*li[:ETAT], *li[AUTRE : AUTRE + 1]] for li in google.lignes]
    assert [[c for c in li if c] for li in apres] == [[c for c in li if c] for li in avant]
    assert not LigneSync.objects.filter(valeurs__has_key="État YZ-CMD").exists()
    assert [*google.jetons.values()].count(ECRITURE) == 3


@pytest.mark.parametrize("lecture", [1, 2])
def test_a_row_inserted_meanwhile_gets_nothing_and_the_others_their_own(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir, lecture: int
) -> None:
    """After the read of the run, then between our own read and our write."""
    remplir("A-1", "A-2")
    lues: list[str] = []

    def inserer(plage: str) -> None:
        lues.append(plage)
        if len(lues) == lecture:
            google.lignes.insert(1, ["Livraisons de la semaine"])

    google.apres_lecture = inserer
    assert synchroniser(source).avertissement == ""
    assert a_nous(google) == [
        ("Livraisons de la semaine", "", ""),
        ("A-1", "Non affectée", "A-1"),
        ("A-2", "Non affectée", "A-2"),
    ]


def test_what_cannot_be_written_is_said_and_fails_nothing(
    google: FausseFeuille, source: SourceCommandes, remplir: Remplir
) -> None:
    remplir("A-1")
    google.editeur = False
    execution = synchroniser(source)
    assert (execution.etat, execution.nouvelle) == ("REUSSIE", 1)
    execution.refresh_from_db()
    assert execution.avertissement == (
        f"{RIEN_ECRIT}Google refuse l’accès à ce classeur. Partagez-le avec {COMPTE} (Éditeur), puis relancez."
    )
    google.editeur = True
    google.lignes[0][NUMERO] = ""
    assert synchroniser(source).avertissement == (
        f"{RIEN_ECRIT}Ajoutez à l’en-tête de la feuille la colonne «\u202fN° YZ-CMD\u202f», puis relancez."
    )
    assert google.ecrites == []
    SourceCommandes.objects.update(ecriture=False)
    assert (synchroniser(source).avertissement, google.ecrites) == ("", [])


def test_a_column_that_is_read_is_never_written(source: SourceCommandes) -> None:
    admin = fabrique.operateur("ADMIN")
    for etat, numero in (("statut", "N° YZ-CMD"), ("Suivi", " suivi ")):
        source.colonne_etat, source.colonne_numero = etat, numero
        with pytest.raises(ErreurSaisie):
            enregistrer_source(source=source, operateur=admin)
    assert SourceCommandes.objects.get().colonne_etat == "État YZ-CMD"
