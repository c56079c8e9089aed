"""Words of product texts other than colours: kinds of article, genders, offers, markers.

All words are folded (`config.noyau.textes.plier`), Latin or Arabic.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from rapidfuzz.distance import OSA

from config.noyau.textes import plier


def mots_connus(texte: str) -> frozenset[str]:
    """Return the words of a text as they are compared."""
    return frozenset(plier(texte).split())


def _noms(table: Mapping[str, str]) -> dict[str, str]:
    return {mot: nom for nom, texte in table.items() for mot in mots_connus(texte)}


def _avec_prefixes(texte: str) -> frozenset[str]:
    """Add the forms with the Arabic article or a preposition in front."""
    mots = mots_connus(texte)
    return mots | {p + m for m in mots if not m.isascii() for p in ("لل", "بال", "وال", "ال", "ل", "ب", "و")}


# Under the names a shop's list uses, plural where the list says so.
CATEGORIES = _noms(
    {
        "SANDALE": "sandale sandales sandal sandals sandalle sandalles sand sdl sdle sndl"
        " صندل صنادل صنداله صندله صندالات صندالا",
        "CHAUSSURE": "chaussure chaussures chauss chaus chausure chausures chsr soulier souliers shoes"
        " حذاء احذيه سباط صباط سبابط صبابط",
        "ESPADRILLE": "espadrille espadrilles espad espa esp espd espadrile سبرديله سبردينه سبادري اسبادري سبرديلات",
        "ESCARPINS": "escarpin escarpins esca escar esc scarpin scarpins سكاربان اسكاربان سكربان",
        "SABOT": "sabot sabots sab sabo سابو صابو صابوات",
        "BOTTE": "botte bottes bot bott bots boots بوط بوت بوطات",
        "BOTTINE": "bottine bottines botin botine bottin بوتين بوطين",
        "MULES": "mule mules mul mull ميول مول",
        "SAC": "sac sacs sacoche sacoches bag حقيبه حقائب شنطه صاك صيكان",
        "BALLERINE": "ballerine ballerines balerine bal ball بالرينه بلارين بالرين",
        "MOCASSIN": "mocassin mocassins mocasin mocassain moc موكاسان موكسان",
        "BASKET": "basket baskets bask sneaker sneakers tennis باسكيت",
        "CLAQUETTE": "claquette claquettes claq tong tongs شلاكه",
        "BABOUCHE": "babouche babouches belgha بلغه بلاغي",
        "PACK": "pack packs",
        "CEINTURE": "ceinture ceintures ceint حزام سمطه",
        "PORTEFEUILLE": "portefeuille portefeuilles portemonnaie بزطام محفظه",
    }
)

GENRES = _noms(
    {
        "FEMME": "femme femmes fem femm feme fme dame dames نسائي نسائيه نسوي نساء نسا سيدات عيالات انثي حريمي",
        "HOMME": "homme hommes hom homm home hme رجالي رجاليه رجال ذكور",
        "GARCON": "garcon garcons garc gar ولادي ولد اولاد",
        "FILLE": "fille filles fil بناتي بنات بنت",
        "ENFANT": "enfant enfants enf kid kids اطفال طفل دراري",
        "BEBE": "bebe bebes بيبي رضع",
        "MIXTE": "mixte mixtes unisexe unisex للجنسين",
    }
)

# A word that says that the number behind it is the model, where `YZ` is missing.
REFERENCES = _avec_prefixes("ref refs reference modele model mod art موديل مرجع رف")
# A word that says that the number behind it is the size.
TAILLES = _avec_prefixes("pointure pointures taille tailles size point pt t p eu مقاس قياس نمره رقم قد طاي")
ENTRE_MARQUE_ET_NUMERO = mots_connus("n no num numero ref ° º . : # - _ = رقم")

# A piece, in the singular: one where no number stands before it.
PIECE = _avec_prefixes("piece pce article paire unite قطعه حبه بياسه")
PIECES = PIECE | _avec_prefixes(
    "pieces pcs pc pces pieses piesses articles paires unites قطع قطعات حبات بياسات بياس ازواج وحدات"
)
PIECES_DEUX = _avec_prefixes("قطعتين قطعتان قطعتي حبتين حبتان زوجين بياستين وحدتين")
LOTS = _avec_prefixes("lot lots pack packs offre offres promo promotion عرض باك بروموسيون عروض")
LIAISONS_DE_LOT = mots_connus("de des les speciale special : = - خاص ديال د ل")
NOMBRES = {
    mot: n
    for n, mots in {
        1: "un une واحد واحده وحده",
        2: "deux جوج زوج اثنين اثنان اتنين ثنين",
        3: "trois ثلاث ثلاثه تلاث تلاته ثلات تلت تلاتا",
        4: "quatre اربع اربعه ربعه ربع",
        5: "cinq خمس خمسه",
        6: "six ست سته ستا",
        7: "sept سبع سبعه",
        8: "huit ثمان ثمانيه تمن تمنيه ثماني",
        9: "neuf تسع تسعه",
        10: "dix عشر عشره",
    }.items()
    for mot in mots_connus(mots)
}
PIECES_MAX = 12

MONNAIES = _avec_prefixes("dh dhs dhm mad dirham dirhams drh drhm drhms درهم دراهم درهما درهمه دهم دره")
# What stands between an offer and its price where no currency is written.
AVANT_PRIX = mots_connus("a pour prix total = : ب بثمن ثمن الثمن بسعر سعر السعر فقط seulement")
# What stands before a price that is no longer asked.
ANCIEN_PRIX = mots_connus("lieu بدل بدلا عوض ancien avant كان")

# Words that say nothing about the article, or only its make.
NEUTRES = mots_connus(
    "tk ig fb wa yz dane daim dain cuir cuire cuirs simili vernis verni mat matte brillant brillante velours nubuck"
    " confortable confortables medical medicale talon talons plat plate compense compensee haut haute original"
    " originale couleur couleurs coloris col clr color ref nouveau nouvelle new collection ete hiver printemps automne"
    " livraison gratuit gratuite gratuits promo promotion offre offres special speciale solde soldes cadeau cm mm x s c"
    " seulement uniquement svp merci bonjour salam je veux bghit lot pack prix total qualite top stock dispo"
    " na n null none rien neant aucun aucune vide lieu au dh dhs mad taille pointure orig"
    " عرض عروض فقط خاص خاصه جديد جديده لون اللون الوان توصيل مجاني مجانا بالمجان الثمن ثمن بثمن سعر بدل"
    " ديال د من جلد جلدي جلديه مريح مريحه طبي طبيه كعب اصلي اصليه شحال بغيت السلام عليكم تخفيض هديه"
    " لامع لماع مات درهم مقاس قياس"
)

_COLLE = re.compile(
    r"({c})?({g})?(yz)?".format(
        c="|".join(sorted((m for m in CATEGORIES if m.isascii() and m.isalpha()), key=len, reverse=True)),
        g="|".join(sorted((m for m in GENRES if m.isascii()), key=len, reverse=True)),
    )
)


@lru_cache(maxsize=4096)
def decoller(mot: str) -> tuple[str, ...]:
    """Split words of the heading that were typed without a space (`chaussfemyz`), as they come."""
    if mot in CATEGORIES or mot in GENRES:
        return (mot,)
    colle = _COLLE.fullmatch(mot)
    if colle and len(morceaux := tuple(m for m in colle.groups() if m)) > 1:
        return morceaux
    if mot.endswith("yz") and len(mot) > 2:
        return (mot[:-2], "yz")
    return (mot,)


@lru_cache(maxsize=4096)
def categorie_proche(mot: str) -> str | None:
    """Return the only kind of article of which a word is a typing error."""
    return _proche(mot, CATEGORIES)


@lru_cache(maxsize=4096)
def genre_proche(mot: str) -> str | None:
    """Return the only gender of which a word is a typing error."""
    return _proche(mot, GENRES)


def _proche(mot: str, table: Mapping[str, str]) -> str | None:
    if len(mot) < 3 or not mot.isascii():
        return None
    trouves = {
        nom for m, nom in table.items() if len(m) >= 3 and OSA.distance(m, mot, score_cutoff=1) <= 1 and m.isascii()
    }
    return trouves.pop() if len(trouves) == 1 else None
