"""Forms of the pages of sources."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from synchronisation.models import GenreSource, SourceCommandes

if TYPE_CHECKING:
    _Formulaire = forms.ModelForm[SourceCommandes]
else:  # The class takes no parameter when it runs.
    _Formulaire = forms.ModelForm

_SAISIE = {"class": "saisie", "dir": "auto"}


class FormulaireSource(_Formulaire):
    """A source as the administrator writes it."""

    class Meta:
        model = SourceCommandes
        fields = (
            "nom",
            "genre",
            "cle_classeur",
            "feuille",
            "active",
            "ecriture",
            "colonne_etat",
            "colonne_numero",
        )
        widgets = {
            "nom": forms.TextInput(attrs=_SAISIE),
            "genre": forms.Select(attrs={"class": "saisie"}),
            "cle_classeur": forms.TextInput(attrs={"class": "saisie", "placeholder": "https://docs.google.com/…"}),
            "feuille": forms.TextInput(attrs=_SAISIE),
            "colonne_etat": forms.TextInput(attrs=_SAISIE),
            "colonne_numero": forms.TextInput(attrs=_SAISIE),
        }
        help_texts = {
            "cle_classeur": _(
                "L’adresse entière, telle que le navigateur la montre. Vide pour une source de fichiers."
            ),
            "feuille": _("Vide\u202f: l’onglet de l’adresse, ou le premier. Un onglet renommé est retrouvé."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        genre = self.fields["genre"]
        assert isinstance(genre, forms.ChoiceField)  # noqa: S101
        genre.choices = [(g.value, g.label) for g in (GenreSource.GOOGLE_SHEETS, GenreSource.FICHIER)]
        # A file makes its source by itself when it is brought: who writes one here has an address.
        if self.instance.pk:
            genre.choices = list(GenreSource.choices)
            genre.disabled = True
        else:
            self.initial["genre"] = GenreSource.GOOGLE_SHEETS


class FormulaireDepot(forms.Form):
    """A sheet file, and the source it belongs to."""

    fichier = forms.FileField(
        label=_("Feuille (CSV ou classeur)"),
        widget=forms.FileInput(attrs={"class": "saisie", "accept": ".csv,.txt,.xlsx,.xlsm,.xls,.ods"}),
    )
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=_SAISIE | {"list": "sources-connues", "autocomplete": "off"}),
        help_text=_("La feuille d’où viennent ces lignes. Vide\u202f: le nom du fichier."),
    )
