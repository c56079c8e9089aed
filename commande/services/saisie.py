"""Gives birth to orders, one or thousands at a time, and changes their lines."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from article.models import Variante
from client.models import Client
from commande.etats import Etat
from commande.models import Commande, EtatCommande, LigneCommande, Origine
from commande.prix import LigneAPrix, Offre, PrixCommande, PrixLignes
from commande.raisons import SUJETS_LIGNES, a_verifier
from commande.services.numeros import Demande, Numero, attribuer_numeros
from commande.services.repricage import composition_de, enregistrer, ligne_tarifee, ouvrir, verifier_auteur
from commande.tarifs import Tarifs, charger_tarifs
from config.noyau.erreurs import ErreurSaisie
from config.noyau.horloge import maintenant
from parametre.models import Operateur, TypeOperateur, Ville

CREATION = "creation"
# States in which an order is the work of its confirmation operator.
_EN_CONFIRMATION = (Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION)


@dataclass(frozen=True, slots=True)
class NouvelleLigne:
    """Pieces of a variant; an offer (pieces, price of the whole) holds for its article."""

    variante_id: int
    quantite: int
    offre_pieces: int | None = None
    offre_prix: Decimal | None = None


@dataclass(frozen=True, slots=True)
class NouvelleCommande:
    """An order to be born. `raisons` says why a person must look at it.

    `numero` is what the source proposes (None: the next of the house). `cree_le` None: the
    one instant of the batch. Amounts in MAD.
    """

    client_id: int
    ville: Ville | None
    adresse: str = ""
    lignes: tuple[NouvelleLigne, ...] = ()
    numero: str | None = None
    source_id: int | None = None
    source_code: str = ""
    reference_source: str | None = None
    execution_id: int | None = None
    numero_ligne: int | None = None
    valeurs_brutes: dict[str, Any] = field(default_factory=dict)
    texte_produit: str = ""
    texte_ville: str = ""
    etat: Etat = Etat.NON_AFFECTEE
    operateur_confirmation_id: int | None = None
    origine: str = Origine.OPERATEUR
    raisons: Sequence[dict[str, Any]] = ()
    total_annonce: Decimal | None = None
    motif: str = ""
    doublon_de_id: int | None = None
    echange_de_id: int | None = None
    date_commande: dt.datetime | None = None
    cree_le: dt.datetime | None = None
    transition: str = CREATION


def creer_en_lot(
    nouvelles: Sequence[NouvelleCommande], *, tarifs: Tarifs | None = None, operateur: Operateur | None = None
) -> list[Commande]:
    """Create orders with their lines and first history row, in one transaction, in the order given.

    The number of queries does not depend on that of the orders. `tarifs` spares a bulk
    caller from reading the tariffs again. Nothing about roles or the catalogue is checked
    here. Raises ErreurSaisie for a variant that does not exist, IntegrityError for a
    (source, reference) already there.
    """
    if not nouvelles:
        return []
    with transaction.atomic():
        prix = _prix_des_nouvelles(nouvelles, tarifs)
        numeros = attribuer_numeros([Demande(n.numero, n.source_code) for n in nouvelles])
        instant = maintenant()
        commandes = Commande.objects.bulk_create(
            [_commande(*quoi, instant) for quoi in zip(nouvelles, numeros, prix, strict=True)]
        )
        LigneCommande.objects.bulk_create(
            [ligne_tarifee(c, li) for c, p in zip(commandes, prix, strict=True) for li in p.lignes]
        )
        EtatCommande.objects.bulk_create(
            [_naissance(c, n, operateur) for c, n in zip(commandes, nouvelles, strict=True)]
        )
    return commandes


def creer_commande(
    *,
    client: Client,
    ville: Ville | None,
    adresse: str,
    lignes: Iterable[tuple[int, int]],
    operateur: Operateur | None = None,
    origine: str = Origine.OPERATEUR,
) -> Commande:
    """Create one order. It belongs to the CONFIRMATION operator who creates it, otherwise to nobody yet.

    Raises ErreurSaisie without a line or for a variant that cannot be sold, ErreurDroit
    for another role or an inactive operator.
    """
    if operateur is not None:
        verifier_auteur(operateur)
    voulues = fusionner(lignes)
    verifier_variantes(voulues)
    if ville is not None and not ville.active:
        raise ErreurSaisie(_("Cette ville n’est plus desservie. Choisissez-en une autre."), code="ville_inactive")
    sienne = operateur is not None and operateur.type_operateur == TypeOperateur.CONFIRMATION
    nouvelle = NouvelleCommande(
        client_id=client.pk,
        ville=ville,
        adresse=adresse.strip(),
        lignes=tuple(NouvelleLigne(variante, quantite) for variante, quantite in voulues.items()),
        etat=Etat.AFFECTEE if sienne else Etat.NON_AFFECTEE,
        operateur_confirmation_id=operateur.pk if operateur is not None and sienne else None,
        origine=origine,
    )
    return creer_en_lot([nouvelle], operateur=operateur)[0]


def modifier_lignes(
    *,
    commande_id: int,
    lignes: Iterable[tuple[int, int]],
    operateur: Operateur,
    version: int | None = None,
    offre: Offre | None = None,
) -> Commande:
    """Replace the lines of an order not yet confirmed and price it again.

    Offers and discounts belong to an article and stay with it in whatever variant; a
    manual price stays with its variant, or follows to another one of the same article
    that takes its place. `offre`: what the sheet promised of an article that these lines
    bring in. `version`: what the screen showed. Raises ErreurSaisie as
    `creer_commande` does, ErreurPrix, ErreurDroit, ErreurTransition, ErreurConcurrence.
    """
    voulues = fusionner(lignes)
    with transaction.atomic():
        commande = ouvrir(commande_id, operateur, version=version)
        avant = composition_de(commande)
        verifier_variantes(voulues.keys() - {li.cle for li in avant.lignes})
        tarifs = charger_tarifs(variantes=voulues)
        offres = dict(avant.offres) if offre is None else {**avant.offres, offre.article_id: offre}
        apres = replace(avant, lignes=recomposer(avant.lignes, voulues, tarifs), offres=offres)
        return enregistrer(commande, apres, champs=["lignes"], sujets=SUJETS_LIGNES)


def recomposer(avant: Sequence[LigneAPrix], voulues: Mapping[int, int], tarifs: Tarifs) -> tuple[LigneAPrix, ...]:
    """Return the lines wanted, with the manual prices that the lines before hand down to them."""
    heritage = _heritage(avant, voulues, tarifs)
    return tuple(
        LigneAPrix(variante, pieces, tarifs.de(variante), prix)
        for variante, quantite in voulues.items()
        for prix, pieces in _reconduire(heritage.get(variante, []), quantite).items()
    )


def _heritage(avant: Sequence[LigneAPrix], voulues: Mapping[int, int], tarifs: Tarifs) -> dict[int, list[LigneAPrix]]:
    """Say which lines before each variant continues: its own, or one it takes the place of."""
    heritage: dict[int, list[LigneAPrix]] = {v: [li for li in avant if li.cle == v] for v in voulues}
    partis = [li for li in avant if li.prix_manuel is not None and li.cle not in voulues]
    for variante in (v for v, lignes in heritage.items() if not lignes):
        article = tarifs.de(variante).article_id
        parti = next((li for li in partis if li.tarif is not None and li.tarif.article_id == article), None)
        if parti is not None:
            partis.remove(parti)
            heritage[variante] = [parti]
    return heritage


def _reconduire(avant: Sequence[LigneAPrix], quantite: int) -> dict[Decimal | None, int]:
    """Share the pieces of a variant between its manual prices and the normal one (None).

    Pieces added to a variant that was all at manual prices take the last of them.
    """
    parts: dict[Decimal | None, int] = {}
    reste = quantite
    manuels = [li for li in avant if li.prix_manuel is not None]
    for ligne in manuels:
        parts[ligne.prix_manuel] = min(reste, ligne.quantite)
        reste -= parts[ligne.prix_manuel]
    suite = manuels[-1].prix_manuel if manuels and len(manuels) == len(avant) else None
    parts[suite] = parts.get(suite, 0) + reste
    return {prix: pieces for prix, pieces in parts.items() if pieces}


def fusionner(lignes: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the pieces of each variant, twice the same merged; raise ErreurSaisie for none or a quantity below 1."""
    voulues: dict[int, int] = {}
    for variante_id, quantite in lignes:
        if quantite < 1:
            raise ErreurSaisie(_("Une quantité doit être d’au moins 1. Retirez la ligne sinon."), code="quantite")
        voulues[variante_id] = voulues.get(variante_id, 0) + quantite
    if not voulues:
        raise ErreurSaisie(_("Une commande a besoin d’au moins un article. Ajoutez-en un."), code="sans_ligne")
    return voulues


