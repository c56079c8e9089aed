"""From the places that a text mentions to the one it means, or the reason why nobody can be sure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parametre.lieux.decoupage import OU, Annonce
from parametre.lieux.index import Nature, Repertoire
from parametre.lieux.mentions import Justesse, Lecture, Mention, approches
from parametre.lieux.noeuds import Noeud

_NOM_DE_VOIE = frozenset({Annonce.VOIE, Annonce.BATIMENT})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The place meant, or why none, with the places that come into question.

    `connu`: the text names a place, only none that can be given; nothing else is near it.
    """

    noeud: Noeud | None
    raison: str = ""
    candidats: tuple[Noeud, ...] = ()
    connu: bool = False


Groupe = tuple[Noeud, ...]


def decider(lecture: Lecture, repertoire: Repertoire) -> Verdict:
    """Weigh what a text mentions; an explicit name first, then a quarter, then a misspelt name."""
    sures = [m for m in lecture.mentions if _est_sure(m)]
    groupes = _groupes(sures)
    groupes += _soutenus(lecture, repertoire, groupes)
    if groupes:
        complets = groupes + _precisions(lecture, repertoire, groupes)
        verdict = _trancher(complets, lecture, repertoire)
        if verdict.noeud is None and any(m.sens.nature is Nature.APPRIS for m in sures):
            anciens = _groupes(m for m in sures if m.sens.nature is not Nature.APPRIS)
            return _trancher(anciens, lecture, repertoire) if anciens else verdict
        return verdict
    return _sans_nom(lecture, repertoire)


def _est_sure(mention: Mention) -> bool:
    """Tell whether a mention is a place named for itself."""
    if mention.sens.nature <= Nature.QUARTIER or mention.annonce is not None:
        return False
    if mention.sens.nature is Nature.APPRIS or not all(noeud.courant for noeud in mention.sens.noeuds):
        return True
    return mention.seule and mention.sens.nature is Nature.NOM_EXACT and mention.justesse is Justesse.EXACTE


def _soutenus(lecture: Lecture, repertoire: Repertoire, groupes: list[Groupe]) -> list[Groupe]:
    """Return the places named as quarters, or by an everyday word, that the city beside them vouches for."""
    villes = [groupe[0] for groupe in groupes if len(groupe) == 1]
    return [
        (noeud,)
        for mention in lecture.mentions
        if mention.sens.nature > Nature.QUARTIER and not _est_sure(mention) and not _est_nom_de_voie(mention)
        for noeud in mention.sens.noeuds
        if not noeud.prenom
        and any(noeud.tient_a(v) and not _quartier_de(lecture, repertoire, mention, v) for v in villes)
    ]


def _est_nom_de_voie(mention: Mention) -> bool:
    return (
        mention.annonce in _NOM_DE_VOIE
        or mention.annonce is Annonce.CONTENANT
        or (mention.dans_voie and all(noeud.courant for noeud in mention.sens.noeuds) and mention.annonce is None)
    )


def _quartier_de(lecture: Lecture, repertoire: Repertoire, mention: Mention, ville: Noeud) -> bool:
    cle = "".join(lecture.texte.mots[mention.debut : mention.fin])
    return bool(ville.lieu) and ville.lieu in repertoire.quartiers.get(cle, frozenset())


def _precisions(lecture: Lecture, repertoire: Repertoire, groupes: list[Groupe]) -> list[Groupe]:
    """Return the misspelt names beside explicit ones that make them more precise, or contradict them."""
    explicites = [groupe[0] for groupe in groupes if len(groupe) == 1]
    ajouts: list[Groupe] = []
    for mention in approches(lecture, repertoire):
        noeud = mention.sens.noeuds[0]
        if not noeud.courant and (noeud.cite or any(noeud.tient_a(autre) for autre in explicites)):
            ajouts.append((noeud,))
    return ajouts


def _groupes(mentions: Iterable[Mention]) -> list[Groupe]:
    return list(dict.fromkeys(mention.sens.noeuds for mention in mentions))


