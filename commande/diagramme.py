"""Writes `docs/workflow.md` from the table of transitions."""

from collections.abc import Iterable, Iterator

from commande.etats import CLOS, FINAUX, TRANSITIONS, Acteur, Droit, Etat, Portee, Transition

_ENTETE = """# The workflow of an order

Written by `manage.py dessiner_workflow` from the table in `commande/etats.py`; a test says when it is stale.

## The way of most orders

"""
_QUI = {
    Acteur.ADMIN: "ADMIN",
    Acteur.CONFIRMATION: "CONFIRMATION",
    Acteur.PREPARATION: "PREPARATION",
    Acteur.LOGISTIQUE: "LOGISTIQUE",
    Acteur.AUTOMATIQUE: "automatic",
    Acteur.SYNC: "sync",
}
_PORTEES = {Portee.TOUTES: "", Portee.SIENNES: " (own)", Portee.SIENNES_OU_LIBRES: " (own or nobody's)"}


def dessiner() -> str:
    """Return the whole page."""
    usuel: list[str] = []
    autre: list[str] = []
    for transition in TRANSITIONS.values():
        for source in _ordonner(transition.sources):
            fleche = f"    {source.value} --> {transition.cible.value} : {transition.code}"
            ecart = source in FINAUX | CLOS or transition.cible in CLOS
            (autre if ecart else usuel).append(fleche)
    parties = [_ENTETE, *_diagramme(usuel), "", "## Closing, reopening, correcting", "", *_diagramme(autre)]
    return "\n".join([*parties, "", "## The table", "", *_tableau(), "", *_etats(), ""])


def _diagramme(fleches: Iterable[str]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    yield f"    [*] --> {Etat.NON_AFFECTEE.value}"
    yield from fleches
    yield from (f"    {final.value} --> [*]" for final in _ordonner(FINAUX))
    yield "```"


def _tableau() -> Iterator[str]:
    yield "| transition | shown | from | to | who | needs | guards | effects |"
    yield "|---|---|---|---|---|---|---|---|"
    for t in TRANSITIONS.values():
        cases = [
            f"`{t.code}`",
            str(t.libelle),
            ", ".join(f"`{e.value}`" for e in _ordonner(t.sources)),
            f"`{t.cible.value}`",
            "<br>".join(_droit(t, d) for d in t.droits),
            _besoins(t),
            _noms(t.gardes),
            _noms(t.effets),
        ]
        yield f"| {' | '.join(cases)} |"


def _droit(transition: Transition, droit: Droit) -> str:
    """Say who, whose, and from where when that is not everywhere."""
    qui = _QUI[droit.acteur] + _PORTEES[droit.portee]
    if droit.sources == transition.sources:
        return qui
    return f"{qui} from {', '.join(f'`{e.value}`' for e in _ordonner(droit.sources))}"


def _besoins(transition: Transition) -> str:
    besoins = ["motif"] if transition.motif else []
    besoins += [f"`{cle}`" for cle in sorted(transition.requis)]
    besoins += [f"`{cle}` (optional)" for cle in sorted(transition.facultatifs)]
    return ", ".join(besoins)


def _etats() -> Iterator[str]:
    yield "## The states"
    yield ""
    yield "| code | shown | |"
    yield "|---|---|---|"
    for etat in Etat:
        famille = "final" if etat in FINAUX else "closed" if etat in CLOS else ""
        yield f"| `{etat.value}` | {etat.label} | {famille} |"


def _noms(noms: tuple[str, ...]) -> str:
    return ", ".join(f"`{nom}`" for nom in noms)


def _ordonner(etats: frozenset[Etat]) -> list[Etat]:
    return [etat for etat in Etat if etat in etats]
