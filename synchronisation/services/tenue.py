"""Writes of the sources themselves."""

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from parametre.models import Operateur, TypeOperateur
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
    source.code = source.code or code_libre(source.nom)
    source.save()
    return source


def _cle_d_avant(source: SourceCommandes) -> str:
    avant = SourceCommandes.objects.filter(pk=source.pk).values_list("cle_classeur", flat=True).first() or ""
    try:
        return lire_adresse(avant).cle
    except ErreurSaisie:
        return ""
