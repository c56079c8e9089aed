"""The administrator's pages of sources: freshness, test, columns, run now, health."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.noyau.erreurs import ErreurMetier
from config.noyau.exports import Colonne, Genre, exporter
from parametre.acces import RequeteOperateur, role_requis
from parametre.models import TypeOperateur
from synchronisation.models import GenreSource, SourceCommandes
from synchronisation.pages.formulaires import FormulaireSource
from synchronisation.selectors import source_ou_404, sources, suivi
from synchronisation.services.arriere_plan import lancer
from synchronisation.services.connexion import tester_connexion
from synchronisation.services.correspondance import LIBELLES, corriger_correspondance, proposer, titres_connus
from synchronisation.services.lancement import synchroniser_source
from synchronisation.services.sante import lignes_en_cause, sante_de
from synchronisation.services.tenue import enregistrer_source


@require_GET
@role_requis(TypeOperateur.ADMIN)
def liste(request: RequeteOperateur) -> HttpResponse:
    """Show the sources with their freshness and what their last run found."""
    return render(request, "synchronisation/sources.html", {"sources": sources()})


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def modifier(request: RequeteOperateur, source_id: int | None = None) -> HttpResponse:
    """Write a new source, or change one."""
    connue = None if source_id is None else source_ou_404(source_id)
    formulaire = FormulaireSource(request.POST or None, instance=connue)
    if request.method == "POST" and formulaire.is_valid():
        try:
            ecrite = enregistrer_source(source=formulaire.save(commit=False), operateur=request.operateur)
        except ErreurMetier as refus:
            formulaire.add_error("cle_classeur" if refus.code == "adresse" else None, refus.phrase)
        else:
            messages.success(request, _("Source «\u202f%(nom)s\u202f» enregistrée.") % {"nom": ecrite.nom})
            return redirect("synchronisation:source", ecrite.pk)
    contexte = {
        "form": formulaire,
        "connu": connue,
        "nouveau": _("Nouvelle source"),
        "liste": "synchronisation:sources",
        "fiche": "synchronisation:source",
    }
    return render(request, "synchronisation/source_modifier.html", contexte)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def source(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Show a source: what its last run found, and what can be done."""
    lue = source_ou_404(source_id)
    contexte = {"source": lue, "suivi": suivi(lue), "google": lue.genre == GenreSource.GOOGLE_SHEETS}
    return render(request, "synchronisation/source.html", contexte)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def etat(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Show where the run of a source stands, for a page that follows it."""
    lue = source_ou_404(source_id)
    return render(request, "synchronisation/_suivi.html", {"source": lue, "suivi": suivi(lue)})


@require_POST
@role_requis(TypeOperateur.ADMIN)
def executer(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Start a run behind the page, unless one is under way."""
    lue = source_ou_404(source_id)
    if suivi(lue).en_cours:
        messages.info(request, _("Une synchronisation de cette source est déjà en cours."))
    else:
        lancer(partial(synchroniser_source, source_id=lue.pk), nom=f"source-{lue.pk}")
    return redirect("synchronisation:source", lue.pk)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def tester(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Ask the spreadsheet who it is, and show what its columns are taken for."""
    lue = source_ou_404(source_id)
    try:
        connexion = tester_connexion(lue)
    except ErreurMetier as refus:
        contexte = {"source": lue, "refus": refus.phrase}
        return render(request, "synchronisation/source_test.html", contexte, status=422)
    prises = {c.rang: LIBELLES.get(c.champ, c.champ) for c in connexion.colonnes}
    contexte_lu = {
        "source": lue,
        "connexion": connexion,
        "titres": [(titre, prises.get(rang, "")) for rang, titre in enumerate(connexion.titres)],
    }
    return render(request, "synchronisation/source_test.html", contexte_lu)


@require_http_methods(["GET", "HEAD", "POST"])
@role_requis(TypeOperateur.ADMIN)
def correspondance(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Propose which column is which field, from the titles, and write what was decided."""
    lue = source_ou_404(source_id)
    refus = ""
    if request.method == "POST":
        choix = {champ: request.POST.get(champ, "") for champ in LIBELLES}
        try:
            corriger_correspondance(source_id=lue.pk, choix=choix, operateur=request.operateur)
        except ErreurMetier as erreur:
            refus = erreur.phrase
        else:
            messages.success(request, _("Colonnes enregistrées. Elles servent dès la prochaine lecture."))
            return redirect("synchronisation:source", lue.pk)
        titres = [t for t in request.POST.getlist("titre") if t][:200]
    else:
        choix = {}
        titres, refus = _titres(lue)
    propose = choix or proposer(titres, lue.correspondance)
    contexte = {
        "source": lue,
        "refus": refus,
        "titres": titres,
        "champs": [(champ, libelle, propose.get(champ, "")) for champ, libelle in LIBELLES.items()],
    }
    return render(request, "synchronisation/source_colonnes.html", contexte, status=422 if choix else 200)


@require_GET
@role_requis(TypeOperateur.ADMIN)
def sante(request: RequeteOperateur, source_id: int) -> HttpResponse:
    """Show the health of a sheet, in words that its owner can act on."""
    return render(request, "synchronisation/source_sante.html", {"sante": sante_de(source_ou_404(source_id))})


@require_GET
@role_requis(TypeOperateur.ADMIN)
def sante_export(_request: RequeteOperateur, source_id: int, genre: str) -> HttpResponseBase:
    """Give the rows to mend as a file, for the owner of the sheet."""
    lue = source_ou_404(source_id)
    colonnes = (
        Colonne(_("Ligne"), Genre.ENTIER, largeur=8),
        Colonne(_("Ce qui ne va pas"), largeur=32),
        Colonne(_("Texte de la feuille"), largeur=60),
        Colonne(_("Que faire"), largeur=80),
    )
    return exporter(genre, nom=f"sante-{lue.nom}", colonnes=colonnes, lignes=lignes_en_cause(lue))


def _titres(lue: SourceCommandes) -> tuple[list[str], str]:
    """Return the titles of a sheet: asked from Google, or those of the last rows; and why not."""
    if lue.genre == GenreSource.GOOGLE_SHEETS:
        try:
            return [t for t in tester_connexion(lue).titres if t.strip()], ""
        except ErreurMetier as refus:
            return titres_connus(lue), refus.phrase
    return titres_connus(lue), ""
