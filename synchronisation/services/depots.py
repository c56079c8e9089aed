"""A sheet put in by the browser: tried first, its difference kept, brought in once."""

import logging
import secrets
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurConcurrence, ErreurDroit, ErreurMetier, ErreurSaisie
from config.noyau.horloge import maintenant
from config.noyau.lecture import lire_tableau
from parametre.models import Operateur, TypeOperateur
from synchronisation.models import DepotFeuille, ExecutionSync, GenreSource, LigneSync, Resultat, SourceCommandes
from synchronisation.services.arriere_plan import lancer
from synchronisation.services.differences import changements_de
from synchronisation.services.execution import synchroniser
from synchronisation.services.sources import source_du_fichier

journal = logging.getLogger(__name__)
OCTETS_MAX = 25 * 1024 * 1024
EXTENSIONS = frozenset({".csv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods"})
# Lines of each outcome that the page of a trial shows.
LIGNES_MONTREES = 60


def deposer(*, fichier: "UploadedFile[Any]", source: str, operateur: Operateur) -> DepotFeuille:
    """Keep a file and try it: nothing is brought in. `source` empty: named after the file.

    The trial goes on behind the page. Raises ErreurDroit, ErreurSaisie (too large, another format).
    """
    _exiger_admin(operateur)
    nom = Path(fichier.name or "feuille.csv").name[:120]
    if Path(nom).suffix.lower() not in EXTENSIONS:
        raise ErreurSaisie(_("«\u202f%s\u202f» n’est ni un CSV ni un classeur (xlsx, xls, ods).") % nom)
    if not fichier.size or fichier.size > OCTETS_MAX:
        raise ErreurSaisie(_("Le fichier est vide ou dépasse %d\u00a0Mo.") % (OCTETS_MAX >> 20))
    depot = DepotFeuille(nom=nom, operateur=operateur, source_nom=source.strip()[:120] or Path(nom).stem[:120])
    depot.fichier.save(f"{secrets.token_hex(8)}{Path(nom).suffix.lower()}", fichier, save=False)
    depot.save()
    transaction.on_commit(partial(lancer, partial(essayer_depot, depot_id=depot.pk), nom=f"essai-{depot.pk}"))
    return depot


def essayer_depot(*, depot_id: int) -> None:
    """Do with a file everything that bringing it in would do, keep what changed, take it all back."""
    depot = DepotFeuille.objects.get(pk=depot_id)
    try:
        bilan, erreur = _essayer(depot), ""
    except ErreurMetier as refus:
        bilan, erreur = {}, refus.phrase
    except Exception as faute:
        journal.exception("The trial of a file failed")
        bilan, erreur = {}, _("Erreur inattendue\u202f: %s. Rien n’a été changé.") % type(faute).__name__
    DepotFeuille.objects.filter(pk=depot_id).update(bilan=bilan, erreur=erreur, essaye_le=maintenant())


def lues_par(depot: DepotFeuille) -> int:
    """Return how many rows the trial of a file has settled so far."""
    try:
        return int(_progression(depot).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def appliquer_depot(*, depot_id: int, operateur: Operateur) -> SourceCommandes:
    """Bring a file that was tried into orders, behind the page, once; return its source.

    Raises ErreurDroit, ErreurConcurrence when it was brought in already.
    """
    _exiger_admin(operateur)
    with transaction.atomic():
        pris = DepotFeuille.objects.filter(pk=depot_id, applique_le=None, erreur="").update(applique_le=maintenant())
        if not pris:
            raise ErreurConcurrence(_("Ce fichier a déjà été appliqué ou abandonné."))
        depot = DepotFeuille.objects.get(pk=depot_id)
        source = _source(depot)
        transaction.on_commit(
            partial(lancer, partial(_appliquer, depot_id, source), nom=f"depot-{depot_id}"),
        )
    return source


def abandonner_depot(*, depot_id: int, operateur: Operateur) -> None:
    """Forget a file that was tried. Raises ErreurDroit."""
    _exiger_admin(operateur)
    depot = DepotFeuille.objects.filter(pk=depot_id, applique_le=None).first()
    if depot is not None:
        _jeter(depot)
        depot.delete()


def _appliquer(depot_id: int, source: SourceCommandes) -> ExecutionSync:
    depot = DepotFeuille.objects.get(pk=depot_id)
    try:
        return synchroniser(lambda: lire_tableau(depot.fichier.path), source=source)
    finally:
        _jeter(depot)
        DepotFeuille.objects.filter(pk=depot_id).update(fichier="")


def _source(depot: DepotFeuille) -> SourceCommandes:
    source = source_du_fichier(Path(depot.nom), nom=depot.source_nom)
    if source.genre != GenreSource.FICHIER:
        raise ErreurSaisie(
            _("«\u202f%s\u202f» ne se remplit pas par un fichier. Choisissez un autre nom de source.") % source.nom
        )
    return source


def _essayer(depot: DepotFeuille) -> dict[str, Any]:
    lignes: list[dict[str, Any]] = []
    with transaction.atomic():
        point = transaction.savepoint()
        source = _source(depot)
        try:
            execution = synchroniser(
                lambda: lire_tableau(depot.fichier.path),
                source=source,
                essai=True,
                progression=lambda lues: _noter_progression(depot, lues),
                temoin=partial(_noter, lignes),
            )
        finally:
            # A source that exists only for the trial goes with it.
            transaction.savepoint_rollback(point)
    return {
        "compteurs": {"lues": execution.lues} | {r.value: getattr(execution, r) for r in Resultat},
        "lignes": lignes,
    }


def _noter(lignes: list[dict[str, Any]], execution: ExecutionSync) -> None:
    """Keep the first rows of each outcome, before the trial is rolled back."""
    for resultat in Resultat:
        traces = LigneSync.objects.filter(derniere_execution=execution, resultat=resultat)
        lignes += [
            {
                "numero": trace.numero,
                "resultat": resultat.value,
                "raison": trace.raison,
                "titre": trace.commande.numero if trace.commande else next(iter(trace.valeurs.values()), ""),
                "changements": changements_de(trace),
            }
            for trace in traces.select_related("commande").order_by("numero")[:LIGNES_MONTREES]
        ]


def _progression(depot: DepotFeuille) -> Path:
    """Beside the file: a trial commits nothing that another process could read."""
    return Path(depot.fichier.path).with_suffix(".lues")


def _noter_progression(depot: DepotFeuille, lues: int) -> None:
    _progression(depot).write_text(str(lues), encoding="ascii")


def _jeter(depot: DepotFeuille) -> None:
    if depot.fichier:
        _progression(depot).unlink(missing_ok=True)
        depot.fichier.delete(save=False)


def _exiger_admin(operateur: Operateur) -> None:
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration apporte une feuille."))
