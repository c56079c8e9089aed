"""The hand-over: a list, parcels scanned out, a count that must agree before it is closed."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from commande.bordereau import bordereau_pdf
from commande.erreurs import ErreurCodeInconnu
from commande.etats import Etat
from commande.models import ColisPrevu, Commande, Envoi
from commande.selectors.envois import bordereau, vue_envoi
from commande.services import envois
from commande.services.envois import ErreurEnvoi
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie, ErreurTransition
from parametre.models import Operateur
from tests import fabrique
from tests.commande.courses import en_meme_temps

pytestmark = pytest.mark.django_db


@pytest.fixture
def chef() -> Operateur:
    return fabrique.operateur("LOGISTIQUE")


@pytest.fixture
def livreur() -> Operateur:
    return fabrique.operateur("LOGISTIQUE")


def prete(numero: str, **champs: Any) -> Commande:
    commande = fabrique.commande(Etat.PREPAREE, numero=numero, **champs)
    article = fabrique.article(740, reference=f"SDL {numero}")
    fabrique.ligne(commande, fabrique.variante(article))
    commande.refresh_from_db()
    return commande


def photo() -> tuple[Any, ...]:
    return (
        list(Commande.objects.order_by("pk").values("etat", "envoi", "operateur_livraison", "version")),
        list(ColisPrevu.objects.order_by("pk").values()),
        list(Envoi.objects.order_by("pk").values()),
    )


def test_a_hand_over_from_its_list_to_its_closing(chef: Operateur, livreur: Operateur) -> None:
    une, deux, hors = prete("YCN-000001"), prete("YCN-000002"), prete("YCN-000003")
    appel: dict[str, Any] = {"livreur_id": livreur.pk, "operateur": chef, "cle": "k"}
    envoi = envois.ouvrir(**appel, commande_ids=[une.pk, deux.pk], transporteur=" Amana ")
    assert envois.ouvrir(**appel, commande_ids=[une.pk, deux.pk]) == envoi
    assert (Envoi.objects.count(), envoi.transporteur, envoi.operateur_id) == (1, "Amana", livreur.pk)
    # On the list nothing has left; each scan lets one go, twice is once.
    une.refresh_from_db()
    assert (une.etat, une.envoi_id) == (Etat.PREPAREE, None)
    for deja in (False, True):
        sortie = envois.sortir(envoi_id=envoi.pk, code="ycn 000001", operateur=chef, cle=f"s{deja}")
        assert (sortie.commande.pk, sortie.deja) == (une.pk, deja)
    une.refresh_from_db()
    assert (une.etat, une.envoi_id, une.operateur_livraison_id) == (Etat.EN_COURS_LIVRAISON, envoi.pk, livreur.pk)
    with pytest.raises(ErreurEnvoi, match="1 colis scannés, 2 sur la liste"):
        envois.clore(envoi_id=envoi.pk, operateur=chef)
    # A parcel off the list enters by its scan; the end of a number finds one on the list.
    envois.sortir(envoi_id=envoi.pk, code="YCN000003", operateur=chef)
    envois.sortir(envoi_id=envoi.pk, code="002", operateur=chef)
    clos = envois.clore(envoi_id=envoi.pk, operateur=chef, numero_suivi="AM123")
    assert envois.clore(envoi_id=envoi.pk, operateur=chef, numero_suivi="autre") == clos
    clos.refresh_from_db()
    assert (clos.clos_le is not None, clos.numero_suivi, clos.transporteur) == (True, "AM123", "Amana")
    vue = vue_envoi(livreur, envoi.pk)
    # Three times 299 and 25 of fees.
    assert (vue.partis, vue.liste, str(vue.montant)) == (3, 3, "972.00")
    assert hors.pk in set(clos.commandes.values_list("pk", flat=True))


def test_what_is_not_found_is_taken_off_and_the_rest_counted_by_hand(chef: Operateur, livreur: Operateur) -> None:
    lot = [prete(f"YCN-00001{n}") for n in range(3)]
    envoi = envois.ouvrir(livreur_id=livreur.pk, operateur=chef, cle="k", commande_ids=[c.pk for c in lot])
    envois.retirer(envoi_id=envoi.pk, commande_id=lot[0].pk, operateur=chef)
    avant = photo()
    with pytest.raises(ErreurEnvoi, match="Vous avez compté 3 colis, la liste en attend 2"):
        envois.sortir_le_reste(envoi_id=envoi.pk, nombre=3, operateur=chef, cle="n")
    assert photo() == avant
    assert [r.reussi for r in envois.sortir_le_reste(envoi_id=envoi.pk, nombre=2, operateur=chef, cle="n")] == [
        True
    ] * 2
    envois.clore(envoi_id=envoi.pk, operateur=chef)
    assert list(Commande.objects.order_by("numero").values_list("etat", flat=True)) == [
        Etat.PREPAREE,
        Etat.EN_COURS_LIVRAISON,
        Etat.EN_COURS_LIVRAISON,
    ]


@pytest.mark.parametrize(
    ("cas", "refus"),
    [
        ("inconnu", ErreurCodeInconnu),
        ("autre_liste", ErreurEnvoi),
        ("pas_prete", ErreurTransition),
        ("clos", ErreurEnvoi),
        ("autre_role", ErreurDroit),
        ("vide", ErreurEnvoi),
        ("livreur_absent", ErreurSaisie),
        ("deja_prise", ErreurEnvoi),
        ("plus_prete", ErreurTransition),
    ],
)
def test_a_refusal_changes_nothing(cas: str, refus: type[ErreurMetier], chef: Operateur, livreur: Operateur) -> None:
    colis = prete("YCN-000020")
    envoi = envois.ouvrir(livreur_id=livreur.pk, operateur=chef, cle="k")
    autre = envois.ouvrir(livreur_id=chef.pk, operateur=chef, cle="l", commande_ids=[colis.pk])
    partie = fabrique.commande(Etat.LIVREE, numero="YCN-000021")
    Envoi.objects.filter(pk=autre.pk).update(clos_le=autre.date if cas == "clos" else None)
    sortir = {"envoi_id": envoi.pk, "code": "YCN000020", "operateur": chef}
    actes: dict[str, Callable[[], object]] = {
        "inconnu": lambda: envois.sortir(**{**sortir, "code": "ZZZ9"}),
        "autre_liste": lambda: envois.sortir(**sortir),
        "pas_prete": lambda: envois.sortir(**{**sortir, "code": "YCN000021"}),
        "clos": lambda: envois.sortir(**{**sortir, "envoi_id": autre.pk}),
        "autre_role": lambda: envois.sortir(**{**sortir, "operateur": fabrique.operateur("ADMIN")}),
        "vide": lambda: envois.clore(envoi_id=envoi.pk, operateur=chef),
        "livreur_absent": lambda: envois.ouvrir(livreur_id=0, operateur=chef, cle="m"),
        "deja_prise": lambda: envois.ajouter(envoi_id=envoi.pk, commande_ids=[colis.pk], operateur=chef),
        "plus_prete": lambda: envois.ajouter(envoi_id=envoi.pk, commande_ids=[partie.pk], operateur=chef),
    }
    avant = photo()
    with pytest.raises(refus):
        actes[cas]()
    assert photo() == avant


def test_the_papers_say_each_order_and_the_sums(chef: Operateur, livreur: Operateur) -> None:
    client_http = Client()
    client = fabrique.client("+212612345678", "=نعيمة بنعلي")
    une, deux = prete("YCN-000031", client=client, adresse="حي السلام، زنقة 5، رقم 12"), prete("YCN-000032")
    envoi = envois.ouvrir(livreur_id=livreur.pk, operateur=chef, cle="k", commande_ids=[une.pk, deux.pk])
    envois.sortir_le_reste(envoi_id=envoi.pk, nombre=2, operateur=chef, cle="n")
    lignes = bordereau(envoi)
    client_http.force_login(livreur.user)
    reponse = client_http.get(f"/logistique/envois/{envoi.pk}/bordereau.xlsx")
    feuille = openpyxl.load_workbook(io.BytesIO(b"".join(reponse))).active
    assert feuille is not None
    rangs = list(feuille.values)
    assert rangs[1] == (
        "YCN-000031",
        "=نعيمة بنعلي",
        "06 12 34 56 78",
        "حي السلام، زنقة 5، رقم 12",
        "Casablanca",
        "YZ740 noir 38",
        324,
    )
    assert (rangs[3][0], rangs[3][-1]) == ("2 colis", 648)
    assert feuille.cell(2, 2).data_type == "s"
    assert bordereau_pdf(envoi, lignes).startswith(b"%PDF")


def test_the_list_costs_the_same_with_three_and_with_sixty(
    chef: Operateur, livreur: Operateur, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(chef.user)
    for attendu in (3, 60):
        while Envoi.objects.count() < attendu:
            fabrique.envoi(chef)
        with django_assert_num_queries(5):
            assert client.get("/logistique/envois/").status_code == 200


@pytest.mark.parametrize("combien", [3, 60])
def test_what_is_ready_costs_the_same_with_three_and_with_sixty(
    combien: int, chef: Operateur, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(chef.user)
    for n in range(combien):
        fabrique.commande(Etat.PREPAREE, ville=fabrique.ville(f"Ville {n % 20:02d}", region=f"Région {n % 4}"))
    with django_assert_num_queries(5):
        assert client.get("/logistique/remise/").context["nombre"] == combien


def test_what_is_ready_is_counted_by_place_and_paged(
    chef: Operateur, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commande.selectors.envois.COLIS_PAGE", 3)
    fes, rabat = fabrique.ville("Fès", region="Fès-Meknès"), fabrique.ville("Rabat", region="Rabat-Salé")
    numeros = [f"YCN-00000{n}" for n in range(5)]
    for n, numero in enumerate(numeros):
        prete(numero, ville=(fes, rabat)[n % 2])
    prete("YCN-000009", ville=fes)
    envois.ouvrir(
        livreur_id=chef.pk, operateur=chef, cle="k", commande_ids=[Commande.objects.get(numero="YCN-000009").pk]
    )
    client.force_login(chef.user)
    vue = client.get("/logistique/remise/").context
    assert [(li.ville, li.nombre) for li in vue["lieux"]] == [("Fès", 3), ("Rabat", 2)]
    assert vue["nombre"] == 5
    assert [(g.ville, [c.numero for c in g.commandes]) for g in vue["groupes"]] == [
        ("Fès", [numeros[0], numeros[2]]),
        ("Rabat", [numeros[1]]),
    ]
    suite = client.get(f"/logistique/remise/?page={vue['page'].suivante}").context
    assert [(g.ville, [c.numero for c in g.commandes]) for g in suite["groupes"]] == [
        ("Fès", [numeros[4]]),
        ("Rabat", [numeros[3]]),
    ]
    filtree = client.get(f"/logistique/remise/?ville={rabat.pk}").context
    assert (filtree["nombre"], [c.numero for c in filtree["page"].elements]) == (2, [numeros[1], numeros[3]])
    fichier = client.get(f"/logistique/remise/?ville={rabat.pk}&export=csv")
    lignes = b"".join(fichier.streaming_content).decode().splitlines()  # type: ignore[arg-type]
    assert [ligne.split(";")[0] for ligne in lignes[1:]] == [numeros[1], numeros[3]]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_people_scan_and_close_at_once(chef: Operateur, livreur: Operateur) -> None:
    une, deux = prete("YCN-000041"), prete("YCN-000042")
    envoi = envois.ouvrir(livreur_id=livreur.pk, operateur=chef, cle="k", commande_ids=[une.pk])
    en_meme_temps(
        [
            lambda: envois.sortir(envoi_id=envoi.pk, code="YCN000041", operateur=chef),
            lambda: envois.sortir(envoi_id=envoi.pk, code="YCN000041", operateur=livreur),
            lambda: envois.sortir(envoi_id=envoi.pk, code="YCN000042", operateur=chef),
            lambda: envois.clore(envoi_id=envoi.pk, operateur=livreur),
        ]
    )
    une.refresh_from_db()
    deux.refresh_from_db()
    envoi.refresh_from_db()
    assert une.etats.filter(transition="expedier").count() == 1
    # Whoever closed, nothing entered behind.
    if envoi.clos_le is not None and deux.envoi_id == envoi.pk:
        assert deux.etats.get(transition="expedier").date_debut <= envoi.clos_le
