"""A carrier's list written for the tests of places: regions are hubs, as carriers have them."""

from decimal import Decimal
from functools import cache

from parametre.lieux import IndexVilles
from parametre.models import Region, Ville

PLACES = {
    "CASABLANCA": """CASABLANCA MOHAMMEDIA BOUSKOURA NOUACEUR BERRECHID BENSLIMANE BOUZNIKA DEROUA TAMARIS ERRAHMA
    DAR_BOUAZZA HAD_SOUALEM TIT_MELLIL AIN_HARROUDA VILLE_VERTE VICTORIA""",
    "RABAT": """RABAT SALÉ SALA_AL_JADIDA TÉMARA KÉNITRA SKHIRAT TAMESNA SIDI_BOUKNADEL MEHDIA SIDI_YAHYA_ZAER""",
    "MARRAKECH": """MARRAKECH TAMANSOURT AIT_OURIR OURIKA BENGUERIR CHICHAOUA SIDI_MOUSSA OUDAYA MOULAY_ABDELLAH
    EL_KELAA_DES_SRAGHNA""",
    "AGADIR": """AGADIR INEZGANE AIT_MELLOUL DCHEIRA ANZA TAGHAZOUT TAROUDANT TIZNIT BIOUGRA(AIT_BAHA)
    HOUARA_(OULAD_TEIMA) AZROU_(AIT_MELLOUL) TATA_CENTRE SIDI_IFNI""",
    "TANGER": """TANGER TÉTOUAN MARTIL MDIQ FNIDEQ LARACHE KSAR_EL_KEBIR KSAR_SGHIR CHEFCHAOUEN ASILAH HOUARA
    SOUK_EL_ARBAA OUEZZANE JORF_EL_MELHA BAB_TAZA SOUANI""",
    "OUJDA": """OUJDA BERKANE NADOR SELOUANE ZAIO TAZA GUERCIF TAOURIRT AL_HOCEIMA IMZOUREN SAIDIA BENI_ANSAR
    EL_AIOUN_SIDI_MELLOUK CAP_DE_L'EAU AJDIR AJDIR_(TAZA) MERZOUKA DRIOUCH NAIMA""",
    "SAFI": """SAFI EL_JADIDA ESSAOUIRA YOUSSOUFIA OUALIDIA SIDI_BENNOUR AZEMMOUR SIDI_BOUZID""",
    "MEKNÈS": """MEKNÈS IFRANE AZROU EL_HAJEB KHEMISSET TIFLET SIDI_KACEM SIDI_SLIMANE""",
    "BENI MELLAL": """BENI_MELLAL KHOURIBGA OUED_ZEM FQUIH_BEN_SALAH SOUK_SEBT ERRACHIDIA RISSANI MERZOUGA MIDELT
    KHENIFRA OUARZAZATE ZAGORA TINGHIR ER_RICH BOULMANE MISSOUR AZILAL KELAAT_MGOUNA RIAD_SALAM""",
    "FÈS": """FÈS SEFROU TAOUNATE RAS_EL_MA OULAD_TAYEB BOULMANE""",
    "GUELMIM": """LAAYOUNE GUELMIM DAKHLA SMARA BOUJDOUR TAN_TAN EL_OUATIA TARFAYA""",
}


def villes_de(places: dict[str, str]) -> list[Ville]:
    """Make villes that no database holds; names part at spaces, `_` is a space in a name."""
    villes: list[Ville] = []
    for cle_region, (region, noms) in enumerate(places.items(), start=1):
        ou = Region(pk=cle_region, nom=region)
        for nom in noms.split():
            villes.append(Ville(pk=len(villes) + 1, nom=nom.replace("_", " "), region=ou, frais_livraison=Decimal(30)))
    return villes


@cache
def index_complet() -> IndexVilles:
    """Return one index of all the places, for tests that only ask it."""
    return IndexVilles.de(villes_de(PLACES))


def nom_reconnu(texte: str, index: IndexVilles | None = None) -> str | None:
    """Return the name of the ville recognised, None for none."""
    ville = (index or index_complet()).reconnaitre(texte).ville
    return ville.nom if ville else None
