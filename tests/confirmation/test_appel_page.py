"""What the page of a call shows, and at which price in queries."""

import datetime as dt
from typing import Any

import pytest

from commande.models import EtatCommande, Operation
from config.noyau.horloge import CASABLANCA, maintenant
from operatConfirme.appel.horaires import autre_heure, ce_soir, dans_une_heure, demain_matin, dire_heure
from parametre.models import ModeleMessage, Operateur
from tests import fabrique
from tests.confirmation.outils import adresse, dit, en_appel
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


@pytest.mark.parametrize(("lignes", "passees"), [(1, 0), (20, 50)])
def test_the_same_number_of_queries_whatever_there_is(
    qui: Operateur, lignes: int, passees: int, django_assert_num_queries: Any
) -> None:
    client = fabrique.client()
    variantes = [fabrique.variante(fabrique.article_upsell()) for _ in range(lignes)]
    raison = {
        "code": "produit_couleur_inconnue",
        "message": "m",
        "texte": "t",
        "candidats": [{"type": "variante", "id": variantes[0].pk, "libelle": "v"}],
    }
    commande = en_appel(qui, *((v, 1) for v in variantes), client=client, raisons=[raison])
    debut = commande.cree_le - dt.timedelta(days=9)
    for n in range(passees):
        fabrique.commande("livree", client=client, doublon_de=commande)
        quand = debut + dt.timedelta(minutes=n)
        Operation.objects.create(commande=commande, type="APPEL", operateur=qui, date=quand)
        EtatCommande.objects.create(
            commande=commande, etat="affectee", date_debut=quand, date_fin=quand + dt.timedelta(minutes=1)
        )
    visiteur = connecter(qui)
    lire(visiteur, adresse(commande))
    with django_assert_num_queries(13):
        lire(visiteur, adresse(commande))


def test_who_where_and_what_before(qui: Operateur) -> None:
    client = fabrique.client("+212674526859", "نعيمة بنعلي", telephone_2="+212522334455", note="après 18 h")
    ville = fabrique.ville("Fès", frais=30, region="Fès-Meknès", delai_jours=1)
    for etat in ("livree", "livree_partiellement", "retournee", "annulee"):
        fabrique.commande(etat, client=client)
    commande = en_appel(qui, client=client, ville=ville, texte_ville="Fass")
    page = lire(connecter(qui), adresse(commande))
    assert 'href="tel:+212674526859"' in page
    assert 'href="https://wa.me/212674526859"' in page
    for mot in (
        "نعيمة بنعلي",
        "06 74 52 68 59",
        "05 22 33 44 55",
        "après 18 h",
        "Fès 30,00 DH · 24 h",
        "la feuille dit « Fass »",
        "4 autres commandes · 2 livrées · 1 retournée",
    ):
        assert mot in dit(page), mot


def test_what_was_promised_and_announced(qui: Operateur) -> None:
    commande = en_appel(qui, total_annonce=fabrique.argent(350))
    variante = fabrique.variante(fabrique.article(161, prix=200), stock=9)
    commande.lignes.all().delete()
    fabrique.ligne(commande, variante, 2, 175, origine_prix="OFFRE", offre_pieces=2, offre_prix=fabrique.argent(350))
    page = dit(lire(connecter(qui), adresse(commande)))
    assert "La feuille promet 2 pièces pour 350,00 DH" in page
    assert "Annoncé par la feuille 350,00 DH égal au sous-total" in page


def test_a_probable_duplicate_stands_beside_its_neighbour(qui: Operateur) -> None:
    autre = fabrique.commande("affectee", operateur_confirmation=qui, numero="VOISINE")
    candidat = {"type": "commande", "id": autre.pk, "libelle": "VOISINE"}
    raison = {"code": "doublon_probable", "message": "Même téléphone.", "texte": "", "candidats": [candidat]}
    page = lire(connecter(qui), adresse(en_appel(qui, raisons=[raison])))
    assert "Même téléphone. VOISINE (Affectée)" in dit(page)
    assert f'href="{adresse(autre)}"' in page


