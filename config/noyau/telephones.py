"""Telephone numbers as people type them, read into E.164 or refused with the reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import phonenumbers
from django.utils.translation import gettext as _

from config.noyau.textes import chiffres_ascii, nettoyer

MAROC = "212"
_LONGUEUR_MAX = 400
_NATIONAL = re.compile(r"[5-8]\d{8}")
_INDICATIF_MAROC = re.compile(r"0?212(?:212)?0{0,2}([5-8]\d{8})")
# Numbers of the diaspora that come without their plus. Beyond France only mobile numbers
# count: a Moroccan number with a digit too many can look like a foreign landline.
_SANS_PLUS = re.compile(r"0?(33\d{9}|3[124]\d{9}|39\d{10}|4[49]\d{9,11})")
_EXPOSANT = re.compile(r"\d\s?[eE][+-]\d{1,2}(?!\d)|\d[.,]\d+\s?[eE]\d{1,2}(?!\d)|^\W*\d+[eE]\d{1,2}\W*$")
_LETTRE_O = re.compile(r"(?<![^\W\d_])[oO]{1,3}(?=[\s.\-/]*\d)|(?<=\d)[oO]{1,3}(?![^\W\d_])")
_NUMERO_D_ORDRE = re.compile(r"(?:[^\W\d_]|°)[1-3](?!\d)")
_SEGMENTS = re.compile(r"[+\d(][\d\s.,:\-/()_+*#'\\‐‑–—]*")
_DECIMALE_NULLE = re.compile(r"(?<=\d{9})[.,]0+$")
_MOBILES = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number that was read. `signale`: accepted, but a person should look at it."""

    e164: str
    signale: bool = False
    remarque: str = ""
    second: str | None = None


def lire_telephone(texte: str) -> Telephone:
    """Read the first valid number of a text, Moroccan or foreign, however it is typed.

    Moroccan: nine national digits beginning 5, 6, 7 or 8; a range that the numbering
    tables do not know is accepted and flagged. Foreign: valid by libphonenumber. A second,
    different number of the same text is kept in `second`. Raises ValueError with the
    reason, in French, when nothing can be read without guessing.
    """
    if len(texte) > _LONGUEUR_MAX:
        raise ValueError(_("texte trop long pour un numéro de téléphone"))
    return _lire(texte)


def analyser_telephone(texte: str) -> str:
    """Return the number of a text in E.164; raise ValueError with the reason, in French."""
    return lire_telephone(texte).e164


def afficher_telephone(e164: str) -> str:
    """Write a stored number as people read it: `06 12 34 56 78`, abroad `+33 6 12 34 56 78`.

    Spaces do not break. A text that is not E.164 comes back as it is.
    """
    national = e164.removeprefix("+" + MAROC)
    if national != e164 and _NATIONAL.fullmatch(national):
        chiffres = "0" + national
        return "\u00a0".join(chiffres[i : i + 2] for i in range(0, 10, 2))
    try:
        numero = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    international = phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    return international.replace(" ", "\u00a0")


@lru_cache(maxsize=16384)
def _lire(texte: str) -> Telephone:
    propre = nettoyer(chiffres_ascii(texte)).replace("＋", "+")
    if _EXPOSANT.search(propre):
        raise ValueError(_("notation scientifique : les derniers chiffres du numéro sont perdus"))
    propre = _LETTRE_O.sub(lambda o: "0" * len(o.group()), _NUMERO_D_ORDRE.sub(" ; ", propre))
    lus: dict[str, Telephone] = {}
    for segment in _SEGMENTS.findall(propre):
        for numero in _numeros(segment):
            lus.setdefault(numero.e164, numero)
    if not lus:
        raise ValueError(_raison(propre))
    premier, *autres = lus.values()
    if not autres:
        return premier
    return Telephone(premier.e164, premier.signale, premier.remarque, second=autres[0].e164)


