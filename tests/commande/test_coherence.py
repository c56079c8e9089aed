"""The laws of the data: clean after any life, and each broken row named exactly."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from article.models import MouvementStock, Variante
from commande.etats import Etat
from commande.models import Commande, EtatCommande, LigneCommande
from config.noyau import coherence
from config.noyau.coherence import Anomalie, Controle
from config.noyau.horloge import maintenant
from tests import fabrique
from tests.commande.parcours import CHEMINS, Equipe, amener

pytestmark = pytest.mark.django_db


def verifier(*options: str) -> list[str]:
    """Return the lines of the command; the last says how it ended."""
    sortie = StringIO()
    try:
        call_command("verifier_coherence", *options, stdout=sortie)
    except CommandError as erreur:
        sortie.write(f"{erreur}\n")
    return sortie.getvalue().splitlines()


def test_every_state_reached_by_the_engine_obeys_every_law() -> None:
    equipe = Equipe()
    for etat in CHEMINS:
        amener(etat, equipe)
    assert verifier() == ["Cohérence vérifiée : 8 contrôles, aucune anomalie."]


def test_an_empty_house_obeys_every_law() -> None:
    assert verifier()[-1].endswith("aucune anomalie.")


def confirmee(etat: Etat = Etat.A_IMPRIMER) -> tuple[Commande, Variante]:
    variante = fabrique.variante(fabrique.article(prix=100), stock=5)
    return amener(etat, Equipe(), lignes=[(variante, 2)], ville=fabrique.ville(frais=25)), variante


def test_a_counter_that_moved_alone_is_named_and_mended_on_demand() -> None:
    variante = fabrique.variante(stock=5)
    Variante.objects.filter(pk=variante.pk).update(qte_disponible=4)
    ligne = f"[article.compteur] variante {variante.pk} ({variante.reference}) : le compteur dit 4, les mouvements 5"
    assert verifier() == [ligne, "1 anomalie(s) dans les données."]
    assert verifier() == [ligne, "1 anomalie(s) dans les données."]
    assert verifier("--reparer") == [
        "stock = somme des mouvements : 1 ligne(s) réparée(s).",
        "Cohérence vérifiée : 8 contrôles, aucune anomalie.",
    ]
    variante.refresh_from_db()
    assert variante.qte_disponible == 5


def test_a_balance_that_does_not_follow_is_named() -> None:
    variante = fabrique.variante(stock=5)
    fabrique.mettre_en_stock(variante, 2)
    _premier, second = MouvementStock.objects.order_by("pk")
    with fabrique.passe_droit():
        MouvementStock.objects.filter(pk=second.pk).update(solde_apres=8)
    assert verifier() == [
        f"[article.solde] mouvement {second.pk} ({variante.reference}) : le solde écrit est 8, le bon 7",
        "1 anomalie(s) dans les données.",
    ]


@pytest.mark.parametrize(
    ("abimer", "attendues"),
    [
        (
            lambda c: EtatCommande.objects.filter(commande=c, date_fin=None).update(date_fin=F("date_debut")),
            ["[commande.ouvert] {c} : 0 états ouverts au lieu d'un"],
        ),
        (
            lambda c: Commande.objects.filter(pk=c.pk).update(etat="en_preparation"),
            ["[commande.etat] {c} : la commande dit en_preparation, l'historique a_imprimer"],
        ),
        (
            lambda c: Commande.objects.filter(pk=c.pk).update(sous_total="150.00", total="175.00"),
            ["[commande.sous_total] {c} : le sous-total écrit est 150.00, les lignes font 200.00"],
        ),
        (
            lambda c: LigneCommande.objects.filter(commande=c).update(prix_unitaire=Decimal("100.01")),
            ["[commande.sous_total] {c} : le sous-total écrit est 200.00, les lignes font 200.02"],
        ),
        (
            lambda c: MouvementStock.objects.filter(commande=c).update(commande=None),
            ["[commande.stock] {c} : variante {v} : doit tenir 2 pièce(s), en tient 0"],
        ),
    ],
)
def test_a_broken_law_names_the_order(abimer: Callable[[Commande], object], attendues: list[str]) -> None:
    commande, variante = confirmee()
    confirmee()
    with fabrique.passe_droit():
        abimer(commande)
    objet = f"commande {commande.pk} ({commande.numero})"
    assert verifier()[:-1] == [ligne.format(c=objet, v=variante.pk) for ligne in attendues]


def test_a_gap_in_the_history_names_the_stay_after_it() -> None:
    commande, _ = confirmee()
    etape = commande.etats.get(etat="en_cours_confirmation")
    with fabrique.passe_droit():
        EtatCommande.objects.filter(commande=commande, etat="affectee").update(date_fin=maintenant())
    assert verifier()[:-1] == [
        (
            f"[commande.historique] commande {commande.pk} ({commande.numero}) : "
            f"l'étape {etape.pk} (en_cours_confirmation) ne commence pas quand finit la précédente"
        )
    ]


def test_stock_kept_by_a_closed_order_is_named() -> None:
    commande, variante = confirmee()
    Commande.objects.filter(pk=commande.pk).update(etat="annulee")
    with fabrique.passe_droit():
        EtatCommande.objects.filter(commande=commande, date_fin=None).update(etat="annulee")
    assert verifier()[:-1] == [
        (
            f"[commande.stock] commande {commande.pk} ({commande.numero}) : "
            f"variante {variante.pk} : doit tenir 0 pièce(s), en tient 2"
        )
    ]


def test_what_a_partial_delivery_left_is_counted() -> None:
    commande, variante = confirmee(Etat.LIVREE_PARTIELLEMENT)
    LigneCommande.objects.filter(commande=commande).update(retour_bon=0)
    assert verifier()[:-1] == [
        (
            f"[commande.stock] commande {commande.pk} ({commande.numero}) : "
            f"variante {variante.pk} : doit tenir 2 pièce(s), en tient 1"
        )
    ]


def test_other_apps_add_their_own_laws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coherence, "_registre", dict(coherence._registre))
    coherence.enregistrer(Controle("zz.essai", "essai", lambda: [Anomalie("objet 1", "penche")]))
    assert verifier() == ["[zz.essai] objet 1 : penche", "1 anomalie(s) dans les données."]
