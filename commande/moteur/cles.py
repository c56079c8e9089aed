"""Idempotency keys: the same call twice has one effect and one answer."""

import hashlib
import json
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from commande.erreurs import ErreurCle
from commande.models import CleAction, Commande
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import maintenant

LONGUEUR_MAX = 100
_RESULTAT = CleAction._meta.get_field("resultat")  # noqa: SLF001
_CHAMPS = Commande._meta.concrete_fields  # noqa: SLF001
# What the engine never changes, and what would make a key heavy.
_HORS_RESULTAT = frozenset({"valeurs_brutes", "raisons", "champs_edites", "texte_produit", "texte_ville", "adresse"})


def empreinte(appel: dict[str, Any]) -> str:
    """Return the fingerprint under which two equal calls meet."""
    return hashlib.sha256(json.dumps(appel, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def reserver(cle: str, commande_id: int, marque: str) -> dict[str, str | None] | None:
    """Take a key for this call; return the stored result when the call was made already.

    Waits for a call that is running with the same key. Raises ErreurCle for another call,
    ErreurSaisie for a key that is empty or too long.
    """
    if not 0 < len(cle) <= LONGUEUR_MAX or "\x00" in cle:
        raise ErreurSaisie(_("La clé de l’action doit compter de 1 à %(n)d caractères.") % {"n": LONGUEUR_MAX})
    if _inserer(cle, commande_id, marque):
        return None
    ancienne = lire_cle(cle)
    assert ancienne is not None  # noqa: S101 -- the insertion met it
    if ancienne.commande_id != commande_id or ancienne.empreinte != marque:
        raise ErreurCle(_("Cette clé a déjà servi pour une autre action. Rechargez la page et recommencez."))
    resultat: dict[str, str | None] = ancienne.resultat
    return resultat


def noter(cle: str, commande: Commande) -> None:
    """Keep with its key what a call returned."""
    resultat = {
        f.attname: None if getattr(commande, f.attname) is None else f.value_to_string(commande)
        for f in _CHAMPS
        if f.name not in _HORS_RESULTAT
    }
    with connection.cursor() as curseur:
        curseur.execute(
            "UPDATE commande_cleaction SET resultat = %s WHERE cle = %s",
            [_RESULTAT.get_db_prep_save(resultat, connection), cle],
        )


def rejouer(commande: Commande, resultat: dict[str, str | None]) -> Commande:
    """Return the order as the first call returned it."""
    for f in _CHAMPS:
        if f.attname in resultat:
            setattr(commande, f.attname, f.to_python(resultat[f.attname]))
    return commande


def lire_cle(cle: str) -> CleAction | None:
    """Return a key that was used, with the order it stands for not read."""
    return next(iter(CleAction.objects.raw("SELECT * FROM commande_cleaction WHERE cle = %s", [cle])), None)


def retenir(cle: str, commande_id: int, marque: str) -> None:
    """Make a key stand for an order; one used before, for this order from now on."""
    _inserer(cle, commande_id, marque, "UPDATE SET commande_id = excluded.commande_id, empreinte = excluded.empreinte")


def _inserer(cle: str, commande_id: int, marque: str, sinon: str = "NOTHING") -> bool:
    """Insert the key, waiting for whoever is inserting the same; tell whether a row was written."""
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO commande_cleaction (cle, commande_id, empreinte, resultat, cree_le)"  # noqa: S608
            f" VALUES (%s, %s, %s, '{{}}', %s) ON CONFLICT (cle) DO {sinon}",
            [cle, commande_id, marque, connection.ops.adapt_datetimefield_value(maintenant())],
        )
        return bool(curseur.rowcount == 1)
