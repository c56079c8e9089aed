"""The filters of a list of orders, as they stand in the address."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from commande.etats import AVANT_CONFIRMATION, Etat
from commande.querysets import RECHERCHE_MAX, CommandeQuerySet
from config.noyau.horloge import debut_du_jour

# A longer text than the box takes is cut, not refused: it may have been pasted.
_Q_MAX = 500
_PREMIER_JOUR = dt.date(2000, 1, 1)
_DERNIER_JOUR = dt.date(2100, 12, 31)


class _Formulaire(forms.Form):
    q = forms.CharField(required=False, max_length=_Q_MAX)
    etat = forms.ChoiceField(required=False, choices=Etat.choices)
    ville = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    du = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    au = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    verifier = forms.BooleanField(required=False)

    def clean_du(self) -> dt.date | None:
        return self._jour("du")

    def clean_au(self) -> dt.date | None:
        return self._jour("au")

    def _jour(self, champ: str) -> dt.date | None:
        jour: dt.date | None = self.cleaned_data[champ]
        if jour is not None and not _PREMIER_JOUR <= jour <= _DERNIER_JOUR:
            raise forms.ValidationError(_("Date hors du calendrier."))
        return jour


@dataclass(frozen=True, slots=True)
class Filtres:
    """What a list is narrowed to; `refus` are sentences about values that could not be used."""

    q: str = ""
    etat: str = ""
    ville: int | None = None
    du: dt.date | None = None
    au: dt.date | None = None
    verifier: bool = False
    refus: tuple[str, ...] = ()

    @property
    def actifs(self) -> bool:
        """Whether anything is narrowed."""
        return bool(self.q or self.etat or self.ville or self.du or self.au or self.verifier)

    @property
    def champs(self) -> dict[str, str]:
        """The fields of a form that says the same, without the filters that are not used."""
        valeurs = {
            "q": self.q,
            "etat": self.etat,
            "ville": str(self.ville or ""),
            "du": self.du.isoformat() if self.du else "",
            "au": self.au.isoformat() if self.au else "",
            "verifier": "1" if self.verifier else "",
        }
        return {cle: valeur for cle, valeur in valeurs.items() if valeur}

    @property
    def adresse(self) -> str:
        """The query string that says the same."""
        demande = QueryDict(mutable=True)
        demande.update(self.champs)
        return "?" + demande.urlencode() if demande else ""

    def appliquer(self, commandes: CommandeQuerySet) -> CommandeQuerySet:
        """Narrow orders; days are those of Casablanca, both ends included, by arrival."""
        if self.q:
            commandes = commandes.recherche(self.q)
        if self.etat:
            commandes = commandes.filter(etat=self.etat)
        if self.ville:
            commandes = commandes.filter(ville_id=self.ville)
        if self.du:
            commandes = commandes.filter(cree_le__gte=debut_du_jour(self.du))
        if self.au:
            commandes = commandes.filter(cree_le__lt=debut_du_jour(self.au + dt.timedelta(days=1)))
        if self.verifier:
            # Once confirmed or closed, nothing is left to check unless a state is asked for.
            commandes = commandes.filter(a_verifier=True, etat__in=[self.etat] if self.etat else AVANT_CONFIRMATION)
        return commandes


_LIBELLES: Mapping[str, object] = {
    "etat": _("L’état demandé n’existe pas : tous les états sont montrés."),
    "ville": _("La ville demandée n’existe pas : toutes les villes sont montrées."),
    "du": _("La première date n’a pas pu être lue : elle est laissée de côté."),
    "au": _("La seconde date n’a pas pu être lue : elle est laissée de côté."),
    "q": _("Le texte cherché est trop long : il est laissé de côté."),
}


def lire_filtres(parametres: QueryDict) -> Filtres:
    """Read the filters of an address; a value that cannot be read narrows nothing and is said."""
    formulaire = _Formulaire(parametres)
    formulaire.is_valid()
    lu = formulaire.cleaned_data
    return Filtres(
        q=lu.get("q", "")[:RECHERCHE_MAX],
        etat=lu.get("etat", ""),
        ville=lu.get("ville"),
        du=lu.get("du"),
        au=lu.get("au"),
        verifier=lu.get("verifier", False),
        refus=tuple(str(_LIBELLES[champ]) for champ in formulaire.errors if champ in _LIBELLES),
    )
