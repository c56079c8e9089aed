"""What people type, and the one place it means, or nobody can be sure."""

import pytest

from tests.parametre.lieux_du_maroc import index_complet, nom_reconnu


def lignes(table: str) -> list[tuple[str, str | None]]:
    """Cut a table `texte | attendu` in rows; `-` stands for unresolved."""
    paires = (ligne.rsplit("|", 1) for ligne in table.strip().splitlines())
    return [(texte.strip(), None if attendu.strip() == "-" else attendu.strip()) for texte, attendu in paires]


NOMS = """
    Casablanca | CASABLANCA
    casa | CASABLANCA
    Dar el beida | CASABLANCA
    Cassablanka | CASABLANCA
    Casablnca | CASABLANCA
    الدار البيضاء | CASABLANCA
    الدارالبيضاء | CASABLANCA
    كازا | CASABLANCA
    Rbat | RABAT
    الرباااط | RABAT
    Kech | MARRAKECH
    Marakech | MARRAKECH
    مرراكش | MARRAKECH
    Tangier | TANGER
    Tanja | TANGER
    طنجا | TANGER
    Titwan | TÉTOUAN
    Fez | FÈS
    فااس | FÈS
    Meknas | MEKNÈS
    9nitra | KÉNITRA
    لقنيطرة | KÉNITRA
    Sala | SALÉ
    Sala aljadida | SALA AL JADIDA
    سلا الجديدة | SALA AL JADIDA
    Taflt | TIFLET
    waldiya | OUALIDIA
    5ribga | KHOURIBGA
    خريبڭة | KHOURIBGA
    fkih bensaleh | FQUIH BEN SALAH
    الفقيهبنصالح | FQUIH BEN SALAH
    العراءش | LARACHE
    الناضور | NADOR
    أݣادير | AGADIR
    El aaiun | LAAYOUNE
    العيون | LAAYOUNE
    العيون الشرقية | EL AIOUN SIDI MELLOUK
    الراشيدية | ERRACHIDIA
    Rachidia | ERRACHIDIA
    Arachidia | ERRACHIDIA
    Esaouira | ESSAOUIRA
    Oujdaa | OUJDA
    gercif | GUERCIF
    جرسيف | GUERCIF
    Ksar lkbir | KSAR EL KEBIR
    ksarelkebir | KSAR EL KEBIR
    قلعة السراغنة | EL KELAA DES SRAGHNA
    قلعة مكونة | KELAAT MGOUNA
    Tata | TATA CENTRE
    biougra | BIOUGRA(AIT BAHA)
    oulad tayma | HOUARA (OULAD TEIMA)
    Er rich | ER RICH
"""

ADRESSES = """
    Rue de Fès, Casablanca | CASABLANCA
    rue de fes casablanca | CASABLANCA
    شارع فاس الدار البيضاء | CASABLANCA
    Avenue Hassan II, Agadir | AGADIR
    21 rue Moulay Ismail Taza | TAZA
    Route de Safi, Marrakech | MARRAKECH
    route d'El Jadida km 12 Casablanca | CASABLANCA
    طريق مكناس فاس | FÈS
    route de fes meknes | MEKNÈS
    Lot Agadir, Casablanca | CASABLANCA
    Résidence Ifrane, Tanger | TANGER
    Hotel Casablanca, Marrakech | MARRAKECH
    Bab Marrakech Casablanca | CASABLANCA
    Bab Taza | BAB TAZA
    حي تطوان طنجة | TANGER
    Hay Rabat, Salé | SALÉ
    Avenue Prince Moulay Abdellah, Marrakech | MARRAKECH
    N° 12, Rue Al Qods, Hay Riad, Rabat | RABAT
    عمارة 5 شقة 3 حي النهضة الرباط | RABAT
    حي السعادة اسفي | SAFI
    وجدة حي القدس زنقة 4 | OUJDA
    قرب مسجد السنة، الدار البيضاء | CASABLANCA
    20000 Casablanca Maroc | CASABLANCA
    Agadir80000 | AGADIR
    طنجةTanger | TANGER
    Casablanca الدار البيضاء | CASABLANCA
    بالدار البيضاء | CASABLANCA
    من كازا | CASABLANCA
    ana mn kenitra | KÉNITRA
    Berkane contre | BERKANE
    ville de Fès | FÈS
    Rue de Fès | -
    شارع فاس | -
    Route de Safi | -
    حي المحمدية | -
    Avenue de Casablanca | -
"""

PRECISES = """
    الدار البيضاء بوسكورة | BOUSKOURA
    Bouskoura, Casa | BOUSKOURA
    Bouskoura ville verte | VILLE VERTE
    تطوان مارتيل | MARTIL
    Martil, Tétouan | MARTIL
    سلا بوقنادل | SIDI BOUKNADEL
    اگادير انزا العليا | ANZA
    Hay Anza, Agadir | ANZA
    مراكش تامنصورت | TAMANSOURT
    Derroua , berrchif | DEROUA
    Deroua, Casa-setat | DEROUA
    province de Berrechid, Deroua | DEROUA
    Inezgane Agadir | INEZGANE
    Dcheira Inezgane | DCHEIRA
    Nador Selouane | SELOUANE
    Jorf El Melha, Sidi Kacem | JORF EL MELHA
    commune Oulad Tayeb Fès | OULAD TAYEB
    azrou ait melloul | AZROU (AIT MELLOUL)
    Azrou | AZROU
    ouled teima taroudant | HOUARA (OULAD TEIMA)
    Ajdir Taza | AJDIR (TAZA)
    Boulmane, Fès | BOULMANE
    Sefrou, Fès | SEFROU
    Ksar El Kébir, Larache | KSAR EL KEBIR
    Naima | NAIMA
    Oujda, chez Naima | OUJDA
    Rbat el hkeir | -
"""

