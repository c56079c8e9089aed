"""The guards that the table names: each refuses with a sentence, or lets pass."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db import connection
from django.utils.translation import gettext as _

from commande.etats import CLOS, Etat
from commande.models import Commande, EtatCommande, RetourAttendu
from commande.moteur.contexte import Contexte
from commande.moteur.retours import sous_total_livre
from commande.verrous import verrouiller_envoi
from config.noyau.argent import ZERO
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.horloge import jour_local
from parametre.models import Operateur, TypeOperateur

# An order born in the hands of its operator came to them at its birth.
_CONTACT = """
SELECT 1 FROM commande_operation WHERE commande_id = %s AND operateur_id = %s AND date >= COALESCE(
    (SELECT MAX(date_debut) FROM commande_etatcommande
        WHERE commande_id = %s AND (etat = 'affectee' OR transition = 'renvoyer_confirmation')),
    (SELECT MIN(date_debut) FROM commande_etatcommande WHERE commande_id = %s)) LIMIT 1
"""


class ErreurGarde(ErreurMetier):
    """Something is still missing before this act."""

    code = "garde"


def confirmateur_actif(ctx: Contexte) -> None:
    _exiger_actif(ctx.designe, TypeOperateur.CONFIRMATION)


def confirmateur_autre(ctx: Contexte) -> None:
    if ctx.donnees.operateur_id == ctx.commande.operateur_confirmation_id:
        raise ErreurSaisie(_("La commande est déjà à cet opérateur. Choisissez-en un autre."))


def lignes_completes(ctx: Contexte) -> None:
    if not ctx.lignes:
        raise ErreurGarde(_("La commande n’a aucun article. Ajoutez-en un avant de confirmer."))
    if any(ligne.variante_id is None for ligne in ctx.lignes):
        raise ErreurGarde(_("Un article n’a ni couleur ni pointure. Choisissez la variante avant de confirmer."))


def destination_complete(ctx: Contexte) -> None:
    ville = ctx.ville
    if ville is None:
        raise ErreurGarde(_("La ville n’est pas connue. Choisissez-la avant de confirmer."))
    if ville.frais_livraison is None:
        raise ErreurGarde(
            _("Le tarif de livraison de cette ville n’est pas connu. Demandez à l’administration de le renseigner.")
        )
    if not ctx.commande.adresse.strip():
        raise ErreurGarde(_("L’adresse manque. Demandez-la au client avant de confirmer."))


def client_contacte(ctx: Contexte) -> None:
    """Ask for a contact by this operator since the order last came to them."""
    with connection.cursor() as curseur:
        curseur.execute(_CONTACT, [ctx.commande.pk, ctx.operateur_id, *[ctx.commande.pk] * 2])
        trouve = curseur.fetchone()
    if trouve is None:
        raise ErreurGarde(
            _("Aucun contact n’est noté depuis que la commande est à vous. Notez l’appel au client, puis confirmez.")
        )


def original_valable(ctx: Contexte) -> None:
    original = Commande.objects.filter(pk=ctx.donnees.original_id or 0).only("pk", "etat").first()
    if original is None:
        raise ErreurSaisie(_("La commande d’origine n’existe pas. Vérifiez son numéro."))
    if original.pk == ctx.commande.pk:
        raise ErreurSaisie(_("Une commande n’est pas le doublon d’elle-même. Choisissez l’originale."))
    if original.etat == Etat.DOUBLON:
        raise ErreurSaisie(_("La commande choisie est elle-même un doublon. Choisissez l’originale."))


def lignes_verifiees(ctx: Contexte) -> None:
    restantes = sum(not ligne.verifiee for ligne in ctx.lignes)
    if restantes or not ctx.lignes:
        raise ErreurGarde(
            _("Il reste %(n)d ligne(s) à vérifier. Contrôlez chaque article avant de terminer.") % {"n": restantes}
        )


def livreur_actif(ctx: Contexte) -> None:
    _exiger_actif(_livreur(ctx), TypeOperateur.LOGISTIQUE)


def envoi_ouvert(ctx: Contexte) -> None:
    """Find the hand-over that was named; it must be open and the driver's."""
    if ctx.donnees.envoi_id is None:
        return
    ctx.envoi = verrouiller_envoi(ctx.donnees.envoi_id)
    livreur = _livreur(ctx)
    if ctx.envoi is None or livreur is None or ctx.envoi.operateur_id not in (None, livreur.pk):
        raise ErreurSaisie(_("Cet envoi n’existe pas pour ce livreur. Choisissez-en un autre."))
    if ctx.envoi.clos_le is not None:
        raise ErreurSaisie(_("Cet envoi est déjà clos. Choisissez-en un autre."))


