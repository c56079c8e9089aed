"""`manage.py generer_demo`: twice the same, once more, beside what is there, and refusals."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, ForeignKey, OuterRef

from article.models import MouvementStock, Variante
from client.models import Client
from commande.demo.clientele import telephone
from commande.demo.generation import generer
from commande.etats import Etat
from commande.models import Commande, Envoi, EtatCommande, LigneCommande, Operation
from commande.services.saisie import creer_commande
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurSaisie
from parametre.models import Operateur, Ville
from tests import fabrique
from tests.commande.demonstration import INSTANT, inventer, photo, poser_la_maison
from tests.commande.parcours import Equipe, amener

pytestmark = pytest.mark.django_db


@pytest.fixture
def maison() -> Iterator[None]:
    with time_machine.travel(INSTANT, tick=False):
        poser_la_maison()
        yield


def lancer(*arguments: str) -> str:
    sortie = io.StringIO()
    call_command("generer_demo", *arguments, stdout=sortie, stderr=io.StringIO())
    return sortie.getvalue()


def coherence() -> str:
    sortie = io.StringIO()
    call_command("verifier_coherence", stdout=sortie)
    return sortie.getvalue()


def photo_annulee(nombre: int, graine: int) -> dict[str, Any]:
    with transaction.atomic():
        inventer(nombre, graine)
        vue = photo()
        transaction.set_rollback(True)
    return vue


def test_the_same_seed_gives_the_same_data(maison: None) -> None:
    premiere, seconde = photo_annulee(120, 7), photo_annulee(120, 7)
    assert premiere.keys() == seconde.keys()
    for table in premiere:
        assert premiere[table] == seconde[table], table


def test_every_key_points_at_a_row(maison: None) -> None:
    inventer(80)
    verifies = 0
    for modele in (Client, Commande, Envoi, EtatCommande, LigneCommande, MouvementStock, Operation):
        for champ in (f for f in modele._meta.concrete_fields if isinstance(f, ForeignKey)):
            designes = champ.related_model._default_manager.filter(pk=OuterRef(champ.attname))
            assert not modele._default_manager.exclude(**{champ.name: None}).exclude(Exists(designes)).exists()
            verifies += 1
    assert verifies >= 20


@pytest.mark.postgres
def test_keys_are_checked_again_afterwards(maison: None) -> None:
    inventer(20)
    commande = Commande.objects.filter(numero="DEMO-000001")
    with transaction.atomic():
        commande.update(operateur_confirmation_id=999_999)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_another_seed_gives_other_data(maison: None) -> None:
    premiere, seconde = photo_annulee(60, 1), photo_annulee(60, 2)
    assert premiere["commandes"] != seconde["commandes"]
    assert premiere["clients"] != seconde["clients"]


def test_the_command_says_what_it_did(maison: None) -> None:
    sortie = lancer("--commandes", "60")
    assert "60 commandes ajoutées, DEMO-000001 à DEMO-000060." in sortie
    assert "commandes par seconde" in sortie
    for etat in Etat:
        nombre = Commande.objects.filter(etat=etat).count()
        assert f"{nombre:>7}  {etat.label}" in sortie
    assert "aucune anomalie" in coherence()


def test_a_second_run_adds_and_leaves_the_first_alone(maison: None) -> None:
    lancer("--commandes", "80")
    avant = {
        "commandes": list(Commande.objects.order_by("pk").values()),
        "etats": list(EtatCommande.objects.order_by("pk").values()),
        "mouvements": list(MouvementStock.objects.order_by("pk").values()),
        "clients": list(Client.objects.order_by("pk").values()),
    }
    sortie = lancer("--commandes", "50")

    assert "50 commandes ajoutées, DEMO-000081 à DEMO-000130." in sortie
    assert list(Commande.objects.order_by("pk").values()[:80]) == avant["commandes"]
    assert list(EtatCommande.objects.order_by("pk").values()[: len(avant["etats"])]) == avant["etats"]
    assert list(MouvementStock.objects.order_by("pk").values()[: len(avant["mouvements"])]) == avant["mouvements"]
    assert list(Client.objects.order_by("pk").values()[: len(avant["clients"])]) == avant["clients"]
    secondes = Commande.objects.filter(numero__gt="DEMO-000080").values_list("client__nom_complet", "cree_le")
    premieres = Commande.objects.filter(numero__lte="DEMO-000080").values_list("client__nom_complet", "cree_le")
    assert not set(premieres) & set(secondes)
    assert "aucune anomalie" in coherence()


def test_orders_and_stock_that_were_there_stay_as_they_were(maison: None) -> None:
    equipe = Equipe()
    variante = fabrique.variante(stock=4)
    tenue = amener(Etat.PREPAREE, equipe, lignes=[(variante, 3)])
    attente = fabrique.commande(lignes=[(Variante.objects.exclude(pk=variante.pk).first(), 1)])
    stock = dict(Variante.objects.values_list("pk", "qte_disponible"))
    commandes = list(Commande.objects.order_by("pk").values())

    inventer(100)

    assert list(Commande.objects.filter(pk__in=[tenue.pk, attente.pk]).order_by("pk").values()) == commandes
    assert list(MouvementStock.objects.filter(commande=tenue).values_list("delta", flat=True)) == [-3]
    for pk, quantite in Variante.objects.values_list("pk", "qte_disponible"):
        assert quantite >= stock[pk]
    assert "aucune anomalie" in coherence()


def test_keys_given_afterwards_are_free(maison: None) -> None:
    inventer(40)
    client = fabrique.client()
    ville = Ville.objects.get(nom="Rabat")
    variante = Variante.objects.filter(article__actif=True)[0]
    nouvelle = creer_commande(client=client, ville=ville, adresse="1, rue neuve", lignes=[(variante.pk, 1)])
    assert nouvelle.pk > max(Commande.objects.exclude(pk=nouvelle.pk).values_list("pk", flat=True))
    assert nouvelle.etats.count() == nouvelle.lignes.count() == 1


def test_the_engine_takes_invented_orders_further(maison: None) -> None:
    inventer(150)
    for etat, transition, proprietaire, arrivee in (
        (Etat.EN_COURS_LIVRAISON, "livrer", "operateur_livraison", Etat.LIVREE),
        (Etat.REPORTEE, "relancer_livraison", "operateur_livraison", Etat.EN_COURS_LIVRAISON),
        (Etat.AFFECTEE, "demarrer_confirmation", "operateur_confirmation", Etat.EN_COURS_CONFIRMATION),
    ):
        commande = Commande.objects.filter(etat=etat).order_by("pk")[0]
        suivie = changer_etat(commande_id=commande.pk, transition=transition, operateur=getattr(commande, proprietaire))
        assert suivie.etat == arrivee
    admin = Operateur.objects.get(type_operateur="ADMIN", actif=True)
    preparee = Commande.objects.filter(etat=Etat.PREPAREE).order_by("pk")[0]
    changer_etat(commande_id=preparee.pk, transition="annuler", operateur=admin, motif="Essai")
    assert "aucune anomalie" in coherence()


def test_a_promotion_counts_while_it_runs_only(maison: None) -> None:
    article = Variante.objects.filter(article__modele=703)[0].article
    fabrique.promotion(article, pourcentage=10, debut=INSTANT.replace(month=10), date_fin=INSTANT.replace(month=12))
    inventer(200)
    lignes = [
        (li.origine_prix, li.commande.etats.filter(transition="confirmer").order_by("-pk").first(), li.commande.cree_le)
        for article_id in [article.pk]
        for variante in Variante.objects.filter(article_id=article_id)
        for li in variante.lignes.select_related("commande").exclude(origine_prix="REMISE")
    ]
    tarifees = [(origine, confirmee.date_debut if confirmee else cree_le) for origine, confirmee, cree_le in lignes]
    assert {origine for origine, _quand in tarifees} == {"PROMOTION", "STANDARD"}
    for origine, quand in tarifees:
        assert (origine == "PROMOTION") == (quand >= INSTANT.replace(month=10))


def test_a_free_bar_code_of_the_same_look_is_respected(maison: None) -> None:
    fabrique.commande(numero="DEMO-000041")
    assert inventer(20).premier == "DEMO-000042"


def test_without_reference_data_the_demonstration_s_is_loaded() -> None:
    sortie = lancer("--commandes", "30")
    assert Commande.objects.count() == 30
    assert Ville.objects.count() > 100
    assert Operateur.objects.count() == 6
    assert "30 commandes ajoutées" in sortie
    assert "aucune anomalie" in coherence()


def test_a_role_without_anybody_is_refused_and_nothing_changes(maison: None) -> None:
    Operateur.objects.filter(type_operateur="LOGISTIQUE").update(actif=False)
    with pytest.raises(ErreurSaisie, match="un opérateur actif"):
        generer(nombre=10)
    assert (Commande.objects.count(), Client.objects.count()) == (0, 0)
    assert not MouvementStock.objects.filter(commande__isnull=False).exists()


@pytest.mark.parametrize("nombre", ["0", "-3", "beaucoup", "1000001"])
def test_a_bad_number_is_refused(nombre: str) -> None:
    with pytest.raises(CommandError, match="un nombre de 1 à 1000000"):
        lancer("--commandes", nombre)


@pytest.mark.parametrize("nombre", [1, 2, 9])
def test_a_handful_is_fine_too(maison: None, nombre: int) -> None:
    assert inventer(nombre).commandes == nombre == Commande.objects.count()
    assert "aucune anomalie" in coherence()


def test_invented_numbers_come_to_an_end() -> None:
    assert (telephone(0), telephone(799_999)) == ("+212600100000", "+212600899999")
    assert telephone(800_000) == "+212700100000"
    with pytest.raises(ErreurSaisie, match="numéros inventés"):
        telephone(1_600_000)
