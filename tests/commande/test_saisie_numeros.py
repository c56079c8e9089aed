"""Numbers and bar codes are unique, and stay near to what the sheet says."""

import threading

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from commande.models import Commande
from commande.services.numeros import Demande, Numero, attribuer_numeros
from tests import fabrique as f

pytestmark = pytest.mark.django_db


def attribuer(*demandes: tuple[str | None, str]) -> list[tuple[str, str]]:
    return [(n.numero, n.code_barre) for n in attribuer_numeros([Demande(*d) for d in demandes])]


def existe(numero: str, **champs: str) -> Commande:
    return f.commande(numero=numero, **champs)


def test_le_numero_de_la_feuille_quand_il_est_libre() -> None:
    assert attribuer(("YCN-000007", "FG")) == [("YCN-000007", "YCN000007")]


def test_sinon_avec_le_code_de_la_source_puis_un_compteur() -> None:
    existe("YCN-000007")
    assert attribuer(("YCN-000007", "FG")) == [("YCN-000007-FG", "YCN000007FG")]
    existe("YCN-000007-FG")
    assert attribuer(("YCN-000007", "FG")) == [("YCN-000007-FG-2", "YCN000007FG2")]
    existe("YCN-000007-FG-2")
    assert attribuer(("YCN-000007", "FG")) == [("YCN-000007-FG-3", "YCN000007FG3")]


def test_sans_code_de_source_un_compteur_seul() -> None:
    existe("YCN-1")
    assert attribuer(("YCN-1", "")) == [("YCN-1-2", "YCN12")]


def test_deux_fois_le_meme_numero_dans_un_lot() -> None:
    assert attribuer(("YCN-1", "FG"), ("YCN-1", "FG"), ("YCN-1", "FG")) == [
        ("YCN-1", "YCN1"),
        ("YCN-1-FG", "YCN1FG"),
        ("YCN-1-FG-2", "YCN1FG2"),
    ]


def test_un_autre_numero_de_meme_code_barre() -> None:
    existe("YCN 000007")
    assert attribuer(("YCN-000007", "FG"), ("ycn_000007", "FG")) == [
        ("YCN-000007", "YCN000007FG2"),
        ("ycn_000007", "YCN000007FG"),
    ]


def test_un_code_barre_pose_a_la_main_est_respecte() -> None:
    existe("AUTRE", code_barre="YCN1")
    assert attribuer(("YCN-1", "")) == [("YCN-1", "YCN12")]


def test_un_numero_que_le_code_barre_ne_sait_pas_ecrire() -> None:
    assert attribuer(("طلب", ""), ("زبون", ""), ("طلب", "FG")) == [
        ("طلب", "CMD"),
        ("زبون", "CMD2"),
        ("طلب-FG", "FG"),
    ]


def test_un_numero_trop_long_est_coupe_a_la_colonne() -> None:
    long = "A" * 80
    assert attribuer((long, "FG"), (long, "FG")) == [("A" * 60, "A" * 60), ("A" * 57 + "-FG", "A" * 57 + "FG")]


def test_les_numeros_de_la_maison_se_suivent_sans_trou() -> None:
    assert attribuer((None, ""), ("X-1", ""), ("", "")) == [
        ("CMD-000001", "CMD000001"),
        ("X-1", "X1"),
        ("CMD-000002", "CMD000002"),
    ]
    assert attribuer((None, "")) == [("CMD-000003", "CMD000003")]


def test_un_numero_de_la_maison_que_la_feuille_a_pris() -> None:
    existe("CMD-000001")
    assert attribuer((None, "")) == [("CMD-000001-2", "CMD0000012")]


def test_beaucoup_de_collisions_ne_demandent_que_quelques_requetes(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(40):
        existe(f"Z{n}", code_barre=f"CMD{n + 1}" if n else "CMD")
    with django_assert_max_num_queries(6):
        codes = [c for _, c in attribuer(*[(f"{'ا' * (n + 1)}", "") for n in range(40)])]
    assert codes[0] == "CMD41"
    assert len(set(codes)) == 40


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_deux_saisies_a_la_fois_n_ont_jamais_le_meme_numero() -> None:
    depart = threading.Barrier(6)
    recus: list[list[Numero]] = []

    def saisir() -> None:
        depart.wait()
        with transaction.atomic():
            recus.append(attribuer_numeros([Demande(None), Demande(None)]))
        connection.close()

    fils = [threading.Thread(target=saisir) for _ in range(6)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(n.numero for lot in recus for n in lot) == [f"CMD-{n:06d}" for n in range(1, 13)]
