"""The driver's day: results, contacts, what was typed kept, and the cash that comes of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from article.models import MouvementStock, Variante
from commande.etats import Etat
from commande.models import Commande, Operation
from commande.selectors.caisse import caisse_du_jour
from config.noyau.horloge import jour_local, maintenant
from operatLogistic.formulaires import lire_montant
from parametre.models import Operateur
from tests import fabrique
from tests.commande.parcours import Equipe, amener, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipe() -> Equipe:
    return Equipe()


@pytest.fixture
def navigateur(equipe: Equipe, client: Client) -> Client:
    client.force_login(equipe.logistique.user)
    return client


def en_route(equipe: Equipe, *lignes: tuple[Variante, int]) -> Commande:
    return amener(Etat.EN_COURS_LIVRAISON, equipe, lignes=lignes or None)


def dire(navigateur: Client, commande: Commande, acte: str, statut: int = 302, **champs: Any) -> str:
    reponse = navigateur.post(f"/logistique/route/{commande.pk}/resultat/", {"acte": acte, "cle": "une-cle"} | champs)
    assert reponse.status_code == statut
    commande.refresh_from_db()
    return reponse.content.decode()


def test_two_of_three_pieces_kept_in_two_sizes_of_one_model(equipe: Equipe, navigateur: Client) -> None:
    modele = fabrique.article(740, prix=299)
    petite, grande = (fabrique.variante(modele, "noir", p, stock=5) for p in ("37", "38"))
    commande = en_route(equipe, (petite, 2), (grande, 1))
    une, deux = commande.lignes.order_by("pk")
    champs = {f"garde_{une.pk}": 1, f"gate_{une.pk}": 1, f"garde_{deux.pk}": 1, f"gate_{deux.pk}": 0}
    for _double_appui in range(2):
        dire(navigateur, commande, "livrer_partiellement", **champs)
    # Two pieces at 299 and 25 of fees, which stay due.
    assert (commande.etat, commande.total, commande.montant_encaisse) == (
        Etat.LIVREE_PARTIELLEMENT,
        Decimal("623.00"),
        Decimal("623.00"),
    )
    assert list(commande.lignes.order_by("pk").values_list("quantite_livree", "retour_bon", "retour_defectueux")) == [
        (1, 0, 1),
        (1, 0, 0),
    ]
    # The spoilt piece came in and was written off, once.
    mouvements = MouvementStock.objects.filter(variante=petite, type__in=["RETOUR", "REBUT"])
    assert list(mouvements.order_by("pk").values_list("type", "delta", "solde_apres")) == [
        ("RETOUR", 1, 4),
        ("REBUT", -1, 3),
    ]


def test_a_return_in_mixed_condition(equipe: Equipe, navigateur: Client) -> None:
    sandale = fabrique.variante(stock=5)
    commande = en_route(equipe, (sandale, 3))
    ligne = commande.lignes.get()
    dire(
        navigateur,
        commande,
        "retourner",
        motif="Client absent",
        precision="deux fois",
        **{f"gate_{ligne.pk}": 1},
    )
    ligne.refresh_from_db()
    sandale.refresh_from_db()
    assert (commande.etat, commande.motif) == (Etat.RETOURNEE, "Client absent : deux fois")
    assert (ligne.retour_bon, ligne.retour_defectueux, sandale.qte_disponible) == (2, 1, 4)
    assert (commande.montant_encaisse, commande.encaisse_le) == (None, None)


def test_postponed_reminded_then_delivered(equipe: Equipe, navigateur: Client) -> None:
    commande = en_route(equipe)
    demain = jour_local(maintenant()) + dt.timedelta(days=1)
    dire(navigateur, commande, "reporter", date=demain.isoformat(), motif="Client absent")
    assert (commande.etat, commande.date_livraison_prevue) == (Etat.REPORTEE, demain)
    assert "reportée à plus tard" in navigateur.get("/logistique/route/").content.decode()
    with time_machine.travel(maintenant() + dt.timedelta(days=1), tick=False):
        navigateur.force_login(equipe.logistique.user)
        assert "reportée à relancer aujourd’hui" in navigateur.get("/logistique/route/").content.decode()
        dire(navigateur, commande, "relancer_livraison", cle="b")
        dire(navigateur, commande, "livrer", cle="c", montant=f"{commande.total}")
        assert (commande.etat, commande.montant_encaisse) == (Etat.LIVREE, commande.total)
        assert jour_local(commande.encaisse_le or maintenant()) == demain


@pytest.mark.parametrize(
    ("acte", "champs", "phrase"),
    [
        ("livrer", {"montant": "300"}, "le motif est obligatoire"),
        ("livrer", {"montant": "abc"}, "Le montant ne se lit pas"),
        ("livrer", {"montant": ""}, "Indiquez le montant encaissé"),
        ("reporter", {"date": "2020-01-01", "motif": "Client absent"}, "doit être après aujourd"),
        ("retourner", {"motif": "Client absent"}, "Dites dans quel état revient"),
        ("confirmer", {}, "Le formulaire est incomplet"),
    ],
)
def test_a_refusal_shows_on_the_card_and_keeps_what_was_typed(
    acte: str, champs: dict[str, str], phrase: str, equipe: Equipe, navigateur: Client
) -> None:
    commande = en_route(equipe)
    avant = photo(commande)
    page = dire(navigateur, commande, acte, 422, **champs)
    assert phrase in page
    for valeur in filter(None, champs.values()):
        assert f'value="{valeur}"' in page or f"<option selected>{valeur}" in page
    assert photo(commande) == avant


def test_no_answer_is_a_contact_counted_once_and_only_on_one_s_own(equipe: Equipe, navigateur: Client) -> None:
    commande = en_route(equipe)
    autre = amener(Etat.EN_COURS_LIVRAISON, Equipe())
    for _double_appui in range(2):
        assert navigateur.post(f"/logistique/route/{commande.pk}/contact/", {"cle": "k"}).status_code == 302
    assert navigateur.post(f"/logistique/route/{autre.pk}/contact/", {"cle": "k"}).status_code == 404
    siens = Operation.objects.filter(operateur=equipe.logistique)
    assert list(siens.values_list("commande", "type", "commentaire")) == [(commande.pk, "APPEL", "INJOIGNABLE")]
    commande.refresh_from_db()
    assert commande.etat == Etat.EN_COURS_LIVRAISON
    assert "1 appel noté" in navigateur.get("/logistique/route/").content.decode()


@pytest.mark.parametrize(
    ("texte", "lu"), [("324,00", "324.00"), (" 1\u202f234,5 DH", "1234.5"), ("0", "0"), ("", None), ("300.", "300.")]
)
def test_amounts_are_read_as_people_type_them(texte: str, lu: str | None) -> None:
    assert lire_montant(texte) == lu


def encaissee(livreur: Operateur, quand: str, du: str, encaisse: str, etat: Etat = Etat.LIVREE) -> Commande:
    return fabrique.commande(
        etat,
        operateur_livraison=livreur,
        frais_livraison=Decimal("0.00"),
        sous_total=Decimal(du),
        encaisse_le=dt.datetime.fromisoformat(quand),
        montant_encaisse=Decimal(encaisse),
    )


def test_the_cash_of_a_day_of_casablanca_by_hand(client: Client) -> None:
    un, deux = fabrique.operateur("LOGISTIQUE"), fabrique.operateur("LOGISTIQUE")
    # Casablanca is an hour ahead: the day of the 10th runs from 23:00 to 23:00 UTC.
    encaissee(un, "2026-06-09T22:59:59+00:00", "100.00", "100.00")
    premiere = encaissee(un, "2026-06-09T23:00:00+00:00", "324.10", "324.10")
    seconde = encaissee(un, "2026-06-10T22:59:59+00:00", "299.20", "250.00", Etat.LIVREE_PARTIELLEMENT)
    encaissee(un, "2026-06-10T23:00:00+00:00", "100.00", "100.00")
    troisieme = encaissee(deux, "2026-06-10T12:00:00+00:00", "50.00", "60.00")
    sommes = {c.livreur.pk: c.somme for c in caisse_du_jour(dt.date(2026, 6, 10))}
    assert {pk: (s.nombre, s.ecarts, str(s.du), str(s.encaisse), str(s.ecart)) for pk, s in sommes.items()} == {
        un.pk: (2, 1, "623.30", "574.10", "-49.20"),
        deux.pk: (1, 1, "50.00", "60.00", "10.00"),
    }
    client.force_login(deux.user)
    sienne = client.get("/logistique/caisse/?jour=2026-06-10")
    # Nobody else's, even asked for by name.
    for reponse in (sienne, client.get(f"/logistique/caisse/?jour=2026-06-10&livreur={un.pk}")):
        assert [c.pk for c in reponse.context["page"].elements] == [troisieme.pk]
        assert premiere.numero not in reponse.content.decode()
    client.force_login(fabrique.operateur("ADMIN").user)
    tous = client.get("/pilotage/caisse/?jour=2026-06-10").context
    somme = tous["somme"]
    assert (somme.nombre, str(somme.du), str(somme.encaisse), str(somme.ecart)) == (3, "673.30", "634.10", "-39.20")
    assert "page" not in tous

    def derriere(suite: str) -> list[int]:
        page = client.get(f"/pilotage/caisse/?jour=2026-06-10{suite}").context["page"]
        return [c.pk for c in page.elements]

    assert derriere(f"&livreur={un.pk}") == [premiere.pk, seconde.pk]
    assert derriere(f"&livreur={un.pk}&ecart=1") == [seconde.pk]
    assert derriere("&ecart=1") == [troisieme.pk, seconde.pk]
    fichier = client.get(f"/pilotage/caisse/?jour=2026-06-10&livreur={un.pk}&export=csv")
    lignes = b"".join(fichier.streaming_content).decode().splitlines()  # type: ignore[arg-type]
    assert [ligne.split(";")[0] for ligne in lignes[1:]] == [premiere.numero, seconde.numero]


def test_a_day_of_centimes_is_exact(client: Client) -> None:
    livreur = fabrique.operateur("LOGISTIQUE")
    for _ in range(300):
        encaissee(livreur, "2026-06-10T12:00:00+00:00", "0.10", "0.30")
    somme = caisse_du_jour(dt.date(2026, 6, 10))[0].somme
    assert (str(somme.du), str(somme.encaisse), str(somme.ecart)) == ("30.00", "90.00", "60.00")


@pytest.mark.parametrize("combien", [3, 60])
def test_the_cash_costs_the_same_with_three_and_with_sixty(
    combien: int, client: Client, django_assert_num_queries: Any
) -> None:
    livreurs = [fabrique.operateur("LOGISTIQUE") for _ in range(combien // 3)]
    for n in range(combien):
        encaissee(livreurs[n % len(livreurs)], "2026-06-10T12:00:00+00:00", "100.00", "90.00")
    for n in range(combien):
        encaissee(livreurs[0], f"2026-06-10T13:{n:02d}:00+00:00", "100.00", "100.00")
    client.force_login(fabrique.operateur("ADMIN").user)
    with django_assert_num_queries(4):
        client.get("/pilotage/caisse/?jour=2026-06-10")
    with django_assert_num_queries(6):
        page = client.get(f"/pilotage/caisse/?jour=2026-06-10&livreur={livreurs[0].pk}")
    with django_assert_num_queries(5):
        client.get("/pilotage/caisse/?jour=2026-06-10&ecart=1")
    client.force_login(livreurs[0].user)
    with django_assert_num_queries(5):
        sienne = client.get("/logistique/caisse/?jour=2026-06-10")
    # 60 of one driver and 3 of twenty each: pages that share no order.
    if combien == 60:
        suivante = client.get(f"/logistique/caisse/?jour=2026-06-10&page={sienne.context['page'].suivante}")
        pages = [[c.pk for c in r.context["page"].elements] for r in (sienne, suivante)]
        assert (len(pages[0]), len(pages[1]), len(set(pages[0] + pages[1]))) == (25, 25, 50)
    assert page.context["somme"].nombre == combien + 3


def test_the_round_costs_the_same_with_three_and_with_sixty(client: Client, django_assert_num_queries: Any) -> None:
    livreur = fabrique.operateur("LOGISTIQUE")
    client.force_login(livreur.user)
    variante = fabrique.variante()
    for attendu in (3, 60):
        while Commande.objects.count() < attendu:
            fabrique.commande(Etat.EN_COURS_LIVRAISON, operateur_livraison=livreur, lignes=[(variante, 1)])
        with django_assert_num_queries(6):
            assert client.get("/logistique/route/").status_code == 200


def test_the_administrator_gives_an_order_to_another_driver(equipe: Equipe, client: Client) -> None:
    commande, autre = en_route(equipe), fabrique.operateur("LOGISTIQUE")
    client.force_login(equipe.admin.user)
    assert "Confier à quelqu’un d’autre" in client.get(f"/pilotage/commandes/{commande.pk}/").content.decode()
    client.post(f"/pilotage/commandes/{commande.pk}/confier/", {"operateur": autre.pk, "motif": "Panne"})
    commande.refresh_from_db()
    assert (commande.etat, commande.operateur_livraison_id) == (Etat.EN_COURS_LIVRAISON, autre.pk)
