"""Constraints of regions, places, operators and settings."""

from decimal import Decimal

from parametre.models import AliasVille, Compteur, ModeleMessage, Operateur, Region, Reglages, TypeOperateur, Ville
from tests import fabrique
from tests.modeles.cas import Cas


def creer_ville(**champs: object) -> Ville:
    return Ville.objects.create(**({"nom": "Safi", "region": fabrique.region("Marrakech-Safi")} | champs))


def creer_operateur(**champs: object) -> Operateur:
    return Operateur.objects.create(**({"user": fabrique.utilisateur(), "type_operateur": "CONFIRMATION"} | champs))


def creer_alias(**champs: object) -> AliasVille:
    return AliasVille.objects.create(**({"ville": fabrique.ville("Safi"), "texte": "asfi"} | champs))


def creer_message(**champs: object) -> ModeleMessage:
    return ModeleMessage.objects.create(**({"nom": "Injoignable", "texte": "Bonjour {client}"} | champs))


def utilisateur_deja_operateur() -> object:
    return Operateur.objects.get(user__username="samira").user


CAS = [
    Cas(
        "parametre_region.nom",
        Region.objects.create,
        deja=[{"nom": "Oriental"}],
        refuses=[{"nom": "Oriental"}],
        acceptes=[{"nom": "Souss-Massa"}],
    ),
    Cas(
        "ville_nom_region_unique",
        creer_ville,
        deja=[{"nom": "Boulmane"}],
        refuses=[{"nom": "Boulmane"}],
        # One name in two regions stands for two places.
        acceptes=[{"nom": "Boulmane", "region": lambda: fabrique.region("Fès-Meknès")}, {"nom": "Boulemane"}],
    ),
    Cas(
        "ville_frais_positifs",
        creer_ville,
        refuses=[{"frais_livraison": Decimal("-0.01")}, {"frais_livraison": Decimal("-25.00")}],
        acceptes=[
            {"frais_livraison": None},
            {"frais_livraison": Decimal("0.00")},
            {"frais_livraison": Decimal("35.50")},
        ],
    ),
    Cas(
        "parametre_aliasville.texte",
        creer_alias,
        deja=[{"texte": "casa"}],
        refuses=[{"texte": "casa"}, {"texte": "casa", "ville": lambda: fabrique.ville("Rabat")}],
        acceptes=[{"texte": "casablanka"}],
    ),
    Cas(
        "parametre_modelemessage.nom",
        creer_message,
        deja=[{"nom": "Rappel"}],
        refuses=[{"nom": "Rappel"}, {"nom": "Rappel", "langue": "ar"}],
        acceptes=[{"nom": "Rappel du soir"}],
    ),
    Cas(
        "modelemessage_langue_connue",
        creer_message,
        refuses=[{"langue": "en"}, {"langue": ""}],
        acceptes=[{"langue": "fr"}, {"langue": "ar", "nom": "Rappel en arabe"}],
    ),
    Cas(
        "modelemessage_canal_connu",
        creer_message,
        refuses=[{"canal": "FAX"}, {"canal": ""}],
        acceptes=[{"canal": "SMS"}, {"canal": "WHATSAPP", "nom": "Par WhatsApp"}],
    ),
    Cas(
        "operateur_type_connu",
        creer_operateur,
        refuses=[{"type_operateur": "LIVREUR"}, {"type_operateur": ""}, {"type_operateur": "admin"}],
        acceptes=[{"type_operateur": role} for role in TypeOperateur.values],
    ),
    Cas(
        "parametre_operateur.user_id",
        creer_operateur,
        deja=[{"user": lambda: fabrique.utilisateur("samira")}],
        refuses=[{"user": utilisateur_deja_operateur, "type_operateur": "LOGISTIQUE"}],
        acceptes=[{"user": lambda: fabrique.utilisateur("karim")}],
    ),
    Cas(
        "parametre_compteur.nom",
        Compteur.objects.create,
        deja=[{"nom": "numero"}],
        refuses=[{"nom": "numero", "valeur": 5}],
        acceptes=[{"nom": "villes"}],
    ),
    Cas(
        "reglages_une_ligne",
        Reglages.objects.create,
        refuses=[{"id": 2}, {"id": 0}],
        acceptes=[{"id": 1}, {}],
    ),
]
