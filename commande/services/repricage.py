"""Opens an order for a change, prices it again, and writes what moved."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from commande.composition import Composition, composer, lignes_de
from commande.erreurs import ErreurPrixChange
from commande.etats import AVANT_CONFIRMATION
from commande.models import Commande, LigneCommande
from commande.prix import LigneTarifee, Offre, PrixCommande
from commande.raisons import Raison, a_verifier, sans_sujets
from commande.verrous import verrouiller_commande
from config.noyau.argent import en_dirhams
from config.noyau.erreurs import ErreurDroit, ErreurTransition
from parametre.models import Operateur, TypeOperateur

# What pricing writes on the order itself.
CHAMPS_PRIX = ("compteur_upsell", "sous_total", "frais_livraison", "livraison_offerte", "total")
_CHAMPS_LIGNE = ("quantite", "prix_unitaire", "origine_prix", "offre_pieces", "offre_prix")


def verifier_auteur(operateur: Operateur | None, *, admin: bool = False) -> None:
    """Refuse whoever may not write orders (with `admin`: but an administrator); raise ErreurDroit."""
    if operateur is None:
        raise ErreurDroit(_("Cette modification demande un opérateur. Connectez-vous."), code="sans_operateur")
    if not operateur.actif:
        raise ErreurDroit(_("Votre compte est désactivé. Adressez-vous à l’administration."), code="operateur_inactif")
    if operateur.type_operateur == TypeOperateur.ADMIN:
        return
    if admin:
        raise ErreurDroit(_("Seule l’administration peut faire cela. Demandez-lui."))
    if operateur.type_operateur != TypeOperateur.CONFIRMATION:
        raise ErreurDroit(_("Seules la confirmation et l’administration saisissent ou modifient une commande."))


def ouvrir(
    commande_id: int, operateur: Operateur | None, *, version: int | None = None, admin: bool = False
) -> Commande:
    """Lock an order that this operator may change now.

    Raises ErreurDroit (role, ownership), ErreurTransition (already confirmed or closed),
    ErreurConcurrence (`version` is not the present one), ErreurIntrouvable.
    """
    verifier_auteur(operateur, admin=admin)
    commande = verrouiller_commande(commande_id, version=version)
    if (
        operateur is not None
        and operateur.type_operateur != TypeOperateur.ADMIN
        and commande.operateur_confirmation_id != operateur.pk
    ):
        raise ErreurDroit(_("Cette commande n’est pas la vôtre. Demandez qu’elle vous soit affectée."))
    if commande.etat not in AVANT_CONFIRMATION:
        raise ErreurTransition(
            _("La commande est à l’état « %(etat)s » : elle ne se modifie plus.")
            % {"etat": commande.get_etat_display()}
        )
    return commande


def composition_de(commande: Commande) -> Composition:
    """Return what the present price of a locked order follows from."""
    return composer({commande: lignes_de(commande)})[commande.pk]


def appliquer(commande: Commande, prix: PrixCommande) -> None:
    """Write a price on the order in memory: the fields CHAMPS_PRIX."""
    commande.compteur_upsell = prix.compteur_upsell
    commande.sous_total = prix.sous_total
    commande.frais_livraison = prix.frais
    commande.livraison_offerte = prix.livraison_offerte
    commande.total = prix.total


def enregistrer(
    commande: Commande, composition: Composition, *, champs: Iterable[str], sujets: Sequence[str] = ()
) -> Commande:
    """Price an open order, write it with its lines, and advance its version.

    `champs` are the names of what a person changed (`champs_edites` keeps them, and the
    sheet no longer writes there), and columns to save where they are columns. The reasons
    about `sujets` are settled. Raises ErreurPrix before anything is written.
    """
    prix = composition.prix()
    ecrire_lignes(commande, lignes_de(commande), prix.lignes)
    appliquer(commande, prix)
    commande.raisons = _raisons(commande, prix, sujets)
    commande.a_verifier = a_verifier(commande.raisons)
    champs = tuple(champs)
    commande.champs_edites = sorted({*commande.champs_edites, *champs})
    commande.version += 1
    # The lines have their own table.
    colonnes = set(champs) - {"lignes"}
    commande.save(update_fields=[*CHAMPS_PRIX, "raisons", "a_verifier", "champs_edites", "version", *colonnes])
    return commande


def figer_prix(
    commande: Commande,
    total_attendu: Decimal | None,
    *,
    lignes: Sequence[LigneCommande] | None = None,
    offerte: bool | None = None,
) -> None:
    """Price an order for the last time and freeze it: `total_confirme` becomes its total.

    For the engine, within its transaction and on the order it locked: the lines that moved
    are written here, the order's own fields (CHAMPS_PRIX and `total_confirme`) are set
    and left to the engine to save. `lignes` (of `lignes_de`) and `offerte` (the setting)
    spare reading them again. Raises ErreurPrixChange with both amounts when the
    total is not the one that the operator saw, ErreurPrix when a discount has no price.
    """
    if lignes is None:
        lignes = lignes_de(commande)
    prix = composer({commande: lignes}, offerte=offerte)[commande.pk].prix()
    if total_attendu is not None and total_attendu != prix.total:
        raise ErreurPrixChange(
            _("Le total a changé : %(vu)s à l’écran, %(actuel)s maintenant. Annoncez-le au client, puis confirmez.")
            % {"vu": en_dirhams(total_attendu), "actuel": en_dirhams(prix.total)}
        )
    ecrire_lignes(commande, lignes, prix.lignes)
    appliquer(commande, prix)
    commande.total_confirme = prix.total


def ecrire_lignes(commande: Commande, stockees: Sequence[LigneCommande], voulues: Sequence[LigneTarifee]) -> None:
    """Make the stored lines say what the priced ones do; a row keeps its key while its variant stays."""
    libres = list(stockees)
    changees: list[LigneCommande] = []
    nouvelles: list[LigneCommande] = []
    for voulue in voulues:
        ligne = next((li for li in libres if li.variante_id == voulue.cle), None)
        if ligne is None:
            nouvelles.append(ligne_tarifee(commande, voulue))
            continue
        libres.remove(ligne)
        if _recopier(ligne, ligne_tarifee(commande, voulue)):
            changees.append(ligne)
    if libres:
        LigneCommande.objects.filter(pk__in=[li.pk for li in libres]).delete()
    if changees:
        LigneCommande.objects.bulk_update(changees, _CHAMPS_LIGNE)
    if nouvelles:
        LigneCommande.objects.bulk_create(nouvelles)


def ligne_tarifee(commande: Commande, ligne: LigneTarifee) -> LigneCommande:
    """Return the line of an order, not saved, that a priced line becomes."""
    offre = ligne.offre
    return LigneCommande(
        commande=commande,
        variante_id=ligne.cle,
        quantite=ligne.quantite,
        prix_unitaire=ligne.prix_unitaire,
        origine_prix=ligne.origine,
        offre_pieces=offre.pieces if offre else None,
        offre_prix=offre.prix if offre else None,
    )


def _recopier(ligne: LigneCommande, modele: LigneCommande) -> bool:
    """Copy what pricing decides onto a stored line; say whether anything differed."""
    differents = [champ for champ in _CHAMPS_LIGNE if getattr(ligne, champ) != getattr(modele, champ)]
    for champ in differents:
        setattr(ligne, champ, getattr(modele, champ))
    return bool(differents)


def _raisons(commande: Commande, prix: PrixCommande, sujets: Sequence[str]) -> list[Raison]:
    """Settle the reasons about some subjects, and say which offers end with this change."""
    restantes = sans_sujets(commande.raisons, *sujets)
    if commande.total_annonce in (prix.sous_total, prix.total):
        restantes = sans_sujets(restantes, "ecart")
    return [*restantes, *(_offre_terminee(offre) for offre in prix.offres_terminees)]


def _offre_terminee(offre: Offre) -> Raison:
    message = _("L’offre de %(pieces)d pièces à %(prix)s est terminée : les prix du catalogue s’appliquent.")
    return {
        "code": "offre_terminee",
        "message": message % {"pieces": offre.pieces, "prix": en_dirhams(offre.prix)},
        "texte": "",
        "candidats": [],
    }
