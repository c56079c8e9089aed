"""The address that shops call, and the administrator's pages about it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.noyau.erreurs import ErreurMetier
from config.noyau.pagination import PARAMETRE, paginer
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation.webhooks import services
from synchronisation.webhooks.models import EtatReception, Plateforme, PointWebhook, ReceptionWebhook

TONS = {
    EtatReception.TRAITEE: "vert",
    EtatReception.RECUE: "bleu",
    EtatReception.EN_ATTENTE: "ambre",
    EtatReception.REJETEE: "rouge",
    EtatReception.IGNOREE: "neutre",
}


# Shops carry no session: the signature of the body says who speaks.
@csrf_exempt
@require_POST
def annonce(request: HttpRequest, cle: str) -> HttpResponse:
    """Keep the announcement of a shop and answer at once."""
    point = PointWebhook.objects.select_related("source").filter(cle_adresse=cle, actif=True).first()
    if point is None:
        return JsonResponse({"code": "introuvable"}, status=404)
    if int(request.META.get("CONTENT_LENGTH") or 0) > services.CORPS_MAX:
        return JsonResponse({"code": "trop_long"}, status=413)
    corps = request.read(services.CORPS_MAX + 1)
    if len(corps) > services.CORPS_MAX:
        return JsonResponse({"code": "trop_long"}, status=413)
    if point.plateforme == Plateforme.WOOCOMMERCE and corps.startswith(b"webhook_id=") and len(corps) < 40:
        # Sent unsigned when the address is entered over there; says nothing of an order.
        return JsonResponse({"issue": "essai"})
    try:
        accuse = services.recevoir_annonce(point=point, corps=corps, entetes=request.headers)
    except services.ErreurSignature as refus:
        return JsonResponse({"code": refus.code}, status=401)
    except services.ErreurReprise as refus:
        return JsonResponse({"code": refus.code}, status=409)
    statut = 202 if accuse.issue == EtatReception.EN_ATTENTE and not accuse.deja else 200
    return JsonResponse({"issue": accuse.issue, "deja": accuse.deja}, status=statut)


class FormulairePoint(forms.Form):
    """A shop: its name, its platform, the secret it signs with."""

    nom = forms.CharField(
        label=gettext_lazy("Boutique"), max_length=120, widget=forms.TextInput(attrs={"class": "saisie", "dir": "auto"})
    )
    plateforme = forms.ChoiceField(
        label=gettext_lazy("Plateforme"), choices=Plateforme.choices, widget=forms.Select(attrs={"class": "saisie"})
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret de signature"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"class": "saisie", "autocomplete": "off"}),
        help_text=gettext_lazy("La boutique le montre à côté de ses webhooks. Il ne sera plus affiché ici."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def points(request: RequeteOperateur) -> HttpResponse:
    """Show the addresses and the last announcements, or open an address."""
    formulaire = FormulairePoint(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        try:
            point = services.ouvrir_point(**formulaire.cleaned_data, operateur=request.operateur)
        except ErreurMetier as refus:
            formulaire.add_error(None, refus.phrase)
        else:
            messages.success(request, _("Adresse ouverte pour «\u202f%(nom)s\u202f».") % {"nom": point.source.nom})
            return redirect("webhooks:points")
    ouverts = [
        (p, request.build_absolute_uri(f"/webhooks/{p.cle_adresse}/"))
        for p in PointWebhook.objects.select_related("source").order_by("source__nom")
    ]
    page = paginer(
        ReceptionWebhook.objects.select_related("point__source").defer("corps"),
        cles=("-recue_le", "-id"),
        curseur=request.GET.get(PARAMETRE),
    )
    receptions = [(r, TONS[EtatReception(r.issue)]) for r in page.elements]
    return render(
        request,
        "webhooks/points.html",
        {"form": formulaire, "points": ouverts, "page": page, "receptions": receptions},
    )


@require_POST
@role_requis(TypeOperateur.ADMIN)
def changer(request: RequeteOperateur, point_id: int) -> HttpResponse:
    """Change the secret of an address, open or close it."""
    try:
        services.changer_point(
            point_id=point_id,
            secret=request.POST.get("secret", "")[:200],
            actif=request.POST.get("actif") == "1",
            operateur=request.operateur,
        )
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("Adresse enregistrée."))
    return redirect("webhooks:points")


@require_GET
@role_requis(TypeOperateur.ADMIN)
def reception(request: RequeteOperateur, reception_id: int) -> HttpResponse:
    """Show an announcement as it came, and what became of it."""
    lue = ReceptionWebhook.objects.select_related("point__source", "execution").filter(pk=reception_id).first()
    if lue is None:
        raise Http404(_("Cette annonce n’existe pas."))
    return render(request, "webhooks/reception.html", {"reception": lue, "ton": TONS[EtatReception(lue.issue)]})


@require_POST
@role_requis(TypeOperateur.ADMIN)
def rejouer(request: RequeteOperateur) -> HttpResponse:
    """Process the announcements that were chosen again."""
    choisies = [int(v) for v in request.POST.getlist("reception") if v.isdecimal() and len(v) < 19]
    try:
        nombre = services.rejouer_receptions(reception_ids=choisies, operateur=request.operateur)
    except ErreurMetier as refus:
        messages.error(request, refus.phrase)
    else:
        messages.success(request, _("%(n)d annonces traitées.") % {"n": nombre})
    if len(choisies) == 1:
        return redirect("webhooks:reception", choisies[0])
    return redirect("webhooks:points")
