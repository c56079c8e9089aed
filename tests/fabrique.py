"""Small builders of rows for tests: every argument has a sensible default.

They write what a test needs to stand on, past the services; what a test is about goes
through the public names.
"""

import datetime as dt
import importlib
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from article.models import Article, Categorie, Couleur, Genre, MouvementStock, Pointure, Promotion, Variante
from client.models import Client
from commande.etats import Etat
from commande.models import Commande, Envoi, EtatCommande, LigneCommande
from config.noyau.horloge import maintenant
from parametre.models import Operateur, Region, Ville
from synchronisation.models import SourceCommandes

_suite = itertools.count(1)


def argent(montant: Decimal | str | int) -> Decimal:
    """Return an amount with two decimals; text or whole number, never a float."""
    return Decimal(montant).quantize(Decimal("0.01"))


def region(nom: str = "Casablanca-Settat") -> Region:
    """Return the region of that name, made if it is not there."""
    return Region.objects.get_or_create(nom=nom)[0]


def ville(
    nom: str = "Casablanca",
    *,
    frais: Decimal | str | int | None = 25,
    region: Region | str = "Casablanca-Settat",
    **champs: Any,
) -> Ville:
    """Return the place of that name in that region, made if it is not there; fees None: tariff unknown."""
    ou = region if isinstance(region, Region) else Region.objects.get_or_create(nom=region)[0]
    champs["frais_livraison"] = None if frais is None else argent(frais)
    return Ville.objects.get_or_create(nom=nom, region=ou, defaults=champs)[0]


_ville = ville


def utilisateur(username: str | None = None, *, mot_de_passe: str | None = None, **champs: Any) -> User:
    """Make a Django user; without a password nobody can sign in by the form (force_login works)."""
    return User.objects.create_user(username or f"utilisateur{next(_suite)}", password=mot_de_passe, **champs)


def operateur(
    type_operateur: str = "CONFIRMATION",
    actif: bool = True,
    username: str | None = None,
    *,
    mot_de_passe: str | None = None,
    telephone: str = "",
    **champs_user: Any,
) -> Operateur:
    """Make an operator and its user."""
    user = utilisateur(username or f"{type_operateur.lower()}{next(_suite)}", mot_de_passe=mot_de_passe, **champs_user)
    return Operateur.objects.create(user=user, type_operateur=type_operateur, actif=actif, telephone=telephone)


def client(telephone: str | None = None, nom_complet: str = "Salma Bennani", **champs: Any) -> Client:
    """Make a client; each call without a number gives a new one."""
    numero = telephone or f"+2126{next(_suite):08d}"
    return Client.objects.create(telephone=numero, nom_complet=nom_complet, **champs)


_client = client


def article(
    modele: int | None = None,
    *,
    categorie: str = "Sandales",
    genre: str = "Femme",
    prix: Decimal | str | int = 299,
    reference: str | None = None,
    **champs: Any,
) -> Article:
    """Make an article; prices among `champs` are those of one piece."""
    numero = modele if modele is not None else next(_suite) + 5000
    for cle, valeur in champs.items():
        if cle.startswith("prix_") and valeur is not None:
            champs[cle] = argent(valeur)
    return Article.objects.create(
        modele=numero,
        nom=champs.pop("nom", f"{categorie} YZ{numero}"),
        reference=reference or f"{categorie[:3].upper()} {genre[:3].upper()} YZ{numero}",
        categorie=Categorie.objects.get_or_create(nom=categorie)[0],
        genre=Genre.objects.get_or_create(nom=genre)[0],
        prix_unitaire=argent(prix),
        **champs,
    )


_article = article  # Where an argument bears the name of the builder.


def article_upsell(modele: int | None = None, **champs: Any) -> Article:
    """Make the upsell article of the design's price table: 299, then 249, 219, 199, 199."""
    echelle = {"prix_upsell_1": 249, "prix_upsell_2": 219, "prix_upsell_3": 199, "prix_upsell_4": 199}
    return _article(modele, is_upsell=True, **(echelle | champs))


def variante(
    article: Article | None = None,
    couleur: str | None = "noir",
    pointure: str | None = "38",
    stock: int = 0,
    **champs: Any,
) -> Variante:
    """Make a variant whose stock is explained by a movement."""
    de = article or _article()
    teinte = None if couleur is None else Couleur.objects.get_or_create(nom=couleur)[0]
    taille = None if pointure is None else Pointure.objects.get_or_create(nom=pointure)[0]
    champs.setdefault("reference", f"{de.reference} {couleur or '-'} {pointure or '-'}")
    # Two colours in Arabic share one derived bar code: give each its own.
    champs.setdefault("code_barre", f"VAR{next(_suite):08d}")
    voulue = Variante.objects.create(article=de, couleur=teinte, pointure=taille, **champs)
    if stock:
        mettre_en_stock(voulue, stock)
    return voulue


