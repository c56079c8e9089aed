"""Constraints of the order, its lines, its history and its contacts."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from client.models import Client
from commande.etats import Etat
from commande.models import (
    CleAction,
    Commande,
    Commentaire,
    Envoi,
    EtatCommande,
    LigneCommande,
    Operation,
    Origine,
    OriginePrix,
    RetourAttendu,
    TypeOperation,
)
from synchronisation.models import SourceCommandes
from tests import fabrique
from tests.modeles.cas import Cas

MIDI = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
HEURE = dt.timedelta(hours=1)


def le_client() -> Client:
    telephone = "+212612345678"
    return Client.objects.filter(telephone=telephone).first() or fabrique.client(telephone)


def la_source(nom: str = "Feuille") -> SourceCommandes:
    return SourceCommandes.objects.filter(nom=nom).first() or fabrique.source(nom)


def creer_commande(**champs: object) -> Commande:
    return Commande.objects.create(**({"client": le_client()} | champs))


def la_commande(numero: str = "YCN-1") -> Commande:
    return Commande.objects.filter(numero=numero).first() or creer_commande(numero=numero)


def creer_ligne(**champs: object) -> LigneCommande:
    return LigneCommande.objects.create(**({"commande": la_commande(), "quantite": 3} | champs))


def creer_etape(**champs: object) -> EtatCommande:
    neuf = {"commande": la_commande(), "etat": "affectee", "date_debut": MIDI}
    return EtatCommande.objects.create(**(neuf | champs))


def creer_contact(**champs: object) -> Operation:
    return Operation.objects.create(**({"commande": la_commande(), "type": "APPEL"} | champs))


def creer_retour(**champs: object) -> RetourAttendu:
    """Two pieces expected back by an exchange."""
    ligne = creer_ligne()
    return RetourAttendu.objects.create(**({"echange": ligne.commande, "ligne": ligne, "quantite": 2} | champs))


def creer_cle(**champs: object) -> CleAction:
    return CleAction.objects.create(**({"cle": "clic-1", "commande": la_commande(), "empreinte": "0"} | champs))


def montants(sous_total: str, frais: str | None, total: str) -> dict[str, object]:
    return {
        "sous_total": Decimal(sous_total),
        "frais_livraison": None if frais is None else Decimal(frais),
        "total": Decimal(total),
    }


CAS = [
    Cas(
        "commande_envoi.numero",
        Envoi.objects.create,
        deja=[{"numero": "ENV-1"}],
        refuses=[{"numero": "ENV-1"}],
        acceptes=[{"numero": "ENV-2"}],
    ),
    Cas(
        "commande_commande.numero",
        creer_commande,
        deja=[{"numero": "YCN-000001"}],
        refuses=[{"numero": "YCN-000001", "code_barre": "AUTRE"}],
        acceptes=[{"numero": "YCN-000002"}, {}],
    ),
    Cas(
        "commande_commande.code_barre",
        creer_commande,
        deja=[{"numero": "YCN-000001"}],
        # Two numbers that a scanner could not tell apart.
        refuses=[{"numero": "YCN/000001"}, {"numero": "ycn 000001"}, {"numero": "x", "code_barre": "YCN000001"}],
        acceptes=[{"numero": "YCN/000001", "code_barre": "YCN000001B"}],
    ),
    Cas(
        "commande_source_reference_unique",
        creer_commande,
        deja=[{"source": la_source, "reference_source": "YCN-7"}, {"source": la_source}, {"reference_source": "YCN-7"}],
        refuses=[{"source": la_source, "reference_source": "YCN-7", "numero": "autre"}],
        acceptes=[
            {"source": la_source, "reference_source": "YCN-8"},
            {"source": lambda: la_source("Autre feuille"), "reference_source": "YCN-7"},
            {"source": la_source},
            {"reference_source": "YCN-7"},
        ],
    ),
    Cas(
        "commande_etat_connu",
        creer_commande,
        refuses=[{"etat": "perdue"}, {"etat": ""}, {"etat": "Livrée"}],
        acceptes=[{"etat": etat} for etat in Etat.values],
    ),
    Cas(
        "commande_origine_connue",
        creer_commande,
        refuses=[{"origine": "FAX"}, {"origine": ""}],
        acceptes=[{"origine": origine} for origine in Origine.values],
    ),
    Cas(
        "commande_compteur_upsell", creer_commande, refuses=[{"compteur_upsell": 5}], acceptes=[{"compteur_upsell": 4}]
    ),
    Cas(
        "commande_montants_positifs",
        creer_commande,
        refuses=[montants("-0.01", None, "-0.01"), montants("10.00", "-0.01", "9.99")],
        acceptes=[montants("0.00", None, "0.00"), montants("0.00", "0.00", "0.00"), montants("10.00", "0.01", "10.01")],
    ),
    Cas(
        # Binary floating point would refuse the right sum: 209.1 + 25.2 = 234.29999999999998.
        "commande_total_exact",
        creer_commande,
        refuses=[
            montants("209.10", "25.20", "234.29"),
            montants("209.10", "25.20", "234.31"),
            montants("209.10", None, "234.30"),
            montants("0.10", "0.20", "0.31"),
            montants("299.00", "25.00", "299.00"),
            montants("9999999999.99", None, "9999999999.98"),
        ],
        acceptes=[
            montants("209.10", "25.20", "234.30"),
            montants("0.10", "0.20", "0.30"),
            montants("1.10", "2.20", "3.30"),
            montants("1047.35", "0.05", "1047.40"),
            montants("299.00", "25.00", "324.00"),
            montants("299.00", None, "299.00"),
            montants("9999999974.79", "25.20", "9999999999.99"),
        ],
    ),
    Cas(
        "commande_encaisse_positif",
        creer_commande,
        refuses=[{"montant_encaisse": Decimal("-0.01")}],
        acceptes=[{"montant_encaisse": None}, {"montant_encaisse": Decimal("0.00")}],
    ),
    Cas("ligne_quantite_positive", creer_ligne, refuses=[{"quantite": 0}], acceptes=[{"quantite": 1}]),
    Cas(
        "ligne_prix_positif",
        creer_ligne,
        refuses=[{"prix_unitaire": Decimal("-0.01")}],
        acceptes=[{"prix_unitaire": Decimal("0.00")}],
    ),
    Cas(
        "ligne_origine_prix_connue",
        creer_ligne,
        refuses=[{"origine_prix": "CADEAU"}, {"origine_prix": ""}],
        acceptes=[{"origine_prix": origine} for origine in OriginePrix.values],
    ),
    Cas(
        "ligne_livree_au_plus",
        creer_ligne,
        refuses=[{"quantite_livree": 4}],
        acceptes=[{"quantite_livree": n} for n in (None, 0, 3)],
    ),
    Cas(
        "ligne_retour_au_plus",
        creer_ligne,
        refuses=[{"retour_bon": 4}, {"retour_defectueux": 4}, {"retour_bon": 2, "retour_defectueux": 2}],
        acceptes=[{"retour_bon": 2, "retour_defectueux": 1}, {"retour_bon": 3}],
    ),
    Cas(
        "ligne_declare_au_plus",
        creer_ligne,
        refuses=[{"declare_bon": 4}, {"declare_defectueux": 4}, {"declare_bon": 2, "declare_defectueux": 2}],
        acceptes=[{"declare_bon": 2, "declare_defectueux": 1}, {"declare_defectueux": 3}],
    ),
    Cas(
        "ligne_verifiee_au_plus",
        creer_ligne,
        refuses=[{"pieces_verifiees": 4}],
        acceptes=[{"pieces_verifiees": 0}, {"pieces_verifiees": 3}],
    ),
    Cas(
        "etatcommande_un_seul_ouvert",
        creer_etape,
        deja=[{"date_fin": MIDI}, {"date_fin": MIDI + HEURE}, {}],
        refuses=[{}, {"etat": "confirmee", "date_debut": MIDI + HEURE}],
        acceptes=[{"date_fin": MIDI + HEURE}, {"commande": lambda: la_commande("YCN-2")}],
    ),
    Cas(
        "etatcommande_dates",
        creer_etape,
        refuses=[{"date_fin": MIDI - dt.timedelta(microseconds=1)}, {"date_fin": MIDI - HEURE}],
        acceptes=[{"date_fin": None}, {"date_fin": MIDI}, {"date_fin": MIDI + HEURE}],
    ),
    Cas(
        "etatcommande_etat_connu",
        creer_etape,
        refuses=[{"etat": "perdue"}, {"etat": ""}],
        acceptes=[{"etat": etat} for etat in Etat.values],
    ),
    Cas(
        "operation_type_connu",
        creer_contact,
        refuses=[{"type": "PIGEON"}, {"type": ""}],
        acceptes=[{"type": code} for code in TypeOperation.values],
    ),
    Cas(
        "operation_commentaire_connu",
        creer_contact,
        refuses=[{"commentaire": "BOF"}],
        acceptes=[{"commentaire": code} for code in ("", *Commentaire.values)],
    ),
    Cas(
        "commande_cleaction.cle",
        creer_cle,
        deja=[{}],
        refuses=[{}, {"commande": lambda: la_commande("YCN-2")}],
        acceptes=[{"cle": "clic-2"}],
    ),
    Cas(
        "retourattendu_quantite_positive",
        creer_retour,
        refuses=[{"quantite": 0}],
        acceptes=[{"quantite": 1}],
    ),
    Cas(
        "retourattendu_recu_au_plus",
        creer_retour,
        refuses=[{"bon": 3}, {"bon": 1, "defectueux": 2}],
        acceptes=[{"bon": 2}, {"bon": 1, "defectueux": 1}, {}],
    ),
]


@pytest.mark.django_db
def test_the_total_is_exact_for_any_amounts() -> None:
    hasard = random.Random(740)
    client = le_client()
    paires = [(Decimal(hasard.randrange(10**7)) / 100, Decimal(hasard.randrange(10**4)) / 100) for _ in range(2000)]
    Commande.objects.bulk_create(
        Commande(client=client, numero=f"YCN-{n}", sous_total=a, frais_livraison=b, total=a + b)
        for n, (a, b) in enumerate(paires)
    )
    for n, (a, b) in enumerate(paires[:50]):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commande.objects.filter(numero=f"YCN-{n}").update(total=a + b + Decimal("0.01"))
    assert Commande.objects.count() == 2000


@pytest.mark.django_db
def test_the_bar_code_of_an_order_is_its_number_in_letters_and_digits() -> None:
    assert creer_commande(numero="YCN-000 123/é").code_barre == "YCN000123E"
    assert creer_commande(numero="YCN-5", code_barre="DONNE").code_barre == "DONNE"


@pytest.mark.django_db
def test_an_order_written_by_hand_gets_a_number_of_its_own() -> None:
    numeros = {creer_commande().numero for _ in range(5)}
    assert len(numeros) == 5
    assert all(numero.startswith("CMD-") for numero in numeros)
