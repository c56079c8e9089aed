"""Writes of the sources themselves."""

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from parametre.models import Operateur, TypeOperateur
from synchronisation.colonnes import est_lue, meme_titre
from synchronisation.lecteurs.adresse import lire_adresse
from synchronisation.models import GenreSource, SourceCommandes
from synchronisation.services.sources import code_libre


def enregistrer_source(*, source: SourceCommandes, operateur: Operateur) -> SourceCommandes:
    """Write a source, new or changed; a new one without a code gets one.

    Raises ErreurDroit for another role than ADMIN, ErreurSaisie for an unreadable address.
    """
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration tient les sources."))
    if source.genre == GenreSource.GOOGLE_SHEETS:
        adresse = lire_adresse(source.cle_classeur)
        if source.pk and _cle_d_avant(source) != adresse.cle:
            # Another spreadsheet: what was known of the tab no longer holds.
            source.gid, source.feuille = adresse.gid, source.feuille
        elif source.gid is None:
            source.gid = adresse.gid
        if source.ecriture and not (source.colonne_etat.strip() and source.colonne_numero.strip()):
            raise ErreurSaisie(_("Nommez les deux colonnes à écrire dans la feuille."))
        _exiger_colonnes_a_nous(source)
    elif source.genre == GenreSource.FICHIER and source.cle_classeur.strip():
        raise ErreurSaisie(
            _("Une source de fichiers n’a pas de classeur. Videz l’adresse, ou choisissez Google Sheets."),
            code="adresse",
        )
    source.code = source.code or code_libre(source.nom)
    source.save()
    return source


def _exiger_colonnes_a_nous(source: SourceCommandes) -> None:
    """Keep what is written apart from what is read. Raises ErreurSaisie."""
    for titre in source.colonnes_ecrites:
        if source.ecriture and est_lue(titre, source.correspondance):
            raise ErreurSaisie(
                _("La colonne «\u202f%s\u202f» est lue\u202f: donnez à ce qui s’écrit une colonne à part.") % titre,
                code="colonne",
            )
    if source.ecriture and meme_titre(*source.colonnes_ecrites):
        raise ErreurSaisie(_("L’état et le numéro s’écrivent dans deux colonnes différentes."), code="colonne")


def _cle_d_avant(source: SourceCommandes) -> str:
    avant = SourceCommandes.objects.filter(pk=source.pk).values_list("cle_classeur", flat=True).first() or ""
    try:
        return lire_adresse(avant).cle
    except ErreurSaisie:
        return ""
