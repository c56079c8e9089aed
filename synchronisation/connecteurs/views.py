"""The administrator's pages of the connectors."""

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation.connecteurs import services
from synchronisation.connecteurs.models import Connecteur, GenreConnecteur
from synchronisation.connecteurs.selectors import connecteur_ou_404, contenu, lignes_du_bilan

if TYPE_CHECKING:
    _Formulaire = forms.ModelForm[Connecteur]
else:  # The class takes no parameter when it runs.
    _Formulaire = forms.ModelForm


class FormulaireConnecteur(_Formulaire):
    """A connector as the administrator writes it; the token goes in and never comes out."""

    jeton = forms.CharField(
        label=gettext_lazy("Jeton d’accès"),
        required=False,
        widget=forms.PasswordInput(attrs={"class": "saisie", "autocomplete": "off"}),
    )

    adresse = forms.URLField(
        label=gettext_lazy("Adresse"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "saisie", "placeholder": "https://"}),
    )

    class Meta:
        model = Connecteur
        fields = ("nom", "genre", "adresse", "liste", "correspondance", "actif")
        widgets = {
            "nom": forms.TextInput(attrs={"class": "saisie", "dir": "auto"}),
            "genre": forms.Select(attrs={"class": "saisie"}),
            "liste": forms.TextInput(attrs={"class": "saisie", "placeholder": "produits"}),
            "correspondance": forms.Textarea(attrs={"class": "saisie", "rows": 4, "spellcheck": "false"}),
        }
        help_texts = {
            "liste": gettext_lazy("Où se trouve la liste dans la réponse. Vide\u202f: la seule qui s’y trouve."),
            "correspondance": gettext_lazy("Champ et clé de la réponse, en JSON, si les noms habituels ne vont pas."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # What it brought is of that kind.
            self.fields["genre"].disabled = True
            self.fields["jeton"].help_text = _("Laissez vide pour garder celui qui est enregistré.")
        else:
            self.initial["genre"] = GenreConnecteur.CATALOGUE

    def clean_correspondance(self) -> dict[str, str]:
        lue = self.cleaned_data["correspondance"] or {}
        if not isinstance(lue, dict) or not all(isinstance(v, str) for v in lue.values()):
            raise ValidationError(_("Écrivez un objet, comme %s.") % json.dumps({"prix": "tarif_ttc"}))
        return lue


@require_GET
@role_requis(TypeOperateur.ADMIN)
def liste(request: RequeteOperateur) -> HttpResponse:
    """Show the connectors with their freshness."""
    return render(request, "connecteurs/liste.html", {"connecteurs": Connecteur.objects.order_by("nom")})


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def modifier(request: RequeteOperateur, connecteur_id: int | None = None) -> HttpResponse:
    """Write a new connector, or change one."""
    connu = None if connecteur_id is None else connecteur_ou_404(connecteur_id)
    formulaire = FormulaireConnecteur(request.POST or None, instance=connu)
    if request.method == "POST" and formulaire.is_valid():
        try:
            ecrit = services.enregistrer_connecteur(
                connecteur=formulaire.save(commit=False),
                jeton=formulaire.cleaned_data["jeton"],
                operateur=request.operateur,
            )
        except ErreurMetier as refus:
            formulaire.add_error(None, refus.phrase)
        else:
            messages.success(request, _("Connecteur «\u202f%(nom)s\u202f» enregistré.") % {"nom": ecrit.nom})
            return redirect("connecteurs:connecteur", ecrit.pk)
    contexte = {
        "form": formulaire,
        "connu": connu,
        "nouveau": _("Nouveau connecteur"),
        "liste": "connecteurs:liste",
        "fiche": "connecteurs:connecteur",
    }
    return render(request, "connecteurs/modifier.html", contexte)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def connecteur(request: RequeteOperateur, connecteur_id: int) -> HttpResponse:
    """Show what a connector brought, as cards or as a table."""
    lu = connecteur_ou_404(connecteur_id)
    q = request.GET.get("q", "").strip()[:100]
    ce_qu_il_a = contenu(lu, q=q, curseur=request.GET.get(PARAMETRE))
    contexte = {
        "connecteur": lu,
        "contenu": ce_qu_il_a,
        "page": ce_qu_il_a.page,
        "q": q,
        "vue": "tableau" if request.GET.get("vue") == "tableau" else "cartes",
    }
    return render(request, "connecteurs/connecteur.html", contexte)


@require_POST
@role_requis(TypeOperateur.ADMIN)
def apercu(request: RequeteOperateur, connecteur_id: int) -> HttpResponse:
    """Fetch the list and show what it would change, without changing anything."""
    lu = connecteur_ou_404(connecteur_id)
    contexte: dict[str, Any] = {"connecteur": lu}
    try:
        bilan = services.rafraichir(connecteur_id=lu.pk, operateur=request.operateur, essai=True)
    except ErreurMetier as refus:
        return render(request, "connecteurs/apercu.html", contexte | {"refus": refus.phrase}, status=422)
    return render(request, "connecteurs/apercu.html", contexte | {"bilan": bilan, "lignes": lignes_du_bilan(lu, bilan)})


@require_POST
@role_requis(TypeOperateur.ADMIN)
def rafraichir(request: RequeteOperateur, connecteur_id: int) -> HttpResponse:
    """Bring the list in."""
    lu = connecteur_ou_404(connecteur_id)
    try:
        bilan = services.rafraichir(connecteur_id=lu.pk, operateur=request.operateur)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(
            request,
            _(
                "«\u202f%(nom)s\u202f»\u202f: %(nouveaux)d nouveaux, %(modifies)d modifiés, %(revenus)d revenus, "
                "%(disparus)d disparus, %(inchanges)d inchangés, %(rejets)d illisibles."
            )
            % {
                "nom": lu.nom,
                "nouveaux": len(bilan.nouveaux),
                "modifies": len(bilan.modifies),
                "revenus": len(bilan.revenus),
                "disparus": len(bilan.disparus),
                "inchanges": bilan.inchanges,
                "rejets": len(bilan.rejets),
            },
        )
    return redirect("connecteurs:connecteur", lu.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def vider(request: RequeteOperateur, connecteur_id: int) -> HttpResponse:
    """Ask, with the number, then delete what the connector brought and nothing uses."""
    lu = connecteur_ou_404(connecteur_id)
    if request.method == "POST":
        attendus = request.POST.get("attendus", "")
        try:
            retires = services.vider_connecteur(
                connecteur_id=lu.pk,
                attendus=int(attendus) if attendus.isdecimal() else -1,
                operateur=request.operateur,
            )
        except ErreurMetier as refus:
            messages.error(request, refus.phrase)
            return redirect("connecteurs:vider", lu.pk)
        messages.success(request, _("%(n)d éléments retirés de «\u202f%(nom)s\u202f».") % {"n": retires, "nom": lu.nom})
        return redirect("connecteurs:connecteur", lu.pk)
    gardes = services.table_de(lu).filter(connecteur=lu).count()
    n = services.inutilises(lu).count()
    return render(request, "connecteurs/vider.html", {"connecteur": lu, "nombre": n, "gardes": gardes - n})
