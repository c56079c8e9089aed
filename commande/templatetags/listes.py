"""What rows of a list write shorter than a page does."""

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from commande.etats import Etat
from commande.selectors.listes import Rang
from commande.templatetags.affichage_commande import APPARENCES
from config.noyau.affichage import SPRITE, TIRET, dessiner_icone, dirhams, icone, jour_heure_complet, telephone
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
    iso, titre = instant.astimezone(dt.UTC).isoformat(timespec="seconds"), escape(jour_heure_complet(instant))
    return SafeString(f'<time class="instant" datetime="{iso}" title="{titre}">{escape(texte)}</time>')


@register.simple_tag
def rangees(rangs: Iterable[Rang], nom_commande: str, *, dit_chez: bool = False, a_cocher: bool = False) -> SafeString:
    """Draw the rows of a list; `nom_commande` names the address of an order."""
    plume = _Plume(nom_commande)
    return SafeString("".join(plume.rangee(rang, dit_chez=dit_chez, a_cocher=a_cocher) for rang in rangs))


@register.simple_tag
def rangees_a_cocher(rangs: Iterable[Rang], nom_commande: str) -> SafeString:
    """Draw the rows of a list whose orders can be ticked."""
    plume = _Plume(nom_commande)
    return SafeString("".join(plume.rangee_a_cocher(rang) for rang in rangs))


@register.simple_tag
def options(choix: Iterable[tuple[object, object]], choisi: object) -> SafeString:
    """Draw the options of a list of choices, (value, name), the chosen one selected."""
    return _options(tuple((v, str(nom)) for v, nom in choix), choisi)


@lru_cache(maxsize=64)
def _options(choix: tuple[tuple[object, str], ...], choisi: object) -> SafeString:
    """Return the markup, kept per list: that of all places is the longest of the page."""
    return format_html_join(
        "", '<option value="{}"{}>{}</option>', ((v, _CHOISI if v == choisi else "", nom) for v, nom in choix)
    )


_CHOISI = SafeString(" selected")


_MUET = '<span class="muet">–</span>'


class _Plume:
    """Writes rows by hand: walking the nodes of a template for each took longer than all the queries of the page.

    Every text from outside goes through `escape`.
    """

    def __init__(self, nom_commande: str) -> None:
        # Resolved once: only the key differs.
        self._avant, _zero, self._apres = reverse(nom_commande, args=[0]).rpartition("0")
        self._langue, self._sprite = get_language(), static(SPRITE)

    def rangee(self, r: Rang, *, dit_chez: bool, a_cocher: bool) -> str:
        chez = f'<td class="borne col-chez" data-mobile="non">{_isole(r.chez)}</td>' if dit_chez else ""
        badges = f"{_badge(r.etat, self._langue, self._sprite)}{self._drapeaux(r)}{self._tentatives(r.tentatives)}"
        return (
            f'<tr>{_case(r) if a_cocher else ""}<th scope="row">{self._lien(r)}</th>'
            f'<td class="borne" data-mobile="titre"><bdi>{escape(r.client)}</bdi></td>'
            f'<td class="telephone col-telephone" data-mobile="non">{escape(telephone(r.telephone))}</td>'
            f'<td class="borne col-ville" data-mobile="suite">{_isole(r.ville)}</td>'
            f'<td class="souple" data-mobile="non">{_articles(r)}</td>'
            f'<td data-mobile="etats"><span class="badges">{badges}</span></td>{chez}'
            f'<td class="chiffre" data-mobile="fin">{dirhams(r.total)}</td>'
            f'<td class="chiffre muet" data-mobile="age">{age_court(r.cree_le)}</td></tr>'
        )

    def rangee_a_cocher(self, r: Rang) -> str:
        return (
            f'<tr>{_case(r)}<th scope="row">{self._lien(r)}</th>'
            f'<td class="borne" data-mobile="titre"><label for="c{r.id}"><bdi>{escape(r.client)}</bdi></label></td>'
            f'<td class="borne col-ville" data-mobile="suite">{_isole(r.ville)}</td>'
            f'<td class="souple" data-mobile="non">{_articles(r)}</td>'
            f'<td class="chiffre" data-mobile="fin">{dirhams(r.total)}</td>'
            f'<td class="chiffre muet" data-mobile="age">{age_court(r.cree_le)}</td></tr>'
        )

    def _lien(self, r: Rang) -> str:
        return f'<a href="{self._avant}{r.id}{self._apres}"><bdi>{escape(r.numero)}</bdi></a>'

    def _icone(self, nom: str) -> str:
        return dessiner_icone(nom, "", "", self._sprite)

    def _drapeaux(self, r: Rang) -> str:
        textes: list[str] = []
        for d in r.drapeaux:
            # Only the first is said in words; the others show their icon.
            mot = f'<span class="{"sr-only" if textes else "drapeau"}">{escape(d.texte)}</span>'
            ouvre = f'<span class="badge ton-{d.ton}" title="{escape(d.titre)}">'
            textes.append(f"{ouvre}{self._icone(d.dessin)}{mot}</span>")
        return "".join(textes)

    def _tentatives(self, combien: int) -> str:
        if not combien:
            return ""
        titre, mot = escape(_("Contacts déjà notés")), escape(_("contacts notés"))
        chiffre = f'<span>{combien}</span><span class="sr-only"> {mot}</span>'
        return f'<span class="badge ton-neutre" title="{titre}">{self._icone("phone")}{chiffre}</span>'


def _case(r: Rang) -> str:
    case = f'<input type="checkbox" name="commandes" value="{r.id}" id="c{r.id}" aria-label="{escape(r.numero)}">'
    return f'<td data-mobile="case">{case}</td>'


def _isole(texte: str) -> str:
    return f"<bdi>{escape(texte)}</bdi>" if texte else _MUET


def _articles(r: Rang) -> str:
    if not r.articles:
        return f'<bdi class="muet">{escape(r.texte or TIRET)}</bdi>'
    articles = escape(r.articles)
    return f'{articles} <span class="muet">· +{r.autres}</span>' if r.autres else articles
