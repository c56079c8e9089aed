"""What a constraint refuses and what it lets through, as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, models, transaction

Champs = dict[str, Any]


@dataclass(frozen=True)
class Cas:
    """A constraint and rows around its edge.

    `nom` is that of the constraint, or `table.column` for a unique column. `creer` inserts a
    row from fields; a value that is a function is called first. `deja` are rows that stand
    before each trial.
    """

    nom: str
    creer: Callable[..., models.Model]
    refuses: Sequence[Champs]
    acceptes: Sequence[Champs]
    deja: Sequence[Champs] = ()

    def inserer(self, champs: Champs) -> models.Model:
        """Insert one row; raises IntegrityError."""
        return self.creer(**{cle: valeur() if callable(valeur) else valeur for cle, valeur in champs.items()})


def insertion_refusee(cas: Cas, champs: Champs) -> str | None:
    """Try a row on top of those that stand, take all back; return what the database said, None if it accepted."""
    with transaction.atomic():
        for rangee in cas.deja:
            cas.inserer(rangee)
        dit = _essayer(cas, champs)
        transaction.set_rollback(True)
    return dit


def _essayer(cas: Cas, champs: Champs) -> str | None:
    try:
        with transaction.atomic():
            cas.inserer(champs)
    except IntegrityError as erreur:
        return str(erreur)
    return None


def nomme(cas: Cas, message: str) -> bool:
    """Tell whether the message of the database speaks of this constraint."""
    if "." not in cas.nom:
        return cas.nom in message or _colonnes(cas.nom) in message
    # PostgreSQL derives the name of a unique column's index from table and column.
    return (cas.nom if connection.vendor == "sqlite" else cas.nom.replace(".", "_")) in message


def _colonnes(nom: str) -> str:
    """Return how SQLite names a unique constraint: by its columns."""
    for modele in modeles_du_projet():
        for contrainte in modele._meta.constraints:
            if contrainte.name == nom and isinstance(contrainte, models.UniqueConstraint) and contrainte.fields:
                table = modele._meta.db_table
                return ", ".join(f"{table}.{modele._meta.get_field(c).column}" for c in contrainte.fields)  # type: ignore[union-attr]
    return nom


def modeles_du_projet() -> list[type[models.Model]]:
    """Return the models of the data apps."""
    from django.apps import apps

    donnees = ("parametre", "client", "article", "commande", "synchronisation")
    return [modele for app in donnees for modele in apps.get_app_config(app).get_models()]
