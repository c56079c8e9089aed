"""The two shapes of an answer: the whole page, or the part of it that a change moves."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.models import Commande, Commentaire, TypeOperation
from commande.selectors import commande_visible_ou_404
from commande.selectors.appel import Appel, appel, occupee_par_autrui
from commande.selectors.originaux import chercher_originaux
from commande.services.messages import messages_pour
from config.noyau.erreurs import ErreurConcurrence, ErreurMetier
from config.noyau.horloge import maintenant
from operatConfirme.appel.horaires import autre_heure, ce_soir, demain_matin, dire_heure, ecrire_heure
from parametre.acces import RequeteOperateur

# A refusal that brings its own page.
REFUS = 422

TYPES = tuple(zip("awmls", TypeOperation, strict=True))
# Under these short names the seven comments stand in two even columns.
COMMENTAIRES = (
    ("n", Commentaire.CLIENT_INTERESSE, gettext_lazy("Intéressé")),
    ("h", Commentaire.CLIENT_HESITANT, gettext_lazy("Hésitant")),
    ("o", Commentaire.CLIENT_NON_INTERESSE, gettext_lazy("Non intéressé")),
    ("g", Commentaire.INJOIGNABLE, gettext_lazy("Injoignable")),
    ("p", Commentaire.REPORT_DEMANDE, gettext_lazy("À reporter")),
    ("b", Commentaire.ARTICLE_INDISPONIBLE, gettext_lazy("Indisponible")),
    ("u", Commentaire.NUMERO_INVALIDE, gettext_lazy("N° invalide")),
)
MOTIFS_ERRONEE = (
    gettext_lazy("Numéro invalide"),
    gettext_lazy("Mauvaise personne"),
    gettext_lazy("N’a jamais commandé"),
)
MOTIFS_ANNULER = (
    gettext_lazy("Ne veut plus l’article"),
    gettext_lazy("Trop cher"),
    gettext_lazy("Délai trop long"),
    gettext_lazy("Acheté ailleurs"),
)


def contexte(request: RequeteOperateur, commande_id: int) -> dict[str, Any]:
    """Return what the templates of a call need; raises Http404 for an order of somebody else."""
    lu = appel(request.operateur, commande_id)
    prets = (
        messages_pour(lu.commande, operateur=request.operateur, prix=lu.fiche.prix)
        if lu.en_appel and lu.modifiable
        else []
    )
    return {
        "appel": lu,
        "fiche": lu.fiche,
        "commande": lu.commande,
        "bloquants": bloquants(lu),
        "messages_prets": prets,
        "cle_messages": secrets.token_urlsafe(18),
    }


def rendre_page(
    request: RequeteOperateur,
    complet: Mapping[str, Any],
    *,
    statut: int = 200,
    refus: str = "",
    saisie: QueryDict | None = None,
) -> HttpResponse:
    """Render the whole page; after a refusal it keeps what was typed."""
    instant = maintenant()
    lu: Appel = complet["appel"]
    autre = autre_heure(instant, lu.contacts)
    donnees = saisie or QueryDict()
    autour = {
        "refus": refus,
        "saisie": donnees,
        "cle": donnees.get("cle") or secrets.token_urlsafe(18),
        "types": TYPES,
        "commentaires": COMMENTAIRES,
        "motifs_erronee": MOTIFS_ERRONEE,
        "motifs_annuler": MOTIFS_ANNULER,
        "soir": dire_heure(ce_soir(instant), instant),
        "matin": dire_heure(demain_matin(instant), instant),
        "autre_heure": dire_heure(autre, instant),
        "autre_heure_code": ecrire_heure(autre),
    }
    reponse = render(request, "confirmation/appel/page.html", {**complet, **autour}, status=statut)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def modifier(request: RequeteOperateur, commande_id: int, acte: Callable[[Commande], object]) -> HttpResponse:
    """Run a change of the order and answer with what it moved, or with its refusal in place."""
    commande = commande_visible_ou_404(request.operateur, commande_id)
    refus = ""
    try:
        verifier_libre(request, commande)
        acte(commande)
    except ErreurMetier as erreur:
        refus = erreur.phrase
    if not refus and not est_htmx(request):
        return redirect("confirmation:commande", commande_id)
    complet = contexte(request, commande_id) | {"refus_faits": refus, "saisie_faits": request.POST if refus else None}
    statut = REFUS if refus else 200
    if not est_htmx(request):
        return rendre_page(request, complet, statut=statut)
    return render(request, "confirmation/appel/_reponse.html", complet, status=statut)


def verifier_libre(request: RequeteOperateur, commande: Commande) -> None:
    """Refuse to act on an order that somebody else has in hand; raises ErreurConcurrence."""
    if occupee_par_autrui(commande, request.operateur):
        raise ErreurConcurrence(
            _("%(qui)s a cette commande en main. Rien n’a été changé\u202f: attendez la fin de son appel.")
            % {"qui": commande.occupee_par}
        )


def cherche_original(request: RequeteOperateur, commande: Commande, saisie: str) -> dict[str, Any]:
    """Return what the panel of a duplicate shows of a search of its original."""
    saisie = saisie[:80]
    trouves = chercher_originaux(request.operateur, commande, saisie) if saisie.strip() else []
    return {"original": saisie, "originaux_trouves": trouves}


def est_htmx(request: RequeteOperateur) -> bool:
    return bool(request.htmx)  # type: ignore[attr-defined]


def bloquants(lu: Appel) -> list[str]:
    """Say what `confirmer` would refuse, before it is asked."""
    commande = lu.commande
    manques = []
    if not lu.lignes:
        manques.append(_("Article à choisir"))
    if any(li.fiche.variante is None for li in lu.lignes):
        manques.append(_("Couleur ou pointure à choisir"))
    if any(li.fiche.manque for li in lu.lignes):
        manques.append(_("Stock insuffisant"))
    if commande.ville is None:
        manques.append(_("Ville à choisir"))
    elif commande.ville.frais_livraison is None:
        manques.append(_("Tarif de la ville inconnu"))
    if not commande.adresse.strip():
        manques.append(_("Adresse à demander"))
    return manques
