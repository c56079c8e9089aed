"""A system check: the table of transitions is whole, whatever was edited."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from commande.etats import FINAUX, PROPRIETAIRE, TRANSITIONS, Etat, Portee, Transition
from commande.moteur.donnees import CLES_CONNUES
from commande.moteur.effets import EFFETS
from commande.moteur.gardes import GARDES


def verifier_table(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Return what is wrong with the table; Django calls this at each start."""
    return list(erreurs_de_table(TRANSITIONS))


def erreurs_de_table(table: Mapping[str, Transition]) -> Iterator[CheckMessage]:
    """Yield an error for each state or name that the table leaves hanging."""
    atteints = _atteints(table.values())
    for etat in Etat:
        if etat not in atteints:
            yield Error(f"No transition leads to the state {etat.value}.", id="commande.E001")
        if etat not in FINAUX and not any(etat in t.sources for t in table.values()):
            yield Error(f"The state {etat.value} cannot be left.", id="commande.E002")
    for code, transition in table.items():
        yield from _erreurs_de(code, transition)


def _atteints(transitions: Iterable[Transition]) -> set[Etat]:
    """Return the states that can be reached from the first one."""
    liste = list(transitions)
    atteints = {Etat.NON_AFFECTEE}
    while nouveaux := {t.cible for t in liste if t.sources & atteints} - atteints:
        atteints |= nouveaux
    return atteints


def _erreurs_de(code: str, transition: Transition) -> Iterator[CheckMessage]:
    if code != transition.code:
        yield Error(f"The transition {transition.code} is filed under {code}.", id="commande.E003")
    noms = [*(set(transition.gardes) - GARDES.keys()), *(set(transition.effets) - EFFETS.keys())]
    for nom in sorted(noms):
        yield Error(f"The transition {code} names {nom}, which the engine does not have.", id="commande.E004")
    for cle in sorted((transition.requis | transition.facultatifs) - CLES_CONNUES):
        yield Error(f"The transition {code} names the key {cle}, which nothing reads.", id="commande.E005")
    for droit in transition.droits:
        if droit.portee is not Portee.TOUTES and droit.acteur not in PROPRIETAIRE:
            yield Error(f"In {code}, {droit.acteur} owns no orders.", id="commande.E006")
        if not droit.sources:
            yield Error(f"In {code}, {droit.acteur} may act from no state.", id="commande.E007")
