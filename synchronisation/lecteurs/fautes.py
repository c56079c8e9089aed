"""What goes wrong between us and a distant sheet, and the sentence that tells what to do."""

import datetime as dt

from django.utils.translation import gettext as _

from config.noyau.erreurs import ErreurMetier

PASSAGERS = frozenset({408, 429, 500, 502, 503, 504})


class ErreurSource(ErreurMetier):
    """A source cannot be read; `prochaine` is when to try again, where trying again may help."""

    code = "source"

    def __init__(self, phrase: str, *, code: str | None = None, prochaine: dt.datetime | None = None) -> None:
        super().__init__(phrase, code=code)
        self.prochaine = prochaine


class Faute(Exception):
    """One request failed: an HTTP status, or 0 where no whole answer came.

    `attente` is what the answer asked to wait, in seconds. `genre` tells apart faults of one status.
    """

    def __init__(self, statut: int, texte: str = "", *, genre: str = "", attente: float | None = None) -> None:
        super().__init__(f"{statut} {genre} {texte[:200]}")
        self.statut, self.texte, self.genre, self.attente = statut, texte, genre, attente

    @property
    def passagere(self) -> bool:
        """Tell whether the same request may succeed a little later."""
        return self.statut == 0 or self.statut in PASSAGERS or self.statut > 504


def phrase_de(faute: Faute, *, compte: str, ecriture: bool = False) -> str:
    """Return what to do about a fault; `compte` is the address to share the sheet with."""
    if faute.passagere:
        return _phrase_passagere(faute)
    if faute.genre:
        return _phrases_de_genre(compte)[faute.genre]
    if faute.statut == 403:
        role = _("Éditeur") if ecriture else _("Lecteur")
        return _("Google refuse l’accès à ce classeur. Partagez-le avec %(compte)s (%(role)s), puis relancez.") % {
            "compte": compte,
            "role": role,
        }
    if faute.statut == 404:
        return _("Ce classeur n’existe pas ou plus. Collez de nouveau son adresse dans la source, puis relancez.")
    if faute.statut == 401:
        return _phrases_de_genre(compte)["cle"]
    return _("Google refuse la demande (erreur %(statut)d) : %(texte)s") % {
        "statut": faute.statut,
        "texte": " ".join(faute.texte.split())[:200] or "–",
    }


def _phrase_passagere(faute: Faute) -> str:
    if faute.statut == 429:
        return _("Google limite le nombre de lectures (erreur 429).")
    if faute.statut:
        return _("Google ne répond pas comme il faut (erreur %d).") % faute.statut
    phrases = {
        "delai": _("Google tarde trop à répondre."),
        "incomplete": _("La réponse de Google est incomplète."),
        "quota": _("Trop de lectures par minute pour ce compte de service."),
    }
    return phrases.get(faute.genre) or _("Google est injoignable : vérifiez la connexion de ce serveur.")


def _phrases_de_genre(compte: str) -> dict[str, str]:
    return {
        "cle": _(
            "Google ne reconnaît plus la clé de %s : elle a été révoquée ou supprimée. "
            "Créez-en une autre dans la console Google Cloud et remplacez le fichier."
        )
        % compte,
        "horloge": _("L’horloge de ce serveur est fausse : Google refuse la clé. Réglez l’heure (NTP), puis relancez."),
        "api": _(
            "L’API Google Sheets n’est pas activée pour le projet de %s. "
            "Activez-la dans la console Google Cloud, puis relancez."
        )
        % compte,
        "document": _(
            "Ce document n’est pas une feuille Google (un fichier Excel, sans doute). "
            "Ouvrez-le, choisissez « Enregistrer au format Google Sheets » et donnez la nouvelle adresse."
        ),
    }