def verifier_variantes(voulues: Iterable[int]) -> None:
    """Raise ErreurSaisie unless each variant exists and its article is sold."""
    demandees = set(voulues)
    connues = dict(Variante.objects.filter(pk__in=demandees).values_list("pk", "article__actif"))
    if demandees - connues.keys():
        raise ErreurSaisie(
            _("Un article choisi n’existe plus au catalogue. Choisissez-en un autre."), code="variante_inconnue"
        )
    if not all(connues.values()):
        raise ErreurSaisie(_("Un article choisi n’est plus en vente. Choisissez-en un autre."), code="article_inactif")


def _prix_des_nouvelles(nouvelles: Sequence[NouvelleCommande], tarifs: Tarifs | None) -> list[PrixCommande]:
    if tarifs is None:
        tarifs = charger_tarifs(variantes={li.variante_id for n in nouvelles for li in n.lignes})
    offerte = tarifs.livraison_offerte
    return [
        prix_des_lignes(n.lignes, tarifs).avec_frais(
            n.ville.frais_livraison if n.ville else None, livraison_offerte=offerte
        )
        for n in nouvelles
    ]


def prix_des_lignes(lignes: Sequence[NouvelleLigne], tarifs: Tarifs) -> PrixLignes:
    """Price the lines of an order to be born; raise ErreurSaisie for a variant that does not exist."""
    if len(lignes) == 1 and lignes[0].offre_pieces is None:
        return tarifs.prix_simple(lignes[0].variante_id, lignes[0].quantite)
    a_tarifer = [LigneAPrix(li.variante_id, li.quantite, tarifs.de(li.variante_id)) for li in lignes]
    offres = [
        Offre(tarifs.de(li.variante_id).article_id, li.offre_pieces, li.offre_prix)
        for li in lignes
        if li.offre_pieces is not None and li.offre_prix is not None
    ]
    return tarifs.prix_de(a_tarifer, offres)


