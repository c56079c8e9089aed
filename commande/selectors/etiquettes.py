"""What labels say: orders as they are read to be printed, and as lots keep them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from commande.etats import Etat
from commande.models import Commande, EtiquetteImprimee, Impression, LigneCommande
from config.noyau.telephones import afficher_telephone

# The label of a parcel that is still in the house may be printed again.
REIMPRIMABLES = (Etat.EN_PREPARATION, Etat.PREPAREE)


@dataclass(frozen=True, slots=True)
class LigneEtiquette:
    """A line of a label: pieces of one variant."""

    quantite: int
    modele: str
    couleur: str
    pointure: str


@dataclass(frozen=True, slots=True)
class Etiquette:
    """All that the label of an order says. `montant` is to be collected, in MAD; `duplicata` 0: an original."""

    commande_id: int
    version: int
    numero: str
    code_barre: str
    client: str
    telephone: str
    telephone_2: str
    adresse: str
    ville: str
    region: str
    delai: str
    montant: Decimal
    lignes: tuple[LigneEtiquette, ...]
    duplicata: int = 0

    @property
    def pieces(self) -> int:
        """How many pieces the parcel holds."""
        return sum(ligne.quantite for ligne in self.lignes)

    def en_json(self) -> dict[str, Any]:
        """Return what a lot keeps of it."""
        return asdict(self) | {"montant": str(self.montant)}

    @classmethod
    def de_json(cls, contenu: Mapping[str, Any], *, duplicata: int) -> "Etiquette":
        """Return the label that a lot kept."""
        lignes = tuple(LigneEtiquette(**ligne) for ligne in contenu["lignes"])
        valeurs = {**contenu, "montant": Decimal(contenu["montant"]), "lignes": lignes, "duplicata": duplicata}
        return cls(**valeurs)


def lire_etiquettes(commande_ids: Iterable[int]) -> dict[int, Etiquette]:
    """Return the labels of orders as they are now, by order, oldest first, in two queries."""
    lignes = LigneCommande.objects.select_related("variante__article", "variante__couleur", "variante__pointure")
    commandes = (
        Commande.objects.filter(pk__in=list(commande_ids))
        .select_related("client", "ville__region")
        .prefetch_related(Prefetch("lignes", queryset=lignes))
        .order_by("cree_le", "pk")
    )
    return {c.pk: _etiquette(c) for c in commandes}


def etiquettes_du_lot(impression: Impression) -> list[Etiquette]:
    """Return the labels of a lot that still hold, as they were printed, oldest order first, in one query."""
    gardees = valables(impression).order_by("commande__cree_le", "commande_id").values_list("contenu", "duplicata")
    return [Etiquette.de_json(contenu, duplicata=duplicata) for contenu, duplicata in gardees]


def valables(impression: Impression) -> QuerySet[EtiquetteImprimee]:
    """Keep the labels of a lot whose parcel is still in the house and that no later label replaced."""
    suivantes = EtiquetteImprimee.objects.filter(commande_id=OuterRef("commande_id"), pk__gt=OuterRef("pk"))
    return impression.etiquettes.filter(~Exists(suivantes), commande__etat__in=REIMPRIMABLES)


def dupliquer(etiquette: Etiquette, duplicata: int) -> Etiquette:
    """Return the duplicate of a label."""
    return replace(etiquette, duplicata=duplicata)


def _etiquette(commande: Commande) -> Etiquette:
    client, ville = commande.client, commande.ville
    return Etiquette(
        commande_id=commande.pk,
        version=commande.version,
        numero=commande.numero,
        code_barre=commande.code_barre,
        client=client.nom_complet,
        telephone=afficher_telephone(client.telephone),
        telephone_2=afficher_telephone(client.telephone_2) if client.telephone_2 else "",
        adresse=commande.adresse,
        ville=ville.nom if ville else "",
        region=ville.region.nom if ville else "",
        delai=ville.delai if ville else "",
        montant=commande.total,
        lignes=tuple(_ligne(ligne) for ligne in commande.lignes.all()),
    )


def _ligne(ligne: LigneCommande) -> LigneEtiquette:
    variante = ligne.variante
    if variante is None:
        return LigneEtiquette(ligne.quantite, "", "", "")
    return LigneEtiquette(
        quantite=ligne.quantite,
        modele=variante.article.code,
        couleur=str(variante.couleur or ""),
        pointure=str(variante.pointure or ""),
    )
