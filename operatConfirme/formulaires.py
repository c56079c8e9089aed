"""What the form of a new order or an exchange holds, read from each request: nothing is kept between two."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from operatConfirme.views import nouvelle_cle

QUANTITE_MAX = 999
_TEXTE_MAX = 500
_LIGNE = re.compile(r"(quantite|reprise)-(\d{1,18})")
_ACTE = re.compile(r"(ajouter|retirer)-(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Saisie:
    """`lignes`: variant -> pieces; `reprises`: line of a delivered order -> pieces given back."""

    cle: str
    telephone: str = ""
    nom: str = ""
    ville_id: int | None = None
    adresse: str = ""
    recherche: str = ""
    lignes: dict[int, int] = field(default_factory=dict)
    reprises: dict[int, int] = field(default_factory=dict)


def saisie_vide(telephone: str = "") -> Saisie:
    """Return a new form, with its own key."""
    return Saisie(cle=nouvelle_cle(), telephone=telephone[:_TEXTE_MAX])


def lire_saisie(donnees: QueryDict) -> Saisie:
    """Read the form as it was sent, its button for a line included."""
    quantites = dict(_quantites(donnees.items()))
    lues = Saisie(
        cle=donnees.get("cle", "") or nouvelle_cle(),
        telephone=donnees.get("telephone", "")[:_TEXTE_MAX],
        nom=donnees.get("nom", "")[:_TEXTE_MAX],
        ville_id=entier(donnees.get("ville", "")),
        adresse=donnees.get("adresse", "")[: 2 * _TEXTE_MAX],
        recherche=donnees.get("article", "")[:80],
        lignes={pk: n for (sorte, pk), n in quantites.items() if sorte == "quantite" and n},
        reprises={pk: n for (sorte, pk), n in quantites.items() if sorte == "reprise" and n},
    )
    acte = _ACTE.fullmatch(donnees.get("action", ""))
    return _changer_ligne(lues, acte[1], int(acte[2])) if acte else lues


def _changer_ligne(saisie: Saisie, acte: str, variante_id: int) -> Saisie:
    lignes = dict(saisie.lignes)
    if acte == "retirer":
        lignes.pop(variante_id, None)
    else:
        lignes[variante_id] = min(lignes.get(variante_id, 0) + 1, QUANTITE_MAX)
    return replace(saisie, lignes=lignes)


def _quantites(champs: Iterable[tuple[str, object]]) -> Iterable[tuple[tuple[str, int], int]]:
    for nom, valeur in champs:
        lu = _LIGNE.fullmatch(nom)
        if lu:
            yield (lu[1], int(lu[2])), min(entier(str(valeur)) or 0, QUANTITE_MAX)


def entier(texte: str) -> int | None:
    """Read a whole number as a form sends it, None for anything else."""
    propre = texte.strip()
    return int(propre) if propre.isascii() and propre.isdecimal() and len(propre) <= 18 else None
