"""A tab of Google Sheets: one request reads it; its metadata are asked for only when they must be."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.utils.translation import gettext as _
from gspread.utils import absolute_range_name

from config.noyau.horloge import maintenant
from synchronisation.colonnes import Ligne
from synchronisation.lecteurs.adresse import lire_adresse
from synchronisation.lecteurs.compte import Compte, lire_compte
from synchronisation.lecteurs.fautes import ErreurSource, Faute, phrase_de
from synchronisation.lecteurs.insistance import Insistance
from synchronisation.lecteurs.quota import reserver_place
from synchronisation.lecteurs.transport import Transport, demander, ouvrir
from synchronisation.models import SourceCommandes

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Onglet:
    """A tab of a spreadsheet; `gid` outlives a change of its title."""

    gid: int
    titre: str
    lignes: int
    colonnes: int


@dataclass(frozen=True, slots=True)
class Metadonnees:
    """What a spreadsheet says about itself; its tabs in their order."""

    titre: str
    onglets: tuple[Onglet, ...]


class Classeur:
    """The spreadsheet of a source, asked with one account and one set of tries."""

    def __init__(
        self, source: SourceCommandes, compte: Compte, transport: Transport, insistance: Insistance, *, ecriture: bool
    ) -> None:
        self.source, self.compte, self.transport, self.insistance = source, compte, transport, insistance
        self.ecriture = ecriture
        adresse = lire_adresse(source.cle_classeur)
        self.cle, self.gid = adresse.cle, adresse.gid if source.gid is None else source.gid

    @classmethod
    def ouvrir(
        cls, source: SourceCommandes, *, battre: Callable[[], None] | None = None, ecriture: bool = False
    ) -> Self:
        """Prepare to speak to the spreadsheet of a source; nothing is sent yet.

        Raises ErreurSource without a usable key, ErreurSaisie for an unreadable address.
        """
        compte = lire_compte()
        genre = "ecriture" if ecriture else "lecture"
        insistance = Insistance(
            battre=battre or (lambda: None),
            reserver=lambda au_plus: reserver_place(f"{genre}:{compte.adresse}"[:254], au_plus),
        )
        return cls(source, compte, ouvrir(compte, ecriture=ecriture), insistance, ecriture=ecriture)

    def lire(self) -> list[list[str]]:
        """Return the rows of the tab as the sheet shows them: one request, three at most.

        Cells and rows left blank at the end are missing. The source learns the number and
        the new title of its tab. Raises ErreurSource.
        """
        if self.gid is None or not self.source.feuille or self.source.gid is None:
            self._retrouver_onglet()
        try:
            return self._valeurs(self.source.feuille)
        except Faute as faute:
            if not _onglet_inconnu(faute):
                raise self.erreur(faute) from faute
        self._retrouver_onglet()
        try:
            return self._valeurs(self.source.feuille)
        except Faute as faute:
            raise self.erreur(faute) from faute

    def apercu(self, titre: str, lignes: int) -> list[list[str]]:
        """Return the first rows of a tab. Raises ErreurSource."""
        return self._traduire(lambda: self._valeurs(titre, f"1:{lignes}"))

    def ecrire(self, plages: Iterable[tuple[str, Sequence[Sequence[str]]]]) -> None:
        """Write blocks of cells (address of the first one, rows) as they are typed, in one request.

        Raises ErreurSource.
        """
        donnees = [
            {"range": absolute_range_name(self.source.feuille, debut), "values": [*map(list, valeurs)]}
            for debut, valeurs in plages
        ]
        corps = {"valueInputOption": "RAW", "data": donnees}
        self._traduire(lambda: self._demander(lambda t: t.values_batch_update(self.cle, body=corps)))

    def metadonnees(self) -> Metadonnees:
        """Return the title and the tabs of the spreadsheet. Raises ErreurSource."""
        lues = self._traduire(lambda: self._demander(lambda t: t.fetch_sheet_metadata(self.cle)))
        return Metadonnees(
            titre=str(lues.get("properties", {}).get("title", "")),
            onglets=tuple(_onglet(s["properties"]) for s in lues.get("sheets", [])),
        )

    def choisir(self, onglets: Sequence[Onglet]) -> Onglet:
        """Return the tab of the source: by its number, by its title, or the first. Raises ErreurSource."""
        if self.gid is not None:
            trouves = [o for o in onglets if o.gid == self.gid]
        elif self.source.feuille:
            trouves = [o for o in onglets if o.titre == self.source.feuille]
        else:
            trouves = list(onglets[:1])
        if trouves:
            return trouves[0]
        raise ErreurSource(
            _("L’onglet « %(voulu)s » n’est plus dans ce classeur. Onglets trouvés : %(trouves)s. Choisissez le bon.")
            % {
                "voulu": self.source.feuille or self.gid,
                "trouves": ", ".join(f"« {o.titre} »" for o in onglets[:10]) or "–",
            },
            code="onglet",
        )

    def erreur(self, faute: Faute) -> ErreurSource:
        """Return the refusal that a fault amounts to; one that may pass says when to come back at the earliest."""
        phrase = phrase_de(faute, compte=self.compte.adresse, ecriture=self.ecriture)
        if not faute.passagere:
            return ErreurSource(phrase)
        return ErreurSource(phrase, prochaine=maintenant() + dt.timedelta(seconds=faute.attente or 0))

    def _retrouver_onglet(self) -> None:
        """Find the tab again and keep its number and its title of today."""
        onglet = self.choisir(self.metadonnees().onglets)
        self.gid = onglet.gid
        self.source.gid, self.source.feuille = onglet.gid, onglet.titre
        SourceCommandes.objects.filter(pk=self.source.pk).update(gid=onglet.gid, feuille=onglet.titre)

    def _valeurs(self, titre: str, plage: str | None = None) -> list[list[str]]:
        nom = absolute_range_name(titre, plage)
        lues = self._demander(lambda t: t.values_get(self.cle, nom))
        return [[str(c) for c in ligne] for ligne in lues.get("values", [])]

    def _demander(self, acte: Callable[[Transport], Any]) -> Any:
        return self.insistance.demander(lambda reste: demander(self.transport, acte, reste))

    def _traduire(self, acte: Callable[[], T]) -> T:
        try:
            return acte()
        except Faute as faute:
            raise self.erreur(faute) from faute


def numeroter(valeurs: list[list[str]]) -> Iterable[Ligne]:
    """Yield the rows with their numbers, letting go of each."""
    for rang in range(len(valeurs)):
        yield rang + 1, valeurs[rang]
        valeurs[rang] = []


def lettres_de(index: int) -> str:
    """Return the letters of a column, from 0: A, B, … Z, AA."""
    lettres, rang = "", index + 1
    while rang:
        rang, reste = divmod(rang - 1, 26)
        lettres = chr(ord("A") + reste) + lettres
    return lettres


def _onglet_inconnu(faute: Faute) -> bool:
    return faute.statut == 400 and "Unable to parse range" in faute.texte


def _onglet(proprietes: Mapping[str, Any]) -> Onglet:
    grille = proprietes.get("gridProperties", {})
    return Onglet(
        gid=int(proprietes["sheetId"]),
        titre=str(proprietes["title"]),
        lignes=int(grille.get("rowCount", 0)),
        colonnes=int(grille.get("columnCount", 0)),
    )
