"""Every row ends in exactly one outcome, and says why."""

from decimal import Decimal

import pytest

from client.models import Client
from commande.etats import Etat
from commande.models import Commande, EtatCommande
from synchronisation.colonnes import ErreurEntete
from synchronisation.models import EtatExecution, ExecutionSync, LigneSync, Resultat
from synchronisation.services.execution import synchroniser
from tests import fabrique
from tests.synchronisation.conftest import TITRES, Feuille, commande

pytestmark = pytest.mark.django_db


def compteurs(execution: ExecutionSync) -> dict[str, int]:
    """Return the counters that are not zero, `lues` included."""
    execution.refresh_from_db()
    return {c: n for c in ("lues", *Resultat.values) if (n := getattr(execution, c))}


def trace(cle: str) -> LigneSync:
    return LigneSync.objects.get(cle=cle)


def codes(c: Commande) -> list[str]:
    return [r["code"] for r in c.raisons]


def test_a_clean_row_arrives_complete(feuille: Feuille, boutique) -> None:
    execution = feuille.ajouter("YCN-000001", quantite="2", prix="299").synchroniser()
    assert compteurs(execution) == {"lues": 1, "nouvelle": 1}
    assert execution.etat == EtatExecution.REUSSIE
    c = commande("YCN-000001")
    assert (c.etat, c.origine, c.reference_source, c.numero_ligne) == (Etat.NON_AFFECTEE, "SYNC", "YCN-000001", 2)
    assert (c.client.telephone, c.client.nom_complet) == ("+212612345678", "Salma Bennani")
    assert (c.ville.nom, c.texte_ville, c.adresse) == ("CASABLANCA", "Casablanca", "12 rue des Fleurs")
    ligne = c.lignes.get()
    assert (ligne.variante_id, ligne.quantite, ligne.prix_unitaire) == (boutique("noir", "38"), 2, Decimal("299.00"))
    assert (c.sous_total, c.frais_livraison, c.total) == (Decimal("598.00"), Decimal("25.00"), Decimal("623.00"))
    assert c.total_annonce == Decimal("598")
    assert (c.a_verifier, c.raisons) == (False, [])
    assert c.valeurs_brutes["Produit"] == "SDL FEM YZ244 38/Noir/أسود"
    etape = c.etats.get()
    assert (etape.etat, etape.date_fin, etape.date_debut) == (Etat.NON_AFFECTEE, None, c.cree_le)


def test_rows_read_are_the_sum_of_the_outcomes_whatever_the_mess(feuille: Feuille) -> None:
    feuille.ajouter("A-1").ajouter("A-2", "#ERROR!").ajouter("", "0611111111").ajouter("A-1", "0622222222")
    feuille.lignes.append(["", " ", ""])
    feuille.lignes.append([])
    feuille.ajouter("A-3", "0633333333", statut="Doublon", motifs="ZZ-9 (L4)")
    execution = feuille.synchroniser()
    assert compteurs(execution) == {"lues": 7, "nouvelle": 1, "rejetee": 3, "vide": 2, "doublon": 1}
    assert LigneSync.objects.count() == 7


def test_a_second_run_changes_nothing_but_its_own_record(feuille: Feuille) -> None:
    feuille.ajouter("A-1").ajouter("A-2", "#ERROR!").ajouter("A-3", "0655555555", statut="Doublon")
    feuille.lignes.append([])
    feuille.synchroniser()
    avant = [list(m.objects.order_by("pk").values()) for m in (Commande, EtatCommande, LigneSync, Client)]
    execution = feuille.synchroniser()
    assert compteurs(execution) == {"lues": 4, "inchangee": 2, "rejetee": 1, "vide": 1}
    assert avant == [list(m.objects.order_by("pk").values()) for m in (Commande, EtatCommande, LigneSync, Client)]


@pytest.mark.parametrize(
    ("telephone", "raison"),
    [
        ("#ERROR!", "Téléphone « #ERROR! »"),
        ("6,12E+08", "Téléphone « 6,12E+08 »"),
        ("0412345678", "Téléphone « 0412345678 »"),
        ("06123456", "Téléphone « 06123456 »"),
        ("", "Téléphone"),
    ],
)
def test_a_row_without_a_usable_telephone_is_kept_and_refused(feuille: Feuille, telephone: str, raison: str) -> None:
    execution = feuille.ajouter("A-1", telephone).synchroniser()
    assert compteurs(execution) == {"lues": 1, "rejetee": 1}
    ligne = trace("N:A-1")
    assert ligne.raison.startswith(raison)
    assert ligne.valeurs["Produit"] == "SDL FEM YZ244 38/Noir/أسود"
    assert not Commande.objects.exists()


