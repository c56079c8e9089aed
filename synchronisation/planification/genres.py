"""The kinds of tasks of the orders and of their sources."""

from typing import Any

from django.utils.translation import gettext as _

from commande.services.affectation import affecter_automatiquement
from commande.services.cles import purger_cles
from config.noyau.coherence import controles
from config.noyau.erreurs import ErreurMetier, ErreurSaisie
from config.noyau.taches import GenreTache
from synchronisation.services.lancement import synchroniser_source


def _synchroniser(parametres: dict[str, Any]) -> str:
    source_id = parametres.get("source_id")
    if not isinstance(source_id, int):
        raise ErreurSaisie(_("La tâche ne dit pas quelle source lire."))
    execution = synchroniser_source(source_id=source_id)
    return _("%(lues)d ligne(s) lue(s), %(nouvelles)d commande(s) nouvelle(s).") % {
        "lues": execution.lues,
        "nouvelles": execution.nouvelle,
    }


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
    GenreTache("synchronisation", "Synchroniser une source", _synchroniser),
    GenreTache("affectation", "Affecter les commandes", _affecter),
    GenreTache("coherence", "Vérifier les données", _verifier),
    GenreTache("purge_cles", "Oublier les clés anciennes", _purger),
)
