"""What a person does with the stock at a desk: each form counts once, however often it is sent."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from article.models import CleStock, Variante
from article.services.stock import ajuster, autoriser, compter_en_lot, entrer_en_lot
from config.noyau.erreurs import ErreurConcurrence, ErreurSaisie
from config.noyau.horloge import maintenant
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur

CLE_MAX = 100
SEUIL_MAX = 100_000


def recevoir(*, quantites: Mapping[int, int], motif: str, operateur: Operateur, cle: str) -> int:
    """Enter goods that arrived (variant -> pieces) and return how many pieces.

    Raises ErreurSaisie, ErreurDroit.
    """
    if not quantites:
        raise ErreurSaisie(_("La réception est vide. Scannez ou cherchez un article."))
    acte = partial(entrer_en_lot, quantites=quantites, motif=motif, operateur=operateur)
    return _une_fois(cle, {"recevoir": _texte(quantites), "motif": motif}, operateur, acte)


def inventorier(
    *, quantites: Mapping[int, int], attendues: Mapping[int, int], motif: str, operateur: Operateur, cle: str
) -> int:
    """Set the stock to what was counted (variant -> pieces) and return how many variants changed.

    `attendues` is the stock against which the differences were shown: where it has moved
    since, nothing is changed and ErreurConcurrence names the variants, for the person to
    see the new difference. Raises ErreurSaisie, ErreurDroit.
    """
    if not quantites:
        raise ErreurSaisie(_("Le comptage est vide. Scannez ou cherchez un article."))

    def acte() -> int:
        verrouillees = Variante.objects.select_for_update().filter(pk__in=quantites).order_by("pk")
        bougees = [
            r for pk, r, n in verrouillees.values_list("pk", "reference", "qte_disponible") if attendues.get(pk) != n
        ]
        if bougees:
            raise ErreurConcurrence(
                _("Le stock a bougé pendant le comptage : %(lesquelles)s. Rien n’est enregistré : voyez les écarts.")
                % {"lesquelles": ", ".join(bougees[:3])}
            )
        return compter_en_lot(quantites=quantites, motif=motif, operateur=operateur)

    appel = {"inventorier": _texte(quantites), "attendues": _texte(attendues), "motif": motif}
    return _une_fois(cle, appel, operateur, acte)


def corriger(*, variante_id: int, delta: int, motif: str, operateur: Operateur, cle: str) -> int:
    """Correct the stock of a variant by a signed number of pieces and return what it is then.

    Raises ErreurRupture, ErreurSaisie, ErreurDroit.
    """

    def acte() -> int:
        return ajuster(variante_id=variante_id, delta=delta, motif=motif, operateur=operateur).solde_apres

    return _une_fois(cle, {"corriger": variante_id, "delta": delta, "motif": motif}, operateur, acte)


def changer_seuils(*, seuils: Mapping[int, int], operateur: Operateur) -> int:
    """Set from how many pieces down variants are low (variant -> pieces) and return how many changed.

    Raises ErreurSaisie, ErreurDroit.
    """
    if any(not 0 <= seuil <= SEUIL_MAX for seuil in seuils.values()):
        raise ErreurSaisie(_("Un seuil va de 0 à %(max)d pièces.") % {"max": SEUIL_MAX})
    with transaction.atomic():
        autoriser(_("Seuil d’alerte"), operateur)
        variantes = Variante.objects.select_for_update().filter(pk__in=seuils).order_by("pk")
        changees = [v for v in variantes.only("seuil_alerte") if v.seuil_alerte != seuils[v.pk]]
        for variante in changees:
            variante.seuil_alerte = seuils[variante.pk]
        Variante.objects.bulk_update(changees, ["seuil_alerte"])
        return len(changees)


def oublier_cles_du_stock(avant: dt.datetime) -> int:
    """Forget the keys older than an instant and return how many there were."""
    return CleStock.objects.filter(cree_le__lt=avant).delete()[0]


def _une_fois(cle: str, appel: Mapping[str, Any], operateur: Operateur, acte: Callable[[], int]) -> int:
    """Run an act and keep its result with its key, in one transaction; the same form again returns that result."""
    if not 0 < len(cle) <= CLE_MAX or "\x00" in cle:
        raise ErreurSaisie(_("Le formulaire est incomplet. Rechargez la page, puis recommencez."))
    clair = json.dumps({**appel, "operateur": operateur.pk}, sort_keys=True, ensure_ascii=False)
    return avec_reprise(partial(_agir, cle, hashlib.sha256(clair.encode()).hexdigest(), acte))


def _agir(cle: str, marque: str, acte: Callable[[], int]) -> int:
    with transaction.atomic():
        if not _reserver(cle, marque):
            connue = CleStock.objects.get(cle=cle)
            if connue.empreinte != marque:
                raise ErreurSaisie(_("Ce formulaire a déjà été enregistré. Rechargez la page et recommencez."))
            return connue.nombre
        nombre = acte()
        CleStock.objects.filter(cle=cle).update(nombre=nombre)
        return nombre


def _reserver(cle: str, marque: str) -> bool:
    """Insert the key, waiting for whoever is inserting the same; tell whether it is ours."""
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO article_clestock (cle, empreinte, nombre, cree_le) VALUES (%s, %s, 0, %s)"
            " ON CONFLICT (cle) DO NOTHING",
            [cle, marque, connection.ops.adapt_datetimefield_value(maintenant())],
        )
        return bool(curseur.rowcount == 1)


def _texte(quantites: Mapping[int, int]) -> dict[str, int]:
    return {str(pk): n for pk, n in sorted(quantites.items())}