def test_a_corrected_row_becomes_an_order(feuille: Feuille) -> None:
    feuille.ajouter("A-1", "#ERROR!").synchroniser()
    feuille.lignes.clear()
    execution = feuille.ajouter("A-1", "0612345678").synchroniser()
    assert compteurs(execution) == {"lues": 1, "nouvelle": 1}
    ligne = trace("N:A-1")
    assert (ligne.resultat, ligne.commande) == (Resultat.NOUVELLE, commande("A-1"))
    assert ligne.premiere_execution != ligne.derniere_execution == execution


@pytest.mark.parametrize(
    ("numero", "raison"),
    [
        ("", "Aucun numéro de commande."),
        ('=HYPERLINK("http://x","A-1")', "Le numéro de commande est une formule"),
        ("A" * 61, "Numéro de commande trop long"),
        ("---", "Numéro de commande illisible"),
    ],
)
def test_a_row_without_a_usable_number_is_refused(feuille: Feuille, numero: str, raison: str) -> None:
    execution = feuille.ajouter(numero).ajouter(numero).synchroniser()
    assert compteurs(execution) == {"lues": 2, "rejetee": 2}
    assert LigneSync.objects.filter(raison__startswith=raison).count() == 2


def test_a_number_twice_keeps_the_first_and_names_it(feuille: Feuille) -> None:
    execution = feuille.ajouter("A-1", client="Première").ajouter("a-1", client="Seconde").synchroniser()
    assert compteurs(execution) == {"lues": 2, "nouvelle": 1, "rejetee": 1}
    assert commande("A-1").client.nom_complet == "Première"
    assert trace("N:A-1:2").raison == "Le numéro A-1 est déjà à la ligne 2 de la feuille."


def test_the_same_number_in_two_sources_makes_two_orders(feuille: Feuille) -> None:
    feuille.ajouter("A-1").synchroniser()
    autre = Feuille("autre feuille", "AF").ajouter("A-1", "0699999999")
    assert compteurs(autre.synchroniser()) == {"lues": 1, "nouvelle": 1}
    assert sorted(Commande.objects.values_list("numero", "reference_source", "source__code")) == [
        ("A-1", "A-1", "FE"),
        ("A-1-AF", "A-1", "AF"),
    ]


@pytest.mark.parametrize(
    ("champs", "code", "texte"),
    [
        ({"date": "31/02/2026"}, "date", "Date impossible : « 31/02/2026 »."),
        ({"prix": "beaucoup"}, "prix", "Montant illisible : « beaucoup »."),
        ({"prix": "-299"}, "prix", "Montant négatif : « -299 »."),
        ({"statut": "Peut-être"}, "statut", "Statut inconnu : « Peut-être »."),
        ({"statut": "Livrée"}, "etat", "La feuille dit « Livrée » : l’état réel est à vérifier."),
        ({"statut": "Affectée", "operateur": "Personne"}, "operateur", "« Personne » inconnu ou inactif"),
        ({"prix": "310"}, "ecart", "La feuille annonce 310,00\u202fDH, le catalogue donne 299,00\u202fDH."),
    ],
)
def test_what_cannot_be_read_stops_nothing_and_leaves_its_reason(
    feuille: Feuille, champs: dict[str, str], code: str, texte: str
) -> None:
    execution = feuille.ajouter("A-1", **champs).synchroniser()
    assert compteurs(execution) == {"lues": 1, "nouvelle": 1}
    c = commande("A-1")
    assert c.etat == Etat.NON_AFFECTEE
    assert c.a_verifier
    (raison,) = c.raisons
    assert raison["code"].split("_")[0] == code
    assert texte in raison["message"]
    assert c.lignes.count() == 1


def test_no_default_that_looks_real_replaces_what_is_unreadable(feuille: Feuille) -> None:
    feuille.ajouter("A-1", date="31/02/2026", prix="?").ajouter("A-2", "0622222222", date="", prix="").synchroniser()
    assert (commande("A-1").date_commande, commande("A-1").total_annonce) == (None, None)
    assert (commande("A-2").date_commande, commande("A-2").total_annonce) == (None, None)
    assert codes(commande("A-2")) == []


