"""The places a text mentions, and in what capacity: themselves, or the name of a street."""

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from parametre.lieux.decoupage import LIAISONS, OU, VIDES, Annonce, Texte, annonce
from parametre.lieux.index import Nature, Repertoire, Sens

PORTEE_D_UNE_VOIE = 4
FENETRE = 4
LONGUEUR_FENETRE = 26


class Justesse(enum.IntEnum):
    """How a spelling was recognised."""

    APPROCHE = 1
    REPLI = 2
    EXACTE = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """Words `debut` to `fin` (excluded) of a text stand for `sens`.

    `annonce`: what the word before says of them. `dans_voie`: a street's name is near.
    `ecart`: errors, when it is misspelt. `seule`: nothing else is said.
    """

    debut: int
    fin: int
    sens: Sens
    justesse: Justesse
    annonce: Annonce | None = None
    dans_voie: bool = False
    seule: bool = False
    ecart: int = 0


@dataclass(slots=True)
class Lecture:
    """What was read of a text so far."""

    texte: Texte
    mentions: list[Mention] = field(default_factory=list)
    noms_annonces: set[int] = field(default_factory=set)
    voies: list[int] = field(default_factory=list)


def lire(texte: Texte, repertoire: Repertoire) -> Lecture:
    """Find every known spelling of a text, the longest first at each word."""
    lecture = Lecture(texte)
    utiles = _utiles(texte)
    attente: Annonce | None = None
    place = 0
    while place < len(texte.mots):
        if place and texte.segments[place] != texte.segments[place - 1]:
            attente = None
        mention = _plus_longue(lecture, repertoire, place, attente, utiles)
        if mention:
            _ajouter(lecture, _etendue(lecture, repertoire, mention))
            place, attente = lecture.mentions[-1].fin, None
            continue
        attente = _attente_suivante(lecture, place, attente)
        place += 1
    return lecture


def approches(lecture: Lecture, repertoire: Repertoire) -> Iterator[Mention]:
    """Yield the places that words not yet understood come near to, the nearest first, without overlap."""
    libres = _libres(lecture)
    utiles = _utiles(lecture.texte)
    trouvees: list[Mention] = []
    for debut in sorted(libres):
        if lecture.texte.mots[debut] in LIAISONS:
            continue
        for fin in range(debut + 1, min(debut + FENETRE, len(lecture.texte.mots)) + 1):
            if fin - 1 not in libres or lecture.texte.segments[fin - 1] != lecture.texte.segments[debut]:
                break
            mots = lecture.texte.mots[debut:fin]
            if sum(map(len, mots)) > LONGUEUR_FENETRE:
                break
            approche = repertoire.approche(mots, seul=utiles <= set(range(debut, fin)))
            if approche:
                sens, ecart = approche
                trouvees.append(Mention(debut, fin, sens, Justesse.APPROCHE, ecart=ecart))
    prises: set[int] = set()
    for mention in sorted(trouvees, key=lambda m: (m.ecart, m.debut - m.fin)):
        if not prises & set(range(mention.debut, mention.fin)):
            prises.update(range(mention.debut, mention.fin))
            yield mention


def _etendue(lecture: Lecture, repertoire: Repertoire, mention: Mention) -> Mention:
    """Return the longer, misspelt name that a known name is only a part of, or the mention itself.

    `Rbat el hkeir` is Ribat El Kheir, not Rabat.
    """
    texte = lecture.texte
    if mention.sens.nature <= Nature.QUARTIER:
        return mention
    for debut in range(mention.debut, max(mention.debut - 3, -1), -1):
        if debut < mention.debut and not _prolonge(texte, debut, mention):
            break
        for fin in range(mention.fin, min(mention.fin + 3, len(texte.mots) + 1)):
            if fin > mention.fin and not _prolonge(texte, fin - 1, mention):
                break
            sens = repertoire.extension(texte.mots[debut:fin]) if fin - debut > mention.fin - mention.debut else None
            if sens and sens.noeuds != mention.sens.noeuds:
                return replace(mention, debut=debut, fin=fin, sens=sens, justesse=Justesse.APPROCHE, ecart=1)
    return mention


def _prolonge(texte: Texte, place: int, mention: Mention) -> bool:
    """Tell whether a word beside a name may belong to it."""
    mot = texte.mots[place]
    voisin = texte.segments[place] == texte.segments[mention.debut]
    return voisin and not mot.isdigit() and annonce(mot) is None and (mot not in VIDES or mot in LIAISONS)


def _ajouter(lecture: Lecture, mention: Mention) -> None:
    """Add a mention; it takes the place of those it covers."""
    lecture.mentions = [m for m in lecture.mentions if m.fin <= mention.debut]
    lecture.mentions.append(mention)


def _attente_suivante(lecture: Lecture, place: int, attente: Annonce | None) -> Annonce | None:
    """Return what is announced after this word, which is no known name."""
    mot = lecture.texte.mots[place]
    nouvelle = annonce(mot)
    if nouvelle:
        if nouvelle is not Annonce.CONTENANT:
            lecture.voies.append(place)
        return nouvelle
    if attente and mot in LIAISONS:
        return attente
    if attente and not mot.isdigit():
        lecture.noms_annonces.add(place)
    return None


def _plus_longue(
    lecture: Lecture, repertoire: Repertoire, place: int, attente: Annonce | None, utiles: set[int]
) -> Mention | None:
    texte = lecture.texte
    if not repertoire.peut_commencer(texte.mots[place]):
        return None
    limite = min(place + repertoire.longueur, len(texte.mots))
    for fin in range(limite, place, -1):
        if texte.segments[fin - 1] != texte.segments[place]:
            continue
        mots = texte.mots[place:fin]
        seule = utiles <= set(range(place, fin))
        sens, justesse = repertoire.exact(mots), Justesse.EXACTE
        if sens is None and texte.mots[fin - 1] not in LIAISONS:
            sens, justesse = repertoire.par_repli(mots), Justesse.REPLI
        if sens and not (attente and sens.nature is Nature.REGION):
            dans_voie = any(place - PORTEE_D_UNE_VOIE <= v < place for v in lecture.voies if _meme(texte, v, place))
            return Mention(place, fin, sens, justesse, attente, dans_voie, seule)
    return None


def _meme(texte: Texte, un: int, autre: int) -> bool:
    return texte.segments[un] == texte.segments[autre]


def _utiles(texte: Texte) -> set[int]:
    """Return the places of the words that say something."""
    return {
        place
        for place, mot in enumerate(texte.mots)
        if mot not in VIDES and mot not in OU and not mot.isdigit() and annonce(mot) is None
    }


def _libres(lecture: Lecture) -> set[int]:
    """Return the places of words that are no known name, no street's name and no empty word."""
    prises = {place for mention in lecture.mentions for place in range(mention.debut, mention.fin)}
    return {
        place
        for place, mot in enumerate(lecture.texte.mots)
        if place not in prises
        and place not in lecture.noms_annonces
        and not mot.isdigit()
        and annonce(mot) is None
        and (mot not in VIDES or mot in LIAISONS)
    }
