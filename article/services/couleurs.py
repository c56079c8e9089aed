"""The spellings of colours: those a person teaches, and those that ship with the software."""

from django.db import transaction
from django.utils.translation import gettext as _

from article.couleurs import ecritures_livrees, mots_de_couleur
from article.models import AliasCouleur, Couleur
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.textes import nettoyer, normaliser
from parametre.models import Operateur, OrigineAlias
from parametre.services import compteurs

# Moves whenever a colour or a spelling does, for those who keep an index between two runs.
COMPTEUR = "couleurs"
TEXTE_MAX = 80


def apprendre_couleur(*, texte: str, couleur_id: int, operateur: Operateur) -> AliasCouleur:
    """Teach that a text, as people type it, names a colour; the newest teaching wins.

    Raises ErreurSaisie, ErreurDroit.
    """
    cle = normaliser(texte[:400])
    if not mots_de_couleur(cle) or cle.isdecimal() or len(cle) > TEXTE_MAX:
        raise ErreurSaisie(_("« %s » ne peut pas être le nom d’une couleur.") % nettoyer(texte[:60]))
    with transaction.atomic():
        if not Operateur.objects.filter(pk=operateur.pk, actif=True).exists():
            raise ErreurDroit(_("Un compte inactif ne peut rien apprendre au logiciel."))
        couleur = Couleur.objects.filter(pk=couleur_id).first()
        if couleur is None:
            raise ErreurSaisie(_("Cette couleur n’existe pas : choisissez-en une du catalogue."))
        autre = next((c for c in Couleur.objects.exclude(pk=couleur_id) if normaliser(c.nom) == cle), None)
        if autre is not None:
            raise ErreurSaisie(_("« %s » est le nom d’une autre couleur du catalogue.") % autre.nom)
        alias, _cree = AliasCouleur.objects.update_or_create(
            texte=cle, defaults={"couleur": couleur, "origine": OrigineAlias.APPRIS}
        )
        compteurs.avancer(COMPTEUR)
    return alias


def installer_ecritures_livrees() -> int:
    """Install the shipped spellings of the colours present and return how many changed.

    What a person taught stays. Runs in the caller's transaction.
    """
    couleurs = {normaliser(c.nom): c.pk for c in Couleur.objects.all()}
    presentes = {a.texte: a for a in AliasCouleur.objects.all()}
    voulues: dict[str, int] = {}
    for nom, textes in ecritures_livrees().items():
        if normaliser(nom) in couleurs:
            voulues |= {cle: couleurs[normaliser(nom)] for t in textes if (cle := normaliser(t)) not in couleurs}
    nouvelles = [
        AliasCouleur(texte=texte, couleur_id=pk, origine=OrigineAlias.LIVRE)
        for texte, pk in voulues.items()
        if texte not in presentes
    ]
    deplacees = []
    for texte, pk in voulues.items():
        alias = presentes.get(texte)
        if alias is not None and alias.origine == OrigineAlias.LIVRE and alias.couleur_id != pk:
            alias.couleur_id = pk
            deplacees.append(alias)
    if nouvelles:
        AliasCouleur.objects.bulk_create(nouvelles, ignore_conflicts=True, batch_size=500)
    if deplacees:
        AliasCouleur.objects.bulk_update(deplacees, ["couleur"], batch_size=500)
    if nouvelles or deplacees:
        compteurs.avancer(COMPTEUR)
    return len(nouvelles) + len(deplacees)
