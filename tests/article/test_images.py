"""The picture of an article: put in through the Django admin, served to who is signed in."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as ClientHttp
from PIL import Image

from article.images import FormulaireArticle as _Formulaire
from article.models import Article
from tests import fabrique
from tests.maisons.outils import connecter

pytestmark = pytest.mark.django_db


def fichier(genre: str, nom: str, cote: int = 8) -> SimpleUploadedFile:
    octets = io.BytesIO()
    Image.new("RGB", (cote, cote)).save(octets, genre)
    return SimpleUploadedFile(nom, octets.getvalue())


@pytest.fixture(autouse=True)
def dossier(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def envoyer(article: Article, image: SimpleUploadedFile) -> int:
    visiteur = ClientHttp()
    visiteur.force_login(User.objects.create_superuser(f"chef{User.objects.count()}"))
    page = visiteur.get(f"/admin/article/article/{article.pk}/change/")
    formulaire = page.context["adminform"].form
    assert isinstance(formulaire, _Formulaire)
    champs = {nom: champ.value() for nom in formulaire.fields if (champ := formulaire[nom]).value() not in (None, "")}
    lot = {f"variantes-{nom}": "0" for nom in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return visiteur.post(f"/admin/article/article/{article.pk}/change/", champs | lot | {"image": image}).status_code


def test_the_content_says_what_a_picture_is() -> None:
    article = fabrique.article()
    assert envoyer(article, fichier("PNG", "photo.jpg")) == 302
    article.refresh_from_db()
    assert article.image.name.endswith(".png")
    reponse = connecter(fabrique.operateur("PREPARATION")).get(article.image.url)
    assert (reponse.status_code, reponse["Content-Type"]) == (200, "image/png")
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert ClientHttp().get(article.image.url).status_code == 302


@pytest.mark.parametrize(
    "image",
    [
        lambda: fichier("GIF", "photo.gif"),
        lambda: fichier("PNG", "photo.png", cote=6001),
        lambda: SimpleUploadedFile("photo.png", b"<script>alert(1)</script>"),
    ],
)
def test_anything_else_is_refused(image: Any) -> None:
    article = fabrique.article()
    assert envoyer(article, image()) == 200
    article.refresh_from_db()
    assert not article.image


def test_only_pictures_are_served(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "page.html").write_text("<script>")
    visiteur = connecter(fabrique.operateur("CONFIRMATION"))
    for nom in ("page.html", "absente.png", "..%2F..%2Fsecret.png"):
        assert visiteur.get(f"/media/articles/{nom}").status_code == 404
