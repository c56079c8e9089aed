"""The form of a planned task."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.noyau import taches
from synchronisation.connecteurs.models import Connecteur
from synchronisation.models import SourceCommandes
from synchronisation.planification.models import Frequence, TachePlanifiee
from synchronisation.planification.selectors import JOURS

if TYPE_CHECKING:
    _Formulaire = forms.ModelForm[TachePlanifiee]
else:  # The class takes no parameter when it runs.
    _Formulaire = forms.ModelForm


def _saisie(**attributs: Any) -> dict[str, Any]:
    return {"class": "saisie"} | attributs


class FormulaireTache(_Formulaire):
    """A task as the administrator writes it: what, and when in the time of Casablanca."""

    genre = forms.ChoiceField(
        label=gettext_lazy("Que faire"),
        choices=lambda: [(g.code, g.libelle) for g in taches.genres()],
        widget=forms.Select(attrs=_saisie()),
    )
    source = forms.ModelChoiceField(
        SourceCommandes.objects.order_by("nom"),
        label=gettext_lazy("Source"),
        required=False,
        widget=forms.Select(attrs=_saisie()),
    )
    connecteur = forms.ModelChoiceField(
        Connecteur.objects.order_by("nom"),
        label=gettext_lazy("Connecteur"),
        required=False,
        widget=forms.Select(attrs=_saisie()),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes entre deux passages"),
        min_value=0,
        max_value=527_040,
        initial=5,
        required=False,
        widget=forms.NumberInput(attrs=_saisie(inputmode="numeric")),
    )
    jour = forms.TypedChoiceField(
        label=gettext_lazy("Jour"),
        coerce=int,
        choices=tuple(enumerate(JOURS)),
        required=False,
        widget=forms.Select(attrs=_saisie()),
    )
    essais_max = forms.IntegerField(
        label=gettext_lazy("Essais au plus"),
        min_value=1,
        max_value=10,
        initial=3,
        widget=forms.NumberInput(attrs=_saisie(inputmode="numeric")),
        help_text=gettext_lazy("Après un échec, la tâche réessaie en espaçant, puis attend le passage suivant."),
    )

    class Meta:
        model = TachePlanifiee
        fields = (
            "nom",
            "genre",
            "frequence",
            "minutes",
            "heure",
            "jour",
            "cron",
            "unique_le",
            "rattraper",
            "essais_max",
        )
        labels = {
            "nom": gettext_lazy("Nom"),
            "frequence": gettext_lazy("Quand"),
            "heure": gettext_lazy("Heure de Casablanca"),
            "cron": gettext_lazy("Expression cron"),
            "unique_le": gettext_lazy("Le"),
            "rattraper": gettext_lazy("Rattraper une fois un passage manqué"),
        }
        help_texts = {
            "cron": gettext_lazy("Minute, heure, jour, mois, jour de la semaine. Exemple\u202f: 0 9 * * 1-5.")
        }
        widgets = {
            "nom": forms.TextInput(attrs=_saisie(dir="auto")),
            "frequence": forms.Select(attrs=_saisie()),
            "heure": forms.TimeInput(attrs=_saisie(type="time"), format="%H:%M"),
            "cron": forms.TextInput(attrs=_saisie(dir="ltr", spellcheck="false", placeholder="0 9 * * 1-5")),
            "unique_le": forms.DateTimeInput(attrs=_saisie(type="datetime-local"), format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heure"].required = False
        parametres = self.instance.parametres
        self.initial.setdefault("source", parametres.get("source_id"))
        self.initial.setdefault("connecteur", parametres.get("connecteur_id"))
        if not self.instance.pk:
            # On the task itself too: the next instants are those of what is shown.
            self.instance.frequence, self.instance.minutes = Frequence.INTERVALLE, 5
            self.initial = {**self.initial, "minutes": 5, "frequence": Frequence.INTERVALLE, "essais_max": 3}

    def clean_heure(self) -> Any:
        return self.cleaned_data["heure"] or TachePlanifiee().heure

    def clean_jour(self) -> int:
        return self.cleaned_data["jour"] or 0

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 0

    def clean(self) -> dict[str, Any]:
        lus: dict[str, Any] = dict(super().clean() or self.cleaned_data)
        genre = taches.genre(lus.get("genre", ""))
        vise = lus.get("source" if genre and genre.parametre == "source_id" else "connecteur")
        if genre and genre.parametre and isinstance(vise, Connecteur) and vise.genre.lower() != genre.code:
            self.add_error("connecteur", _("Ce connecteur apporte autre chose."))
        self.instance.parametres = {genre.parametre: vise.pk} if genre and genre.parametre and vise else {}
        frequence = lus.get("frequence")
        if frequence == Frequence.INTERVALLE and not lus.get("minutes"):
            self.add_error("minutes", _("Une minute au moins."))
        if frequence == Frequence.UNE_FOIS and not lus.get("unique_le") and "unique_le" not in self.errors:
            self.add_error("unique_le", _("Dites quel jour et à quelle heure."))
        return lus
