"""The one place a text stands for, or the reason why nobody can be sure."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from config.noyau.textes import normaliser
from parametre.lieux import index as repertoires
from parametre.lieux.decision import decider
from parametre.lieux.decoupage import VIDES, Texte, annonce, decouper
from parametre.lieux.index import Nature, Repertoire
from parametre.lieux.mentions import lire
from parametre.lieux.noeuds import Noeud
from parametre.lieux.phonetique import replier, replier_mot
from parametre.models import AliasVille, Ville
from parametre.querysets import version_des_villes

MEMOIRE_MAX = 100_000
CANDIDATS_MAX = 3
_RESSEMBLANCE_MIN = 75.0


@dataclass(frozen=True, slots=True)
class LieuReconnu:
    """What a text says of the place; `raison` (French) when `ville` is None."""

    ville: Ville | None
    raison: str = ""
    candidats: tuple[Ville, ...] = ()


@dataclass(slots=True)
class IndexVilles:
    """Every spelling of the database's villes; build it once (two queries), then ask it without any."""

    repertoire: Repertoire
    noms: dict[int, str]
    villes: dict[int, Ville]
    _memoire: dict[str, LieuReconnu] = field(default_factory=dict)
    _voisins: dict[str, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    @classmethod
    def construire(cls) -> "IndexVilles":
        """Build the index of the villes and aliases now in the database."""
        return cls.de(list(Ville.objects.select_related("region").order_by("pk")), list(AliasVille.objects.all()))

    @classmethod
    def de(cls, villes: Sequence[Ville], alias: Sequence[AliasVille] = ()) -> "IndexVilles":
        """Build the index of these villes (with their region) and aliases."""
        actives = {ville.pk: ville for ville in villes if ville.active}
        noms = {pk: replier(tuple(normaliser(ville.nom).split())) for pk, ville in actives.items()}
        return cls(repertoires.construire(villes, alias), noms, actives)

    def reconnaitre(self, texte: str) -> LieuReconnu:
        """Return the place a text stands for, or why it stands for none."""
        if texte not in self._memoire:
            if len(self._memoire) >= MEMOIRE_MAX:
                self._memoire.clear()
            self._memoire[texte] = self._reconnaitre(texte)
        return self._memoire[texte]

    def _reconnaitre(self, texte: str) -> LieuReconnu:
        decoupe = decouper(texte)
        if not decoupe.mots:
            return LieuReconnu(None, _("aucun lieu n’est écrit"))
        entier = self.repertoire.exact(tuple(normaliser(texte).split()))
        if entier and entier.nature >= Nature.APPRIS and len(entier.noeuds) == 1:
            return self._reponse(entier.noeuds[0])
        verdict = decider(lire(decoupe, self.repertoire), self.repertoire)
        if verdict.noeud is not None:
            return self._reponse(verdict.noeud)
        candidats = tuple(noeud.ville for noeud in verdict.candidats if noeud.ville)[:CANDIDATS_MAX]
        if not candidats and not verdict.connu:
            candidats = self._ressemblants(decoupe)
        return LieuReconnu(None, verdict.raison, candidats)

    def _reponse(self, noeud: Noeud) -> LieuReconnu:
        if noeud.ville is None:
            return LieuReconnu(None, _("« %(nom)s » n’est pas dans la liste des villes") % {"nom": noeud.nom})
        return LieuReconnu(noeud.ville)

    def _ressemblants(self, texte: Texte) -> tuple[Ville, ...]:
        """Return the villes whose name looks most like a word of the text."""
        mots = [m for m in texte.mots if len(m) > 3 and m not in VIDES and not m.isdigit() and annonce(m) is None]
        scores: dict[int, float] = {}
        for mot in mots[:6]:
            for pk, score in self._voisins_de(mot):
                scores[pk] = max(score, scores.get(pk, 0.0))
        meilleurs = sorted(scores, key=lambda pk: (-scores[pk], pk))
        return tuple(self.villes[pk] for pk in meilleurs[:CANDIDATS_MAX])

    def _voisins_de(self, mot: str) -> tuple[tuple[int, float], ...]:
        if mot not in self._voisins:
            trouves = process.extract(
                replier_mot(mot), self.noms, scorer=fuzz.ratio, score_cutoff=_RESSEMBLANCE_MIN, limit=CANDIDATS_MAX
            )
            self._voisins[mot] = tuple((pk, score) for _nom, score, pk in trouves)
        return self._voisins[mot]


_courant: tuple[object, IndexVilles] | None = None
_verrou = threading.Lock()


def index_courant() -> IndexVilles:
    """Return this process's index, built anew when the villes or their spellings moved (one query to know)."""
    global _courant
    version = version_des_villes()
    if _courant is None or _courant[0] != version:
        with _verrou:
            if _courant is None or _courant[0] != version:
                _courant = (version, IndexVilles.construire())
    return _courant[1]


def reconnaitre_ville(texte: str, *, index: IndexVilles | None = None) -> Ville | None:
    """Return the ville that a text surely stands for, None if nobody could be sure."""
    return (index or index_courant()).reconnaitre(texte).ville
