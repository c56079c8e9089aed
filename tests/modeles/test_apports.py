"""Constraints of connectors, of shops' addresses, of planned tasks and of printed labels."""

from typing import Any

from commande.models import ColisPrevu, Commande, Envoi, EtiquetteImprimee, Impression
from parametre.models import Operateur
from synchronisation.models import (
    ClientApporte,
    Connecteur,
    PointWebhook,
    ProduitApporte,
    QuotaLecture,
    ReceptionWebhook,
)
from synchronisation.planification.models import TachePlanifiee
from tests import fabrique
from tests.modeles.cas import Cas
from tests.modeles.test_synchronisation import la_source


def creer_connecteur(**champs: Any) -> Connecteur:
    neuf = {"nom": "Fournisseur", "genre": "CATALOGUE", "adresse": "https://fournisseur.example/"}
    return Connecteur.objects.create(**(neuf | champs))


def le_connecteur() -> Connecteur:
    return Connecteur.objects.filter(nom="Fournisseur").first() or creer_connecteur()


def creer_produit(**champs: Any) -> ProduitApporte:
    neuf = {"connecteur": le_connecteur(), "code": "P1", "empreinte": "0", "premiere_version": 1, "version": 1}
    return ProduitApporte.objects.create(**(neuf | champs))


def creer_client_apporte(**champs: Any) -> ClientApporte:
    neuf = {"connecteur": le_connecteur(), "code": "C1", "empreinte": "0", "premiere_version": 1, "version": 1}
    return ClientApporte.objects.create(**(neuf | champs))


def creer_point(**champs: Any) -> PointWebhook:
    return PointWebhook.objects.create(**({"source": la_source(), "plateforme": "SHOPIFY"} | champs))


def le_point() -> PointWebhook:
    return PointWebhook.objects.filter(source=la_source()).first() or creer_point()


def creer_reception(**champs: Any) -> ReceptionWebhook:
    return ReceptionWebhook.objects.create(**({"point": le_point(), "identifiant": "une"} | champs))


def creer_tache(**champs: Any) -> TachePlanifiee:
    return TachePlanifiee.objects.create(**({"nom": "Nuit", "genre": "coherence", "frequence": "CRON"} | champs))


def l_operateur() -> Operateur:
    return Operateur.objects.filter(type_operateur="PREPARATION").first() or fabrique.operateur("PREPARATION")


def la_commande() -> Commande:
    return Commande.objects.filter(numero="YCN-1").first() or fabrique.commande("preparee", numero="YCN-1")


def l_impression() -> Impression:
    return Impression.objects.filter(cle="lot").first() or creer_impression()


def creer_impression(**champs: Any) -> Impression:
    neuf = {"cle": "lot", "empreinte": "0", "operateur": l_operateur(), "format": "ROULEAU"}
    return Impression.objects.create(**(neuf | champs))


def creer_etiquette(**champs: Any) -> EtiquetteImprimee:
    neuf = {"impression": l_impression(), "commande": la_commande(), "contenu": {}}
    return EtiquetteImprimee.objects.create(**(neuf | champs))


def creer_colis(**champs: Any) -> ColisPrevu:
    return ColisPrevu.objects.create(**({"envoi": fabrique.envoi(), "commande": la_commande()} | champs))


def creer_envoi(**champs: Any) -> Envoi:
    return fabrique.envoi(**champs)


CAS = [
    Cas(
        "synchronisation_connecteur.nom",
        creer_connecteur,
        deja=[{}],
        refuses=[{"genre": "CLIENTS"}],
        acceptes=[{"nom": "Autre"}],
    ),
    Cas("connecteur_genre_connu", creer_connecteur, refuses=[{"genre": "STOCK"}], acceptes=[{"genre": "CLIENTS"}]),
    Cas("produitapporte_code_unique", creer_produit, deja=[{}], refuses=[{}], acceptes=[{"code": "P2"}]),
    Cas("produitapporte_prix_positif", creer_produit, refuses=[{"prix": -1}], acceptes=[{"prix": 0}, {"prix": None}]),
    Cas("clientapporte_compte_unique", creer_client_apporte, deja=[{}], refuses=[{}], acceptes=[{"code": "C2"}]),
    Cas(
        "synchronisation_pointwebhook.cle_adresse",
        creer_point,
        deja=[{"cle_adresse": "abc"}],
        refuses=[{"cle_adresse": "abc", "source": lambda: la_source("Autre feuille")}],
        acceptes=[{"cle_adresse": "abd", "source": lambda: la_source("Autre feuille")}],
    ),
    Cas(
        "synchronisation_pointwebhook.source_id",
        creer_point,
        deja=[{}],
        refuses=[{}],
        acceptes=[{"source": lambda: la_source("Autre feuille")}],
    ),
    Cas("pointwebhook_plateforme", creer_point, refuses=[{"plateforme": "AUTRE"}], acceptes=[{"plateforme": "YOUCAN"}]),
    Cas("reception_identifiant_unique", creer_reception, deja=[{}], refuses=[{}], acceptes=[{"identifiant": "deux"}]),
    Cas("reception_issue_connue", creer_reception, refuses=[{"issue": "PERDUE"}], acceptes=[{"issue": "EN_ATTENTE"}]),
    Cas(
        "synchronisation_quotalecture.compte",
        QuotaLecture.objects.create,
        deja=[{"compte": "a"}],
        refuses=[{"compte": "a"}],
        acceptes=[{"compte": "b"}],
    ),
    Cas("synchronisation_tacheplanifiee.nom", creer_tache, deja=[{}], refuses=[{}], acceptes=[{"nom": "Jour"}]),
    Cas("commande_envoi.cle", creer_envoi, deja=[{"cle": "k"}], refuses=[{"cle": "k"}], acceptes=[{"cle": "l"}, {}]),
    Cas(
        "commande_colisprevu.commande_id",
        creer_colis,
        deja=[{}],
        refuses=[{}],
        acceptes=[{"commande": lambda: fabrique.commande("preparee")}],
    ),
    Cas("commande_impression.cle", creer_impression, deja=[{}], refuses=[{}], acceptes=[{"cle": "autre"}]),
    Cas(
        "etiquette_une_par_lot",
        creer_etiquette,
        deja=[{}],
        refuses=[{"duplicata": 1}],
        acceptes=[{"impression": lambda: creer_impression(cle="autre")}],
    ),
    Cas(
        "etiquette_duplicata_unique",
        creer_etiquette,
        deja=[{"duplicata": 1}],
        refuses=[{"duplicata": 1, "impression": lambda: creer_impression(cle="autre")}],
        acceptes=[
            {"duplicata": 2, "impression": lambda: creer_impression(cle="autre")},
            {"duplicata": 0, "impression": lambda: creer_impression(cle="autre")},
        ],
    ),
]
POSITIFS = {
    "premiere_version": creer_produit,
    "quantite_min": creer_produit,
    "points": creer_client_apporte,
    "minutes": creer_tache,
    "jour": creer_tache,
    "essais": creer_tache,
    "essais_max": creer_tache,
    "duplicata": creer_etiquette,
}
