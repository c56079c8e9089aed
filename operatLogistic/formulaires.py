"""What forms of the road say, turned into what the engine wants."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.selectors.tournee import Carte
from config.noyau.erreurs import ErreurSaisie

MOTIFS_RETOUR: tuple[str | Promise, ...] = (
    gettext_lazy("Refusée à la livraison"),
    gettext_lazy("Client injoignable"),
    gettext_lazy("Client absent"),
    gettext_lazy("Pointure ou modèle ne convient pas"),
    gettext_lazy("Article défectueux"),
    gettext_lazy("Adresse introuvable"),
    gettext_lazy("Ne veut plus la commande"),
)
MOTIFS_REPORT: tuple[str | Promise, ...] = (
    gettext_lazy("Client absent"),
    gettext_lazy("Client injoignable"),
    gettext_lazy("Le client demande un autre jour"),
    gettext_lazy("Pas assez d’argent"),
)
Acte = tuple[str, dict[str, Any]]


def lire_acte(acte: str, formulaire: QueryDict, carte: Carte) -> Acte:
    """Return the motive and the `donnees` of a transition. Raises ErreurSaisie."""
    lecteur = _LECTEURS.get(acte)
    if lecteur is None:
        raise ErreurSaisie(_("Le formulaire est incomplet. Rechargez la page, puis recommencez."))
    return lecteur(formulaire, carte)


def lire_montant(texte: str) -> str | None:
    """Return an amount as typed on any phone (`1 234,50 DH`) in the form the engine reads, None for nothing."""
    nu = "".join(texte.upper().replace("DH", "").split()).replace(",", ".")
    if not nu:
        return None
    entiers, _point, centimes = nu.partition(".")
    if not (nu.isascii() and entiers.isdigit() and len(centimes) <= 2 and (centimes.isdigit() or not centimes)):
        raise ErreurSaisie(_("Le montant ne se lit pas. Écrivez-le en chiffres, par exemple 324,00."))
    return nu


def _livrer(formulaire: QueryDict, _carte: Carte) -> Acte:
    montant = lire_montant(formulaire.get("montant", ""))
    if montant is None:
        raise ErreurSaisie(_("Indiquez le montant encaissé, 0 si rien n’a été payé."))
    return formulaire.get("motif", ""), {"montant_encaisse": montant}


def _livrer_en_partie(formulaire: QueryDict, carte: Carte) -> Acte:
    quantites, etats = {}, {}
    for li in carte.lignes:
        pk, pieces = li.ligne.pk, li.ligne.quantite
        gardees = _nombre(formulaire, f"garde_{pk}", pieces, _("Dites combien de pièces le client garde."))
        reprises = pieces - gardees
        gatees = _nombre(
            formulaire,
            f"gate_{pk}",
            reprises,
            _("%(article)s\u202f: pas plus de pièces défectueuses que de pièces reprises.") % {"article": li.article},
        )
        quantites[pk] = gardees
        if reprises:
            etats[pk] = {"bon": reprises - gatees, "defectueux": gatees}
    donnees: dict[str, Any] = {"quantites": quantites, "etats": etats}
    montant = lire_montant(formulaire.get("montant", ""))
    if montant is not None:
        donnees["montant_encaisse"] = montant
    return formulaire.get("motif", ""), donnees


def _reporter(formulaire: QueryDict, _carte: Carte) -> Acte:
    date = formulaire.get("date", "")
    if not date:
        raise ErreurSaisie(_("Choisissez le nouveau jour de livraison."))
    return _motif(formulaire), {"date": date}


def _retourner(formulaire: QueryDict, carte: Carte) -> Acte:
    etats = {}
    for li in carte.lignes:
        pieces = li.ligne.quantite
        refus = _("Dites dans quel état revient %(article)s.") % {"article": li.article}
        gatees = _nombre(formulaire, f"gate_{li.ligne.pk}", pieces, refus)
        etats[li.ligne.pk] = {"bon": pieces - gatees, "defectueux": gatees}
    return _motif(formulaire), {"etats": etats}


def _relancer(_formulaire: QueryDict, _carte: Carte) -> Acte:
    return "", {}


def _motif(formulaire: QueryDict) -> str:
    """Return the reason chosen, and what was added to it."""
    mots = (formulaire.get("motif", "").strip(), formulaire.get("precision", "").strip())
    return " : ".join(mot for mot in mots if mot)


def _nombre(formulaire: QueryDict, champ: str, maximum: int, refus: str) -> int:
    texte = formulaire.get(champ, "")
    if not texte.isascii() or not texte.isdigit() or len(texte) > 9 or int(texte) > maximum:
        raise ErreurSaisie(refus)
    return int(texte)


_LECTEURS: Mapping[str, Callable[[QueryDict, Carte], Acte]] = {
    "livrer": _livrer,
    "livrer_partiellement": _livrer_en_partie,
    "reporter": _reporter,
    "retourner": _retourner,
    "relancer_livraison": _relancer,
}
