"""Reads for the pages of runs."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery
from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.composition import LigneLue, lire_lignes
from commande.models import Commande
from commande.selectors.fiche import valeurs_de_la_feuille
from commande.selectors.listes import decrire
from config.noyau.affichage import duree, telephone
from config.noyau.argent import en_dirhams
from config.noyau.horloge import maintenant
from config.noyau.pagination import Page, paginer
from synchronisation.models import EtatExecution, ExecutionSync, LigneSync, Resultat, SourceCommandes

# The newest run first.
EXECUTIONS = ("-debut", "-id")
LIGNES = ("numero", "id")
DERNIERES = 3


@dataclass(frozen=True, slots=True)
class Compteur:
    """How many rows of a run ended in one way."""

    code: str
    nom: str | Promise
    nombre: int


@dataclass(frozen=True, slots=True)
class RangExecution:
    """A run as a row, with its counters and the look of its state."""

    execution: ExecutionSync
    duree: str
    compteurs: list[Compteur]
    ton: str
    dessin: str


@dataclass(frozen=True, slots=True)
class RangLigne:
    """A row of the sheet and what became of it; values in the usual order of a sheet.

    `comprises` is what its order holds today, in the same words; empty without an order.
    """

    ligne: LigneSync
    resultat: str
    ton: str
    valeurs: list[tuple[str, str]]
    differences: list[tuple[str, str]]
    comprises: list[tuple[str, str]]


_TONS_EXECUTION = {
    EtatExecution.EN_COURS: ("bleu", "refresh-cw"),
    EtatExecution.REUSSIE: ("vert", "circle-check"),
    EtatExecution.ECHOUEE: ("rouge", "circle-x"),
    EtatExecution.INTERROMPUE: ("ambre", "triangle-alert"),
    EtatExecution.ANNULEE: ("neutre", "undo-2"),
}
# Counters are plural where the outcome of one row is singular.
NOMS_RESULTATS: dict[Resultat, str | Promise] = {
    Resultat.NOUVELLE: gettext_lazy("Nouvelles"),
    Resultat.MISE_A_JOUR: gettext_lazy("Mises à jour"),
    Resultat.INCHANGEE: gettext_lazy("Inchangées"),
    Resultat.DOUBLON: gettext_lazy("Doublons"),
    Resultat.PROTEGEE: gettext_lazy("Protégées"),
    Resultat.REJETEE: gettext_lazy("Rejetées"),
    Resultat.VIDE: gettext_lazy("Vides"),
}
TONS_RESULTATS = {
    Resultat.NOUVELLE: "vert",
    Resultat.MISE_A_JOUR: "bleu",
    Resultat.PROTEGEE: "ambre",
    Resultat.REJETEE: "rouge",
}


def executions(curseur: str | None) -> tuple[Page[ExecutionSync], list[RangExecution]]:
    """Return a page of runs, in one query."""
    page = paginer(ExecutionSync.objects.select_related("source"), cles=EXECUTIONS, curseur=curseur, taille=30)
    return page, [rang_execution(e) for e in page.elements]


def dernieres_executions() -> Mapping[str, object]:
    """Return what the panel of the administrator's home shows, in one query."""
    dernieres = ExecutionSync.objects.select_related("source").order_by(*EXECUTIONS)[:DERNIERES]
    return {"rangs": [rang_execution(e) for e in dernieres]}


def rang_execution(execution: ExecutionSync) -> RangExecution:
    """Return a run as a row; a run under way lasts until now."""
    ecoule = (execution.fin or maintenant()) - execution.debut
    ton, dessin = _TONS_EXECUTION[EtatExecution(execution.etat)]
    return RangExecution(
        execution=execution,
        duree=duree_fine(ecoule),
        compteurs=[Compteur(r, NOMS_RESULTATS[r], getattr(execution, r)) for r in Resultat],
        ton=ton,
        dessin=dessin,
    )


def duree_fine(ecoule: dt.timedelta) -> str:
    """Say how long a run lasted, to the tenth of a second under a minute."""
    secondes = max(ecoule.total_seconds(), 0.0)
    return duree(ecoule) if secondes >= 60 else _("%(s)s s") % {"s": f"{secondes:.1f}".replace(".", ",")}


def execution_ou_404(execution_id: int) -> RangExecution:
    """Return a run; raises Http404 where there is none."""
    trouvee = ExecutionSync.objects.select_related("source").filter(pk=execution_id).first()
    if trouvee is None:
        raise Http404(_("Cette synchronisation n’existe pas."))
    return rang_execution(trouvee)


