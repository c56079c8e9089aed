"""The places as the recogniser sees them: villes of the database, and known places beside them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from config.noyau.textes import normaliser
from parametre.lieux import ecritures
from parametre.models import Ville

_PARTIES = re.compile(r"[()/]")


@dataclass(frozen=True, eq=False, slots=True)
class Noeud:
    """One place; `ville` is None when no parcel goes there (not in the list, or switched off).

    `lieu`: key of the shipped place, empty if unknown. `pres_de`: keys of cities written
    beside it without being meant. `courant`: the name is also an everyday word; `prenom`:
    a first name.
    """

    cle: str
    nom: str
    ville: Ville | None
    region: int | None
    lieu: str
    cite: bool
    courant: bool
    prenom: bool
    pres_de: frozenset[str]

    def tient_a(self, autre: "Noeud") -> bool:
        """Tell whether the other may be written beside this one without being meant."""
        if autre.lieu in self.pres_de:
            return True
        meme_region = self.region is not None and self.region == autre.region
        return meme_region and autre.cite and not self.cite


def noeuds_des_villes(villes: Sequence[Ville]) -> list[Noeud]:
    """Return a node for each ville, then one for each shipped place that is none of them."""
    noeuds = [_noeud(ville) for ville in villes]
    presents = {noeud.lieu for noeud in noeuds}
    for cle, lieu in ecritures.lieux_connus().items():
        if cle not in presents:
            pres_de = frozenset(lieu.pres_de)
            noeuds.append(Noeud(cle, lieu.nom, None, None, cle, lieu.cite, lieu.courant, lieu.prenom, pres_de))
    return noeuds


def lieu_de(nom: str) -> str:
    """Return the key of the shipped place that a ville's name stands for, empty if unknown.

    Of `X (Y)`, Y is another name of the place, unless it is the city around it.
    """
    connus = ecritures.lieu_par_ecriture()
    cle = normaliser(nom)
    for texte in (cle, _sans_centre(cle)):
        if texte in connus:
            return connus[texte]
    morceaux = [connus[texte] for texte in parties(nom) if texte in connus]
    if len(set(morceaux)) < 2:
        return morceaux[0] if morceaux else ""
    return "" if ecritures.lieux_connus()[morceaux[-1]].cite else morceaux[-1]


def parties(nom: str) -> tuple[str, ...]:
    """Return the names that a name like `HOUARA (OULAD TAIMA)` or `X / Y` is made of, normalised."""
    morceaux = [cle for morceau in _PARTIES.split(nom) if (cle := normaliser(morceau))]
    return tuple(morceaux) if len(morceaux) > 1 else ()


def ecritures_du_nom(nom: str) -> tuple[str, ...]:
    """Return the ways to write a ville's name that the name itself gives, normalised, fullest first."""
    cle = normaliser(nom)
    morceaux = parties(nom)
    contenus = [m for m in morceaux[1:] if _est_contenant(m, lieu_de(nom))]
    autres = [m for m in morceaux if m not in contenus]
    inverses = [f"{contenu} {morceaux[0]}" for contenu in contenus]
    return tuple(dict.fromkeys([cle, *inverses, *autres, _sans_centre(cle)]))


def jumeaux(noeuds: Iterable[Noeud]) -> tuple[Noeud, ...]:
    """Return these nodes, keeping one of those that stand for one place listed twice in a region."""
    gardes: dict[object, Noeud] = {}
    for noeud in sorted(noeuds, key=_preference):
        gardes.setdefault((noeud.lieu or noeud.cle, noeud.region), noeud)
    return tuple(gardes.values())


def _preference(noeud: Noeud) -> tuple[bool, bool, int]:
    ville = noeud.ville
    return ville is None, ville is None or ville.frais_livraison is None, ville.pk if ville else 0


def _noeud(ville: Ville) -> Noeud:
    cle = normaliser(ville.nom)
    lieu = lieu_de(ville.nom)
    connu = ecritures.lieux_connus().get(lieu)
    contenus = {lieu_de(m) for m in parties(ville.nom)[1:] if _est_contenant(m, lieu)}
    return Noeud(
        cle=f"{cle} {ville.pk}",
        nom=ville.nom.strip(),
        ville=ville if ville.active else None,
        region=ville.region_id,
        lieu=lieu,
        cite=connu.cite if connu else cle == normaliser(ville.region.nom),
        courant=connu.courant if connu else cle in ecritures.mots_courants(),
        prenom=connu.prenom if connu else False,
        pres_de=frozenset(connu.pres_de if connu else ()) | (contenus - {""}),
    )


def _est_contenant(morceau: str, lieu: str) -> bool:
    """Tell whether a part of a name is the place around it (`AJDIR (TAZA)`), not another name of it."""
    connu = ecritures.lieu_par_ecriture().get(morceau)
    if connu is not None:
        return connu != lieu
    return any(morceau in quartier.ecritures for quartier in ecritures.quartiers())


def _sans_centre(cle: str) -> str:
    return re.sub(r" (?:centre|center|ville)$", "", cle)
