"""Pictures of the articles: served to whoever is signed in, checked when they are put in."""

import secrets
from pathlib import PurePath
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur

if TYPE_CHECKING:
    _Formulaire = forms.ModelForm[Model]
else:
    _Formulaire = forms.ModelForm

OCTETS_MAX = 4 * 1024 * 1024
COTE_MAX = 6000
# Formats as Pillow names them: how the file ends, and what it is served as.
FORMATS = {"JPEG": (".jpg", "image/jpeg"), "PNG": (".png", "image/png"), "WEBP": (".webp", "image/webp")}
TYPES = dict(FORMATS.values()) | {".jpeg": "image/jpeg"}
# Where `Article.image` puts them.
DOSSIER = "articles/"


@require_GET
@role_requis(*TypeOperateur.values)
def image(request: RequeteOperateur, nom: str) -> HttpResponseBase:  # noqa: ARG001
    """Send the picture of an article; anything else of the folder is not there."""
    genre = TYPES.get(PurePath(nom).suffix.lower())
    chemin = f"{DOSSIER}{nom}"
    if genre is None or "\x00" in nom or nom != PurePath(nom).name or not default_storage.exists(chemin):
        raise Http404
    reponse = FileResponse(default_storage.open(chemin), content_type=genre)
    reponse["X-Content-Type-Options"] = "nosniff"
    return reponse


class FormulaireArticle(_Formulaire):
    """An article as the administration edits it; its picture is what its content says, not its name."""

    def clean_image(self) -> object:
        """Refuse a picture too heavy, too large or of another format, and name it anew."""
        recue = self.cleaned_data.get("image")
        if not isinstance(recue, UploadedFile):
            return recue
        if (recue.size or 0) > OCTETS_MAX:
            raise ValidationError(_("L’image dépasse 4 Mo. Réduisez-la, puis recommencez."))
        # Pillow has read it: Django's field keeps what it found.
        lue = recue.image  # type: ignore[attr-defined]
        if lue.format not in FORMATS:
            raise ValidationError(_("L’image doit être en JPEG, PNG ou WebP."))
        if max(lue.size) > COTE_MAX:
            raise ValidationError(_("L’image dépasse 6000 pixels de côté. Réduisez-la, puis recommencez."))
        recue.name = secrets.token_hex(8) + FORMATS[lue.format][0]
        return recue