def lignes(execution: ExecutionSync, *, resultat: str, curseur: str | None) -> tuple[Page[LigneSync], list[RangLigne]]:
    """Return a page of the rows a run settled, in the order of the sheet, in two queries.

    An unknown outcome narrows nothing. Rows that did not change are counted, not stored;
    a row that a later run settled anew belongs to that run.
    """
    du_passage = LigneSync.objects.filter(_vues_par(execution)).select_related("commande__client", "commande__ville")
    if resultat in Resultat.values:
        du_passage = du_passage.filter(resultat=resultat)
    page = paginer(du_passage, cles=LIGNES, curseur=curseur)
    articles = lire_lignes([ligne.commande_id for ligne in page.elements if ligne.commande_id is not None])
    return page, [_rang_ligne(ligne, articles) for ligne in page.elements]


def _vues_par(execution: ExecutionSync) -> Q:
    """Return the rows a run counted: those it settled, and those it found still rejected or empty.

    Such a row is counted anew by each run, and kept where its content last changed.
    """
    condition = Q(derniere_execution=execution)
    encore = [r for r in (Resultat.REJETEE, Resultat.VIDE) if getattr(execution, r)]
    if encore:
        avant = ExecutionSync.objects.filter(source=execution.source_id, pk__lt=execution.pk)
        condition |= Q(derniere_execution__in=avant, resultat__in=encore)
    return condition


def _rang_ligne(ligne: LigneSync, articles: Mapping[int, list[LigneLue]]) -> RangLigne:
    resultat = Resultat(ligne.resultat)
    return RangLigne(
        ligne=ligne,
        resultat=str(resultat.label),
        ton=TONS_RESULTATS.get(resultat, "neutre"),
        valeurs=valeurs_de_la_feuille(ligne.valeurs),
        differences=valeurs_de_la_feuille(ligne.differences),
        comprises=_comprises(ligne.commande, articles),
    )


def _comprises(commande: Commande | None, articles: Mapping[int, list[LigneLue]]) -> list[tuple[str, str]]:
    if commande is None:
        return []
    return [
        (_("Client"), commande.client.nom_complet),
        (_("Téléphone"), telephone(commande.client.telephone)),
        (_("Ville"), commande.ville.nom if commande.ville else ""),
        (_("Adresse"), commande.adresse),
        (_("Articles"), " · ".join(decrire(ligne) for ligne in articles[commande.pk])),
        (_("Prix annoncé"), en_dirhams(commande.total_annonce) if commande.total_annonce is not None else ""),
    ]


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a source stands: its last run, whether one is under way, what waits for a person."""

    derniere: RangExecution | None
    reussie_le: dt.datetime | None
    rejetees: int
    attendues: int

    @property
    def en_cours(self) -> bool:
        return self.derniere is not None and self.derniere.execution.etat == EtatExecution.EN_COURS


@dataclass(frozen=True, slots=True)
class RangSource:
    """A source as a row of the list: its last run, its last success."""

    source: SourceCommandes
    derniere: RangExecution | None
    reussie_le: dt.datetime | None
    rejetees: int


def sources() -> list[RangSource]:
    """Return every source with its freshness, in two queries."""
    derniere = ExecutionSync.objects.filter(source=OuterRef("pk")).order_by(*EXECUTIONS).values("pk")[:1]
    reussie = (
        ExecutionSync.objects.filter(source=OuterRef("pk"), etat=EtatExecution.REUSSIE)
        .order_by("-fin")
        .values("fin")[:1]
    )
    rejetees = (
        LigneSync.objects.filter(source=OuterRef("pk"), resultat=Resultat.REJETEE)
        .order_by()
        .values("source")
        .annotate(n=Count("pk"))
        .values("n")
    )
    lues = list(
        SourceCommandes.objects.annotate(
            derniere_id=Subquery(derniere), reussie_le=Subquery(reussie), nombre_rejetees=Subquery(rejetees)
        ).order_by("-active", "nom")
    )
    runs = ExecutionSync.objects.select_related("source").in_bulk([s.derniere_id for s in lues if s.derniere_id])
    return [
        RangSource(
            source=s,
            derniere=rang_execution(runs[s.derniere_id]) if s.derniere_id in runs else None,
            reussie_le=s.reussie_le,
            rejetees=s.nombre_rejetees or 0,
        )
        for s in lues
    ]


def suivi(source: SourceCommandes) -> Suivi:
    """Return where a source stands, in four queries; `attendues` rows are what its run should read."""
    runs = list(ExecutionSync.objects.filter(source=source).select_related("source").order_by(*EXECUTIONS)[:1])
    reussies = ExecutionSync.objects.filter(source=source, etat=EtatExecution.REUSSIE).order_by("-fin")
    avant = reussies.values_list("fin", "lues").first()
    return Suivi(
        derniere=rang_execution(runs[0]) if runs else None,
        reussie_le=avant[0] if avant else None,
        rejetees=LigneSync.objects.filter(source=source, resultat=Resultat.REJETEE).count(),
        attendues=avant[1] if avant else 0,
    )


def source_ou_404(source_id: int) -> SourceCommandes:
    """Return a source; raises Http404 where there is none."""
    source = SourceCommandes.objects.filter(pk=source_id).first()
    if source is None:
        raise Http404(_("Cette source n’existe pas."))
    return source