def date_future(ctx: Contexte) -> None:
    if ctx.donnees.date is None or ctx.donnees.date <= jour_local(ctx.instant):
        raise ErreurSaisie(_("La nouvelle date de livraison doit être après aujourd’hui."))


def encaissement_explique(ctx: Contexte) -> None:
    """Ask why the amount collected is not the amount due."""
    montant = ctx.donnees.montant_encaisse
    du = ctx.commande.total
    if ctx.donnees.quantites is not None:
        du = sous_total_livre(ctx.lignes, ctx.donnees.quantites) + (ctx.commande.frais_livraison or ZERO)
    if montant is not None and montant != du and not ctx.motif:
        raise ErreurSaisie(_("Le montant encaissé n’est pas le montant dû. Dites pourquoi : le motif est obligatoire."))


def livraison_partielle(ctx: Contexte) -> None:
    quantites = ctx.donnees.quantites or {}
    par_ligne = {ligne.pk: ligne.quantite for ligne in ctx.lignes}
    if quantites.keys() - par_ligne.keys():
        raise ErreurSaisie(_("Une des lignes indiquées n’est pas de cette commande."))
    if any(n > par_ligne[ligne] for ligne, n in quantites.items()):
        raise ErreurSaisie(_("On ne livre pas plus de pièces que la ligne n’en compte."))
    if not 0 < sum(quantites.values()) < sum(par_ligne.values()):
        raise ErreurSaisie(_("Une livraison en partie laisse au moins une pièce et en reprend au moins une."))


def retours_valables(ctx: Contexte) -> None:
    """Ask for the state of every piece that came back, neither more nor fewer."""
    etats = ctx.donnees.etats or {}
    livrees = ctx.donnees.quantites or {}
    if etats.keys() - {ligne.pk for ligne in ctx.lignes}:
        raise ErreurSaisie(_("Une des lignes indiquées n’est pas de cette commande."))
    for ligne in ctx.lignes:
        etat = etats.get(ligne.pk)
        attendues = ligne.quantite - livrees.get(ligne.pk, 0)
        if etat is None and ctx.donnees.quantites is None:
            raise ErreurSaisie(_("Dites dans quel état chaque ligne est revenue."))
        if etat is not None and not isinstance(etat, str) and etat.total != attendues:
            raise ErreurSaisie(
                _("Dites l’état de chaque pièce revenue : %(attendues)d attendue(s), %(dites)d indiquée(s).")
                % {"attendues": attendues, "dites": etat.total}
            )


def resultat_recent(ctx: Contexte) -> None:
    jours = ctx.reglages.correction_jours
    depuis = EtatCommande.objects.filter(commande_id=ctx.commande.pk, date_fin=None).values_list(
        "date_debut", flat=True
    )
    if any(debut < ctx.instant - dt.timedelta(days=jours) for debut in depuis):
        raise ErreurGarde(_("Le résultat a plus de %(jours)d jours : il ne se corrige plus.") % {"jours": jours})


def sans_echange(ctx: Contexte) -> None:
    """Pieces that come back by an exchange came from this result."""
    if ctx.commande.echanges.exclude(etat__in=CLOS).exists():
        raise ErreurGarde(_("Un échange est en cours sur cette commande. Annulez-le avant de corriger le résultat."))
    if RetourAttendu.objects.filter(ligne__commande_id=ctx.commande.pk, recu_le__isnull=False).exists():
        raise ErreurGarde(_("Des pièces sont déjà revenues par un échange : le résultat ne se corrige plus."))


def _livreur(ctx: Contexte) -> Operateur | None:
    return ctx.operateur if ctx.donnees.operateur_id is None else ctx.designe


def _exiger_actif(operateur: Operateur | None, role: TypeOperateur) -> None:
    if operateur is None or operateur.type_operateur != role:
        raise ErreurSaisie(_("Choisissez un opérateur du rôle « %(role)s ».") % {"role": role.label})
    if not operateur.actif:
        raise ErreurSaisie(_("Cet opérateur n’est plus actif. Choisissez-en un autre."))


GARDES: Mapping[str, Callable[[Contexte], None]] = {
    garde.__name__: garde
    for garde in (
        confirmateur_actif,
        confirmateur_autre,
        lignes_completes,
        destination_complete,
        client_contacte,
        original_valable,
        lignes_verifiees,
        livreur_actif,
        envoi_ouvert,
        date_future,
        encaissement_explique,
        livraison_partielle,
        retours_valables,
        resultat_recent,
        sans_echange,
    )
}
