"""Numbers and bar codes of new orders: unique, and as near as can be to what the sheet says."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from commande.models import Commande
from config.noyau.textes import code_alphanumerique
from parametre.services.compteurs import avancer

COMPTEUR = "numero_commande"
LONGUEUR_MAX = 60


@dataclass(frozen=True, slots=True)
class Demande:
    """The number a source proposes (None: the next of the house), and the source's short code."""

    propose: str | None
    code_source: str = ""


@dataclass(frozen=True, slots=True)
class Numero:
    numero: str
    code_barre: str


def attribuer_numeros(demandes: Sequence[Demande]) -> list[Numero]:
    """Give each order a number and a bar code that no order has, in the order asked.

    Two queries when everything is free, one more for each round of collisions. Numbers of
    the house come from a counter that stays locked until the transaction ends. Another
    transaction may still take the same number before this one ends: the database refuses
    the second with IntegrityError.
    """
    maison = iter(_numeros_de_la_maison(sum(not demande.propose for demande in demandes)))
    bases = [demande.propose or next(maison) for demande in demandes]
    numeros = _choisir(
        [_candidats(base, d.code_source, "-") for base, d in zip(bases, demandes, strict=True)], _numeros_pris
    )
    codes = _choisir(
        # A number in a script that bar codes do not know still needs one.
        [
            _candidats(code_alphanumerique(numero) or "CMD", code_alphanumerique(d.code_source), "")
            for numero, d in zip(numeros, demandes, strict=True)
        ],
        _codes_pris,
    )
    return [Numero(*couple) for couple in zip(numeros, codes, strict=True)]


def _choisir(candidats: Sequence[Iterator[str]], pris: Callable[[Collection[str]], set[str]]) -> list[str]:
    """Take from each list of candidates the first that neither the others nor the database hold."""
    reserves: set[str] = set()
    choix = [_suivant(liste, reserves) for liste in candidats]
    restants = list(range(len(choix)))
    while restants:
        deja = pris([choix[i] for i in restants])
        restants = [i for i in restants if choix[i] in deja]
        for i in restants:
            choix[i] = _suivant(candidats[i], reserves)
    return choix


def _suivant(candidats: Iterator[str], reserves: set[str]) -> str:
    valeur = next(c for c in candidats if c not in reserves)
    reserves.add(valeur)
    return valeur


def _candidats(base: str, suffixe: str, separateur: str) -> Iterator[str]:
    """Yield the base, the base with the suffix, then with a counter, without end, cut to the column."""
    yield base[:LONGUEUR_MAX]
    if suffixe:
        suffixe = f"{separateur}{suffixe}"
        yield base[: LONGUEUR_MAX - len(suffixe)] + suffixe
    for n in count(2):
        fin = f"{suffixe}{separateur}{n}"
        yield base[: LONGUEUR_MAX - len(fin)] + fin


def _numeros_pris(numeros: Collection[str]) -> set[str]:
    return set(Commande.objects.filter(numero__in=numeros).order_by().values_list("numero", flat=True))


def _codes_pris(codes: Collection[str]) -> set[str]:
    return set(Commande.objects.filter(code_barre__in=codes).order_by().values_list("code_barre", flat=True))


def _numeros_de_la_maison(combien: int) -> list[str]:
    if not combien:
        return []
    dernier = avancer(COMPTEUR, de=combien)
    return [f"CMD-{n:06d}" for n in range(dernier - combien + 1, dernier + 1)]
