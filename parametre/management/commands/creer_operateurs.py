"""Create the operators: one for each role, or those of a list."""

import csv
import io
import os
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.lecture import lire_tableau
from config.noyau.textes import normaliser
from parametre.models import TypeOperateur
from parametre.services.comptes import creer_compte, lire_role, mot_de_passe_aleatoire

COLONNES: Mapping[str, tuple[str, ...]] = {
    "identifiant": ("username", "identifiant"),
    "role": ("type operateur", "role"),
    "nom": ("nom",),
    "prenom": ("prenom",),
    "telephone": ("telephone",),
    "mot_de_passe": ("mot de passe",),
}
ENTETE_ACCES = ("role", "identifiant", "mot_de_passe", "nom")
ENTETE_TABLE = ("Rôle", "Identifiant", "Mot de passe", "Nom")
FOURNI = "(celui de la liste)"


@dataclass(frozen=True, slots=True)
class Demande:
    """An account that is asked for, and the line of the list that asks for it."""

    ligne: int
    valeurs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Acces:
    """How somebody signs in for the first time; no password where the list gave it."""

    role: str
    identifiant: str
    mot_de_passe: str
    nom: str


@dataclass(slots=True)
class Bilan:
    crees: list[Acces]
    presents: list[str]
    refuses: list[tuple[int, str]]


class Command(BaseCommand):
    help = (
        "Crée un opérateur par rôle (admin, confirmation, preparation, logistique), ou ceux d'une liste. "
        "Les mots de passe sont tirés au hasard et montrés une seule fois ; un compte qui existe reste intact."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--fichier",
            help="CSV ou XLSX : username, nom, prenom, type_operateur, telephone, mot_de_passe (facultatif)",
        )
        parser.add_argument(
            "--acces",
            type=Path,
            help="fichier privé où écrire les premiers mots de passe au lieu de les afficher ; "
            "ceux qu'il contient déjà sont repris",
        )

    def handle(self, *_args: Any, fichier: str | None, acces: Path | None, **_options: Any) -> None:
        try:
            demandes = list(_lire_liste(fichier)) if fichier else _un_par_role()
        except ErreurMetier as erreur:
            raise CommandError(erreur.phrase) from erreur
        connus = _lire_acces(acces) if acces else {}
        with transaction.atomic():
            bilan = _creer(demandes, {a.identifiant: a.mot_de_passe for a in connus.values()})
            # Before the commit: a kill in between leaves passwords without accounts,
            # which the next call uses, never accounts without passwords.
            if acces and bilan.crees:
                _ecrire_acces(acces, connus | {a.identifiant: a for a in bilan.crees})
        self._dire(bilan, acces)

    def _dire(self, bilan: Bilan, acces: Path | None) -> None:
        self.stdout.write(f"Opérateurs créés : {len(bilan.crees)}")
        if bilan.crees and acces:
            self.stdout.write(f"  mots de passe dans {acces}")
        elif bilan.crees:
            lignes = [ENTETE_TABLE, *((a.role, a.identifiant, a.mot_de_passe or FOURNI, a.nom) for a in bilan.crees)]
            largeurs = [max(len(ligne[i]) for ligne in lignes) for i in range(len(ENTETE_TABLE))]
            for ligne in lignes:
                cellules = (c.ljust(largeur) for c, largeur in zip(ligne, largeurs, strict=True))
                self.stdout.write(("  " + "  ".join(cellules)).rstrip())
        if bilan.presents:
            self.stdout.write(f"Déjà là, inchangés : {len(bilan.presents)} ({', '.join(bilan.presents)})")
        if bilan.refuses:
            self.stdout.write(f"Lignes refusées : {len(bilan.refuses)}")
            for numero, raison in bilan.refuses:
                self.stdout.write(f"  ligne {numero} : {raison}")


def _un_par_role() -> list[Demande]:
    return [Demande(0, {"identifiant": role.value.lower(), "role": role.value}) for role in TypeOperateur]


def _lire_liste(fichier: str) -> Iterator[Demande]:
    """Yield the accounts of a list. Raises ErreurMetier if it cannot be read."""
    positions: dict[str, int] | None = None
    for ligne, cellules in lire_tableau(fichier):
        if not any(c.strip() for c in cellules):
            continue
        if positions is None:
            positions = _positions(cellules)
            continue
        yield Demande(ligne, {nom: cellules[i].strip() for nom, i in positions.items() if i < len(cellules)})


def _positions(titres: list[str]) -> dict[str, int]:
    cles = [normaliser(t) for t in titres]
    positions = {nom: cles.index(t) for nom, noms in COLONNES.items() for t in noms if t in cles}
    for nom in ("identifiant", "role"):
        if nom not in positions:
            attendu = COLONNES[nom][0].replace(" ", "_")
            trouve = ", ".join(t for t in titres if t.strip())
            raise ErreurSaisie(f"Il manque la colonne « {attendu} ». Colonnes trouvées : {trouve}.")
    return positions


def _creer(demandes: list[Demande], connus: Mapping[str, str]) -> Bilan:
    bilan = Bilan([], [], [])
    for demande in demandes:
        v = demande.valeurs
        identifiant, fourni = v.get("identifiant", ""), v.get("mot_de_passe", "")
        mot_de_passe = fourni or connus.get(identifiant) or mot_de_passe_aleatoire()
        try:
            operateur = creer_compte(
                identifiant=identifiant,
                role=lire_role(v.get("role", "")),
                mot_de_passe=mot_de_passe,
                prenom=v.get("prenom", ""),
                nom=v.get("nom", ""),
                telephone=v.get("telephone", ""),
            )
        except ErreurMetier as erreur:
            bilan.refuses.append((demande.ligne, erreur.phrase))
            continue
        if operateur is None:
            bilan.presents.append(identifiant)
        else:
            tire = "" if fourni else mot_de_passe
            bilan.crees.append(Acces(operateur.type_operateur, identifiant, tire, operateur.user.get_full_name()))
    return bilan


def _lire_acces(chemin: Path) -> dict[str, Acces]:
    if not chemin.exists():
        return {}
    with chemin.open(encoding="utf-8", newline="") as flux:
        lignes = csv.reader(flux, delimiter=";")
        next(lignes, None)
        return {ligne[1]: Acces(*ligne) for ligne in lignes if len(ligne) == len(ENTETE_ACCES)}


def _ecrire_acces(chemin: Path, acces: Mapping[str, Acces]) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    texte = io.StringIO()
    ecrivain = csv.writer(texte, delimiter=";", lineterminator="\n")
    ecrivain.writerow(ENTETE_ACCES)
    ecrivain.writerows((a.role, a.identifiant, a.mot_de_passe, a.nom) for a in acces.values())
    provisoire = chemin.with_name(chemin.name + ".partiel")
    provisoire.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(provisoire, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as flux:
            flux.write(texte.getvalue())
            flux.flush()
            os.fsync(flux.fileno())
        provisoire.replace(chemin)
    except OSError as erreur:
        raise CommandError(f"Impossible d’écrire {chemin} : {erreur.strerror}.") from erreur
