"""Constraints of sources, runs and rows."""

from typing import Any

from synchronisation.models import EtatExecution, ExecutionSync, LigneSync, Resultat, SourceCommandes, VerrouSource
from tests import fabrique
from tests.modeles.cas import Cas


def la_source(nom: str = "Feuille") -> SourceCommandes:
    trouvee = SourceCommandes.objects.filter(nom=nom).first()
    return trouvee or fabrique.source(nom)


def creer_source(**champs: object) -> SourceCommandes:
    return SourceCommandes.objects.create(**({"nom": "Feuille", "code": "YCN"} | champs))


def creer_execution(**champs: object) -> ExecutionSync:
    return ExecutionSync.objects.create(**({"source": la_source()} | champs))


def creer_ligne(**champs: Any) -> LigneSync:
    source = champs.pop("source", None) or la_source()
    execution = ExecutionSync.objects.create(source=source)
    neuf = {
        "source": source,
        "cle": "YCN-000007",
        "numero": 8,
        "resultat": "nouvelle",
        "empreinte": "0" * 32,
        "premiere_execution": execution,
        "derniere_execution": execution,
    }
    return LigneSync.objects.create(**(neuf | champs))


CAS = [
    Cas(
        "synchronisation_sourcecommandes.nom",
        creer_source,
        deja=[{}],
        refuses=[{"code": "SHP"}],
        acceptes=[{"nom": "Autre feuille", "code": "SHP"}],
    ),
    Cas(
        "synchronisation_sourcecommandes.code",
        creer_source,
        deja=[{}],
        refuses=[{"nom": "Autre feuille"}],
        acceptes=[{"nom": "Autre feuille", "code": "SHP"}],
    ),
    Cas(
        "synchronisation_verrousource.source_id",
        VerrouSource.objects.create,
        deja=[{"source": la_source}],
        refuses=[{"source": la_source, "jeton": "autre"}],
        acceptes=[{"source": lambda: la_source("Autre feuille")}],
    ),
    Cas(
        # Rows read = the sum of the outcomes, always.
        "execution_somme_des_resultats",
        creer_execution,
        refuses=[
            {"lues": 1},
            *({resultat: 1} for resultat in Resultat.values),
            {"lues": 9, "nouvelle": 5, "inchangee": 3},
            {"lues": 7, "nouvelle": 5, "inchangee": 3},
        ],
        acceptes=[
            {},
            *({"lues": 1, resultat: 1} for resultat in Resultat.values),
            {"lues": 28} | {resultat: n for n, resultat in enumerate(Resultat.values, start=1)},
        ],
    ),
    Cas(
        "execution_etat_connu",
        creer_execution,
        refuses=[{"etat": "FINIE"}, {"etat": ""}],
        acceptes=[{"etat": etat} for etat in EtatExecution.values],
    ),
    Cas(
        "lignesync_source_cle_unique",
        creer_ligne,
        deja=[{}],
        refuses=[{"numero": 9, "resultat": "rejetee"}],
        acceptes=[{"cle": "YCN-000008"}, {"source": lambda: la_source("Autre feuille")}],
    ),
    Cas(
        "lignesync_resultat_connu",
        creer_ligne,
        refuses=[{"resultat": "perdue"}, {"resultat": ""}],
        acceptes=[{"resultat": resultat} for resultat in Resultat.values],
    ),
]


def test_every_outcome_has_its_counter() -> None:
    assert {"nouvelle", "mise_a_jour", "inchangee", "doublon", "protegee", "rejetee", "vide"} == set(Resultat.values)
    assert set(Resultat.values) <= {champ.name for champ in ExecutionSync._meta.get_fields()}
