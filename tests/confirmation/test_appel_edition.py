"""Changes during the call: lines, place, address, discount, doubts, note; refusals change nothing."""

from decimal import Decimal
from typing import Any

import pytest

from article.models import AliasCouleur, Couleur
from commande.models import Commande
from config.noyau.erreurs import ErreurSaisie
from operatConfirme.appel import gestes
from parametre.models import AliasVille, Operateur
from tests import fabrique
from tests.confirmation.outils import adresse, dit, en_appel, envoyer, lignes_de, photographie, total_attendu
from tests.maisons.outils import connecter, lire

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def qui() -> Operateur:
    return fabrique.operateur("CONFIRMATION")


class TestLignes:
    def test_one_more_piece_takes_the_upsell_price_everywhere_at_once(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article_upsell(), stock=9)
        commande = en_appel(qui, (variante, 1))
        visiteur = connecter(qui)
        reponse = visiteur.post(
            adresse(commande, "lignes"),
            {"geste": "regler", "de": variante.pk, "pieces": 2, "version": commande.version},
            headers=HTMX,
        )
        assert reponse.status_code == 200
        page = reponse.content.decode()
        assert "<html" not in page
        assert lignes_de(commande) == [(variante.pk, 2, Decimal("249.00"))]
        assert total_attendu(page) == "523.00"
        assert page.count('hx-swap-oob="true"') == 3
        assert "encore 1 pièce : 219,00 DH chacune au lieu de 249,00" in dit(page)

    def test_the_ladder_stops_where_nothing_gets_cheaper(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article_upsell(), stock=9)
        visiteur = connecter(qui)
        dits = []
        for pieces in (1, 2, 3, 4, 5):
            page = dit(lire(visiteur, adresse(en_appel(qui, (variante, pieces)))))
            dits.append(page.split("encore 1 pièce : ")[1].split(" au lieu de")[0] if "encore 1" in page else "")
        assert dits == ["249,00 DH chacune", "219,00 DH chacune", "199,00 DH chacune", "", ""]

    @pytest.mark.parametrize("modele", [{"is_upsell": False}, {"phase": "LIQUIDATION", "prix_liquidation": 99}])
    def test_no_ladder_where_the_article_has_none(self, qui: Operateur, modele: dict[str, Any]) -> None:
        article = fabrique.article(**({"prix_upsell_1": 249} | modele))
        assert "encore 1" not in lire(connecter(qui), adresse(en_appel(qui, (fabrique.variante(article), 1))))

    def test_add_replace_and_take_away_without_a_script(self, qui: Operateur) -> None:
        article = fabrique.article(prix=299)
        noir, beige = fabrique.variante(article, stock=3), fabrique.variante(article, "beige", "39", stock=3)
        commande = en_appel(qui, (noir, 2))
        visiteur = connecter(qui)
        for donnees, attendu in [
            ({"geste": "remplacer", "de": noir.pk, "vers": beige.pk, "pieces": 1}, {noir.pk: 1, beige.pk: 1}),
            ({"geste": "ajouter", "vers": noir.pk}, {noir.pk: 2, beige.pk: 1}),
            ({"geste": "remplacer", "de": noir.pk, "vers": beige.pk}, {beige.pk: 3}),
            ({"geste": "ajouter", "vers": noir.pk}, {beige.pk: 3, noir.pk: 1}),
            ({"geste": "regler", "de": beige.pk, "pieces": 0}, {noir.pk: 1}),
        ]:
            commande.refresh_from_db()
            reponse = envoyer(visiteur, commande, "lignes", version=commande.version, **donnees)
            assert reponse.headers["Location"] == adresse(commande)
            assert {v: n for v, n, _prix in lignes_de(commande)} == attendu

    @pytest.mark.parametrize(
        ("donnees", "phrase"),
        [
            ({}, "Ce geste n'existe pas"),
            ({"geste": "ajouter"}, "Le formulaire est incomplet"),
            ({"geste": "ajouter", "vers": "²"}, "Le formulaire est incomplet"),
            ({"geste": "ajouter", "vers": "999999"}, "n'existe plus au catalogue"),
            ({"geste": "regler", "de": "999999", "pieces": "1"}, "n'est plus dans la commande"),
            ({"geste": "regler", "de": "ICI", "pieces": "0"}, "au moins un article"),
            ({"geste": "regler", "de": "ICI", "pieces": "100"}, "Pas plus de 99"),
            ({"geste": "ajouter", "vers": "ICI", "version": "99"}, "La commande a changé pendant"),
        ],
    )
    def test_a_refusal_changes_nothing(self, qui: Operateur, donnees: dict[str, str], phrase: str) -> None:
        variante = fabrique.variante(stock=3)
        commande = en_appel(qui, (variante, 1))
        avant = photographie(commande)
        envoi = {k: str(variante.pk) if v == "ICI" else v for k, v in donnees.items()}
        for entetes in ({}, HTMX):
            reponse = connecter(qui).post(adresse(commande, "lignes"), envoi, headers=entetes)
            assert reponse.status_code == 422
            assert phrase in dit(reponse.content.decode())
            assert photographie(commande) == avant

    def test_out_of_stock_proposes_what_is_near_and_there(self, qui: Operateur) -> None:
        article = fabrique.article()
        voulue = fabrique.variante(article, "noir", "38", stock=0)
        fabrique.variante(article, "noir", "40", stock=5)
        fabrique.variante(article, "noir", "39", stock=2)
        fabrique.variante(article, "beige", "38", stock=4)
        fabrique.variante(article, "noir", "37", stock=0)
        page = dit(lire(connecter(qui), adresse(en_appel(qui, (voulue, 1)))))
        assert "Il y a : 1 noir 39 stock 2 2 beige 38 stock 4 3 noir 40 stock 5" in page
        page = dit(lire(connecter(qui), adresse(en_appel(qui, (voulue, 6)))))
        assert "Rien d'autre de ce modèle" in page


