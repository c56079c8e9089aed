"""What a connector's elements are made of: the names their fields go by, and how each is read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.noyau.telephones import analyser_telephone
from config.noyau.textes import nettoyer, normaliser
from synchronisation.connecteurs.models import GenreConnecteur
from synchronisation.valeurs import lire_montant

ENTIER_MAX = 2_000_000_000
CODE_MAX = 120


@dataclass(frozen=True, slots=True)
class Champ:
    """A field: its column, what it is called on screen, its usual keys, its reader."""

    nom: str
    libelle: str | Promise
    cles: tuple[str, ...]
    lire: Callable[[Any], Any]
    vide: Any = ""


def _texte(longueur: int) -> Callable[[Any], str]:
    def lire(valeur: Any) -> str:
        if isinstance(valeur, dict | list):
            raise ValueError(_("Valeur simple attendue."))  # noqa: TRY004
        return nettoyer(str(valeur))[:longueur]

    return lire


def _prix(valeur: Any) -> Decimal | None:
    return lire_montant(str(valeur))


def _telephone(valeur: Any) -> str:
    return analyser_telephone(str(valeur))


def _entier(valeur: Any) -> int:
    nombre = Decimal(str(valeur).strip()) if str(valeur).strip().isascii() else None
    if isinstance(valeur, bool) or nombre is None or nombre != int(nombre) or not 0 <= nombre <= ENTIER_MAX:
        raise ValueError(_("Nombre entier attendu."))
    return int(nombre)


def _nombre_entier(valeur: Any) -> int:
    try:
        return _entier(valeur)
    except (ArithmeticError, ValueError):
        raise ValueError(_("Nombre entier attendu.")) from None


PRODUITS = (
    Champ("code", gettext_lazy("Code"), ("code", "reference", "sku", "id"), _texte(CODE_MAX)),
    Champ("famille", gettext_lazy("Famille"), ("famille", "family", "categorie", "category"), _texte(200)),
    Champ(
        "designation",
        gettext_lazy("Désignation"),
        ("designation", "description", "libelle", "nom", "name", "title"),
        _texte(2000),
    ),
    Champ("prix", gettext_lazy("Prix"), ("prix", "price", "tarif", "prix unitaire"), _prix, vide=None),
    Champ(
        "conditionnement",
        gettext_lazy("Conditionnement"),
        ("conditionnement", "packaging", "emballage", "unite", "unit"),
        _texte(120),
    ),
    Champ(
        "quantite_min",
        gettext_lazy("Quantité minimum"),
        ("quantite min", "quantite minimum", "quantite minimale", "qte min", "minimum", "min quantity"),
        _nombre_entier,
        vide=None,
    ),
)
CLIENTS = (
    Champ("code", gettext_lazy("Compte"), ("compte", "account", "code", "code client", "id"), _texte(CODE_MAX)),
    Champ("prenom", gettext_lazy("Prénom"), ("prenom", "first name", "firstname"), _texte(200)),
    Champ("nom", gettext_lazy("Nom"), ("nom", "last name", "lastname", "name"), _texte(200)),
    Champ(
        "telephone",
        gettext_lazy("Téléphone"),
        ("telephone", "tel", "phone", "gsm"),
        lambda v: analyser_telephone(str(v)),
    ),
    Champ(
        "points",
        gettext_lazy("Points de fidélité"),
        ("points", "points fidelite", "fidelite", "loyalty points", "loyalty"),
        _nombre_entier,
        vide=None,
    ),
    Champ(
        "paiement", gettext_lazy("Paiement"), ("paiement", "mode paiement", "payment", "payment method"), _texte(120)
    ),
)
CHAMPS: Mapping[str, tuple[Champ, ...]] = {GenreConnecteur.CATALOGUE: PRODUITS, GenreConnecteur.CLIENTS: CLIENTS}


@dataclass(frozen=True, slots=True)
class ElementLu:
    """One element as it was understood; `remarques` says which values could not be read."""

    code: str
    champs: Mapping[str, Any]
    brut: Mapping[str, Any]
    remarques: tuple[str, ...]


class ElementRejete(ValueError):
    """The element cannot be kept; the message is the French reason."""


def lire_element(brut: object, champs: Iterable[Champ], correspondance: Mapping[str, str]) -> ElementLu:
    """Read one element by the names of its keys. Raises ElementRejete.

    A value that cannot be read stays empty and leaves a remark: nothing looks real that is not.
    """
    if not isinstance(brut, dict):
        raise ElementRejete(_("ce n’est pas un objet"))
    par_cle = {_cle(str(nom)): valeur for nom, valeur in brut.items()}
    lus: dict[str, Any] = {}
    remarques = []
    for champ in champs:
        valeur = _valeur(par_cle, (correspondance[champ.nom],) if correspondance.get(champ.nom) else champ.cles)
        try:
            lus[champ.nom] = champ.vide if valeur in (None, "") else champ.lire(valeur)
        except ValueError as erreur:
            lus[champ.nom] = champ.vide
            remarques.append(f"{champ.libelle}\u202f: {erreur}")
    code = lus.pop("code")
    if not code:
        raise ElementRejete(_("le code manque"))
    return ElementLu(code, lus, brut, tuple(remarques))


def _valeur(par_cle: Mapping[str, Any], noms: Iterable[str]) -> Any:
    return next((par_cle[_cle(nom)] for nom in noms if par_cle.get(_cle(nom)) not in (None, "")), None)


def _cle(nom: str) -> str:
    return normaliser(nom.replace("_", " ").replace("-", " ")).replace(" ", "")
