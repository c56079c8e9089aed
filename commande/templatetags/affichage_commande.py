"""How the state of an order is shown: an icon, a word and a colour."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from commande.etats import Etat
from config.noyau.affichage import SPRITE, icone

register = template.Library()

# Icon and hue; red is kept for what was refused or lost.
APPARENCES: dict[Etat, tuple[str, str]] = {
    Etat.NON_AFFECTEE: ("circle-dashed", "neutre"),
    Etat.AFFECTEE: ("user-check", "bleu"),
    Etat.EN_COURS_CONFIRMATION: ("phone-call", "indigo"),
    Etat.CONFIRMEE: ("check", "encre"),
    Etat.A_IMPRIMER: ("printer", "violet"),
    Etat.EN_PREPARATION: ("package-open", "violet"),
    Etat.PREPAREE: ("package-check", "encre"),
    Etat.EN_COURS_LIVRAISON: ("truck", "bleu"),
    Etat.REPORTEE: ("calendar-clock", "ambre"),
    Etat.LIVREE: ("circle-check-big", "vert"),
    Etat.LIVREE_PARTIELLEMENT: ("package-minus", "vert"),
    Etat.RETOURNEE: ("undo-2", "rouge"),
    Etat.ERRONEE: ("circle-x", "rouge"),
    Etat.ANNULEE: ("ban", "neutre"),
    Etat.DOUBLON: ("copy", "neutre"),
}


@lru_cache(maxsize=64)
def _badge(code: str, langue: str | None, sprite: str) -> SafeString:
    """Return the markup, kept per state, language and sprite: every row of a list has one."""
    del langue, sprite
    etat = Etat(code)
    dessin, ton = APPARENCES[etat]
    return format_html('<span class="badge ton-{}" data-etat="{}">{}{}</span>', ton, code, icone(dessin), etat.label)


@register.simple_tag
def badge_etat(code: str) -> SafeString:
    """Draw the badge of a state. Raises ValueError for a code that no state has."""
    return _badge(str(code), get_language(), static(SPRITE))
