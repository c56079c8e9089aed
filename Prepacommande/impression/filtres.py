"""The filters of the orders to print: those of every list that mean something here, region and age."""

import datetime as dt
from dataclasses import dataclass, replace

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from commande.filters import lire_filtres
from commande.querysets import CommandeQuerySet
from config.noyau.horloge import maintenant

# Days since the order arrived, at least.
AGES: dict[str, str | Promise] = {
    "1": _("Depuis plus d’un jour"),
    "2": _("Depuis plus de 2 jours"),
    "3": _("Depuis plus de 3 jours"),
    "7": _("Depuis plus de 7 jours"),
}


class _Formulaire(forms.Form):
    region = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    age = forms.ChoiceField(required=False, choices=AGES.items)


@dataclass(frozen=True, slots=True)
class FiltresImpression:
    """What the orders to print are narrowed to; `age` is a key of AGES."""

    q: str = ""
    ville: int | None = None
    region: int | None = None
    age: str = ""

    @property
    def actifs(self) -> bool:
        """Whether anything is narrowed."""
        return self != FiltresImpression()

    @property
    def adresse(self) -> str:
        """The query string that says the same, without the filters that are not used."""
        demande = QueryDict(mutable=True)
        valeurs = {"q": self.q, "region": self.region, "ville": self.ville, "age": self.age}
        demande.update({cle: str(valeur) for cle, valeur in valeurs.items() if valeur})
        return "?" + demande.urlencode() if demande else ""

    def appliquer(self, commandes: CommandeQuerySet) -> CommandeQuerySet:
        """Narrow orders."""
        if self.q:
            commandes = commandes.recherche(self.q)
        if self.region:
            commandes = commandes.filter(ville__region_id=self.region)
        if self.ville:
            commandes = commandes.filter(ville_id=self.ville)
        if self.age:
            commandes = commandes.filter(cree_le__lte=maintenant() - dt.timedelta(days=int(self.age)))
        return commandes


def lire_filtres_impression(parametres: QueryDict) -> FiltresImpression:
    """Read the filters of an address; a value that cannot be read narrows nothing."""
    communs = lire_filtres(parametres)
    formulaire = _Formulaire(parametres)
    formulaire.is_valid()
    lu = formulaire.cleaned_data
    lus = FiltresImpression(q=communs.q, ville=communs.ville)
    return replace(lus, region=lu.get("region"), age=lu.get("age", ""))
