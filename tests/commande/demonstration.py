"""A small house, the orders invented in it, and their raw rows by table."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from article.models import Article, MouvementStock, Variante
from client.models import Client
from commande.demo.generation import Bilan, generer
from commande.models import Commande, Envoi, EtatCommande, LigneCommande, Operation
from parametre.models import Operateur, Ville
from tests import fabrique

# A Friday, 16:20 in Casablanca.
INSTANT = dt.datetime(2026, 11, 20, 16, 20, tzinfo=dt.UTC)
Rangee = dict[str, Any]


def poser_la_maison() -> None:
    """Make places, articles of every kind of price, and operators; some stock is there already."""
    for nom, frais in (("Casablanca", 20), ("Rabat", 25), ("Safi", 35), ("Laâyoune", 45)):
        fabrique.ville(nom, frais=frais, region=f"Région de {nom}", delai_jours=frais // 12)
    fabrique.ville("Sans tarif", frais=None)
    remises = {"prix_remise_1": 230, "prix_remise_2": 210}
    articles = [
        fabrique.article_upsell(701, **remises),
        fabrique.article_upsell(702, **remises),
        fabrique.article(703, prix=189, **remises),
        fabrique.article(704, prix=349, phase="LIQUIDATION", prix_liquidation=199),
        fabrique.article(705, prix=Decimal("259.90"), categorie="Bottes", **remises),
    ]
    fabrique.article(706, actif=False)
    for article in articles:
        for pointure in ("37", "38", "39"):
            fabrique.variante(article, pointure=pointure, stock=3 if pointure == "38" else 0)
    for role, nombre in (("ADMIN", 1), ("CONFIRMATION", 3), ("PREPARATION", 2), ("LOGISTIQUE", 2)):
        for _n in range(nombre):
            fabrique.operateur(role)
        fabrique.operateur(role, actif=False)


@dataclass(frozen=True)
class Rows:
    """Everything in the database, as read once; histories and the like by order."""

    bilan: Bilan
    commandes: list[Rangee]
    etats: dict[int, list[Rangee]]
    lignes: dict[int, list[Rangee]]
    contacts: dict[int, list[Rangee]]
    mouvements: list[Rangee]
    variantes: dict[int, Rangee]
    articles: dict[int, Rangee]
    villes: dict[int, Rangee]
    clients: dict[int, Rangee]
    envois: dict[int, Rangee]
    roles: dict[int, str]


def lire(bilan: Bilan) -> Rows:
    """Read every row once."""
    return Rows(
        bilan=bilan,
        commandes=list(Commande.objects.order_by("id").values()),
        etats=par_commande(EtatCommande.objects.order_by("date_debut", "id").values()),
        lignes=par_commande(LigneCommande.objects.order_by("id").values()),
        contacts=par_commande(Operation.objects.order_by("date", "id").values()),
        mouvements=list(MouvementStock.objects.order_by("id").values()),
        variantes={r["id"]: r for r in Variante.objects.values()},
        articles={r["id"]: r for r in Article.objects.values()},
        villes={r["id"]: r for r in Ville.objects.values()},
        clients={r["id"]: r for r in Client.objects.values()},
        envois={r["id"]: r for r in Envoi.objects.values()},
        roles=dict(Operateur.objects.values_list("id", "type_operateur")),
    )


def par_commande(rangees: Iterable[Rangee]) -> dict[int, list[Rangee]]:
    rangement: dict[int, list[Rangee]] = defaultdict(list)
    for rangee in rangees:
        rangement[rangee["commande_id"]].append(rangee)
    return dict(rangement)


def photo() -> dict[str, list[tuple[Any, ...]]]:
    """Return everything that was invented without a key, so that two runs compare."""
    lignes = LigneCommande.objects.order_by("id").values_list(
        *("commande__numero", "variante__reference", "quantite", "prix_unitaire", "origine_prix", "verifiee"),
        *("quantite_livree", "retour_bon", "retour_defectueux"),
    )
    return {
        "commandes": list(
            Commande.objects.order_by("id").values_list(
                *("numero", "code_barre", "origine", "client__telephone", "ville__nom", "adresse", "etat", "total"),
                *("operateur_confirmation__user__username", "operateur_livraison__user__username", "envoi__numero"),
                *("total_confirme", "montant_encaisse", "encaisse_le", "rappel_le", "motif", "doublon_de__numero"),
                *("date_commande", "cree_le", "date_livraison_prevue", "version", "occupee_jusqua", "raisons"),
            )
        ),
        "lignes": list(lignes),
        "etats": list(
            EtatCommande.objects.order_by("id").values_list(
                *("commande__numero", "etat", "date_debut", "date_fin", "motif", "transition"),
                *("operateur__user__username", "responsable__user__username"),
            )
        ),
        "contacts": list(
            Operation.objects.order_by("id").values_list(
                "commande__numero", "type", "commentaire", "operateur__user__username", "date"
            )
        ),
        "mouvements": list(
            MouvementStock.objects.filter(motif__contains="démonstration").values_list("variante__reference", "date")
        )
        + list(
            MouvementStock.objects.filter(commande__isnull=False)
            .order_by("id")
            .values_list("commande__numero", "variante__reference", "delta", "solde_apres", "type", "date", "motif")
        ),
        "clients": list(
            Client.objects.order_by("telephone").values_list("telephone", "nom_complet", "ville__nom", "cree_le")
        ),
        "stock": list(Variante.objects.order_by("reference").values_list("reference", "qte_disponible")),
    }


def inventer(nombre: int, graine: int = 1) -> Bilan:
    return generer(nombre=nombre, graine=graine)