class TestGestes:
    def test_pieces_are_never_lost(self) -> None:
        assert gestes.remplacer([(1, 2), (2, 1), (1, 1)], 1, 3, 2) == [(1, 1), (3, 2), (2, 1)]
        assert gestes.remplacer([(1, 2), (2, 1)], 1, 2) == [(2, 3)]
        assert gestes.remplacer([(1, 2)], 1, 1, 9) == [(1, 2)]

    def test_a_line_that_is_gone_is_said(self) -> None:
        with pytest.raises(ErreurSaisie):
            gestes.remplacer([(1, 2)], 5, 1)


class TestOu:
    def test_another_place_changes_the_fees(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        agadir = fabrique.ville("Agadir", frais=45, region="Souss-Massa")
        reponse = envoyer(connecter(qui), commande, "ville", ville=agadir.pk, version=commande.version)
        assert reponse.status_code == 302
        commande.refresh_from_db()
        assert (commande.ville, commande.total) == (agadir, Decimal("344.00"))

    def test_a_place_not_served_is_refused(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        fermee = fabrique.ville("Zagora", active=False)
        avant = photographie(commande)
        for ville in ("", fermee.pk, 999999):
            assert envoyer(connecter(qui), commande, "ville", ville=ville).status_code == 422
        assert photographie(commande) == avant

    def test_places_are_found_while_typing(self, qui: Operateur) -> None:
        for nom in ("Casablanca", "Agadir", "Tanger"):
            fabrique.ville(nom)
        commande = en_appel(qui)
        visiteur = connecter(qui)
        for saisie, attendu in [("cas", "Casablanca"), ("agadr", "Agadir"), ("طنجة", "Tanger")]:
            page = lire(visiteur, adresse(commande) + f"?lieu={saisie}", **HTMX)
            assert "<html" not in page
            assert dit(page).startswith(attendu), saisie
        assert "Aucune ville desservie" in lire(visiteur, adresse(commande) + "?lieu=zzzzzz")

    def test_the_address(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        envoyer(connecter(qui), commande, "adresse", adresse="  حي السلام رقم 4 ", version=commande.version)
        commande.refresh_from_db()
        assert commande.adresse == "حي السلام رقم 4"

    def test_two_people_at_once_see_both_texts(self, qui: Operateur) -> None:
        commande = en_appel(qui)
        vue = commande.version
        Commande.objects.filter(pk=commande.pk).update(version=vue + 1, adresse="Celle de l'autre")
        avant = photographie(commande)
        reponse = envoyer(connecter(qui), commande, "adresse", adresse="La mienne", version=vue)
        assert reponse.status_code == 422
        page = reponse.content.decode()
        assert "Celle de l&#x27;autre" in page
        assert ">La mienne</textarea>" in page
        assert "La commande a changé pendant" in page
        assert photographie(commande) == avant


class TestRemise:
    def test_granted_and_taken_back(self, qui: Operateur) -> None:
        article = fabrique.article(prix=299, prix_remise_1=250)
        commande = en_appel(qui, (fabrique.variante(article, stock=2), 1))
        visiteur = connecter(qui)
        assert "Accorder la remise" in lire(visiteur, adresse(commande))
        envoyer(visiteur, commande, "remise", article=article.pk, geste="accorder", version=commande.version)
        commande.refresh_from_db()
        assert commande.total == Decimal("275.00")
        assert "Retirer la remise" in lire(visiteur, adresse(commande))
        envoyer(visiteur, commande, "remise", article=article.pk, geste="retirer", version=commande.version)
        commande.refresh_from_db()
        assert commande.total == Decimal("324.00")

    def test_no_ladder_no_discount(self, qui: Operateur) -> None:
        article = fabrique.article()
        commande = en_appel(qui, (fabrique.variante(article), 1))
        avant = photographie(commande)
        assert "remise" not in dit(lire(connecter(qui), adresse(commande)))
        assert envoyer(connecter(qui), commande, "remise", article=article.pk).status_code == 422
        assert photographie(commande) == avant


def _raison(code: str, genre: str, texte_lu: str, *ids: int) -> dict[str, Any]:
    candidats = [{"type": genre, "id": pk, "libelle": f"{genre} {pk}"} for pk in ids]
    return {"code": code, "message": "À voir.", "texte": texte_lu, "candidats": candidats}


class TestVerifier:
    def test_a_place_is_chosen_and_its_spelling_kept(self, qui: Operateur) -> None:
        fes = fabrique.ville("Fès", frais=30, region="Fès-Meknès")
        commande = en_appel(
            qui, sans_ville=True, a_verifier=True, raisons=[_raison("ville", "ville", "Fass jdida", fes.pk)]
        )
        envoi = {"code": "ville", "candidat": fes.pk, "retenir": "1", "version": commande.version}
        assert envoyer(connecter(qui), commande, "verifier", **envoi).status_code == 302
        commande.refresh_from_db()
        assert (commande.ville, commande.raisons, commande.a_verifier) == (fes, [], False)
        assert AliasVille.objects.get(texte="fass jdida").ville == fes

    def test_a_variant_is_chosen_and_its_colour_kept(self, qui: Operateur) -> None:
        variante = fabrique.variante(fabrique.article(244), "beige", "38", stock=2)
        commande = fabrique.commande(
            "en_cours_confirmation",
            operateur_confirmation=qui,
            a_verifier=True,
            raisons=[_raison("produit_couleur_inconnue", "variante", "SDL FEM YZ244 / 38 / qamhi", variante.pk)],
        )
        assert "«\u202fqamhi\u202f»" in lire(connecter(qui), adresse(commande))
        envoi = {"code": "produit_couleur_inconnue", "candidat": variante.pk, "retenir": "1"}
        assert envoyer(connecter(qui), commande, "verifier", **envoi).status_code == 302
        assert lignes_de(commande) == [(variante.pk, 1, Decimal("299.00"))]
        commande.refresh_from_db()
        assert commande.raisons == []
        assert AliasCouleur.objects.get(texte="qamhi").couleur == Couleur.objects.get(nom="beige")

    def test_without_the_box_nothing_is_taught(self, qui: Operateur) -> None:
        fes = fabrique.ville("Fès")
        commande = en_appel(qui, sans_ville=True, raisons=[_raison("ville", "ville", "Fass", fes.pk)])
        envoyer(connecter(qui), commande, "verifier", code="ville", candidat=fes.pk)
        assert not AliasVille.objects.exists()

    def test_what_cannot_be_taught_or_was_not_proposed_changes_nothing(self, qui: Operateur) -> None:
        fes, autre = fabrique.ville("Fès"), fabrique.ville("Salé")
        commande = en_appel(qui, sans_ville=True, raisons=[_raison("ville", "ville", "Salé", fes.pk)])
        avant = photographie(commande)
        for envoi in (
            {"code": "ville", "candidat": autre.pk},
            {"code": "autre", "candidat": fes.pk},
            {"code": "ville", "candidat": fes.pk, "retenir": "1"},
        ):
            assert envoyer(connecter(qui), commande, "verifier", **envoi).status_code == 422
        assert photographie(commande) == avant
        assert not AliasVille.objects.exists()


def test_the_note_of_the_client(qui: Operateur) -> None:
    commande = en_appel(qui)
    visiteur = connecter(qui)
    envoyer(visiteur, commande, "note", note=" Préfère le soir ")
    commande.client.refresh_from_db()
    assert commande.client.note == "Préfère le soir"
    assert envoyer(visiteur, commande, "note", note="x" * 1001).status_code == 422
    commande.client.refresh_from_db()
    assert commande.client.note == "Préfère le soir"
