"""Writes of places: a carrier's price list, shipped spellings, spellings that people teach."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from config.noyau.colonnes import lire_lignes
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.imports import Remarque, Suivi
from config.noyau.textes import chiffres_ascii, nettoyer, normaliser
from parametre.delais import lire_delai
from parametre.lieux.ecritures import ecritures_par_lieu
from parametre.lieux.lexique import est_courant
from parametre.lieux.noeuds import lieu_de
from parametre.models import AliasVille, Operateur, OrigineAlias, Region, Ville
from parametre.querysets import COMPTEUR_VILLES
from parametre.services import compteurs

journal = logging.getLogger(__name__)

COLONNES: Mapping[str, tuple[str, ...]] = {
    "nom": ("Ville", "Villes", "Nom"),
    "region": ("Region", "Régions"),
    "delai": ("Delai", "Délai de livraison", "Délais"),
    "tarif": ("Tarif", "Tarifs", "Frais", "Frais de livraison", "Prix"),
}
_LOT = 500
_CHAMPS = ("frais_livraison", "delai", "delai_jours", "jours_livraison")
_LONGUEUR_ALIAS = 160


@dataclass(frozen=True, slots=True)
class BilanVilles:
    """What an import did; `lues` = creees + modifiees + inchangees + reunies + non lues."""

    lues: int
    creees: int
    modifiees: int
    inchangees: int
    reunies: int
    ecritures: int
    non_lues: tuple[Remarque, ...]
    remarques: tuple[Remarque, ...]


@dataclass(slots=True)
class _Fiche:
    """A place as the file gives it, from one row or from several of one name."""

    ligne: int
    nom: str
    region: str
    tarif: Decimal | None
    delai: str


@dataclass(slots=True)
class _Lecture:
    fiches: dict[tuple[str, str], _Fiche] = field(default_factory=dict)
    non_lues: list[Remarque] = field(default_factory=list)
    remarques: list[Remarque] = field(default_factory=list)
    reunies: int = 0


def importer_villes(*, chemin: str | Path, suivre: Suivi = iter) -> BilanVilles:
    """Create and update the places of a carrier's price list, and install their shipped spellings.

    Places are found by name and region, without case and accents. A blank cell changes
    nothing that is known. Rows that cannot be read are reported and stop nothing. Raises
    ErreurFichier or ErreurColonnes: nothing is written then.
    """
    lecture = _lire(chemin, suivre)
    with transaction.atomic():
        creees, modifiees = _ecrire(lecture.fiches)
        ecritures = installer_ecritures()
        if creees or modifiees or ecritures:
            compteurs.avancer(COMPTEUR_VILLES)
    return BilanVilles(
        lues=len(lecture.fiches) + lecture.reunies + len(lecture.non_lues),
        creees=creees,
        modifiees=modifiees,
        inchangees=len(lecture.fiches) - creees - modifiees,
        reunies=lecture.reunies,
        ecritures=ecritures,
        non_lues=tuple(lecture.non_lues),
        remarques=tuple(lecture.remarques),
    )


def installer_ecritures() -> int:
    """Make the stored spellings of the places present those that are shipped; return how many changed.

    What a person taught, and the name of another place, stand above them. Advances no counter.
    """
    villes = list(Ville.objects.order_by("pk"))
    presents = {alias.texte: alias for alias in AliasVille.objects.all()}
    appris = {texte for texte, alias in presents.items() if alias.origine == OrigineAlias.APPRIS}
    voulues = {texte: ville for texte, ville in _livrees(villes) if texte not in appris}
    perimees = [alias.pk for texte, alias in presents.items() if texte not in voulues and texte not in appris]
    deplacees = [alias for texte, alias in presents.items() if texte in voulues and alias.ville_id != voulues[texte].pk]
    for alias in deplacees:
        alias.ville = voulues[alias.texte]
    nouvelles = [
        AliasVille(ville=ville, texte=texte, origine=OrigineAlias.LIVRE)
        for texte, ville in voulues.items()
        if texte not in presents
    ]
    AliasVille.objects.filter(pk__in=perimees).delete()
    AliasVille.objects.bulk_update(deplacees, ["ville"], batch_size=_LOT)
    AliasVille.objects.bulk_create(nouvelles, batch_size=_LOT)
    return len(perimees) + len(deplacees) + len(nouvelles)


def apprendre_ville(*, texte: str, ville_id: int, operateur: Operateur | None) -> AliasVille:
    """Keep a spelling that a person says stands for a place, for every process from now on.

    Replaces what was known of that spelling. Raises ErreurSaisie for an empty or too long
    text, an everyday word, the name of another place, a place that is not there or is
    switched off; ErreurDroit for an inactive operator.
    """
    if operateur is not None and not operateur.actif:
        raise ErreurDroit(_("Votre compte d’opérateur n’est plus actif."))
    cle = normaliser(texte)
    with transaction.atomic():
        ville = Ville.objects.filter(pk=ville_id, active=True).first()
        if ville is None:
            raise ErreurSaisie(_("Cette ville n’existe pas ou n’est plus desservie : choisissez-en une autre."))
        _verifier_ecriture(cle, ville)
        alias, _cree = AliasVille.objects.update_or_create(
            texte=cle, defaults={"ville": ville, "origine": OrigineAlias.APPRIS}
        )
        compteurs.avancer(COMPTEUR_VILLES)
    journal.info("spelling taught", extra={"alias": alias.pk, "ville": ville.pk})
    return alias


def _verifier_ecriture(cle: str, ville: Ville) -> None:
    if not cle:
        raise ErreurSaisie(_("Ce texte est vide : il n’y a rien à retenir."))
    if len(cle) > _LONGUEUR_ALIAS:
        raise ErreurSaisie(_("Ce texte est trop long : gardez le nom du lieu seulement."))
    if est_courant(cle):
        raise ErreurSaisie(_("« %(texte)s » est un mot courant : il désignerait trop d’adresses.") % {"texte": cle})
    for autre in Ville.objects.exclude(pk=ville.pk).only("nom"):
        if normaliser(autre.nom) == cle:
            raise ErreurSaisie(_("« %(texte)s » est déjà le nom d’une autre ville.") % {"texte": autre.nom})


def _livrees(villes: list[Ville]) -> Iterator[tuple[str, Ville]]:
    """Yield each shipped spelling with the place present that it stands for."""
    noms = {normaliser(ville.nom) for ville in villes}
    for ville in _porteuses(villes):
        for texte in ecritures_par_lieu().get(lieu_de(ville.nom), ()):
            if texte not in noms and len(texte) <= _LONGUEUR_ALIAS:
                yield texte, ville


def _porteuses(villes: list[Ville]) -> Iterator[Ville]:
    """Yield one ville for each shipped place: none if its name stands for places of two regions."""
    par_lieu: dict[str, list[Ville]] = {}
    for ville in villes:
        if lieu := lieu_de(ville.nom):
            par_lieu.setdefault(lieu, []).append(ville)
    for memes in par_lieu.values():
        if len({ville.region_id for ville in memes}) == 1:
            yield min(memes, key=lambda ville: (not ville.active, ville.frais_livraison is None, ville.pk))


def _lire(chemin: str | Path, suivre: Suivi) -> _Lecture:
    lecture = _Lecture()
    for numero, valeurs in suivre(lire_lignes(chemin, COLONNES, ("nom", "region"))):
        nom, region = nettoyer(valeurs["nom"]), nettoyer(valeurs["region"])
        raison = _illisible(nom, region)
        if raison:
            lecture.non_lues.append(Remarque(numero, raison))
            continue
        tarif = _lire_tarif(valeurs.get("tarif", ""))
        if tarif is None and nettoyer(valeurs.get("tarif", "")):
            phrase = _("%(nom)s : le tarif « %(tarif)s » n’est pas un nombre, il reste à saisir")
            lecture.remarques.append(Remarque(numero, phrase % {"nom": nom, "tarif": nettoyer(valeurs["tarif"])[:40]}))
        _retenir(lecture, _Fiche(numero, nom, region, tarif, nettoyer(valeurs.get("delai", ""))[:120]))
    return lecture


def _illisible(nom: str, region: str) -> str:
    if not normaliser(nom):
        return _("ligne sans nom de ville")
    if not normaliser(region):
        return _("%(nom)s : ligne sans région") % {"nom": nom[:60]}
    if max(len(nom), len(region)) > 120:
        return _("nom de plus de 120 caractères : « %(nom)s… »") % {"nom": max(nom, region, key=len)[:60]}
    return ""


def _retenir(lecture: _Lecture, fiche: _Fiche) -> None:
    """Keep a row; one of a place seen before completes the first and never contradicts it."""
    premiere = lecture.fiches.setdefault((normaliser(fiche.nom), normaliser(fiche.region)), fiche)
    if premiere is fiche:
        return
    lecture.reunies += 1
    phrase = _("%(nom)s : même ville que la ligne %(ligne)d")
    if None not in (premiere.tarif, fiche.tarif) and premiere.tarif != fiche.tarif:
        phrase = _("%(nom)s : même ville que la ligne %(ligne)d, dont le tarif est gardé")
    lecture.remarques.append(Remarque(fiche.ligne, phrase % {"nom": fiche.nom, "ligne": premiere.ligne}))
    premiere.tarif = fiche.tarif if premiere.tarif is None else premiere.tarif
    premiere.delai = premiere.delai or fiche.delai


def _lire_tarif(texte: str) -> Decimal | None:
    """Read a fee in MAD (`20`, `35 DHs`, `1 047,00DH`), None if it is not a number from 0 up to 99 999."""
    cle = chiffres_ascii(nettoyer(texte)).casefold().replace("\u202f", "").replace(" ", "")
    for unite in ("dirhams", "dirham", "dhs", "dh", "mad", "درهم"):
        cle = cle.removesuffix(unite)
    entier, _virgule, decimales = cle.replace(".", ",").partition(",")
    if not (entier.isascii() and entier.isdigit() and len(entier) <= 5 and len(decimales) <= 2):
        return None
    if decimales and not (decimales.isascii() and decimales.isdigit()):
        return None
    return Decimal(f"{entier}.{decimales or 0}").quantize(Decimal("0.01"))


def _ecrire(fiches: dict[tuple[str, str], _Fiche]) -> tuple[int, int]:
    """Write what the file changes, in bulk; return how many places were created and updated."""
    regions = _regions(fiches.values())
    connues = {
        (normaliser(ville.nom), normaliser(ville.region.nom)): ville
        for ville in Ville.objects.select_related("region").order_by("-pk")
    }
    nouvelles, modifiees = [], []
    for cle, fiche in fiches.items():
        ville = connues.get(cle)
        if ville is None:
            nouvelles.append(_completer(Ville(nom=fiche.nom, region=regions[cle[1]]), fiche))
            continue
        avant = [getattr(ville, champ) for champ in _CHAMPS]
        _completer(ville, fiche)
        if avant != [getattr(ville, champ) for champ in _CHAMPS]:
            modifiees.append(ville)
    Ville.objects.bulk_create(nouvelles, batch_size=_LOT)
    Ville.objects.bulk_update(modifiees, _CHAMPS, batch_size=_LOT)
    return len(nouvelles), len(modifiees)


def _regions(fiches: Iterable[_Fiche]) -> dict[str, Region]:
    connues = {normaliser(region.nom): region for region in Region.objects.order_by("-pk")}
    absentes = {
        cle: Region(nom=f.region) for f in reversed(list(fiches)) if (cle := normaliser(f.region)) not in connues
    }
    Region.objects.bulk_create(reversed(absentes.values()), batch_size=_LOT)
    return connues | absentes


def _completer(ville: Ville, fiche: _Fiche) -> Ville:
    if fiche.tarif is not None:
        ville.frais_livraison = fiche.tarif
    if fiche.delai:
        lu = lire_delai(fiche.delai)
        ville.delai, ville.delai_jours, ville.jours_livraison = fiche.delai, lu.jours, list(lu.semaine)
    return ville
