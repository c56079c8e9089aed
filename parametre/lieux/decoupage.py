"""An address cut into words, and the words that say what the next one is."""

import enum
import re
from dataclasses import dataclass
from functools import lru_cache

from config.noyau.textes import chiffres_ascii, nettoyer, normaliser

LONGUEUR_MAX = 600
MOTS_MAX = 80


class Annonce(enum.Enum):
    """What a word announces: the name behind it is that of a street, a quarter, a container."""

    VOIE = enum.auto()
    BATIMENT = enum.auto()
    QUARTIER = enum.auto()
    CONTENANT = enum.auto()


@dataclass(frozen=True, slots=True)
class Texte:
    """A text in normalised words; `segments[i]` is the number of the part that word i is in."""

    mots: tuple[str, ...]
    segments: tuple[int, ...]


_COUPURES = re.compile(r"[,،;؛|()\[\]/:\\]|\s[-–—]+\s")
_ECRITURES = re.compile(r"(?<=[\u0600-\u06ff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u0600-\u06ff])")
# Letters held down for emphasis: no word has three alike, nor Arabic two alifs.
_LETTRES_TENUES = re.compile(r"([^\W\d_])\1{2,}|(ا)ا+")
_CHIFFRES_COLLES = re.compile(r"(?<=[^\W\d_]{3})(?=\d{2})")

_VOIE = """rue ru avenue avenu av ave aven avn bd bld bvd blvd boulevard boulvard bolevard boulevar route rte rt
autoroute place plc zankat zanka zenka zenkat zenqat zanqat zan9at zn9t znka zankt chari charia charii chari3 chare3
chari3e shari shari3 shar3 char3 trik triq tri9 trek tarik tari9 tariq allee allees impasse passage ruelle rocade pont
carrefour rn شارع زنقه طريق محج ساحه ممر زقاق نهج مدار ملتقي قنطره كورنيش بولفار بوليفار شارعا زنقت"""
_BATIMENT = """lotissement lotissements lotisement lotiss lotis loti lot lots residence residences residance resid
rsd res immeuble immeubles imeuble imm immb imme im complexe complex villa villas vila jnane jnan projet tours tour
groupe cooperative ecole lycee college mosquee mosque masjid hotel cafe pharmacie hammam kissariat kissaria kisariat
cinema restaurant appartement appart app apt iqamat ikamat ikama i9amat iqama tajziat tajzia tajziaa tajzi2at madrasat
madrasa bab derb darb drb club bloc blok block
اقامه تجزيه عماره مجمع مجموعه فيلا مدرسه ثانويه اعداديه مسجد جامع صيدليه مقهي فندق باب درب حمام قيساريه سينما
بلوك شقه وداديه تعاونيه مشروع جنان ديور عمارات اقامات"""
_QUARTIER = """hay hai hey hayy 7ay quartier quartie quart cartier qrt qr qrtr qt qu q cite citee secteur sect z zone
douar dowar dwar doar douars camp kariane karian karyan houmat حي درب بلوك قطاع دوار كاريان حومه منطقه سكتور حيي"""
_CONTENANT = """province provence prefecture region wilaya wilayat cercle pachalik caidat iqlim i9lim jihat jiha cote
pres proche vers direction nawahi qorb 9orb 9rib hda 7da banlieue environs periphérie entre
اقليم عماله جهه ولايه قرب قريب قريبه بجانب بجوار اتجاه نواحي ضواحي دايره قياده بالقرب حدا"""
_ANNONCES: dict[str, Annonce] = {
    normaliser(mot): annonce
    for annonce, mots in (
        (Annonce.CONTENANT, _CONTENANT),
        (Annonce.QUARTIER, _QUARTIER),
        (Annonce.BATIMENT, _BATIMENT),
        (Annonce.VOIE, _VOIE),
    )
    for mot in mots.split()
}
# Between the announcing word and the name: `route de la ville de Fès`.
LIAISONS = frozenset(
    [
        "de",
        "du",
        "d",
        "des",
        "la",
        "le",
        "les",
        "l",
        "el",
        "al",
        "n",
        "a",
        "en",
        "ville",
        "medinat",
        "mdinat",
        "madinat",
        "of",
        "the",
        "nationale",
        "principale",
        "الي",
        "مدينه",
        "من",
    ]
)
# Words of an address that say nothing of the place.
VIDES = LIAISONS | frozenset(
    [
        "centre",
        "center",
        "contre",
        "centr",
        "sentre",
        "centreville",
        "med",
        "medina",
        "mdina",
        "lmdina",
        "maroc",
        "morocco",
        "maghrib",
        "lmaghrib",
        "maghreb",
        "city",
        "town",
        "commune",
        "chez",
        "at",
        "near",
        "in",
        "fi",
        "f",
        "mn",
        "men",
        "w",
        "ou",
        "et",
        "numero",
        "num",
        "no",
        "nr",
        "n°",
        "bis",
        "ter",
        "etage",
        "etg",
        "rdc",
        "sys",
        "bp",
        "km",
        "face",
        "devant",
        "derriere",
        "apres",
        "avant",
        "livraison",
        "adresse",
        "ma",
        "mon",
        "المغرب",
        "مركز",
        "المركز",
        "وسط",
        "المدينه",
        "في",
        "ب",
        "قلب",
        "رقم",
        "الطابق",
        "عند",
        "امام",
        "وراء",
        "خلف",
        "عن",
        "و",
        "او",
        "بلديه",
        "جماعه",
        "المملكه",
        "المغربيه",
        "عنوان",
        "العنوان",
        "مقاطعه",
    ]
)


@lru_cache(maxsize=4096)
def annonce(mot: str) -> Annonce | None:
    """Return what a normalised word announces, with or without its Arabic article or letter."""
    connue = _ANNONCES.get(mot)
    if connue is None and len(mot) > 3 and mot.startswith(("ال", "ب", "ف", "و")):
        connue = _ANNONCES.get(mot[2:] if mot.startswith("ال") else mot[1:])
    return connue


def decouper(texte: str) -> Texte:
    """Cut a text into normalised words, beginning with its first 600 characters."""
    mots: list[str] = []
    segments: list[int] = []
    propre = nettoyer(chiffres_ascii(texte[: LONGUEUR_MAX * 20]))[:LONGUEUR_MAX]
    for numero, segment in enumerate(_COUPURES.split(propre)):
        separe = _CHIFFRES_COLLES.sub(" ", _ECRITURES.sub(" ", segment))
        for mot in _LETTRES_TENUES.sub(lambda tenue: tenue.group()[0], normaliser(separe)).split():
            mots.append(mot)
            segments.append(numero)
    return Texte(tuple(mots[:MOTS_MAX]), tuple(segments[:MOTS_MAX]))