def _numeros(segment: str) -> Iterator[Telephone]:
    """Yield the numbers of a run of digits: the whole run, or the two it is made of."""
    for texte in (segment, _DECIMALE_NULLE.sub("", segment.strip())):
        entier = _interpreter(texte)
        if entier:
            yield entier
            return
    for coupure in _coupures(segment):
        paire = _interpreter(segment[:coupure]), _interpreter(segment[coupure:])
        if paire[0] and paire[1]:
            yield from (numero for numero in paire if numero)
            return
    yield from (numero for partie in re.split(r"\s*[/,:\\]\s*|\s+-\s+|(?=\+)", segment) if (numero := _long(partie)))


def _coupures(segment: str) -> Iterator[int]:
    """Yield where two numbers written side by side may part: between groups, or glued."""
    yield from (m.start() for m in re.finditer(r"(?<=\d)[^\d]+(?=[\d])|(?<=\d)\D*(?=\+)", segment))
    chiffres = list(accumulate(int(c.isdigit()) for c in segment))
    if chiffres and chiffres[-1] == 20:
        yield chiffres.index(10) + 1


def _long(partie: str) -> Telephone | None:
    """Read a part beside another that is not a number, if it is whole by itself."""
    return _interpreter(partie) if len(re.sub(r"\D", "", partie)) >= 10 else None


def _interpreter(texte: str) -> Telephone | None:
    chiffres = re.sub(r"\D", "", texte)
    if not 9 <= len(chiffres) <= 18 or texte.count("+") > 1:
        return None
    plus = "+" in texte and not chiffres.startswith("0")
    if chiffres.startswith("00"):
        plus, chiffres = True, chiffres[2:]
    return _marocain_sur(chiffres, plus=plus) or _etranger(chiffres, plus=plus) or _marocain(chiffres.lstrip("0"))


def _marocain_sur(chiffres: str, *, plus: bool) -> Telephone | None:
    avec_indicatif = _INDICATIF_MAROC.fullmatch(chiffres)
    if avec_indicatif:
        return _marocain(avec_indicatif.group(1))
    if plus:
        return None
    return _marocain(chiffres[1:] if chiffres.startswith("0") else chiffres)


def _marocain(national: str) -> Telephone | None:
    if not _NATIONAL.fullmatch(national):
        return None
    numero = phonenumbers.PhoneNumber(country_code=int(MAROC), national_number=int(national))
    connu = phonenumbers.is_valid_number(numero)
    remarque = "" if connu else _("plage de numéros inconnue des tables")
    return Telephone(f"+{MAROC}{national}", signale=not connu, remarque=remarque)


def _etranger(chiffres: str, *, plus: bool) -> Telephone | None:
    sans_plus = None if plus else _SANS_PLUS.fullmatch(chiffres)
    if not plus and not sans_plus:
        return None
    try:
        numero = phonenumbers.parse("+" + (sans_plus.group(1) if sans_plus else chiffres))
    except phonenumbers.NumberParseException:
        return None
    if numero.country_code == int(MAROC) or not phonenumbers.is_valid_number(numero):
        return None
    if sans_plus and numero.country_code != 33 and phonenumbers.number_type(numero) not in _MOBILES:
        return None
    remarque = _("numéro étranger écrit sans son +") if sans_plus else ""
    e164 = phonenumbers.format_number(numero, phonenumbers.PhoneNumberFormat.E164)
    return Telephone(e164, signale=bool(sans_plus), remarque=remarque)


def _raison(texte: str) -> str:
    chiffres = re.sub(r"\D", "", texte)
    if texte.startswith("#") and not chiffres:
        return _("la feuille contient une erreur (%(texte)s) au lieu du numéro") % {"texte": texte[:20]}
    if not chiffres:
        return _("aucun numéro de téléphone")
    national = re.sub(r"^(?:00|0)?(?:212)?0*", "", chiffres)
    if len(national) == 9 and national[0] not in "5678":
        phrase = _("un numéro marocain commence par 5, 6, 7 ou 8 après le 0, pas par %(chiffre)s")
        return phrase % {"chiffre": national[0]}
    phrase = _("%(nombre)d chiffres : ni un numéro marocain (10 chiffres), ni un numéro étranger valable")
    return phrase % {"nombre": len(chiffres)}
