"""The filters of the confirmation desk: those of every list, and those about calls."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commande.filters import Filtres, lire_filtres
from commande.querysets import CommandeQuerySet
from commande.selectors.bureau import avec_tentatives
from config.noyau.horloge import maintenant

Tri = Callable[[CommandeQuerySet, dt.datetime], CommandeQuerySet]

# The last one stands for itself and more.
TENTATIVES: dict[str, str | Promise] = {
    "0": _("0 contact"),
    "1": _("1 contact"),
    "2": _("2 contacts"),
    "3": _("3 et plus"),
}
_PLUSIEURS = "3"
RAPPELS: dict[str, str | Promise] = {"du": _("Rappel dû"), "prevu": _("Rappel prévu"), "sans": _("Sans rappel")}
_PAR_RAPPEL: dict[str, Tri] = {
    "du": lambda commandes, ici: commandes.filter(rappel_le__lte=ici),
    "prevu": lambda commandes, ici: commandes.filter(rappel_le__gt=ici),
    "sans": lambda commandes, _ici: commandes.filter(rappel_le=None),
}


@dataclass(frozen=True)
class FiltresAppels(Filtres):
    """`tentatives` is a key of TENTATIVES, `rappel` one of RAPPELS, empty where not used."""

    tentatives: str = ""
    rappel: str = ""

    @property
    def actifs(self) -> bool:
        """Whether anything is narrowed."""
        return bool(super().actifs or self.tentatives or self.rappel)

    @property
    def adresse(self) -> str:
        """The query string that says the same, without the filters that are not used."""
        demande = QueryDict(super().adresse.removeprefix("?"), mutable=True)
        siens = {"tentatives": self.tentatives, "rappel": self.rappel}
        demande.update({cle: valeur for cle, valeur in siens.items() if valeur})
        return "?" + demande.urlencode() if demande else ""

    def appliquer(self, commandes: CommandeQuerySet) -> CommandeQuerySet:
        """Narrow orders, each with its number of contacts as `tentatives`."""
        commandes = avec_tentatives(super().appliquer(commandes))
        if self.tentatives == _PLUSIEURS:
            commandes = commandes.filter(Q(("tentatives__gte", int(_PLUSIEURS))))
        elif self.tentatives:
            commandes = commandes.filter(Q(("tentatives", int(self.tentatives))))
        return _PAR_RAPPEL[self.rappel](commandes, maintenant()) if self.rappel else commandes


def lire_filtres_appels(parametres: QueryDict) -> FiltresAppels:
    """Read the filters of an address; a value that cannot be read narrows nothing and is said."""
    communs = lire_filtres(parametres)
    tentatives, rappel = parametres.get("tentatives", ""), parametres.get("rappel", "")
    refus = list(communs.refus)
    if tentatives and tentatives not in TENTATIVES:
        refus.append(str(_("Le nombre de contacts demandé n’existe pas\u202f: il est laissé de côté.")))
    if rappel and rappel not in RAPPELS:
        refus.append(str(_("Le filtre de rappel demandé n’existe pas\u202f: il est laissé de côté.")))
    valeurs = {f.name: getattr(communs, f.name) for f in fields(Filtres)} | {"refus": tuple(refus)}
    return FiltresAppels(
        **valeurs,
        tentatives=tentatives if tentatives in TENTATIVES else "",
        rappel=rappel if rappel in RAPPELS else "",
    )
