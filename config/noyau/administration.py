"""What the pages of the Django admin share: light lists, and tables that are only read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from config.noyau.textes import normaliser

if TYPE_CHECKING:
    _Page = admin.ModelAdmin[Model]
    _Lignes = admin.TabularInline[Model, Model]
    _Formulaire = forms.ModelForm[Model]
else:
    _Page = admin.ModelAdmin
    _Lignes = admin.TabularInline
    _Formulaire = forms.ModelForm


class Page(_Page):
    """A page whose list stays quick with a million rows."""

    list_per_page = 50
    # The count of the whole table beside that of the filter costs a walk through it.
    show_full_result_count = False
    # Deleting many rows at once is what nobody can undo.
    actions = None


class _SansEcriture:
    """Rows that only the software writes."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False


class PageEnLecture(_SansEcriture, Page):
    """A page that shows and never changes."""


class Lignes(_Lignes):
    """Rows of another table under a row, without an empty one to fill."""

    extra = 0
    show_change_link = True


class LignesEnLecture(_SansEcriture, Lignes):
    """Rows of another table that are only shown."""


class FormulaireAlias(_Formulaire):
    """A spelling, kept in the normal form under which all its variants meet."""

    def clean_texte(self) -> str:
        texte = normaliser(self.cleaned_data["texte"])
        if not texte:
            raise ValidationError(_("Cette écriture ne contient ni lettre ni chiffre."))
        return texte
