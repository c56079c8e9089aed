"""Reading `donnees`: each key the table names, turned into one typed value or refused."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from commande.etats import Transition
from config.noyau.erreurs import ErreurSaisie

BON, DEFECTUEUX = "bon", "defectueux"
MONTANT_MAX = Decimal("9999999.99")
_CENTIEME = -2


@dataclass(frozen=True)
class Partage:
    """What came back of a line: pieces in good state, pieces spoilt."""

    bon: int = 0
    defectueux: int = 0

    @property
    def total(self) -> int:
        return self.bon + self.defectueux


@dataclass(frozen=True)
class Donnees:
    """The typed form of `donnees`; None where a key was not given.

    `etats` maps a line to one state for all its pieces, or to a count by state.
    """

    operateur_id: int | None = None
    original_id: int | None = None
    envoi_id: int | None = None
    total_attendu: Decimal | None = None
    montant_encaisse: Decimal | None = None
    date: dt.date | None = None
    quantites: Mapping[int, int] | None = None
    etats: Mapping[int, str | Partage] | None = None

    def empreinte(self) -> dict[str, Any]:
        """Return a form in which two equal calls are equal, ready for JSON."""
        return {cle: _simple(valeur) for cle, valeur in asdict(self).items() if valeur is not None}


def lire_donnees(transition: Transition, donnees: Mapping[str, Any] | None) -> Donnees:
    """Return what was given for a transition, typed. Raises ErreurSaisie."""
    if donnees is not None and not isinstance(donnees, Mapping):
        raise _refus(_("Les données de l’action doivent être un dictionnaire."))
    brutes = {cle: v for cle, v in (donnees or {}).items() if v is not None}
    inconnues = brutes.keys() - transition.requis - transition.facultatifs
    if inconnues:
        raise _refus(
            _("« %(action)s » ne connaît pas : %(cles)s.")
            % {"action": transition.libelle, "cles": ", ".join(sorted(map(str, inconnues)))}
        )
    if manquantes := transition.requis - brutes.keys():
        raise _refus(
            _("Pour « %(action)s », indiquez : %(cles)s.")
            % {"action": transition.libelle, "cles": ", ".join(sorted(manquantes))}
        )
    return Donnees(**{cle: _LECTEURS[cle](cle, valeur) for cle, valeur in brutes.items()})


def _entier(cle: str, valeur: Any) -> int:
    if isinstance(valeur, bool) or not isinstance(valeur, int | str):
        raise _illisible(cle, valeur)
    try:
        nombre = int(valeur)
    except ValueError:
        raise _illisible(cle, valeur) from None
    # The columns are 64-bit; a larger key would be an error of the database.
    if not -(2**63) <= nombre < 2**63:
        raise _illisible(cle, valeur)
    return nombre


def _montant(cle: str, valeur: Any) -> Decimal:
    if isinstance(valeur, bool) or not isinstance(valeur, int | str | Decimal):
        raise _illisible(cle, valeur)
    try:
        montant = Decimal(valeur)
        fin = montant.normalize().as_tuple().exponent
    except InvalidOperation:
        raise _illisible(cle, valeur) from None
    if not montant.is_finite() or not isinstance(fin, int) or fin < _CENTIEME or not 0 <= montant <= MONTANT_MAX:
        raise _illisible(cle, valeur)
    return montant.quantize(Decimal("0.01"))


def _jour(cle: str, valeur: Any) -> dt.date:
    if isinstance(valeur, dt.datetime):
        raise _illisible(cle, valeur)
    if isinstance(valeur, dt.date):
        return valeur
    try:
        return dt.date.fromisoformat(valeur)
    except (TypeError, ValueError):
        raise _illisible(cle, valeur) from None


def _par_ligne(cle: str, valeur: Any, lecteur: Callable[[str, Any], Any]) -> dict[int, Any]:
    if not isinstance(valeur, Mapping):
        raise _illisible(cle, valeur)
    lues = {_entier(cle, ligne): lecteur(cle, contenu) for ligne, contenu in valeur.items()}
    if len(lues) < len(valeur):
        raise _illisible(cle, valeur)
    return lues


def _quantite(cle: str, valeur: Any) -> int:
    nombre = _entier(cle, valeur)
    if nombre < 0:
        raise _illisible(cle, valeur)
    return nombre


def _quantites(cle: str, valeur: Any) -> dict[int, int]:
    return _par_ligne(cle, valeur, _quantite)


def _etat_de_retour(cle: str, valeur: Any) -> str | Partage:
    if valeur in (BON, DEFECTUEUX):
        return str(valeur)
    if not isinstance(valeur, Mapping) or not valeur or valeur.keys() - {BON, DEFECTUEUX}:
        raise _illisible(cle, valeur)
    return Partage(**{etat: _quantite(cle, n) for etat, n in valeur.items()})


def _etats(cle: str, valeur: Any) -> dict[int, str | Partage]:
    return _par_ligne(cle, valeur, _etat_de_retour)


_LECTEURS: Mapping[str, Callable[[str, Any], Any]] = {
    "operateur_id": _entier,
    "original_id": _entier,
    "envoi_id": _entier,
    "total_attendu": _montant,
    "montant_encaisse": _montant,
    "date": _jour,
    "quantites": _quantites,
    "etats": _etats,
}
CLES_CONNUES = frozenset(f.name for f in fields(Donnees))


def _simple(valeur: Any) -> Any:
    if isinstance(valeur, Mapping):
        return {str(cle): _simple(v) for cle, v in valeur.items()}
    return valeur if isinstance(valeur, int) else str(valeur)


def _illisible(cle: str, valeur: Any) -> ErreurSaisie:
    return _refus(
        _("La valeur de « %(cle)s » n’est pas valable : %(valeur)s.") % {"cle": cle, "valeur": str(valeur)[:80]}
    )


def _refus(phrase: str) -> ErreurSaisie:
    return ErreurSaisie(phrase)
