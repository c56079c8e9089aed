"""What a preparer does at the bench: scan an order, tick its articles off, say what is missing."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from article.models import Variante
from article.services.stock import compter
from commande.erreurs import ErreurArticle, ErreurCodeInconnu
from commande.etats import TRANSITIONS, Etat
from commande.models import CleAction, Commande, LigneCommande
from commande.moteur.cles import empreinte, noter, rejouer, reserver
from commande.moteur.execution import operateur_inactif, verifier_droit
from commande.selectors.listes import decrire_variante
from commande.services.transitions import changer_etat
from commande.verrous import verrouiller_commande
from config.noyau.erreurs import ErreurSaisie, ErreurTransition
from config.noyau.reprise import avec_reprise
from config.noyau.textes import code_alphanumerique, nettoyer
from parametre.models import Operateur

CODE_MAX = 120
# The end of a number, typed by hand, is enough to find an order among one's own.
_FIN_MIN = 3


@dataclass(frozen=True, slots=True)
class Pointage:
    """What a scan or a click did: the line, its pieces now in the parcel, and those the order still lacks."""

    ligne_id: int
    article: str
    pieces: int
    quantite: int
    restantes: int


@dataclass(frozen=True, slots=True)
class Ouverture:
    """An order taken on the bench; `terminee`: the one before it, if that scan closed it."""

    commande: Commande
    terminee: Commande | None = None


def lire_scan(
    *, code: str, operateur: Operateur, commande_id: int | None = None, cle: str | None = None
) -> Pointage | Ouverture:
    """Do what a code means with an order on the bench (`commande_id`) or none.

    An article of the order: one piece more in the parcel. The label of the order when all
    is checked, or of another order: the parcel is closed if it is complete, the other one
    opened. Raises ErreurArticle (wrong article, one too many), ErreurCodeInconnu,
    ErreurTransition, ErreurDroit, ErreurSaisie; nothing is changed then.
    """
    propre = code_alphanumerique(code[: CODE_MAX * 2])[:CODE_MAX]
    if not propre:
        raise ErreurSaisie(_("Ce code est vide. Scannez de nouveau."))
    if commande_id is not None:
        try:
            return scanner_article(commande_id=commande_id, code=propre, operateur=operateur, cle=cle)
        except ErreurCodeInconnu:
            pass
    return avec_reprise(partial(_ouvrir, propre, operateur, commande_id))


def scanner_article(*, commande_id: int, code: str, operateur: Operateur, cle: str | None = None) -> Pointage:
    """Count one piece of the article that was scanned, by its bar code or its reference.

    With `cle`, the same scan sent again counts once. Raises ErreurArticle, ErreurCodeInconnu,
    ErreurTransition, ErreurDroit.
    """
    return avec_reprise(partial(_scanner, commande_id, code_alphanumerique(code)[:CODE_MAX], operateur, cle))


def verifier_ligne(*, commande_id: int, ligne_id: int, operateur: Operateur, pieces: int | None = None) -> Pointage:
    """Say by hand how many pieces of a line are in the parcel, all of them without `pieces`.

    A number, not a step: sent twice it says the same. Raises ErreurSaisie (no such line,
    too many), ErreurTransition, ErreurDroit.
    """
    return avec_reprise(partial(_verifier, commande_id, ligne_id, operateur, pieces))


def signaler_manque(
    *,
    commande_id: int,
    ligne_id: int,
    operateur: Operateur,
    proposition_id: int | None = None,
    au_rayon: int | None = None,
    cle: str | None = None,
) -> Commande:
    """Send an order back to its confirmation operator because a line is not on the shelf.

    The reason says what is missing and the variant to propose: only the client can accept
    it. `au_rayon` is what the shelf holds of it, pieces already in the parcel included: the
    stock is set to that, so that nobody sells it again. One act: both or neither. Raises
    ErreurSaisie, ErreurTransition, ErreurDroit.
    """
    appel = {"manque": ligne_id, "operateur": operateur.pk, "proposition": proposition_id, "au_rayon": au_rayon}

    def une_fois() -> Commande:
        with transaction.atomic():
            commande = verrouiller_commande(commande_id)
            premier = reserver(cle, commande_id, empreinte(appel)) if cle is not None else None
            if premier is not None:
                return rejouer(commande, premier)
            ligne = _ligne(_lignes(commande_id), ligne_id)
            faite = changer_etat(
                commande_id=commande_id,
                transition="renvoyer_confirmation",
                operateur=operateur,
                motif=_motif_du_manque(ligne, proposition_id),
            )
            if au_rayon is not None and ligne.variante_id is not None:
                motif = _("Manque au rayon, commande %(numero)s") % {"numero": commande.numero}
                compter(variante_id=ligne.variante_id, quantite=au_rayon, motif=motif, operateur=operateur)
            if cle is not None:
                noter(cle, faite)
            return faite

    return avec_reprise(une_fois)


def pieces_pointees(ligne: LigneCommande) -> int:
    """Return how many pieces of a line are in the parcel; `verifiee` is the law."""
    return ligne.quantite if ligne.verifiee else min(ligne.pieces_verifiees, ligne.quantite - 1)


def _scanner(commande_id: int, code: str, operateur: Operateur, cle: str | None) -> Pointage:
    with transaction.atomic():
        commande = verrouiller_commande(commande_id)
        if cle is not None:
            premier = reserver(cle, commande_id, empreinte({"scan": code, "operateur": operateur.pk}))
            if premier is not None:
                return Pointage(**cast("dict[str, Any]", premier))
        exiger_en_main(commande, operateur)
        lignes = _lignes(commande_id)
        ligne = _ligne_du_code(lignes, code, commande)
        pointage = _pointer(lignes, ligne, pieces_pointees(ligne) + 1)
        if cle is not None:
            CleAction.objects.filter(cle=cle).update(resultat=asdict(pointage))
        return pointage


def _verifier(commande_id: int, ligne_id: int, operateur: Operateur, pieces: int | None) -> Pointage:
    with transaction.atomic():
        exiger_en_main(verrouiller_commande(commande_id), operateur)
        lignes = _lignes(commande_id)
        ligne = _ligne(lignes, ligne_id)
        voulues = ligne.quantite if pieces is None else pieces
        if not 0 <= voulues <= ligne.quantite:
            raise ErreurSaisie(
                _("La ligne compte %(n)d pièce(s), pas %(dites)d.") % {"n": ligne.quantite, "dites": voulues}
            )
        return _pointer(lignes, ligne, voulues)


def _pointer(lignes: Sequence[LigneCommande], ligne: LigneCommande, pieces: int) -> Pointage:
    ligne.pieces_verifiees, ligne.verifiee = pieces, pieces == ligne.quantite
    ligne.save(update_fields=["pieces_verifiees", "verifiee"])
    restantes = sum(li.quantite - pieces_pointees(li) for li in lignes)
    return Pointage(ligne.pk, _article(ligne), pieces, ligne.quantite, restantes)


def _ouvrir(code: str, operateur: Operateur, depuis: int | None) -> Ouverture:
    with transaction.atomic():
        commande = _commande_du_code(code, operateur)
        terminee = _fermer(depuis, operateur, memes=commande.pk == depuis) if depuis is not None else None
        if terminee is None or terminee.pk != commande.pk:
            exiger_en_main(commande, operateur)
        return Ouverture(commande, terminee)


def _fermer(commande_id: int, operateur: Operateur, *, memes: bool) -> Commande | None:
    """Close the parcel on the bench if it is complete; one that is not waits, its count kept."""
    if not LigneCommande.objects.filter(commande_id=commande_id, verifiee=False).exists():
        return changer_etat(commande_id=commande_id, transition="terminer_preparation", operateur=operateur)
    if memes:
        restantes = sum(li.quantite - pieces_pointees(li) for li in _lignes(commande_id))
        raise ErreurArticle(
            _("C’est la commande que vous préparez : il y manque encore %(n)d pièce(s).") % {"n": restantes}
        )
    return None


def exiger_en_main(commande: Commande, operateur: Operateur) -> None:
    """Refuse an order that this preparer is not packing, in words that say where it is."""
    present = Operateur.objects.filter(pk=operateur.pk, actif=True).first()
    if present is None:
        raise operateur_inactif()
    nom = {"numero": commande.numero, "etat": commande.get_etat_display()}
    if commande.etat == Etat.A_IMPRIMER:
        raise ErreurTransition(_("%(numero)s attend son étiquette : imprimez-la d’abord.") % nom)
    if commande.etat == Etat.PREPAREE:
        raise ErreurTransition(_("%(numero)s est déjà préparée.") % nom)
    if commande.etat != Etat.EN_PREPARATION:
        raise ErreurTransition(_("%(numero)s est à l’état « %(etat)s » : elle ne se prépare pas.") % nom)
    verifier_droit(TRANSITIONS["terminer_preparation"], commande, present)


def _commande_du_code(code: str, operateur: Operateur) -> Commande:
    trouvee = Commande.objects.filter(code_barre=code).first()
    if trouvee is not None:
        return trouvee
    if len(code) >= _FIN_MIN:
        siennes = Commande.objects.attendent(operateur).filter(etat=Etat.EN_PREPARATION, code_barre__endswith=code)
        trouvees = list(siennes[:2])
        if len(trouvees) == 1:
            return trouvees[0]
    raise ErreurCodeInconnu(_("« %(code)s » n’est ni un article ni une commande.") % {"code": code})


def _lignes(commande_id: int) -> list[LigneCommande]:
    lignes = LigneCommande.objects.filter(commande_id=commande_id).order_by("pk")
    return list(lignes.select_related("variante__article", "variante__couleur", "variante__pointure"))


def _ligne(lignes: Sequence[LigneCommande], ligne_id: int) -> LigneCommande:
    trouvee = next((li for li in lignes if li.pk == ligne_id), None)
    if trouvee is None:
        raise ErreurSaisie(_("Cette ligne n’est pas de la commande. Rechargez la page."))
    return trouvee


def _ligne_du_code(lignes: Sequence[LigneCommande], code: str, commande: Commande) -> LigneCommande:
    siennes = [li for li in lignes if li.variante is not None and li.variante.code_barre == code]
    if not siennes:
        _refuser_autre_article(code, commande)
        siennes = [li for li in lignes if li.variante is not None and _code_de_reference(li.variante) == code]
    if not siennes:
        raise ErreurCodeInconnu(_("« %(code)s » n’est ni un article ni une commande.") % {"code": code})
    a_pointer = next((li for li in siennes if not li.verifiee), None)
    if a_pointer is None:
        combien = sum(li.quantite for li in siennes)
        raise ErreurArticle(
            _("De trop : %(article)s. Il en fallait %(n)d, déjà dans le colis.")
            % {"article": _article(siennes[0]), "n": combien}
        )
    return a_pointer


def _refuser_autre_article(code: str, commande: Commande) -> None:
    autre = Variante.objects.filter(code_barre=code).select_related("article", "couleur", "pointure").first()
    if autre is not None:
        raise ErreurArticle(
            _("Mauvais article : %(article)s n’est pas dans %(numero)s.")
            % {"article": decrire_variante(autre), "numero": commande.numero}
        )


def _code_de_reference(variante: Variante) -> str:
    """Return what a reference reads as; nothing where letters would be lost: two variants might meet."""
    sans_perte = variante.reference.isascii()
    return code_alphanumerique(variante.reference) if sans_perte else ""


def _article(ligne: LigneCommande) -> str:
    return decrire_variante(ligne.variante) if ligne.variante is not None else _("article à choisir")


def _motif_du_manque(ligne: LigneCommande, proposition_id: int | None) -> str:
    manquent = ligne.quantite - pieces_pointees(ligne)
    if ligne.variante is None or not manquent:
        raise ErreurSaisie(_("Cette ligne est complète : rien n’y manque."))
    motif = _("Manque au rayon : %(article)s (%(n)d sur %(quantite)d).") % {
        "article": _article(ligne),
        "n": manquent,
        "quantite": ligne.quantite,
    }
    if proposition_id is None:
        return motif
    proposee = (
        Variante.objects.filter(pk=proposition_id, article_id=ligne.variante.article_id)
        .select_related("article", "couleur", "pointure")
        .first()
    )
    if proposee is None:
        raise ErreurSaisie(_("Cette variante n’est pas du même article. Choisissez-en une autre."))
    return nettoyer(
        _("%(motif)s À proposer : %(autre)s (stock %(stock)d).")
        % {"motif": motif, "autre": decrire_variante(proposee), "stock": proposee.qte_disponible}
    )
