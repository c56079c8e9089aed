"""The clients: new ones, and those who come back."""

from dataclasses import dataclass
from random import Random

from client.models import Client
from commande.demo.dossier import JAMAIS
from commande.demo.monde import Lieu, Urne
from commande.demo.noms import inventer_adresse, inventer_nom
from config.noyau.erreurs import ErreurSaisie

# Numbers that nobody has: 06 00 1x xx xx to 06 00 8x xx xx, then the same with 07.
_DEBUTS = ("+212600", "+212700")
_PREMIER, _PAR_DEBUT = 100_000, 800_000
_FIDELITE, _DEUXIEME_CHANCE, _ESSAIS = 0.36, 0.2, 4


@dataclass(slots=True)
class Personne:
    """A client. `libre_le`: when the last order was over; `content`: it was delivered."""

    id: int
    nom: str
    telephone: str
    telephone_2: str
    lieu: Lieu
    adresse: str
    cree_le: int
    libre_le: int = JAMAIS
    content: bool = False
    confirmateur: int = -1


class Clientele:
    """Everybody who ever ordered during the demonstration."""

    def __init__(self, lieux: Urne[Lieu], hasard: Random, rang: int) -> None:
        self._lieux, self._hasard, self._rang = lieux, hasard, rang
        self._passages: list[Personne] = []
        self.ids: list[int] = []
        self.nouvelles: list[Personne] = []

    def accueillir(self, t: int) -> Personne:
        """Return who orders at an instant; the more they ordered, the likelier."""
        personne = self._fidele(t) or self._inconnue(t)
        self._passages.append(personne)
        return personne

    def _fidele(self, t: int) -> Personne | None:
        tirage = self._hasard.random
        if self._passages and tirage() < _FIDELITE:
            for _essai in range(_ESSAIS):
                personne = self._passages[int(tirage() * len(self._passages))]
                if personne.libre_le <= t and (personne.content or tirage() < _DEUXIEME_CHANCE):
                    return personne
        return None

    def _inconnue(self, t: int) -> Personne:
        hasard, rang = self._hasard, self._rang
        self._rang += 1
        second = telephone(rang + _PAR_DEBUT) if hasard.random() < 0.04 and rang < _PAR_DEBUT else ""
        personne = Personne(
            id=self.ids.pop(),
            nom=inventer_nom(hasard),
            telephone=telephone(rang),
            telephone_2=second,
            lieu=self._lieux.tirer(hasard),
            adresse=inventer_adresse(hasard),
            cree_le=t,
        )
        self.nouvelles.append(personne)
        return personne


def telephone(rang: int) -> str:
    """Return the invented number of that rank; raise ErreurSaisie when there is none left."""
    serie, reste = divmod(rang, _PAR_DEBUT)
    if serie >= len(_DEBUTS):
        raise ErreurSaisie("Tous les numéros inventés sont pris : videz la base de démonstration.")
    return f"{_DEBUTS[serie]}{_PREMIER + reste}"


def premier_rang() -> int:
    """Return the rank of the first invented number that nobody has."""
    for serie, debut in reversed(list(enumerate(_DEBUTS))):
        pris = Client.objects.filter(
            telephone__gte=f"{debut}{_PREMIER}", telephone__lt=f"{debut}{_PREMIER + _PAR_DEBUT}"
        )
        dernier = pris.order_by("-telephone").values_list("telephone", flat=True).first()
        if dernier is not None:
            return serie * _PAR_DEBUT + int(dernier.removeprefix(debut)[:6]) - _PREMIER + 1
    return 0