def test_messages_are_ready_while_the_call_lasts(qui: Operateur) -> None:
    ModeleMessage.objects.create(nom="Rappel poli", texte="Bonjour {client}", actif=True)
    page = lire(connecter(qui), adresse(en_appel(qui)))
    assert "Messages tout prêts" in dit(page)
    assert "Rappel poli" in dit(page)
    avant = fabrique.commande("affectee", operateur_confirmation=qui)
    assert "Rappel poli" not in lire(connecter(qui), adresse(avant))


@pytest.mark.parametrize("role", ["ADMIN", "PREPARATION", "LOGISTIQUE"])
def test_the_page_is_that_of_confirmation(qui: Operateur, role: str) -> None:
    commande = en_appel(qui)
    assert connecter(fabrique.operateur(role)).get(adresse(commande)).status_code == 302


def test_every_key_is_there_once(qui: Operateur) -> None:
    import re

    page = lire(connecter(qui), adresse(en_appel(qui, (fabrique.variante(), 1))))
    touches = re.findall(r'data-touche="([^"]+)"', page)
    assert sorted(touches) == sorted(set(touches))
    assert {"j", "k", "/", "?"} & set(touches) == set()
    assert {"a", "n", "c", "r", "i", "e", "d", "x"} <= set(touches)


def test_typed_text_is_never_markup(qui: Operateur) -> None:
    mal = "<script>alert(1)</script>"
    raison = {"code": mal, "message": mal, "texte": mal, "candidats": [{"type": "ville", "id": 1, "libelle": mal}]}
    commande = en_appel(
        qui,
        client=fabrique.client(nom_complet=mal, note=mal),
        adresse=mal,
        texte_ville=mal,
        texte_produit=mal,
        raisons=[raison],
        valeurs_brutes={mal: mal},
    )
    Operation.objects.create(commande=commande, type="SMS", conclusion=mal, operateur=qui)
    for question in ("", f"?q={mal}", f"?lieu={mal}", "?article=x", "?article=999"):
        assert "<script>alert" not in lire(connecter(qui), adresse(commande) + question)


class TestGrille:
    def test_colours_by_sizes_with_stock(self, qui: Operateur) -> None:
        article = fabrique.article(244)
        noir = fabrique.variante(article, "noir", "38", stock=4)
        fabrique.variante(article, "beige", "9", stock=0)
        page = lire(connecter(qui), adresse(en_appel(qui, (noir, 2))) + f"?article={article.pk}&de={noir.pk}")
        vu = dit(page)
        assert "YZ244 au lieu de noir 38 : 1 pièce les 2" in vu
        assert "Couleur 9 38 beige 0 · noir · 4" in vu

    def test_an_article_no_longer_sold(self, qui: Operateur) -> None:
        article = fabrique.article(actif=False)
        page = lire(connecter(qui), adresse(en_appel(qui)) + f"?article={article.pk}", **{"HX-Request": "true"})
        assert "n’est plus en vente" in page


class TestHoraires:
    def a(self, heure: str) -> dt.datetime:
        return dt.datetime.fromisoformat(f"2026-11-23T{heure}").replace(tzinfo=CASABLANCA)

    @pytest.mark.parametrize(
        ("instant", "essais", "attendu"),
        [
            ("10:20", [], "Aujourd’hui 13:00"),
            ("13:20", ["10:20"], "Aujourd’hui 16:30"),
            ("19:40", ["10:00", "13:00"], "Demain 16:30"),
            ("17:00", ["10:00", "13:30", "19:31"], "Ce soir 19:30"),
        ],
    )
    def test_another_part_of_the_day(self, instant: str, essais: list[str], attendu: str) -> None:
        quand = autre_heure(self.a(instant), [self.a(e) for e in essais])
        assert dire_heure(quand, self.a(instant)) == attendu

    def test_quick_choices(self) -> None:
        midi, tard = self.a("12:05"), self.a("19:10")
        assert [dire_heure(q, midi) for q in (dans_une_heure(midi), ce_soir(midi), demain_matin(midi))] == [
            "Aujourd’hui 13:05",
            "Ce soir 19:30",
            "Demain 10:00",
        ]
        assert dire_heure(ce_soir(tard), tard) == "Demain soir 19:30"
        assert dans_une_heure(maintenant()) > maintenant()
