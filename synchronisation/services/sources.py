"""Find or make the source that a file belongs to."""

from pathlib import Path

from django.db import IntegrityError, transaction

from config.noyau.textes import code_alphanumerique
from synchronisation.models import GenreSource, SourceCommandes

CODE_MAX = 4


def source_du_fichier(chemin: Path, *, nom: str | None = None) -> SourceCommandes:
    """Return the source named `nom`, or else after the file, making it if there is none.

    A new source gets a short code made of the initials of its name.
    """
    voulu = (nom or chemin.stem).strip()[:120]
    return SourceCommandes.objects.filter(nom=voulu).first() or creer_source(nom=voulu, genre=GenreSource.FICHIER)


def creer_source(*, nom: str, genre: GenreSource) -> SourceCommandes:
    """Make the source of that name, with a free code; return the one that somebody made in between."""
    while True:
        try:
            with transaction.atomic():
                return SourceCommandes.objects.create(nom=nom, code=code_libre(nom), genre=genre)
        except IntegrityError:
            # Somebody made it, or took the code, in between: look again.
            existante = SourceCommandes.objects.filter(nom=nom).first()
            if existante is not None:
                return existante


def code_libre(nom: str) -> str:
    """Return a short code made of the initials of a name, that no source has."""
    mots = code_mots(nom)
    base = ("".join(m[0] for m in mots) if len(mots) > 1 else "".join(mots))[:CODE_MAX] or "S"
    pris = set(SourceCommandes.objects.values_list("code", flat=True))
    candidats = (base if n == 1 else f"{base}{n}" for n in range(1, len(pris) + 2))
    return next(c for c in candidats if c not in pris)


def code_mots(nom: str) -> list[str]:
    """Return the words of a name that can be part of a code."""
    separes = "".join(c if c.isalnum() else " " for c in nom)
    return [mot for mot in (code_alphanumerique(m) for m in separes.split()) if mot]
