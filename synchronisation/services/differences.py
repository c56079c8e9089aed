"""What a row says now and did not say before."""

from synchronisation.models import LigneSync, Resultat


def changements_de(trace: LigneSync) -> list[tuple[str, str, str]]:
    """Return the cells of a row that changed since it was last settled: (column, before, after)."""
    if trace.resultat not in (Resultat.MISE_A_JOUR, Resultat.PROTEGEE):
        return []
    avant = (trace.avant.get("trace") or {}).get("valeurs") or {}
    titres = dict.fromkeys((*avant, *trace.valeurs))
    return [
        (titre, avant.get(titre, ""), trace.valeurs.get(titre, ""))
        for titre in titres
        if avant.get(titre, "") != trace.valeurs.get(titre, "")
    ]