QUARTIERS = """
    bernoussi | CASABLANCA
    Maarif, Casa | CASABLANCA
    Caza darb saltan | CASABLANCA
    quartier Gueliz | MARRAKECH
    الداوديات مراكش | MARRAKECH
    Tanger guezenaya | TANGER
    طنجة بني مكادة | TANGER
    Beni Makada | TANGER
    hay riad | RABAT
    Tabriquette sale | SALÉ
    Agdal Fès | FÈS
    agdal marrakech | MARRAKECH
    hay dakhla agadir | AGADIR
    حي الداخلة اكادير | AGADIR
    Sidi Bouzid Safi | SAFI
    Souani Tanger | TANGER
    Hay Errahma Salé | SALÉ
    Errahma casa | ERRAHMA
    وجدة سيدي يحيى | OUJDA
    الحي المحمدي الدار البيضاء | CASABLANCA
    مكناس المدينة الجديدة | MEKNÈS
    مدينة الجديدة | EL JADIDA
    Hay youssoufia, Rabat | RABAT
    Agdal | -
    Hay Salam | -
    Hay Salam, rue 4 | -
    الحي المحمدي | -
    حي المسيرة | -
    Sidi yahya | -
"""

INCERTAINS = """
    Casablanca Rabat | -
    Rabat Salé | -
    Tanger ou Tétouan | -
    Casa ou Bouskoura | -
    فاس مكناس | -
    بين الرباط وسلا | -
    Agadir - Marrakech | -
    Anza, Casablanca | -
    Settat | -
    سطات | -
    Settat Casablanca | -
    Casa-settat | -
    Drarga, Agadir | -
    Boulmane | -
    Houara | -
    Ajdir | -
    Ras el ma Nador | -
    près de Marrakech | -
    نواحي مراكش | -
    province de Taroudant | -
    centre ville | -
    medina | -
    المركز | -
    marhaba | -
    N/A | -
    12345 | -
    Ddfggjjjjj | -
    Mohammed Benali | -
    Paris | -
    mesure | -
    Martin | -
    salle | -
    جديد | -
    المنزل | -
    والديه | -
"""


@pytest.mark.parametrize(("texte", "attendu"), lignes(NOMS))
def test_names_in_both_scripts_however_they_are_spelt(texte: str, attendu: str | None) -> None:
    assert nom_reconnu(texte) == attendu


@pytest.mark.parametrize(("texte", "attendu"), lignes(ADRESSES))
def test_a_place_inside_an_address_and_streets_that_bear_another_place_s_name(texte: str, attendu: str | None) -> None:
    assert nom_reconnu(texte) == attendu


@pytest.mark.parametrize(("texte", "attendu"), lignes(PRECISES))
def test_the_most_precise_place_wins(texte: str, attendu: str | None) -> None:
    assert nom_reconnu(texte) == attendu


@pytest.mark.parametrize(("texte", "attendu"), lignes(QUARTIERS))
def test_a_quarter_speaks_for_its_city_when_only_one_has_it(texte: str, attendu: str | None) -> None:
    assert nom_reconnu(texte) == attendu


@pytest.mark.parametrize(("texte", "attendu"), lignes(INCERTAINS))
def test_what_is_not_sure_stays_unresolved(texte: str, attendu: str | None) -> None:
    assert nom_reconnu(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "raison", "candidats"),
    [
        ("", "aucun lieu n’est écrit", []),
        ("Casablanca Rabat", "plusieurs lieux dans un même texte : CASABLANCA, RABAT", ["CASABLANCA", "RABAT"]),
        ("Boulmane", "« BOULMANE » désigne plusieurs lieux", ["BOULMANE", "BOULMANE"]),
        ("Settat", "« Settat » n’est pas dans la liste des villes", []),
        ("Rue de Fès", "le texte ne nomme qu’une rue, un quartier ou une région", ["FÈS"]),
        ("Agdal", "plusieurs villes ont un quartier de ce nom", ["RABAT", "MARRAKECH", "MEKNÈS"]),
        ("Bernoussi Gueliz", "des quartiers de villes différentes", ["CASABLANCA", "MARRAKECH"]),
        ("Essaoui", "aucune ville reconnue", ["ESSAOUIRA", "SAFI"]),
        ("azertyuiop", "aucune ville reconnue", []),
    ],
)
def test_an_unresolved_text_says_why_and_what_comes_nearest(texte: str, raison: str, candidats: list[str]) -> None:
    lu = index_complet().reconnaitre(texte)
    assert lu.ville is None
    assert lu.raison == raison
    assert [ville.nom for ville in lu.candidats] == candidats


def test_every_name_of_the_list_is_its_own_unless_two_places_share_it() -> None:
    villes = index_complet().villes.values()
    autres = [ville.nom for ville in villes if index_complet().reconnaitre(ville.nom).ville != ville]
    assert autres == ["HOUARA", "AJDIR", "BOULMANE", "BOULMANE"]
