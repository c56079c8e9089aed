"""Write the state and the number of each order back into the sheet it came from."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from django.db import DatabaseError
from django.utils.translation import gettext as _

from commande.etats import Etat
from config.noyau.erreurs import ErreurMetier
from synchronisation.colonnes import Entete, ErreurEntete, lire_entete
from synchronisation.comprehension import LigneRejetee, reference_de
from synchronisation.lecteurs.google import Classeur, lettres_de, numeroter
from synchronisation.models import ExecutionSync, LigneSync, SourceCommandes
from synchronisation.verrou import Verrou

logger = logging.getLogger(__name__)

# Cells of one request.
CELLULES_MAX = 10_000
# Google writes by address: rows that move between our read and our write are seen at the next pass.
PASSAGES = 3

# Column from 0, row from 1 -> text.
Cellules = dict[tuple[int, int], str]


def reporter(execution: ExecutionSync, verrou: Verrou) -> None:
    """Write state and number of the orders of a source into the two columns of its sheet.

    Raises nothing: what was not written is said in the warning of the run.
    """
    try:
        _reporter(execution.source, verrou)
    except Exception as erreur:
        if isinstance(erreur, ErreurMetier):
            cause = erreur.phrase
        else:
            logger.exception("sheet not written back", extra={"source": execution.source_id})
            cause = _("Erreur inattendue (%s), notée au journal.") % type(erreur).__name__
        execution.avertissement = _("États et numéros non écrits dans la feuille. %s") % cause
        with suppress(DatabaseError):
            execution.save(update_fields=["avertissement"])


def _reporter(source: SourceCommandes, verrou: Verrou) -> None:
    classeur = Classeur.ouvrir(source, battre=verrou.battre, ecriture=True)
    ecrites: Cellules = {}
    for _passage in range(PASSAGES):
        verrou.battre()
        ecarts = _ecarts(source, classeur.lire(), ecrites)
        if not ecarts:
            return
        places = sorted(ecarts.items())
        for debut in range(0, len(places), CELLULES_MAX):
            classeur.ecrire(_blocs(places[debut : debut + CELLULES_MAX]))
        ecrites |= ecarts


def _ecarts(source: SourceCommandes, valeurs: list[list[str]], ecrites: Mapping[tuple[int, int], str]) -> Cellules:
    """Return the cells that do not say what they should; those of `ecrites` that hit a strange row go blank."""
    entete, suite = lire_entete(numeroter(valeurs), source.correspondance)
    colonnes = _colonnes(entete, source)
    voulus = _voulus(source)
    ecarts: Cellules = {}
    for numero, cellules in suite:
        # Of two rows with one number, the first made the order.
        voulu = voulus.pop(_cle_de(cellules, entete), None)
        for rang, texte in zip(colonnes, voulu or ("", ""), strict=True):
            actuel = cellules[rang] if rang < len(cellules) else ""
            a_nous = voulu is not None or ecrites.get((rang, numero)) == actuel
            if a_nous and actuel != texte:
                ecarts[rang, numero] = texte
    return ecarts


def _colonnes(entete: Entete, source: SourceCommandes) -> Sequence[int]:
    rangs = {titre: entete.rang(titre) for titre in source.colonnes_ecrites}
    absentes = [titre for titre, rang in rangs.items() if rang is None]
    if absentes:
        raise ErreurEntete(
            _("Ajoutez à l’en-tête de la feuille %(colonnes)s, puis relancez.")
            % {"colonnes": _(" et ").join(_("la colonne «\u202f%s\u202f»") % titre for titre in absentes)}
        )
    return [rang for rang in rangs.values() if rang is not None]


def _voulus(source: SourceCommandes) -> dict[str, tuple[str, str]]:
    lignes = LigneSync.objects.filter(source=source, commande__isnull=False).values_list(
        "cle", "commande__etat", "commande__numero"
    )
    libelles = {etat.value: str(etat.label) for etat in Etat}
    return {cle: (libelles[etat], numero) for cle, etat, numero in lignes.iterator()}


def _cle_de(cellules: Sequence[str], entete: Entete) -> str:
    rang = entete.positions["numero"]
    try:
        return f"N:{reference_de(cellules[rang] if rang < len(cellules) else '')}"
    except LigneRejetee:
        return ""


def _blocs(cellules: Iterable[tuple[tuple[int, int], str]]) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the cells, in order, as blocks of neighbours below each other."""
    bloc: list[list[str]] = []
    debut = fin = (-1, -1)
    for place, texte in cellules:
        if bloc and place != fin:
            yield f"{lettres_de(debut[0])}{debut[1]}", bloc
            bloc = []
        debut = debut if bloc else place
        bloc.append([texte])
        fin = (place[0], place[1] + 1)
    if bloc:
        yield f"{lettres_de(debut[0])}{debut[1]}", bloc
