"""The kinds of tasks of the orders and of their sources."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commande.services.affectation import affecter_automatiquement
from commande.services.cles import purger_cles
from config.noyau.coherence import controles
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.taches import GenreTache
from synchronisation.connecteurs.services import rafraichir
from synchronisation.services.lancement import synchroniser_source
from synchronisation.webhooks.services import traiter_receptions


def _synchroniser(parametres: dict[str, Any]) -> str:
    source_id = parametres.get("source_id")
    if not isinstance(source_id, int):
        raise ErreurSaisie(_("La tâche ne dit pas quelle source lire."))
    execution = synchroniser_source(source_id=source_id)
    return _("%(lues)d ligne(s) lue(s), %(nouvelles)d commande(s) nouvelle(s).") % {
        "lues": execution.lues,
        "nouvelles": execution.nouvelle,
    }


def _rafraichir(parametres: dict[str, Any]) -> str:
    connecteur_id = parametres.get("connecteur_id")
    if not isinstance(connecteur_id, int):
        raise ErreurSaisie(_("La tâche ne dit pas quel connecteur lire."))
    bilan = rafraichir(connecteur_id=connecteur_id)
    return _("%(nouveaux)d nouveau(x), %(modifies)d modifié(s), %(disparus)d disparu(s), %(rejets)d illisible(s).") % {
        "nouveaux": len(bilan.nouveaux),
        "modifies": len(bilan.modifies),
        "disparus": len(bilan.disparus),
        "rejets": len(bilan.rejets),
    }


def _traiter_annonces(_parametres: dict[str, Any]) -> str:
    return _("%d annonce(s) traitée(s).") % traiter_receptions()


def _affecter(_parametres: dict[str, Any]) -> str:
    return _("%d commande(s) affectée(s).") % affecter_automatiquement()


def _verifier(_parametres: dict[str, Any]) -> str:
    fautes = {controle.code: sum(1 for _a in controle.chercher()) for controle in controles()}
    trouvees = [f"{code} ({nombre})" for code, nombre in fautes.items() if nombre]
    if trouvees:
        raise ErreurMetier(_("Anomalies dans les données\u202f: %s.") % ", ".join(trouvees))
    return _("%d contrôle(s), aucune anomalie.") % len(fautes)


def _purger(_parametres: dict[str, Any]) -> str:
    return _("%d clé(s) oubliée(s).") % purger_cles()


GENRES = (
    GenreTache("synchronisation", gettext_lazy("Synchroniser une source"), _synchroniser, "source_id"),
    GenreTache("catalogue", gettext_lazy("Rafraîchir un catalogue"), _rafraichir, "connecteur_id"),
    GenreTache("clients", gettext_lazy("Rafraîchir une liste de clients"), _rafraichir, "connecteur_id"),
    GenreTache("annonces", gettext_lazy("Traiter les annonces des boutiques"), _traiter_annonces),
    GenreTache("affectation", gettext_lazy("Affecter les commandes"), _affecter),
    GenreTache("coherence", gettext_lazy("Vérifier les données"), _verifier),
    GenreTache("purge_cles", gettext_lazy("Oublier les clés anciennes"), _purger),
)
