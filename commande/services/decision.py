"""What an operator does at the end of a call: the contact and the decision, in one act."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from article.models import Variante
from article.services.couleurs import apprendre_couleur
from article.textes import analyser_produit
from commande.models import Commande
from commande.moteur.cles import empreinte, noter, rejouer, reserver
from commande.moteur.lecture import commande_ou_erreur
from commande.raisons import SUJETS_VILLE, Raison, sujet
from commande.services.contact import enregistrer_operation
from commande.services.edition import changer_ville
from commande.services.promesses import offre_promise
from commande.services.saisie import modifier_lignes
from commande.services.transitions import changer_etat
from config.noyau.erreurs import ErreurSaisie
from config.noyau.reprise import avec_reprise
from parametre.models import Operateur
from parametre.services.villes import apprendre_ville


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as the operator tells it: codes of TypeOperation and Commentaire, free text."""

    type: str
    commentaire: str = ""
    conclusion: str = ""


def decider(
    *,
    commande_id: int,
    operateur: Operateur,
    contact: Contact | None = None,
    transition: str | None = None,
    motif: str = "",
    donnees: Mapping[str, Any] | None = None,
    rappel_le: dt.datetime | None = None,
    cle: str | None = None,
) -> Commande:
    """Note the contact and take the order through its transition, both or neither; return it.

    Without a transition the contact alone is noted, with its callback if any. The same
    call with the same `cle` does nothing twice; the hour of a callback follows the clock
    and does not count as another call. Raises what `enregistrer_operation` and
    `changer_etat` raise, ErreurSaisie when there is neither contact nor transition.
    """
    if contact is None and transition is None:
        raise ErreurSaisie(_("Choisissez le type de contact, puis la décision."))
    appel = {
        "decision": transition,
        "operateur": operateur.pk,
        "contact": asdict(contact) if contact else None,
        "motif": motif,
        "donnees": {nom: str(valeur) for nom, valeur in (donnees or {}).items()},
        "rappel": rappel_le is not None,
    }

    def agir() -> Commande:
        commande: Commande | None = None
        if contact is not None:
            enregistrer_operation(commande_id=commande_id, operateur=operateur, rappel_le=rappel_le, **asdict(contact))
        if transition is not None:
            commande = changer_etat(
                commande_id=commande_id, transition=transition, operateur=operateur, motif=motif, donnees=donnees
            )
        return commande or commande_ou_erreur(commande_id)

    def une_fois() -> Commande:
        with transaction.atomic():
            premier = reserver(cle, commande_id, empreinte(appel)) if cle is not None else None
            if premier is not None:
                return rejouer(commande_ou_erreur(commande_id), premier)
            commande = agir()
            if cle is not None:
                noter(cle, commande)
            return commande

    # The key points to its order: an order that is not there must be said in our words.
    commande_ou_erreur(commande_id)
    return avec_reprise(une_fois)


def choisir_candidat(
    *,
    commande_id: int,
    code: str,
    candidat_id: int,
    operateur: Operateur,
    retenir: bool = False,
    version: int | None = None,
) -> Commande:
    """Settle a reason by one of its candidates: a place, or a variant of the catalogue.

    `code` names the reason. With `retenir`, the spelling that was not understood is
    taught, in the same act. Raises ErreurSaisie for a candidate that the reason does not
    propose or a spelling that cannot be taught, and what the edits raise.
    """
    acte = partial(_choisir, commande_id, code, candidat_id, operateur, retenir=retenir, version=version)
    return avec_reprise(acte)


def _choisir(
    commande_id: int, code: str, candidat_id: int, operateur: Operateur, *, retenir: bool, version: int | None
) -> Commande:
    with transaction.atomic():
        avant = commande_ou_erreur(commande_id)
        raison = next(
            (r for r in _dictionnaires(avant.raisons) if r.get("code") == code and _propose(r, candidat_id)), None
        )
        if raison is None:
            raise ErreurSaisie(_("Cette proposition n’est plus celle de la commande. Rechargez la page."))
        if sujet(raison) in SUJETS_VILLE:
            apres = changer_ville(commande_id=commande_id, ville_id=candidat_id, operateur=operateur, version=version)
            if retenir:
                apprendre_ville(texte=str(raison.get("texte", "")), ville_id=candidat_id, operateur=operateur)
            return apres
        lignes = [(li.variante_id, li.quantite) for li in avant.lignes.all() if li.variante_id]
        # What the text promised comes with the article that it turns out to name.
        offre = offre_promise(avant, candidat_id, texte=str(raison.get("texte", "")))
        apres = modifier_lignes(
            commande_id=commande_id,
            lignes=[*lignes, (candidat_id, offre.pieces if offre else 1)],
            operateur=operateur,
            version=version,
            offre=offre,
        )
        if retenir:
            _apprendre_couleur(raison, candidat_id, operateur)
        return apres


def _apprendre_couleur(raison: Raison, variante_id: int, operateur: Operateur) -> None:
    couleur_id = Variante.objects.filter(pk=variante_id).values_list("couleur_id", flat=True).first()
    ecriture = texte_de_couleur(raison)
    if couleur_id is None or not ecriture:
        raise ErreurSaisie(
            _("Ce texte ne dit pas de couleur à retenir. Décochez «\u202fretenir\u202f», puis recommencez.")
        )
    apprendre_couleur(texte=ecriture, couleur_id=couleur_id, operateur=operateur)


def texte_de_couleur(raison: Raison) -> str:
    """Return the words of a reason in which a colour was said, empty where there are none to teach."""
    if raison.get("code") != "produit_couleur_inconnue":
        return ""
    return analyser_produit(str(raison.get("texte", ""))).texte_couleur


def _propose(raison: Raison, candidat_id: int) -> bool:
    return any(
        c.get("id") == candidat_id and c.get("type") in ("ville", "variante")
        for c in _dictionnaires(raison.get("candidats"))
    )


def _dictionnaires(liste: object) -> list[Raison]:
    return [e for e in liste if isinstance(e, dict)] if isinstance(liste, list) else []
