"""How values are written on screen: filters and tags that every template has.

Nothing here queries: filters take values, tags return markup.
"""

import datetime as dt
from decimal import Decimal
from functools import lru_cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from config.noyau.argent import en_dirhams
from config.noyau.horloge import CASABLANCA, maintenant
from config.noyau.pagination import lien
from config.noyau.telephones import afficher_telephone

register = template.Library()

TIRET = "–"
SPRITE = "icones/icones.svg"

MOIS = (
    pgettext_lazy("mois court", "janv."),
    pgettext_lazy("mois court", "févr."),
    pgettext_lazy("mois court", "mars"),
    pgettext_lazy("mois court", "avr."),
    pgettext_lazy("mois court", "mai"),
    pgettext_lazy("mois court", "juin"),
    pgettext_lazy("mois court", "juil."),
    pgettext_lazy("mois court", "août"),
    pgettext_lazy("mois court", "sept."),
    pgettext_lazy("mois court", "oct."),
    pgettext_lazy("mois court", "nov."),
    pgettext_lazy("mois court", "déc."),
)


@register.filter
def dirhams(montant: Decimal | int | None) -> str:
    """Write an amount: `1 234,00 DH`, a dash where nothing is known."""
    if montant is None or montant == "":
        return TIRET
    return en_dirhams(Decimal(montant))


@register.filter
def telephone(numero: str | None) -> str:
    """Write an E.164 number as people say it, in one piece: `06 12 34 56 78`."""
    return afficher_telephone(numero) if numero else TIRET


@register.filter
def ou_tiret(valeur: object) -> object:
    """Return the value, or a dash where nothing is known (0 is known)."""
    return TIRET if valeur is None or valeur == "" else valeur


@register.filter
def jour(valeur: dt.date | None) -> str:
    """Write a day of Casablanca: `22 nov.`, with its year when it is not this one."""
    if not valeur:
        return TIRET
    local = valeur.astimezone(CASABLANCA).date() if isinstance(valeur, dt.datetime) else valeur
    court = f"{local.day} {MOIS[local.month - 1]}"
    return court if local.year == maintenant().astimezone(CASABLANCA).year else f"{court} {local.year}"


@register.filter
def jour_heure(instant: dt.datetime | None) -> str:
    """Write an instant in the time of Casablanca: `22 nov. 14:05`."""
    if not instant:
        return TIRET
    return f"{jour(instant)} {instant.astimezone(CASABLANCA):%H:%M}"


@register.filter
def jour_heure_complet(instant: dt.datetime | None) -> str:
    """Write an instant in full: `dimanche 22 novembre 2026 à 14:05`."""
    if not instant:
        return TIRET
    local = instant.astimezone(CASABLANCA)
    return _("%(jour)s à %(heure)s") % {"jour": _jour_complet(local.date(), get_language()), "heure": f"{local:%H:%M}"}


@lru_cache(maxsize=1024)
def _jour_complet(jour: dt.date, langue: str | None) -> str:
    """Write a day, kept: a list says the same few days on every row."""
    del langue
    return date_format(jour, "l j F Y")


@register.filter
def age(instant: dt.datetime | None) -> str:
    """Say how long ago an instant was: `il y a 12 min`, `il y a 3 h`, `il y a 2 j`."""
    if not instant:
        return TIRET
    minutes = int((maintenant() - instant).total_seconds() // 60)
    if minutes < 1:
        return _("à l’instant")
    if minutes < 60:
        return _("il y a %(n)d min") % {"n": minutes}
    heures = minutes // 60
    if heures < 48:
        return _("il y a %(n)d h") % {"n": heures}
    jours = heures // 24
    if jours < 60:
        return _("il y a %(n)d j") % {"n": jours}
    mois = jours // 30
    if mois < 24:
        return _("il y a %(n)d mois") % {"n": mois}
    ans = jours // 365
    return ngettext("il y a %(n)d an", "il y a %(n)d ans", ans) % {"n": ans}


def duree(ecoule: dt.timedelta) -> str:
    """Say how long something lasted, in its largest units: `12 min`, `3 h 05`, `2 j 4 h`."""
    minutes = max(int(ecoule.total_seconds() // 60), 0)
    if minutes < 1:
        return _("< 1 min")
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    heures, minutes = divmod(minutes, 60)
    if heures < 24:
        return _("%(h)d h %(m)02d") % {"h": heures, "m": minutes}
    jours, heures = divmod(heures, 24)
    return _("%(j)d j %(h)d h") % {"j": jours, "h": heures} if heures else _("%(j)d j") % {"j": jours}


def _balise_temps(instant: dt.datetime, texte: str, classe: str) -> SafeString:
    return format_html(
        '<time class="{}" datetime="{}" title="{}">{}</time>',
        classe,
        instant.astimezone(dt.UTC).isoformat(timespec="seconds"),
        jour_heure_complet(instant),
        texte,
    )


@register.simple_tag
def quand(instant: dt.datetime | None) -> str:
    """Write an instant short, in full on hover, readable by machines."""
    return _balise_temps(instant, jour_heure(instant), "instant") if instant else TIRET


@register.simple_tag
def depuis(instant: dt.datetime | None) -> str:
    """Write an age, with the full instant on hover."""
    return _balise_temps(instant, age(instant), "instant") if instant else TIRET


@register.simple_tag(takes_context=True)
def lien_page(context: Context, curseur: str | None) -> str:
    """Return the address of the same list at another cursor, keeping its filters."""
    return lien(context["request"].GET, curseur) or ""


@register.simple_tag
def icone(nom: str, classe: str = "", libelle: str = "") -> SafeString:
    """Draw an icon of the sprite; without `libelle` it is decoration, hidden from readers."""
    return dessiner_icone(nom, classe, str(libelle), static(SPRITE))


@lru_cache(maxsize=1024)
def dessiner_icone(nom: str, classe: str, libelle: str, sprite: str) -> SafeString:
    """Draw an icon, kept; `sprite` is the address of the sprite."""
    acces = format_html('role="img" aria-label="{}"', libelle) if libelle else SafeString('aria-hidden="true"')
    return format_html('<svg class="icone {}" {}><use href="{}#{}"></use></svg>', classe, acces, sprite, nom)
