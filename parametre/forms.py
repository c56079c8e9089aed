"""Forms of the sign-in."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class FormulaireConnexion(AuthenticationForm):
    """Django's sign-in form, with our words; never says which of the two was wrong."""

    error_messages = {
        "invalid_login": _("Nom d’utilisateur ou mot de passe incorrect. Vérifiez les deux, puis recommencez."),
        "inactive": _("Nom d’utilisateur ou mot de passe incorrect. Vérifiez les deux, puis recommencez."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Nom d’utilisateur")
        self.fields["username"].widget.attrs |= {"class": "saisie", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Mot de passe")
        self.fields["password"].widget = forms.PasswordInput(
            attrs={"class": "saisie", "autocomplete": "current-password"}
        )
        if self.is_bound:  # A second try: the name is already there.
            self.fields["username"].widget.attrs.pop("autofocus", None)
            self.fields["password"].widget.attrs["autofocus"] = True