@pytest.mark.parametrize("quantite", ["0", "-1", "deux"])
def test_an_unreadable_quantity_makes_no_line_and_proposes_the_variant(
    feuille: Feuille, boutique, quantite: str
) -> None:
    feuille.ajouter("A-1", quantite=quantite).synchroniser()
    c = commande("A-1")
    assert c.lignes.count() == 0
    assert codes(c) == ["quantite"]
    assert c.raisons[0]["candidats"][0]["id"] == boutique("noir", "38")
    assert c.total_annonce is None


def test_an_unknown_size_arrives_with_the_nearest_variants(feuille: Feuille, boutique) -> None:
    feuille.ajouter("A-1", produit="SDL FEM YZ244 45/Noir/أسود").synchroniser()
    c = commande("A-1")
    assert c.a_verifier
    assert c.lignes.count() == 0
    (raison,) = c.raisons
    assert raison["code"].startswith("produit")
    assert raison["texte"] == "SDL FEM YZ244 45/Noir/أسود"
    assert 1 <= len(raison["candidats"]) <= 3
    assert raison["candidats"][0]["id"] in {boutique("noir", "38"), boutique("noir", "39")}
    assert raison["candidats"][0]["stock"] == 5


def test_a_place_is_taken_from_the_address_when_the_city_is_empty_or_unknown(feuille: Feuille) -> None:
    feuille.ajouter("A-1", ville="", adresse="Hay Salam, Fès")
    feuille.ajouter("A-2", "0622222222", ville="Zzyzx", adresse="casablanca")
    feuille.ajouter("A-3", "0633333333", ville="", adresse="quelque part")
    feuille.synchroniser()
    assert commande("A-1").ville.nom == "FÈS"
    assert commande("A-2").ville.nom == "CASABLANCA"
    assert commande("A-2").texte_ville == "Zzyzx"
    c = commande("A-3")
    assert (c.ville, c.frais_livraison, c.total) == (None, None, Decimal("299.00"))
    assert codes(c)[0].startswith("ville")


def test_an_offer_becomes_a_line_of_its_pieces_at_its_price(feuille: Feuille) -> None:
    feuille.ajouter(
        "A-1", produit="SDL FEM YZ 244 عرض قطعتين فقط ب351 درهم / 38 / noir  - أسود", prix="351"
    ).synchroniser()
    c = commande("A-1")
    lignes = [(li.quantite, li.prix_unitaire, li.origine_prix) for li in c.lignes.all()]
    assert lignes == [(2, Decimal("175.50"), "OFFRE")]
    assert c.sous_total == Decimal("351.00")
    assert codes(c) == ["offre"]


def test_statuses_of_the_sheet_give_the_first_state(feuille: Feuille) -> None:
    op = fabrique.operateur("CONFIRMATION", username="hind")
    fabrique.operateur("CONFIRMATION", username="parti", actif=False)
    fabrique.operateur("PREPARATION", username="prepa")
    feuille.ajouter("A-1", statut="Affectée", operateur="HIND")
    feuille.ajouter("A-2", "0622222222", statut="Affectée", operateur="parti")
    feuille.ajouter("A-3", "0633333333", statut="À confirmer", operateur="prepa")
    feuille.ajouter("A-4", "0644444444", statut="Erronée", motifs="Numéro invalide")
    feuille.ajouter("A-5", "0655555555", statut="Annulée", motifs="Ne veut plus")
    feuille.ajouter("A-6", "0666666666", statut="Non affectée", operateur="Marketing")
    feuille.synchroniser()
    etats = dict(Commande.objects.values_list("numero", "etat"))
    assert etats == {
        "A-1": "affectee",
        "A-2": "non_affectee",
        "A-3": "non_affectee",
        "A-4": "erronee",
        "A-5": "annulee",
        "A-6": "non_affectee",
    }
    assert commande("A-1").operateur_confirmation == op
    assert commande("A-2").operateur_confirmation is None
    assert codes(commande("A-2")) == codes(commande("A-3")) == ["operateur"]
    assert (commande("A-4").motif, commande("A-5").etats.get().motif) == ("Numéro invalide", "Ne veut plus")
    assert commande("A-6").raisons == []
    assert trace("N:A-6").raison == "Opérateur « Marketing » inconnu ou inactif."