_variante = variante


def mettre_en_stock(variante: Variante, quantite: int) -> None:
    """Enter pieces through the stock service, or by hand where there is none yet."""
    try:
        service = importlib.import_module("article.services.stock")
    except ModuleNotFoundError:
        variante.qte_disponible += quantite
        variante.save(update_fields=["qte_disponible"])
        MouvementStock.objects.create(
            variante=variante, delta=quantite, solde_apres=variante.qte_disponible, type="ENTREE", motif="test"
        )
        return
    service.entrer(variante_id=variante.pk, quantite=quantite, motif="Stock de départ du test")
    variante.refresh_from_db()


def promotion(
    *articles: Article, pourcentage: Decimal | str | int = 20, debut: dt.datetime | None = None, **champs: Any
) -> Promotion:
    """Make a promotion that runs now, from yesterday to tomorrow unless said."""
    depuis = debut or maintenant() - dt.timedelta(days=1)
    champs.setdefault("date_fin", depuis + dt.timedelta(days=2))
    promo = Promotion.objects.create(pourcentage=argent(pourcentage), date_debut=depuis, **champs)
    promo.articles.set(articles)
    return promo


def source(nom: str | None = None, code: str | None = None, **champs: Any) -> SourceCommandes:
    """Make a source of orders."""
    numero = next(_suite)
    return SourceCommandes.objects.create(nom=nom or f"Feuille {numero}", code=code or f"F{numero}", **champs)


def envoi(operateur: Operateur | None = None, **champs: Any) -> Envoi:
    """Make an open hand-over."""
    champs.setdefault("numero", f"ENV-{next(_suite):06d}")
    return Envoi.objects.create(operateur=operateur, **champs)


def ligne(
    commande: Commande,
    variante: Variante | None = None,
    quantite: int = 1,
    prix: Decimal | str | int | None = None,
    **champs: Any,
) -> LigneCommande:
    """Add a line to an order and put its amounts right."""
    quoi = variante or _variante()
    montant = quoi.article.prix_unitaire if prix is None else argent(prix)
    ecrite = LigneCommande.objects.create(
        commande=commande, variante=quoi, quantite=quantite, prix_unitaire=montant, **champs
    )
    commande.sous_total = sum((li.quantite * li.prix_unitaire for li in commande.lignes.all()), Decimal("0.00"))
    commande.total = commande.sous_total + (commande.frais_livraison or Decimal("0.00"))
    commande.save(update_fields=["sous_total", "total"])
    return ecrite


def commande(
    etat: Etat | str = Etat.NON_AFFECTEE,
    *,
    client: Client | None = None,
    ville: Ville | None = None,
    sans_ville: bool = False,
    lignes: Sequence[tuple[Variante, int]] = (),
    depuis: dt.datetime | None = None,
    **champs: Any,
) -> Commande:
    """Write an order with its open history row, past the engine; no stock is taken.

    Fees are those of the place. `depuis` is when it entered its state (default: its arrival).
    """
    n = next(_suite)
    ou = None if sans_ville else ville or _ville()
    champs.setdefault("numero", f"YCN-{n:06d}")
    champs.setdefault("adresse", "12 rue des Orangers")
    champs.setdefault("cree_le", maintenant())
    champs.setdefault("frais_livraison", ou.frais_livraison if ou else None)
    champs.setdefault("sous_total", Decimal("0.00"))
    champs.setdefault("total", champs["sous_total"] + (champs["frais_livraison"] or Decimal("0.00")))
    nouvelle = Commande.objects.create(etat=etat, client=client or _client(), ville=ou, **champs)
    EtatCommande.objects.create(commande=nouvelle, etat=etat, date_debut=depuis or nouvelle.cree_le)
    for quoi, combien in lignes:
        ligne(nouvelle, quoi, combien)
    return nouvelle


@contextmanager
def passe_droit() -> Iterator[None]:
    """Let a test damage or age what the database keeps from any change."""
    with connection.cursor() as curseur:
        if connection.vendor == "postgresql":
            curseur.execute("SET session_replication_role = replica")
            yield
            curseur.execute("SET session_replication_role TO DEFAULT")
            return
        curseur.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_ajout_seul'")
        gardes = curseur.fetchall()
        for nom, _sql in gardes:
            curseur.execute(f"DROP TRIGGER {nom}")
        yield
        for _nom, sql in gardes:
            curseur.execute(sql)
