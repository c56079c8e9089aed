"""Undo a run: take back the orders it made and the changes it brought, where nobody came after."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from client.models import Client
from commande.etats import Etat
from commande.models import Commande, EtatCommande, LigneCommande
from commande.verrous import verrouiller_commandes
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.horloge import maintenant
from config.noyau.textes import normaliser
from parametre.models import Operateur, TypeOperateur
from synchronisation.models import EtatExecution, ExecutionSync, LigneSync
from synchronisation.services.memoire import COLONNES, COLONNES_TRACE, remettre
from synchronisation.verrou import Verrou, verrouiller

TAILLE_LOT: Final = 500
# Left orders that are named; the others are counted.
LAISSEES_NOMMEES: Final = 200
# What comes with the birth of an order. Anything else that points at it is somebody's work.
_NAISSANCE = frozenset({"lignes", "etats", "lignes_sync"})
# Where an order may be that the system alone has moved.
_INTACTS = frozenset({Etat.NON_AFFECTEE, Etat.AFFECTEE, Etat.ERRONEE, Etat.ANNULEE, Etat.DOUBLON})


@dataclass(frozen=True, slots=True)
class Laissee:
    """An order that the undo left, and why."""

    commande: str
    ligne: int | None
    raison: str


@dataclass(frozen=True, slots=True)
class Bilan:
    """What an undo did; `laissees` names the first 200 of `nombre_laissees`."""

    retirees: int
    restaurees: int
    nombre_laissees: int
    laissees: tuple[Laissee, ...]


def annuler_execution(*, execution_id: int, operateur: Operateur | None) -> Bilan:
    """Remove the orders that only this run made and restore those it changed, where nobody touched them since.

    What is left is named with its reason. The rows can be played again. The same call
    again returns the first result. `operateur` None is the command line. Raises
    ErreurSaisie (no such run), ErreurDroit, ErreurVerrou (a run is under way).
    """
    if operateur is not None and (not operateur.actif or operateur.type_operateur != TypeOperateur.ADMIN):
        raise ErreurDroit(_("Seule l’administration annule une synchronisation."))
    execution = ExecutionSync.objects.select_related("source").filter(pk=execution_id).first()
    if execution is None:
        raise ErreurSaisie(_("Cette synchronisation n’existe pas."), code="execution")
    with verrouiller(execution.source) as verrou:
        execution.refresh_from_db()
        if execution.etat != EtatExecution.ANNULEE:
            _Annulation(execution, verrou).derouler(operateur)
    return bilan_de(execution)


def bilan_de(execution: ExecutionSync) -> Bilan:
    """Return what the undo of a run did."""
    garde = execution.bilan_annulation
    return Bilan(
        retirees=garde.get("retirees", 0),
        restaurees=garde.get("restaurees", 0),
        nombre_laissees=garde.get("nombre_laissees", 0),
        laissees=tuple(Laissee(**li) for li in garde.get("laissees", [])),
    )


class _Annulation:
    """The batches of one undo: each one transaction, its result kept with it."""

    def __init__(self, execution: ExecutionSync, verrou: Verrou) -> None:
        self.execution, self.verrou = execution, verrou
        # One that was cut short goes on; what it had left is judged anew.
        self.bilan: dict[str, Any] = {"retirees": 0, "restaurees": 0} | execution.bilan_annulation
        self.bilan |= {"nombre_laissees": 0, "laissees": []}

    def derouler(self, operateur: Operateur | None) -> None:
        crees = Commande.objects.filter(execution=self.execution)
        # A duplicate goes before the order that it repeats.
        cles = [*crees.filter(doublon_de__isnull=False).order_by("pk").values_list("pk", flat=True)]
        cles += crees.filter(doublon_de__isnull=True).order_by("pk").values_list("pk", flat=True)
        for debut in range(0, len(cles), TAILLE_LOT):
            with transaction.atomic():
                self.verrou.battre()
                self._retirer(cles[debut : debut + TAILLE_LOT])
                self._garder()
        changees = self.bilan["restaurees"]
        for traces in self._traces():
            with transaction.atomic():
                self.verrou.battre()
                changees += self._reprendre(traces)
                self._garder()
        recouvertes = self.execution.mise_a_jour - changees
        if recouvertes > 0:
            raison = _(
                "%d mise(s) à jour gardée(s) : une synchronisation plus récente est passée dessus, "
                "ou leur état d’avant n’a pas été gardé."
            )
            self._laisser("", None, raison % recouvertes, combien=recouvertes)
        self.execution.etat, self.execution.annulee_par = EtatExecution.ANNULEE, operateur
        self.execution.annulee_le = maintenant()
        self._garder("etat", "annulee_le", "annulee_par")

    def _garder(self, *champs: str) -> None:
        self.execution.bilan_annulation = self.bilan
        self.execution.save(update_fields=["bilan_annulation", *champs])

    def _laisser(self, numero: str, ligne: int | None, raison: str, *, combien: int = 1) -> None:
        self.bilan["nombre_laissees"] += combien
        if len(self.bilan["laissees"]) < LAISSEES_NOMMEES:
            self.bilan["laissees"].append({"commande": numero, "ligne": ligne, "raison": raison})

    # Orders that the run made ------------------------------------------------------------

    def _retirer(self, cles: Sequence[int]) -> None:
        """Remove the orders of a batch that nobody touched, judged once they are locked."""
        commandes = verrouiller_commandes(cles)
        touchees = _touchees(commandes, {c.pk: (c.cree_le, 1) for c in commandes}, self.execution)
        libres = [c.pk for c in commandes if c.pk not in touchees]
        touchees |= _liees(libres)
        libres = [pk for pk in libres if pk not in touchees]
        for commande in commandes:
            if commande.pk in touchees:
                self._laisser(commande.numero, commande.numero_ligne, touchees[commande.pk])
        # Without an order, an unchanged row must not pass for settled.
        LigneSync.objects.filter(commande__in=libres).update(empreinte="annulee")
        retirees = Commande.objects.filter(pk__in=libres)
        retirees.update(doublon_de=None)
        retirees.delete()
        self.bilan["retirees"] += len(libres)

    # Rows that the run settled -----------------------------------------------------------

    def _traces(self) -> Iterator[list[LigneSync]]:
        derniere = 0
        traces = LigneSync.objects.filter(derniere_execution=self.execution).order_by("pk")
        while lot := list(traces.filter(pk__gt=derniere)[:TAILLE_LOT]):
            derniere = lot[-1].pk
            yield lot

    def _reprendre(self, traces: Sequence[LigneSync]) -> int:
        """Put a batch of rows back as the run found them; return how many had changed their order."""
        changees = [t for t in traces if t.avant.get("commande") and t.commande_id is not None]
        commandes = {c.pk: c for c in verrouiller_commandes(t.commande_id for t in changees if t.commande_id)}
        laissees = self._restaurer(changees, commandes)
        laissees |= set(
            LigneSync.objects.filter(pk__in=[t.pk for t in traces], commande__execution=self.execution).values_list(
                "pk", flat=True
            )
        )
        rendues = [t for t in traces if t.pk not in laissees]
        LigneSync.objects.filter(pk__in=[t.pk for t in rendues if "trace" not in t.avant]).delete()
        anciennes = [t for t in rendues if "trace" in t.avant]
        for trace in anciennes:
            remettre(trace, trace.avant["trace"])
            trace.avant = {}
        vivantes = set(
            Commande.objects.filter(pk__in=[t.commande_id for t in anciennes if t.commande_id]).values_list(
                "pk", flat=True
            )
        )
        for trace in anciennes:
            if trace.commande_id not in vivantes:
                trace.commande_id = None
        LigneSync.objects.bulk_update(anciennes, [*COLONNES_TRACE, "avant"])
        return len(changees)

    def _restaurer(self, traces: Sequence[LigneSync], commandes: Mapping[int, Commande]) -> set[int]:
        """Give orders their values from before; return the rows whose order somebody touched since."""
        depuis = {
            t.commande_id: (dt.datetime.fromisoformat(t.avant["quand"]), t.avant["version"])
            for t in traces
            if t.commande_id is not None
        }
        touchees = _touchees([*commandes.values()], depuis, self.execution)
        a_rendre, laissees = [], set()
        for trace in traces:
            commande = commandes[trace.commande_id or 0]
            raison = touchees.get(commande.pk)
            if "transition" in trace.avant:
                raison = _("La feuille a changé son état (« %s ») : revenez en arrière à la main.")
                raison %= commande.get_etat_display()
            if raison is not None:
                self._laisser(commande.numero, trace.numero, raison)
                laissees.add(trace.pk)
                continue
            version = commande.version + 1
            remettre(commande, trace.avant["commande"])
            commande.version = version
            a_rendre.append((commande, trace))
        _ecrire(a_rendre)
        self.bilan["restaurees"] += len(a_rendre)
        return laissees


def _ecrire(rendues: Sequence[tuple[Commande, LigneSync]]) -> None:
    """Write orders put back in memory, their lines, and the names of their clients."""
    Commande.objects.bulk_update([c for c, _t in rendues], COLONNES)
    LigneCommande.objects.filter(commande__in=[c.pk for c, _t in rendues]).delete()
    lignes = []
    for commande, trace in rendues:
        for gardee in trace.avant["lignes"]:
            ligne = LigneCommande(commande=commande)
            remettre(ligne, gardee)
            lignes.append(ligne)
    LigneCommande.objects.bulk_create(lignes)
    for renomme in (t.avant["client"] for _c, t in rendues if "client" in t.avant):
        nom = renomme["avant"]
        Client.objects.filter(pk=renomme["id"], nom_complet=renomme["apres"]).update(
            nom_complet=nom, nom_recherche=normaliser(nom)[:200]
        )


def _touchees(
    commandes: Sequence[Commande], depuis: Mapping[int, tuple[dt.datetime, int]], execution: ExecutionSync
) -> dict[int, str]:
    """Return, with the reason, the orders that somebody or a later run touched since an instant and a version."""
    cles = [c.pk for c in commandes]
    etapes: dict[int, list[EtatCommande]] = {pk: [] for pk in cles}
    for etape in EtatCommande.objects.filter(commande__in=cles).order_by("date_debut", "pk"):
        etapes[etape.commande_id].append(etape)
    relues = set(
        LigneSync.objects.filter(commande__in=cles)
        .exclude(derniere_execution=execution)
        .values_list("commande_id", flat=True)
    )
    raisons = {}
    for commande in commandes:
        quand, version = depuis[commande.pk]
        nees = [e for e in etapes[commande.pk][1:] if e.date_debut >= quand]
        raison = _raison(commande, nees, version, relue=commande.pk in relues)
        if raison is not None:
            raisons[commande.pk] = raison
    return raisons


def _raison(commande: Commande, etapes: Sequence[EtatCommande], version: int, *, relue: bool) -> str | None:
    auteurs = [e for e in etapes if e.operateur_id is not None]
    if auteurs or commande.etat not in _INTACTS:
        return _("Quelqu’un s’en est occupé depuis : elle est « %s ».") % commande.get_etat_display()
    if commande.occupee_par_id and commande.occupee_jusqua and commande.occupee_jusqua > maintenant():
        return _("Un opérateur l’a en main en ce moment.")
    # The system moves an order without anybody: each step is one version.
    if commande.version != version + len(etapes):
        return _("Une synchronisation plus récente l’a changée.") if relue else _("Quelqu’un l’a modifiée depuis.")
    return None


def _liees(cles: Sequence[int]) -> dict[int, str]:
    """Return, with the reason, the orders of a batch that something else than their birth points at."""
    raisons: dict[int, str] = {}
    for relation in Commande._meta.related_objects:  # noqa: SLF001
        nom = relation.get_accessor_name()
        if nom in _NAISSANCE:
            continue
        modele, champ = relation.related_model, relation.field.name
        pointant = modele._default_manager.filter(**{f"{champ}__in": cles})  # noqa: SLF001
        if modele is Commande:
            pointant = pointant.exclude(pk__in=cles)
        for pk in pointant.values_list(f"{champ}_id", flat=True):
            raisons[pk] = _("Autre chose s’y rattache depuis (%s).") % modele._meta.verbose_name  # noqa: SLF001
    return raisons
