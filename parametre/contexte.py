"""What every page of a signed-in operator shows around its content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parametre.acces import ADMIN_DJANGO, operateur_de, peut_ouvrir
from parametre.models import Operateur, TypeOperateur

THEMES = ("clair", "sombre")


@dataclass(frozen=True)
class Entree:
    """A place the sidebar leads to; `court` is its name in the bar of a phone, `avec` what it opens elsewhere."""

    libelle: str | Promise
    nom: str
    icone: str
    court: str | Promise = ""
    avec: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lien:
    """An entry of the sidebar of this request; `compte` is None where nothing is counted."""

    libelle: str | Promise
    court: str | Promise
    url: str
    icone: str
    actif: bool
    compte: int | None


ENTREES: dict[str, tuple[Entree, ...]] = {
    TypeOperateur.ADMIN: (
        Entree(_("Vue d’ensemble"), "pilotage:accueil", "layout-dashboard", court=_("Accueil")),
        Entree(_("Commandes"), "pilotage:commandes", "package", court=_("Toutes")),
        Entree(_("Stock"), "stock:liste", "warehouse"),
        Entree(_("Envois"), "pilotage:envois", "truck"),
        Entree(_("Caisse"), "pilotage:caisse", "banknote"),
        Entree(
            _("Synchronisation"),
            "synchronisation:executions",
            "refresh-cw",
            _("Synchro"),
            ("connecteurs:liste", "webhooks:points"),
        ),
        Entree(_("Planification"), "planification:liste", "calendar-clock", court=_("Tâches")),
        Entree(_("Indicateurs"), "kpis:accueil", "chart-column"),
        Entree(_("Messages"), "messages:liste", "message-square"),
    ),
    TypeOperateur.CONFIRMATION: (
        Entree(_("À confirmer"), "confirmation:accueil", "phone", court=_("À appeler")),
        Entree(_("Un client appelle"), "confirmation:recherche", "search", court=_("Recherche")),
        Entree(_("Nouvelle commande"), "confirmation:nouvelle", "plus", court=_("Nouvelle")),
        Entree(_("Mes résultats"), "confirmation:resultats", "chart-column", court=_("Résultats")),
    ),
    TypeOperateur.PREPARATION: (
        Entree(_("À préparer"), "preparation:accueil", "package", court=_("Préparer")),
        Entree(_("À imprimer"), "preparation:a_imprimer", "printer", court=_("Imprimer")),
        Entree(_("Colis"), "preparation:colis", "scan-barcode"),
        Entree(_("Retours"), "preparation:retours", "package-minus"),
        Entree(_("Stock"), "preparation:stock:liste", "warehouse"),
        Entree(_("Étiquettes de rayon"), "preparation:etiquettes_variantes", "layers", court=_("Rayons")),
    ),
    TypeOperateur.LOGISTIQUE: (
        Entree(_("À livrer"), "logistique:accueil", "truck"),
        Entree(_("Ma tournée"), "logistique:tournee", "map-pin", court=_("Tournée")),
        Entree(_("Remise des colis"), "logistique:remise", "package-check", court=_("Remise")),
        Entree(_("Envois"), "logistique:envois", "layers"),
        Entree(_("Ma caisse"), "logistique:caisse", "banknote", court=_("Caisse")),
    ),
}
_compteurs: dict[str, Callable[[Operateur], int]] = {}


def compter_entree(nom: str, fonction: Callable[[Operateur], int]) -> None:
    """Show beside the entry of that URL name a count, asked once a page (one query)."""
    _compteurs[nom] = fonction


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates the sidebar of the operator's role and the theme they chose."""
    operateur = operateur_de(request)
    theme = request.COOKIES.get("theme", "")
    return {
        "operateur_courant": operateur,
        "navigation": liens(request, operateur) if operateur and operateur.actif else [],
        "administration": operateur is not None and peut_ouvrir(operateur.user, operateur, ADMIN_DJANGO),
        "theme": theme if theme in THEMES else "",
    }


def liens(request: HttpRequest, operateur: Operateur) -> list[Lien]:
    """Return the entries an operator may open; a page that does not exist yet has none."""
    entrees = ENTREES[operateur.type_operateur]
    adresses = {e.nom: _adresse(e.nom) for e in entrees}
    # A page opened from an entry may lie at an address of its own.
    ouvertes = {ou: adresses[e.nom] for e in entrees for nom in (e.nom, *e.avec) if (ou := _adresse(nom))}
    courante = ouvertes.get(_courante(request.path, list(ouvertes)) or "")
    return [
        Lien(e.libelle, e.court or e.libelle, url, e.icone, url == courante, _compte(e.nom, operateur))
        for e in entrees
        if (url := adresses[e.nom]) is not None
    ]


def _adresse(nom: str) -> str | None:
    try:
        return reverse(nom)
    except NoReverseMatch:
        return None


def _courante(chemin: str, adresses: list[str]) -> str | None:
    """Return the longest address the present page lies under."""
    return max((a for a in adresses if chemin.startswith(a)), key=len, default=None)


def _compte(nom: str, operateur: Operateur) -> int | None:
    return _compteurs[nom](operateur) if nom in _compteurs else None
