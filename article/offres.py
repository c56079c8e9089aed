"""The offer a product text promises: so many pieces for a price."""

import re
from collections.abc import Iterator
from decimal import Decimal

from article.jetons import Jetons
from article.lexique import (
    ANCIEN_PRIX,
    AVANT_PRIX,
    CATEGORIES,
    ENTRE_MARQUE_ET_NUMERO,
    LIAISONS_DE_LOT,
    LOTS,
    MONNAIES,
    NOMBRES,
    PIECE,
    PIECES,
    PIECES_DEUX,
    PIECES_MAX,
)

# A smaller number without a currency may be a size or a model.
_PRIX_SANS_MONNAIE_MIN = 51
_PRIX_MAX = 100_000


def lire_offre(jetons: Jetons) -> tuple[int, Decimal | None]:
    """Return the pieces of the offer and their price; one piece without a price if unclear."""
    comptes = set(_comptes(jetons))
    prix = {p for p in _prix(jetons) if p}
    if not prix and (comptes or any(m in LOTS for m in jetons.mots)):
        prix = {p for p in _prix_sans_monnaie(jetons, bool(comptes)) if p}
    if prix and not comptes:
        comptes = set(_comptes_annonces(jetons))
    if len(comptes) > 1 or len(prix) > 1:
        return 1, None
    return (comptes.pop() if comptes else 1), (prix.pop() if prix else None)


def _comptes(jetons: Jetons) -> Iterator[int]:
    somme = _somme(jetons)
    if somme:
        yield somme
        return
    for rang, mot in enumerate(jetons.mots):
        compte = 0
        if mot in PIECES_DEUX:
            compte = 2
        elif mot in PIECES:
            compte = _compte_avant(jetons, rang) or (1 if mot in PIECE else 0)
        elif mot in LOTS:
            compte = _compte_apres(jetons, rang)
        elif mot == "x":
            compte = _petit(jetons, rang - 1) or _petit(jetons, rang + 1)
        elif mot in AVANT_PRIX and _est_un_prix(jetons, rang + 1):
            compte = _compte_avant(jetons, rang)
        if compte:
            jetons.libre[rang] = False
            yield compte


def _comptes_annonces(jetons: Jetons) -> Iterator[int]:
    """Read `2 sandales` and `les 2`, which count pieces only where a price is asked for them."""
    for rang, mot in enumerate(jetons.mots):
        compte = _petit(jetons, rang - 1) if mot in CATEGORIES else 0
        if mot == "les":
            compte = _petit(jetons, rang + 1)
        if compte:
            yield compte


def _somme(jetons: Jetons) -> int:
    """Read `2+1`: two paid, one given."""
    if "+" not in jetons.mots:
        return 0
    for rang, mot in enumerate(jetons.mots):
        if mot == "+" and (gauche := _petit(jetons, rang - 1)) and (droite := _petit(jetons, rang + 1)):
            return gauche + droite if gauche + droite <= PIECES_MAX else 0
    return 0


def _petit(jetons: Jetons, rang: int) -> int:
    """Take a number that can be a count of pieces; 0 if there is none."""
    nombre = jetons.nombre(rang)
    if not nombre.isdigit() or not 0 < int(nombre) <= PIECES_MAX or jetons.mot(rang + 1) in MONNAIES:
        return 0
    jetons.prendre(rang)
    return int(nombre)


def _compte_avant(jetons: Jetons, rang: int) -> int:
    avant = rang - 1
    while jetons.mot(avant) in LIAISONS_DE_LOT and avant > 0 and jetons.mot(avant) not in ":=-":
        avant -= 1
    if jetons.mot(avant) in NOMBRES:
        jetons.prendre(avant)
        return NOMBRES[jetons.mots[avant]]
    return _petit(jetons, avant)


def _compte_apres(jetons: Jetons, rang: int) -> int:
    apres = rang + 1
    while jetons.mot(apres) in LIAISONS_DE_LOT:
        apres += 1
    if jetons.mot(apres + 1) in PIECES:
        return 0
    return NOMBRES.get(jetons.mot(apres), 0) or _petit(jetons, apres)


def _est_un_prix(jetons: Jetons, rang: int) -> bool:
    nombre = jetons.nombre(rang)
    return bool(nombre) and _montant(nombre) >= _PRIX_SANS_MONNAIE_MIN


def _prix(jetons: Jetons) -> Iterator[Decimal]:
    if MONNAIES.isdisjoint(jetons.mots) and "د" not in jetons.mots:
        return
    for rang, mot in enumerate(jetons.mots):
        if mot not in MONNAIES and not (mot == "د" and "م" in (jetons.mot(rang + 1), jetons.mot(rang + 2))):
            continue
        avant = rang - 2 if jetons.mot(rang - 1) in (".", ":") else rang - 1
        lieu = avant if jetons.nombre(avant) else rang + 1
        if jetons.nombre(lieu) and (lieu == avant or _est_un_prix(jetons, lieu)):
            yield _lire_prix(jetons, lieu)
        jetons.libre[rang] = False


def _lire_prix(jetons: Jetons, rang: int) -> Decimal:
    """Take a price, with its thousands; 0 for one that is out of range or no longer asked."""
    debut, montant = rang, jetons.mots[rang]
    entier = re.split("[.,]", montant)[0]
    millier = rang - 2 if jetons.mot(rang - 1) in (".", ",") else rang - 1
    if len(entier) == 3 and len(jetons.nombre(millier)) == 1 and jetons.mot(millier - 1) not in ENTRE_MARQUE_ET_NUMERO:
        debut, montant = millier, jetons.mots[millier] + montant
    jetons.prendre(*range(debut, rang + 1))
    ancien = any(jetons.mot(debut - recul) in ANCIEN_PRIX for recul in (1, 2, 3))
    valeur = _montant(montant)
    return Decimal(0) if ancien or valeur >= _PRIX_MAX else valeur


def _prix_sans_monnaie(jetons: Jetons, apres_compte: bool) -> Iterator[Decimal]:
    """Read a price whose currency is missing: behind `à`, `ب`, the word offer, or the count."""
    for rang in (r for r in jetons.nombres if r):
        avant = jetons.mots[rang - 1]
        if avant in "-:" and rang > 1:
            avant = jetons.mots[rang - 2]
        annonce = avant in AVANT_PRIX or avant in LOTS or (apres_compte and not jetons.libre[rang - 1])
        if annonce and _est_un_prix(jetons, rang):
            yield _lire_prix(jetons, rang)


def _montant(nombre: str) -> Decimal:
    return Decimal(nombre.replace(",", "."))
