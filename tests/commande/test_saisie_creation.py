"""Orders are born complete: number, lines, price, first history row; or not at all."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from client.models import Client
from commande.etats import Etat
from commande.models import Commande, EtatCommande, LigneCommande
from commande.services.saisie import NouvelleCommande, NouvelleLigne, creer_commande, creer_en_lot
from commande.tarifs import charger_tarifs
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie
from parametre.models import Reglages
from tests import fabrique as f

pytestmark = pytest.mark.django_db


def lignes_de(commande: Commande) -> list[tuple[int, str, str]]:
    return [(li.quantite, str(li.prix_unitaire), li.origine_prix) for li in commande.lignes.all()]


def nouvelle(client: Client, *lignes: NouvelleLigne, **champs: Any) -> NouvelleCommande:
    return NouvelleCommande(client_id=client.pk, lignes=lignes, **({"ville": None} | champs))


def rien_n_est_ecrit() -> bool:
    return not (Commande.objects.exists() or LigneCommande.objects.exists() or EtatCommande.objects.exists())


def test_une_commande_sans_operateur_reste_non_affectee() -> None:
    variante = f.variante(f.article_upsell())
    client = f.client()
    commande = creer_commande(client=client, ville=f.ville(frais=25), adresse=" 12 rue X ", lignes=[(variante.pk, 2)])
    commande.refresh_from_db()
    assert commande.etat == "non_affectee"
    assert commande.operateur_confirmation is None
    assert (commande.sous_total, commande.frais_livraison, commande.total) == (498, 25, 523)
    assert commande.compteur_upsell == 1
    assert (commande.numero, commande.code_barre) == ("CMD-000001", "CMD000001")
    assert (commande.client, commande.adresse, commande.origine) == (client, "12 rue X", "OPERATEUR")
    assert (commande.version, commande.a_verifier, commande.raisons) == (1, False, [])
    assert commande.total_confirme is None
    assert lignes_de(commande) == [(2, "249.00", "UPSELL")]
    assert commande.lignes.get().variante == variante
    (etape,) = commande.etats.all()
    assert (etape.etat, etape.date_debut, etape.date_fin) == ("non_affectee", commande.cree_le, None)
    assert (etape.operateur, etape.transition) == (None, "creation")


def test_l_operateur_de_confirmation_garde_la_commande_qu_il_saisit() -> None:
    operateur = f.operateur("CONFIRMATION")
    commande = creer_commande(
        client=f.client(), ville=f.ville(), adresse="x", lignes=[(f.variante().pk, 1)], operateur=operateur
    )
    commande.refresh_from_db()
    assert (commande.etat, commande.operateur_confirmation) == ("affectee", operateur)
    (etape,) = commande.etats.all()
    assert (etape.etat, etape.operateur, etape.date_fin) == ("affectee", operateur, None)
    assert etape.responsable == operateur


def test_une_commande_saisie_par_l_administration_attend_d_etre_affectee() -> None:
    admin = f.operateur("ADMIN")
    commande = creer_commande(
        client=f.client(), ville=None, adresse="", lignes=[(f.variante().pk, 1)], operateur=admin, origine="ADMIN"
    )
    commande.refresh_from_db()
    assert (commande.etat, commande.operateur_confirmation, commande.origine) == ("non_affectee", None, "ADMIN")
    assert (commande.etats.get().operateur, commande.etats.get().responsable) == (admin, None)
    assert (commande.frais_livraison, commande.total) == (None, 299)


def test_deux_fois_la_meme_variante_font_une_ligne() -> None:
    a, b = f.variante(pointure="37"), f.variante(pointure="38")
    commande = creer_commande(client=f.client(), ville=None, adresse="x", lignes=[(a.pk, 1), (b.pk, 1), (a.pk, 2)])
    assert [(li.variante_id, li.quantite) for li in commande.lignes.all()] == [(a.pk, 3), (b.pk, 1)]


@pytest.mark.parametrize(
    ("lignes", "code"),
    [
        ([], "sans_ligne"),
        ([("bonne", 0)], "quantite"),
        ([("bonne", 2), ("bonne", -1)], "quantite"),
        ([("absente", 1)], "variante_inconnue"),
        ([("bonne", 1), ("inactive", 1)], "article_inactif"),
    ],
)
def test_une_saisie_fausse_est_refusee(lignes: list[tuple[str, int]], code: str) -> None:
    cles = {"bonne": f.variante().pk, "inactive": f.variante(f.article(actif=False)).pk, "absente": 10**9}
    with pytest.raises(ErreurSaisie) as refus:
        creer_commande(client=f.client(), ville=None, adresse="x", lignes=[(cles[c], q) for c, q in lignes])
    assert refus.value.code == code
    assert refus.value.phrase.endswith(".")
    assert rien_n_est_ecrit()


def test_une_ville_qui_n_est_plus_desservie_est_refusee() -> None:
    ville = f.ville("Tata", active=False)
    with pytest.raises(ErreurSaisie):
        creer_commande(client=f.client(), ville=ville, adresse="x", lignes=[(f.variante().pk, 1)])
    assert rien_n_est_ecrit()


@pytest.mark.parametrize(
    ("role", "actif"), [("PREPARATION", True), ("LOGISTIQUE", True), ("CONFIRMATION", False), ("ADMIN", False)]
)
def test_qui_ne_peut_pas_saisir(role: str, actif: bool) -> None:
    with pytest.raises(ErreurDroit):
        creer_commande(
            client=f.client(),
            ville=None,
            adresse="x",
            lignes=[(f.variante().pk, 1)],
            operateur=f.operateur(role, actif=actif),
        )
    assert rien_n_est_ecrit()


def test_la_livraison_offerte_par_la_maison_est_dite_sur_la_commande() -> None:
    Reglages.objects.create(livraison_offerte=True)
    commande = creer_commande(client=f.client(), ville=f.ville(frais=25), adresse="x", lignes=[(f.variante().pk, 1)])
    commande.refresh_from_db()
    assert (commande.frais_livraison, commande.total, commande.livraison_offerte) == (0, 299, True)


def test_un_lot_garde_tout_ce_qu_on_lui_dit() -> None:
    source, operateur, client = f.source("Feuille", "FG"), f.operateur(), f.client()
    ville, variante = f.ville("Fès", frais="35.50"), f.variante()
    autre = f.commande()
    quand = dt.datetime(2025, 3, 1, 10, tzinfo=dt.UTC)
    raison = {"code": "ville", "message": "Ville non indiquée.", "texte": "", "candidats": []}
    (rendue,) = creer_en_lot(
        [
            nouvelle(
                client,
                NouvelleLigne(variante.pk, 2),
                ville=ville,
                adresse="Rue 1",
                numero="YCN-000900",
                source_id=source.pk,
                source_code=source.code,
                reference_source="YCN-000900",
                numero_ligne=17,
                valeurs_brutes={"Prix": "300"},
                texte_produit="SDL FEM YZ1",
                texte_ville="Fes",
                etat=Etat.ERRONEE,
                operateur_confirmation_id=operateur.pk,
                origine="SYNC",
                raisons=(raison,),
                total_annonce=Decimal("600.00"),
                motif="faux numéro",
                doublon_de_id=autre.pk,
                echange_de_id=autre.pk,
                date_commande=quand,
                cree_le=quand + dt.timedelta(days=1),
                transition="import",
            )
        ]
    )
    commande = Commande.objects.get(numero="YCN-000900")
    assert rendue.pk == commande.pk
    assert (commande.source, commande.reference_source, commande.numero_ligne) == (source, "YCN-000900", 17)
    assert (commande.client, commande.ville, commande.adresse) == (client, ville, "Rue 1")
    assert (commande.valeurs_brutes, commande.texte_produit, commande.texte_ville) == (
        {"Prix": "300"},
        "SDL FEM YZ1",
        "Fes",
    )
    assert (commande.etat, commande.motif, commande.origine) == ("erronee", "faux numéro", "SYNC")
    assert commande.operateur_confirmation == operateur
    assert (commande.raisons, commande.a_verifier) == ([raison], True)
    assert (commande.sous_total, commande.frais_livraison, commande.total) == (598, Decimal("35.50"), Decimal("633.50"))
    assert commande.total_annonce == 600
    assert (commande.doublon_de, commande.echange_de) == (autre, autre)
    assert (commande.date_commande, commande.cree_le) == (quand, quand + dt.timedelta(days=1))
    (etape,) = commande.etats.all()
    assert (etape.etat, etape.motif, etape.transition, etape.date_debut) == (
        "erronee",
        "faux numéro",
        "import",
        commande.cree_le,
    )


def test_une_offre_arrive_avec_son_prix() -> None:
    (commande,) = creer_en_lot([nouvelle(f.client(), NouvelleLigne(f.variante().pk, 3, 3, Decimal(350)))])
    commande.refresh_from_db()
    assert commande.total == Decimal("350.00")
    assert lignes_de(commande) == [(2, "116.67", "OFFRE"), (1, "116.66", "OFFRE")]
    assert {(li.offre_pieces, li.offre_prix) for li in commande.lignes.all()} == {(3, Decimal("350.00"))}


def test_deux_lignes_partagent_le_compteur() -> None:
    article = f.article_upsell()
    a, b = f.variante(article, pointure="37"), f.variante(article, pointure="38")
    (commande,) = creer_en_lot([nouvelle(f.client(), NouvelleLigne(a.pk, 1), NouvelleLigne(b.pk, 2))])
    assert commande.compteur_upsell == 2
    assert lignes_de(commande) == [(1, "219.00", "UPSELL"), (2, "219.00", "UPSELL")]


def test_une_commande_sans_ligne_arrive_quand_meme() -> None:
    raison = {"code": "produit", "message": "Modèle inconnu.", "texte": "YZ9", "candidats": []}
    (commande,) = creer_en_lot([nouvelle(f.client(), ville=f.ville(frais=25), raisons=[raison])])
    commande.refresh_from_db()
    assert (commande.sous_total, commande.total, commande.a_verifier) == (0, 25, True)
    assert commande.lignes.count() == 0
    assert commande.etats.count() == 1


def test_un_lot_est_rendu_dans_l_ordre_et_d_un_seul_instant() -> None:
    client, variante = f.client(), f.variante()
    commandes = creer_en_lot([nouvelle(client, NouvelleLigne(variante.pk, n), numero=f"YCN-{n}") for n in (3, 1, 2)])
    assert [c.numero for c in commandes] == ["YCN-3", "YCN-1", "YCN-2"]
    assert [c.lignes.get().quantite for c in commandes] == [3, 1, 2]
    assert len({c.cree_le for c in commandes}) == 1
    assert [c.etats.get().date_debut for c in commandes] == [c.cree_le for c in commandes]


def test_un_lot_vide_n_ecrit_rien() -> None:
    assert creer_en_lot([]) == []


def test_le_nombre_de_requetes_ne_depend_pas_du_lot() -> None:
    client, ville = f.client(), f.ville()
    variantes = [f.variante(pointure=str(n)) for n in (36, 37, 38)]

    def requetes(combien: int, debut: int) -> int:
        lot = [
            nouvelle(client, NouvelleLigne(variantes[n % 3].pk, 1), ville=ville, numero=f"Q-{debut + n}")
            for n in range(combien)
        ]
        with CaptureQueriesContext(
            connection,
        ) as capture:
            creer_en_lot(lot)
        # SQLite splits long INSERTs by its limit of parameters.
        return sum(not q["sql"].startswith("INSERT") for q in capture.captured_queries)

    assert requetes(3, 0) == requetes(60, 1000)


def test_les_tarifs_donnes_ne_sont_pas_relus() -> None:
    variante = f.variante()
    tarifs = charger_tarifs(variantes=[variante.pk])
    with CaptureQueriesContext(connection) as capture:
        creer_en_lot([nouvelle(f.client(), NouvelleLigne(variante.pk, 1), numero="A-1")], tarifs=tarifs)
    assert not any("article_article" in q["sql"] for q in capture.captured_queries)


def test_une_variante_inconnue_fait_refuser_le_lot() -> None:
    client = f.client()
    with pytest.raises(ErreurMetier):
        creer_en_lot([nouvelle(client, NouvelleLigne(f.variante().pk, 1)), nouvelle(client, NouvelleLigne(10**9, 1))])
    assert rien_n_est_ecrit()


def test_une_reference_deja_la_fait_tomber_le_lot_entier() -> None:
    client, source = f.client(), f.source()
    cle = {"source_id": source.pk, "source_code": source.code, "reference_source": "R-1"}
    creer_en_lot([nouvelle(client, numero="R-1", **cle)])
    with pytest.raises(IntegrityError), transaction.atomic():
        creer_en_lot([nouvelle(client, numero="R-2"), nouvelle(client, numero="R-1", **cle)])
    assert list(Commande.objects.values_list("numero", flat=True)) == ["R-1"]
