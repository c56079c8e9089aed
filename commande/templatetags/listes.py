"""What rows of a list write shorter than a page does."""

import datetime as dt
from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.templatetags.affichage_commande import APPARENCES
from config.noyau.affichage import SPRITE, icone, jour_heure_complet
from config.noyau.horloge import maintenant

register = template.Library()

# Half of the words of a long name say what the list already shows.
_COURTS: dict[Etat, str | Promise] = {
    Etat.EN_COURS_CONFIRMATION: gettext_lazy("En cours"),
    Etat.EN_COURS_LIVRAISON: gettext_lazy("En livraison"),
    Etat.LIVREE_PARTIELLEMENT: gettext_lazy("Livrée en partie"),
}


@lru_cache(maxsize=64)
def _badge(code: str, langue: str | None, sprite: str) -> SafeString:
    del langue, sprite
    etat = Etat(code)
    dessin, ton = APPARENCES[etat]
    nom = _COURTS.get(etat, etat.label)
    gabarit = '<span class="badge ton-{}" data-etat="{}" title="{}">{}{}</span>'
    return format_html(gabarit, ton, code, etat.label, icone(dessin), nom)


@register.simple_tag
def badge_court(code: str) -> SafeString:
    """Draw the badge of a state under its short name, in full on hover."""
    return _badge(str(code), get_language(), static(SPRITE))


@register.simple_tag
def age_court(instant: dt.datetime) -> SafeString:
    """Write an age as `12 min`, `3 h`, `2 j`, with the full instant on hover."""
    minutes = max(int((maintenant() - instant).total_seconds() // 60), 0)
    if minutes < 60:
        texte = _("%(n)d min") % {"n": minutes}
    elif minutes < 48 * 60:
        texte = _("%(n)d h") % {"n": minutes // 60}
    else:
        texte = _("%(n)d j") % {"n": minutes // 1440}
    return format_html(
        '<time class="instant" datetime="{}" title="{}">{}</time>',
        instant.astimezone(dt.UTC).isoformat(timespec="seconds"),
        jour_heure_complet(instant),
        texte,
    )