def test_a_returning_client_is_the_same_client(feuille: Feuille) -> None:
    fabrique.client("+212612345678", "Nom déjà connu", adresse="Ailleurs")
    feuille.ajouter("A-1", "06-12-34-56-78", client="Autre nom").synchroniser()
    c = commande("A-1").client
    assert (c.nom_complet, c.adresse, Client.objects.count()) == ("Nom déjà connu", "Ailleurs", 1)


def test_nothing_is_created_that_the_catalogue_does_not_know(feuille: Feuille) -> None:
    from article.models import Article, Couleur, Variante
    from parametre.models import Ville

    avant = [m.objects.count() for m in (Article, Couleur, Variante, Ville)]
    feuille.ajouter("A-1", produit="SDL FEM YZ9999 38/Fuchsia", ville="Ouled Xyz").synchroniser()
    assert [m.objects.count() for m in (Article, Couleur, Variante, Ville)] == avant


def test_nul_bytes_a_huge_cell_and_a_formula_lose_nothing(feuille: Feuille) -> None:
    feuille.ajouter(
        "A-1", adresse="x" * 1_000_000, client='=HYPERLINK("http://x")', produit="SDL FEM\x00 YZ244 38/noir"
    )
    assert compteurs(feuille.synchroniser()) == {"lues": 1, "nouvelle": 1}
    c = commande("A-1")
    assert len(c.adresse) == 1_000_000
    assert c.client.nom_complet == '=HYPERLINK("http://x")'
    assert c.lignes.count() == 1


def test_a_dry_run_counts_everything_and_keeps_nothing(feuille: Feuille) -> None:
    execution = feuille.ajouter("A-1").ajouter("A-2", "#ERROR!").synchroniser(essai=True)
    assert (execution.lues, execution.nouvelle, execution.rejetee) == (2, 1, 1)
    assert not ExecutionSync.objects.exists()
    assert not Commande.objects.exists()
    assert not LigneSync.objects.exists()
    assert compteurs(feuille.synchroniser()) == {"lues": 2, "nouvelle": 1, "rejetee": 1}


def test_a_sheet_that_cannot_be_read_leaves_a_failed_run_with_its_reason(feuille: Feuille) -> None:
    with pytest.raises(ErreurEntete):
        synchroniser(lambda: [(1, ["Nom", "Âge"])], source=feuille.source)
    execution = ExecutionSync.objects.get()
    assert execution.etat == EtatExecution.ECHOUEE
    assert "« Téléphone »" in execution.erreur
    assert (execution.lues, Commande.objects.count()) == (0, 0)


def test_a_header_alone_is_a_run_of_no_row(feuille: Feuille) -> None:
    assert compteurs(synchroniser(lambda: [(1, TITRES)], source=feuille.source)) == {}


def test_a_row_that_breaks_the_batch_is_isolated(feuille: Feuille, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row makes the database refuse the whole batch: only that row is refused, and tried again."""
    for n in range(30):
        feuille.ajouter(f"A-{n}", f"06{n:08d}")
    from synchronisation.services import creation

    vrai = creation.creer_en_lot

    def casse(nouvelles, **options):
        if any(n.reference_source == "A-17" for n in nouvelles):
            raise ValueError("bug")
        return vrai(nouvelles, **options)

    monkeypatch.setattr(creation, "creer_en_lot", casse)
    assert compteurs(feuille.synchroniser()) == {"lues": 30, "nouvelle": 29, "rejetee": 1}
    assert trace("N:A-17").raison.startswith("Erreur interne")
    monkeypatch.undo()
    assert compteurs(feuille.synchroniser()) == {"lues": 30, "nouvelle": 1, "inchangee": 29}
    assert Commande.objects.count() == 30


def test_the_setting_assigns_at_once(feuille: Feuille) -> None:
    from parametre.models import Reglages

    op = fabrique.operateur("CONFIRMATION")
    Reglages.objects.update_or_create(pk=1, defaults={"affectation_immediate": True})
    feuille.ajouter("A-1").synchroniser()
    assert (commande("A-1").etat, commande("A-1").operateur_confirmation) == (Etat.AFFECTEE, op)