def _commande(nouvelle: NouvelleCommande, numero: Numero, prix: PrixCommande, instant: dt.datetime) -> Commande:
    raisons = list(nouvelle.raisons)
    return Commande(
        numero=numero.numero,
        code_barre=numero.code_barre,
        origine=nouvelle.origine,
        source_id=nouvelle.source_id,
        reference_source=nouvelle.reference_source,
        execution_id=nouvelle.execution_id,
        numero_ligne=nouvelle.numero_ligne,
        valeurs_brutes=nouvelle.valeurs_brutes,
        client_id=nouvelle.client_id,
        ville=nouvelle.ville,
        adresse=nouvelle.adresse,
        etat=nouvelle.etat,
        operateur_confirmation_id=nouvelle.operateur_confirmation_id,
        compteur_upsell=prix.compteur_upsell,
        sous_total=prix.sous_total,
        frais_livraison=prix.frais,
        livraison_offerte=prix.livraison_offerte,
        total=prix.total,
        total_annonce=nouvelle.total_annonce,
        texte_produit=nouvelle.texte_produit,
        texte_ville=nouvelle.texte_ville,
        raisons=raisons,
        a_verifier=a_verifier(raisons),
        motif=nouvelle.motif,
        doublon_de_id=nouvelle.doublon_de_id,
        echange_de_id=nouvelle.echange_de_id,
        date_commande=nouvelle.date_commande,
        cree_le=nouvelle.cree_le or instant,
    )


def _naissance(commande: Commande, nouvelle: NouvelleCommande, operateur: Operateur | None) -> EtatCommande:
    return EtatCommande(
        commande=commande,
        etat=nouvelle.etat,
        date_debut=commande.cree_le,
        operateur=operateur,
        responsable_id=nouvelle.operateur_confirmation_id if nouvelle.etat in _EN_CONFIRMATION else None,
        motif=nouvelle.motif,
        transition=nouvelle.transition,
    )
