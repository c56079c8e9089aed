"""The index: few villes, shared names, taught spellings, and knowing when to build anew."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parametre.lieux import IndexVilles, index_courant, reconnaitre_ville
from parametre.models import AliasVille, OrigineAlias, Region, Ville
from parametre.services.compteurs import avancer
from tests.parametre.lieux_du_maroc import nom_reconnu, villes_de


def index(places: dict[str, str], *alias: tuple[str, str]) -> IndexVilles:
    """Build an index of these places; `alias` are (taught text, name of its ville)."""
    villes = villes_de(places)
    par_nom = {ville.nom: ville for ville in villes}
    return IndexVilles.de(villes, [AliasVille(pk=n, texte=t, ville=par_nom[nom]) for n, (t, nom) in enumerate(alias)])


def test_with_few_villes_the_others_are_still_known_to_be_other_places() -> None:
    petit = index({"Casablanca-Settat": "Casablanca", "Rabat-Salé-Kénitra": "Rabat Fès"})
    assert nom_reconnu("casa maarif", petit) == "Casablanca"
    assert nom_reconnu("الرباط", petit) == "Rabat"
    assert nom_reconnu("Bouskoura, Casablanca", petit) is None
    assert petit.reconnaitre("Bouskoura, Casablanca").raison == "« Bouskoura » n’est pas dans la liste des villes"
    assert nom_reconnu("Tabriquet", petit) is None
    assert nom_reconnu("Safi", petit) is None
    assert nom_reconnu("Rue de Safi, Fes", petit) == "Fès"


def test_an_empty_list_resolves_nothing() -> None:
    assert IndexVilles.de([]).reconnaitre("Casablanca").ville is None


def test_places_nobody_ever_heard_of_are_found_by_their_own_name() -> None:
    autre = index({"Zone 9": "Zone_9 Qwertyville Douar_Xyz"})
    assert nom_reconnu("qwertyville", autre) == "Qwertyville"
    assert nom_reconnu("12 rue 4, Qwertyvile", autre) == "Qwertyville"
    assert nom_reconnu("Qwertyville Zone 9", autre) == "Qwertyville"


def test_a_place_switched_off_is_known_and_not_given() -> None:
    villes = villes_de({"CASABLANCA": "CASABLANCA MOHAMMEDIA"})
    villes[1].active = False
    lu = IndexVilles.de(villes).reconnaitre("Mohammedia, Casablanca")
    assert (lu.ville, lu.raison) == (None, "plusieurs lieux dans un même texte : CASABLANCA, MOHAMMEDIA")
    assert IndexVilles.de(villes).reconnaitre("mohamadia").raison == "« MOHAMMEDIA » n’est plus desservie"


def test_a_place_listed_twice_in_a_region_is_one_place() -> None:
    villes = villes_de({"BENI MELLAL": "BOUMALEN_DADES BOUMALNE_DADES"})
    villes[0].frais_livraison = None
    jumeaux = IndexVilles.de(villes)
    assert nom_reconnu("Boumalen Dadès", jumeaux) == "BOUMALEN DADES"
    assert nom_reconnu("بومالن دادس", jumeaux) == "BOUMALNE DADES"


def test_a_shared_name_is_settled_by_the_region_around_it() -> None:
    deux = index({"FÈS": "FÈS BOULMANE", "BENI MELLAL": "BENI_MELLAL BOULMANE"})
    assert nom_reconnu("Boulmane", deux) is None
    assert deux.reconnaitre("Boulmane, Fès").ville == deux.villes[2]
    assert deux.reconnaitre("Boulmane, Béni Mellal").ville == deux.villes[4]


def test_what_a_person_taught_stands_above_what_is_shipped() -> None:
    places = {"CASABLANCA": "CASABLANCA BOUSKOURA", "RABAT": "RABAT"}
    assert nom_reconnu("maarif", index(places, ("maarif", "RABAT"))) == "RABAT"
    assert nom_reconnu("Bloc Oum Rabia", index(places, ("oum rabia", "BOUSKOURA"))) is None
    assert nom_reconnu("Oum rabia 12", index(places, ("oum rabia", "BOUSKOURA"))) == "BOUSKOURA"
    assert nom_reconnu("Oum rabia, Rabat", index(places, ("oum rabia", "BOUSKOURA"))) == "RABAT"
    assert nom_reconnu("oum rabia casa", index(places, ("oum rabia", "BOUSKOURA"))) == "BOUSKOURA"


@pytest.mark.django_db
class TestIndexCourant:
    """The index that a process keeps."""

    @pytest.fixture(autouse=True)
    def _villes(self) -> None:
        self.region = Region.objects.create(nom="CASABLANCA")
        self.casa = Ville.objects.create(nom="CASABLANCA", region=self.region, frais_livraison=Decimal(20))

    def test_built_with_a_fixed_number_of_queries_and_asked_without_any(self) -> None:
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            construit = IndexVilles.construire()
        assert len(requetes) == 2
        for nom in ("BOUSKOURA", "DEROUA", "TAMARIS"):
            ville = Ville.objects.create(nom=nom, region=self.region)
            AliasVille.objects.create(ville=ville, texte=nom.lower() + " x")
        with CaptureQueriesContext(connection) as requetes:
            IndexVilles.construire()
        assert len(requetes) == 2
        with CaptureQueriesContext(connection) as requetes:
            assert reconnaitre_ville("casa", index=construit) == self.casa
            assert reconnaitre_ville("Hay Salam", index=construit) is None
        assert len(requetes) == 0

    def test_kept_while_nothing_moves(self) -> None:
        premier = index_courant()
        with CaptureQueriesContext(connection) as requetes:
            assert reconnaitre_ville("Casablanca") == self.casa
        assert len(requetes) == 2
        assert index_courant() is premier

    def test_built_anew_when_the_counter_moves(self) -> None:
        premier = index_courant()
        avancer("villes")
        assert index_courant() is not premier

    def test_built_anew_when_villes_or_spellings_change_around_the_services(self) -> None:
        assert reconnaitre_ville("Rabat") is None
        rabat = Ville.objects.create(nom="RABAT", region=self.region)
        assert reconnaitre_ville("Rabat") == rabat
        Ville.objects.filter(pk=rabat.pk).update(nom="SETTAT")
        assert reconnaitre_ville("Rabat") is None
        assert reconnaitre_ville("Settat") == rabat
        AliasVille.objects.create(ville=self.casa, texte="oum rabia", origine=OrigineAlias.APPRIS)
        assert reconnaitre_ville("oum rabia") == self.casa
        Ville.objects.filter(pk=self.casa.pk).update(frais_livraison=Decimal(35))
        trouvee = reconnaitre_ville("oum rabia")
        assert trouvee is not None
        assert trouvee.frais_livraison == Decimal(35)
