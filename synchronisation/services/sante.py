"""The health of a sheet, in words that its owner can act on."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.etats import OUVERTS
from commande.models import Commande
from config.noyau.affichage import telephone
from synchronisation.models import LigneSync, Resultat, SourceCommandes

EXEMPLES = 5
# A number that was understood: shown as people write it.
_E164 = re.compile(r"\+212\d{9}")
# Code of a reason of `a_verifier` (its first word) -> what its owner should do.
CONSEILS: dict[str, tuple[str | Promise, str | Promise]] = {
    "telephone": (
        gettext_lazy("Téléphones douteux"),
        gettext_lazy("Écrivez dix chiffres commençant par 05, 06, 07 ou 08, dans une colonne au format texte."),
    ),
    "ville": (
        gettext_lazy("Villes non reconnues"),
        gettext_lazy("Écrivez la ville du transporteur, seule dans sa colonne, sans la rue ni le quartier."),
    ),
    "produit": (
        gettext_lazy("Articles non reconnus"),
        gettext_lazy("Écrivez la catégorie, le modèle (YZ244), la pointure et une couleur du catalogue."),
    ),
    "offre": (
        gettext_lazy("Offres de plusieurs pièces"),
        gettext_lazy("Indiquez la pointure et la couleur de chaque pièce\u202f: l’opérateur doit les demander."),
    ),
    "quantite": (gettext_lazy("Quantités illisibles"), gettext_lazy("Écrivez un nombre entier de 1 à 99.")),
    "prix": (
        gettext_lazy("Montants illisibles"),
        gettext_lazy("Écrivez le prix en chiffres, par exemple 299 ou 299,00."),
    ),
    "ecart": (
        gettext_lazy("Prix différents du catalogue"),
        gettext_lazy("Mettez à jour le prix de la feuille, ou celui du catalogue."),
    ),
    "date": (
        gettext_lazy("Dates illisibles"),
        gettext_lazy("Écrivez le jour, le mois puis l’année\u202f: 25/11/2026."),
    ),
    "statut": (gettext_lazy("Statuts inconnus"), gettext_lazy("Employez les mots du logiciel, ou laissez vide.")),
    "etat": (
        gettext_lazy("Statuts plus avancés que la commande"),
        gettext_lazy("La feuille ne fait pas avancer une commande\u202f: laissez le statut vide."),
    ),
    "operateur": (
        gettext_lazy("Opérateurs inconnus"),
        gettext_lazy("Écrivez le nom d’un opérateur de confirmation actif."),
    ),
    "doublon": (
        gettext_lazy("Doublons à vérifier"),
        gettext_lazy("Nommez la commande d’origine dans les motifs, avec le même téléphone."),
    ),
}


@dataclass(frozen=True, slots=True)
class Constat:
    """One kind of trouble: how many rows, what to do, the first of them (row, text)."""

    titre: str
    conseil: str
    nombre: int
    exemples: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Sante:
    """The health of the sheet of a source: rows known, refused, to check, and why."""

    source: SourceCommandes
    lignes: int
    rejetees: int
    a_verifier: int
    constats: tuple[Constat, ...]


def sante_de(source: SourceCommandes) -> Sante:
    """Return the health of a sheet, from its refused rows and its open orders that need a look."""
    rejets = _rejets(source)
    doutes = [*_doutes(source)]
    par_sorte: dict[str, list[tuple[int, str]]] = {}
    for sorte, numero, texte in doutes:
        par_sorte.setdefault(sorte, []).append((numero, texte))
    constats = [
        Constat(str(CONSEILS[sorte][0]), str(CONSEILS[sorte][1]), len(vus), tuple(vus[:EXEMPLES]))
        for sorte, vus in par_sorte.items()
    ]
    if rejets:
        conseil = _("Corrigez ces lignes dans la feuille ou ici, puis rejouez-les\u202f: elles n’ont pas de commande.")
        constats.append(Constat(_("Lignes rejetées"), conseil, len(rejets), tuple(rejets[:EXEMPLES])))
    return Sante(
        source=source,
        lignes=LigneSync.objects.filter(source=source).exclude(resultat=Resultat.VIDE).count(),
        rejetees=len(rejets),
        a_verifier=len({numero for _sorte, numero, _texte in doutes}),
        constats=tuple(sorted(constats, key=lambda c: -c.nombre)),
    )


def lignes_en_cause(source: SourceCommandes) -> Iterator[tuple[int, str, str, str]]:
    """Yield every row to mend: its number, the trouble, the text as typed, what to do."""
    for numero, texte in _rejets(source):
        yield numero, _("Ligne rejetée"), texte, _("Corrigez la ligne.")
    for sorte, numero, texte in _doutes(source):
        yield numero, str(CONSEILS[sorte][0]), texte, str(CONSEILS[sorte][1])


def _rejets(source: SourceCommandes) -> list[tuple[int, str]]:
    rejetees = LigneSync.objects.filter(source=source, resultat=Resultat.REJETEE)
    return list(rejetees.order_by("numero", "pk").values_list("numero", "raison"))


def _doutes(source: SourceCommandes) -> Iterator[tuple[str, int, str]]:
    commandes = Commande.objects.filter(source=source, a_verifier=True, etat__in=OUVERTS).order_by("numero_ligne", "pk")
    for numero, raisons in commandes.values_list("numero_ligne", "raisons").iterator(chunk_size=2000):
        sortes: Counter[str] = Counter()
        for raison in raisons if isinstance(raisons, list) else []:
            sorte = _sorte(raison)
            if sorte and not sortes[sorte]:
                sortes[sorte] += 1
                texte = str(raison.get("texte") or raison.get("message") or "")[:200]
                yield sorte, numero or 0, telephone(texte) if _E164.fullmatch(texte) else texte


def _sorte(raison: Any) -> str:
    code = str(raison.get("code", "")) if isinstance(raison, dict) else ""
    return next((sorte for sorte in CONSEILS if code.startswith(sorte)), "")