def _trancher(groupes: list[Groupe], lecture: Lecture, repertoire: Repertoire) -> Verdict:
    """Choose among places that are all named: the most precise, if the others only say where it is."""
    certains = {groupe[0] for groupe in groupes if len(groupe) == 1}
    for groupe in groupes:
        if len(groupe) > 1 and not certains & set(groupe):
            soutenus = _soutiens(groupe, certains)
            if len(soutenus) != 1:
                phrase = _("« %(nom)s » désigne plusieurs lieux") % {"nom": groupe[0].nom}
                return Verdict(None, phrase, groupe)
            certains.add(soutenus[0])
    retenu = _plus_precis(certains)
    if retenu is None or (len(certains) > 1 and OU & set(lecture.texte.mots)):
        noms = sorted(noeud.nom for noeud in certains)
        phrase = _("plusieurs lieux dans un même texte : %(noms)s") % {"noms": ", ".join(noms[:4])}
        return Verdict(None, phrase, tuple(sorted(certains, key=lambda noeud: noeud.nom)))
    englobant = _ville_du_quartier(retenu, certains, lecture, repertoire)
    return _desservi(englobant or retenu, certains)


def _soutiens(groupe: Groupe, certains: set[Noeud]) -> list[Noeud]:
    """Return those of the places of one name that the other places of the text vouch for, by region first."""
    regions = {autre.region for autre in certains if autre.region is not None}
    de_la_region = [noeud for noeud in groupe if noeud.region in regions]
    return de_la_region or [n for n in groupe if any(autre.lieu in n.pres_de for autre in certains)]


def _plus_precis(certains: set[Noeud]) -> Noeud | None:
    """Return the one place that all the others may stand beside without being meant."""
    precis = [n for n in certains if all(n.tient_a(autre) for autre in certains if autre is not n)]
    return precis[0] if len(precis) == 1 else None


def _ville_du_quartier(retenu: Noeud, certains: set[Noeud], lecture: Lecture, repertoire: Repertoire) -> Noeud | None:
    """Return the city named beside a place whose name is also that of one of the city's quarters."""
    mentions = [m for m in lecture.mentions if retenu in m.sens.noeuds]
    villes = [v for v in certains - {retenu} if any(_quartier_de(lecture, repertoire, m, v) for m in mentions)]
    return villes[0] if len(villes) == 1 and villes[0].lieu not in retenu.pres_de else None


def _desservi(noeud: Noeud, certains: Iterable[Noeud] = ()) -> Verdict:
    """Return the place as the verdict, unless no parcel goes there."""
    if noeud.ville is not None:
        return Verdict(noeud)
    if noeud.region is not None:
        phrase = _("« %(nom)s » n’est plus desservie")
    else:
        phrase = _("« %(nom)s » n’est pas dans la liste des villes")
    autres = tuple(autre for autre in certains if autre is not noeud)
    return Verdict(None, phrase % {"nom": noeud.nom}, autres, connu=True)


def _sans_nom(lecture: Lecture, repertoire: Repertoire) -> Verdict:
    """Decide when no place is named for itself: by a quarter, then by a misspelt name."""
    noms = _groupes(approches(lecture, repertoire))
    quartier = _par_quartier(lecture.mentions)
    if quartier.noeud is not None:
        return _trancher([(quartier.noeud,), *noms], lecture, repertoire)
    if noms and not any(noeud.courant for groupe in noms for noeud in groupe):
        return _trancher(noms, lecture, repertoire)
    return quartier if quartier.candidats else _rien(lecture)


def _par_quartier(mentions: Iterable[Mention]) -> Verdict:
    """Return the city whose quarter is named, when only one city has a quarter of that name."""
    nommes = [m for m in mentions if m.sens.nature is Nature.QUARTIER and m.annonce not in _NOM_DE_VOIE]
    surs = {m.sens.noeuds[0] for m in nommes if len(m.sens.noeuds) == 1 and m.annonce is not Annonce.CONTENANT}
    if len(surs) == 1:
        return Verdict(surs.pop())
    candidats = tuple(dict.fromkeys(noeud for m in nommes for noeud in m.sens.noeuds))
    if surs:
        return Verdict(None, _("des quartiers de villes différentes"), candidats)
    return Verdict(None, _("plusieurs villes ont un quartier de ce nom"), candidats)


def _rien(lecture: Lecture) -> Verdict:
    nommes = tuple(
        dict.fromkeys(n for m in lecture.mentions if m.sens.nature is not Nature.REGION for n in m.sens.noeuds)
    )
    if any(m.annonce for m in lecture.mentions if m.sens.nature > Nature.QUARTIER):
        return Verdict(None, _("le texte ne nomme qu’une rue, un quartier ou une région"), nommes)
    return Verdict(None, _("aucune ville reconnue"), nommes)
