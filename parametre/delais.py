"""A carrier's delays as people type them, in days and weekdays."""

import re
from dataclasses import dataclass

from config.noyau.textes import normaliser

TOUS_LES_JOURS = (1, 2, 3, 4, 5, 6, 7)
_JOURS = {"lun": 1, "mar": 2, "mer": 3, "jeu": 4, "ven": 5, "sam": 6, "dim": 7}
_HEURES = re.compile(r"(\d+) ?h\b")
_JOURS_COMPTES = re.compile(r"\bj(?:our)?s? ?(?:plus )?(\d+)\b|\b(\d+) ?j(?:ours?)?\b")
_CHAQUE_JOUR = re.compile(r"\b(?:chaque jour|tous les jours|toute la semaine|quotidien\w*|7j 7|7 7)\b")
# `MARD` and `JEUD` are seen; `marrakech` is not a Tuesday.
_JOUR = re.compile(
    r"\b(lun|mar|jeu|ven|sam|dim|mer)(?:di?s?|dr?[a-z]{2,4}|ed[a-z]{0,2}|an[a-z]{0,4}|cr?e?[a-z]{0,4})?\b"
)
_JUSQUE = re.compile(r"\b(?:jusqu\w*|a|au)\b")


@dataclass(frozen=True, slots=True)
class Delai:
    """Days on the road (None: not said) and ISO weekdays of delivery (empty: not said)."""

    jours: int | None
    semaine: tuple[int, ...]


def lire_delai(texte: str) -> Delai:
    """Read what a text says of the delay.

    The longest of several durations counts (`24H-48H` is 2 days), a part of a day is a day.
    `JOURS+1` is 1 day. Every day means 1 day, on all seven. Weekdays alone say nothing of
    the duration. Two weekdays with `jusqu'à` between them are a range.
    """
    cle = normaliser(texte.replace("+", " plus ").replace("_", " "))
    if _CHAQUE_JOUR.search(cle):
        return Delai(_duree(cle) or 1, TOUS_LES_JOURS)
    return Delai(_duree(cle), _semaine(cle))


def _duree(cle: str) -> int | None:
    heures = [-(-int(nombre) // 24) for nombre in _HEURES.findall(cle)]
    jours = [int(avant or apres) for avant, apres in _JOURS_COMPTES.findall(cle)]
    durees = [duree for duree in heures + jours if 0 < duree <= 60]
    return max(durees, default=None)


def _semaine(cle: str) -> tuple[int, ...]:
    trouves = list(_JOUR.finditer(cle))
    jours = [_JOURS[trouve.group(1)] for trouve in trouves]
    if len(jours) == 2 and _JUSQUE.search(cle, trouves[0].end(), trouves[1].start()):
        premier, dernier = jours
        return tuple(sorted((premier - 1 + pas) % 7 + 1 for pas in range((dernier - premier) % 7 + 1)))
    return tuple(sorted(set(jours)))
