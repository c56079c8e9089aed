"""The administrator's pages of the messages to clients."""

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from config.noyau.erreurs import ErreurMetier
from parametre.acces import RequeteOperateur, role_requis
from parametre.messages import EXEMPLE, VARIABLES, rendre
from parametre.models import ModeleMessage, TypeOperateur
from parametre.services.messages import enregistrer_modele

if TYPE_CHECKING:
    _Formulaire = forms.ModelForm[ModeleMessage]
else:  # The class takes no parameter when it runs.
    _Formulaire = forms.ModelForm


class FormulaireModele(_Formulaire):
    """A message as the administrator writes it."""

    class Meta:
        model = ModeleMessage
        fields = ("nom", "langue", "canal", "texte", "ordre", "actif")
        widgets = {
            "nom": forms.TextInput(attrs={"class": "saisie", "dir": "auto"}),
            "langue": forms.Select(attrs={"class": "saisie"}),
            "canal": forms.Select(attrs={"class": "saisie"}),
            "texte": forms.Textarea(attrs={"class": "saisie", "dir": "auto", "rows": 6}),
            "ordre": forms.NumberInput(attrs={"class": "saisie", "min": 0, "max": 999}),
        }


@require_GET
@role_requis(TypeOperateur.ADMIN)
def liste(request: RequeteOperateur) -> HttpResponse:
    """Show the messages in the order in which operators see them, each as a client would read it."""
    modeles = [(m, rendre(m.texte, EXEMPLE)) for m in ModeleMessage.objects.all()]
    return render(request, "pilotage/messages.html", {"modeles": modeles})


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def modele(request: RequeteOperateur, modele_id: int | None = None) -> HttpResponse:
    """Write a new message, or change one."""
    connu = None if modele_id is None else get_object_or_404(ModeleMessage, pk=modele_id)
    formulaire = FormulaireModele(request.POST or None, instance=connu)
    if request.method == "POST" and formulaire.is_valid():
        try:
            ecrit = enregistrer_modele(modele=formulaire.save(commit=False), operateur=request.operateur)
        except ErreurMetier as refus:
            formulaire.add_error("texte", refus.phrase)
        else:
            messages.success(request, _("Message «\u202f%(nom)s\u202f» enregistré.") % {"nom": ecrit.nom})
            return redirect("messages:liste")
    contexte = {
        "form": formulaire,
        "connu": connu,
        "nouveau": _("Nouveau message"),
        "liste": "messages:liste",
        "variables": VARIABLES.items(),
    }
    return render(request, "pilotage/message.html", contexte)
