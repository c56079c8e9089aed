"""Who gets what at every address: the table that the exhaustive test compares with the pages.

A new page needs its two rows here (GET and POST), and an entry in ARGUMENTS when its
address has parameters. The words:

- page: the page itself (200)          - 404, 405, 403: that refusal
- maison: home of one's role (302)     - json404: that refusal, in JSON
- connexion: the sign-in, which comes back here (302)
- deconnecte: signed out and sent to the sign-in (302)
- explication: why nothing opens to a user without a profile (403)
- suite: what the action answers (302 to somewhere else than the above)
"""

from collections.abc import Callable
from typing import Any

from commande.etats import Etat
from commande.models import Commande, Impression
from config.noyau.horloge import maintenant
from parametre.models import ModeleMessage, Operateur
from synchronisation.models import (
    Connecteur,
    DepotFeuille,
    ExecutionSync,
    LigneSync,
    PointWebhook,
    ReceptionWebhook,
    TachePlanifiee,
)
from tests import fabrique

ACTEURS = (
    "anonyme",
    "ADMIN",
    "CONFIRMATION",
    "PREPARATION",
    "LOGISTIQUE",
    "inactif",
    "sans_profil",
    "superutilisateur",
)

# name: anonyme     ADMIN    CONFIRMATION PREPARATION LOGISTIQUE inactif    sans_profil superutilisateur
GET = {
    "parametre:accueil": "connexion maison maison maison maison deconnecte explication maison",
    "parametre:connexion": "page suite suite suite suite suite suite suite",
    "parametre:deconnexion": "405 405 405 405 405 405 405 405",
    "parametre:api_racine": "json404 json404 json404 json404 json404 json404 json404 json404",
    "parametre:api_absente": "json404 json404 json404 json404 json404 json404 json404 json404",
    "sante": "page page page page page page page page",
    "sante_pret": "page page page page page page page page",
    "confirmation:accueil": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:compteurs": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:suivante": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:recherche": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:nouvelle": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:echange": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:message": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:resultats": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:commande": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:adresse": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:bail": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:commencer": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:decision": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:lignes": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:note": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:remise": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:verifier": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:ville": "connexion maison 405 maison maison deconnecte explication maison",
    "preparation:accueil": "connexion maison maison page maison deconnecte explication maison",
    "preparation:commande": "connexion maison maison page maison deconnecte explication maison",
    "preparation:a_imprimer": "connexion maison maison page maison deconnecte explication maison",
    "preparation:imprimer": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:lot": "connexion maison maison page maison deconnecte explication maison",
    "preparation:lot_pdf": "connexion maison maison suite maison deconnecte explication maison",
    "preparation:reimprimer": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:etiquettes_variantes": "connexion maison maison page maison deconnecte explication maison",
    "preparation:etiquettes_variantes_pdf": "connexion maison maison suite maison deconnecte explication maison",
    "preparation:colis": "connexion maison maison page maison deconnecte explication maison",
    "preparation:colis_ouvrir": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis_commande": "connexion maison maison page maison deconnecte explication maison",
    "preparation:colis_scan": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis_ligne": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis_terminer": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis_manque": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:renvoyer": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:stock:liste": "connexion maison maison page maison deconnecte explication maison",
    "preparation:stock:seuils": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:stock:reception": "connexion maison maison page maison deconnecte explication maison",
    "preparation:stock:comptage": "connexion maison maison page maison deconnecte explication maison",
    "preparation:stock:variante": "connexion maison maison page maison deconnecte explication maison",
    "preparation:stock:ajuster": "connexion maison maison 405 maison deconnecte explication maison",
    "stock:liste": "connexion page maison maison maison deconnecte explication page",
    "stock:seuils": "connexion 405 maison maison maison deconnecte explication 405",
    "stock:reception": "connexion page maison maison maison deconnecte explication page",
    "stock:comptage": "connexion page maison maison maison deconnecte explication page",
    "stock:variante": "connexion page maison maison maison deconnecte explication page",
    "stock:ajuster": "connexion 405 maison maison maison deconnecte explication 405",
    "preparation:retours": "connexion maison maison page maison deconnecte explication maison",
    "preparation:retour": "connexion maison maison page maison deconnecte explication maison",
    "preparation:retour_echange": "connexion maison maison 405 maison deconnecte explication maison",
    "logistique:accueil": "connexion maison maison maison page deconnecte explication maison",
    "logistique:commande": "connexion maison maison maison page deconnecte explication maison",
    "logistique:tournee": "connexion maison maison maison page deconnecte explication maison",
    "logistique:carte": "connexion maison maison maison page deconnecte explication maison",
    "logistique:resultat": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:contact": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:remise": "connexion maison maison maison page deconnecte explication maison",
    "logistique:ouvrir": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:envois": "connexion maison maison maison page deconnecte explication maison",
    "logistique:envoi": "connexion maison maison maison page deconnecte explication maison",
    "logistique:ajouter": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:sortir": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:retirer": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:compter": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:clore": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:envoi_pdf": "connexion maison maison maison page deconnecte explication maison",
    "logistique:envoi_xlsx": "connexion maison maison maison page deconnecte explication maison",
    "logistique:caisse": "connexion maison maison maison page deconnecte explication maison",
    "pilotage:confier": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:lot": "connexion suite maison maison maison deconnecte explication suite",
    "pilotage:agir": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:envois": "connexion page maison maison maison deconnecte explication page",
    "pilotage:envoi": "connexion page maison maison maison deconnecte explication page",
    "pilotage:envoi_pdf": "connexion page maison maison maison deconnecte explication page",
    "pilotage:envoi_xlsx": "connexion page maison maison maison deconnecte explication page",
    "pilotage:caisse": "connexion page maison maison maison deconnecte explication page",
    "pilotage:accueil": "connexion page maison maison maison deconnecte explication page",
    "pilotage:commandes": "connexion page maison maison maison deconnecte explication page",
    "pilotage:commande": "connexion page maison maison maison deconnecte explication page",
    "messages:liste": "connexion page maison maison maison deconnecte explication page",
    "messages:nouveau": "connexion page maison maison maison deconnecte explication page",
    "messages:modele": "connexion page maison maison maison deconnecte explication page",
    "planification:liste": "connexion page maison maison maison deconnecte explication page",
    "planification:etat": "connexion page maison maison maison deconnecte explication page",
    "planification:instants": "connexion 405 maison maison maison deconnecte explication 405",
    "planification:nouvelle": "connexion page maison maison maison deconnecte explication page",
    "planification:tache": "connexion page maison maison maison deconnecte explication page",
    "planification:modifier": "connexion page maison maison maison deconnecte explication page",
    "planification:suspendre": "connexion 405 maison maison maison deconnecte explication 405",
    "planification:lancer": "connexion 405 maison maison maison deconnecte explication 405",
    "connecteurs:liste": "connexion page maison maison maison deconnecte explication page",
    "connecteurs:nouveau": "connexion page maison maison maison deconnecte explication page",
    "connecteurs:connecteur": "connexion page maison maison maison deconnecte explication page",
    "connecteurs:modifier": "connexion page maison maison maison deconnecte explication page",
    "connecteurs:apercu": "connexion 405 maison maison maison deconnecte explication 405",
    "connecteurs:rafraichir": "connexion 405 maison maison maison deconnecte explication 405",
    "connecteurs:vider": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:execution_annuler": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:sources": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_nouvelle": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_modifier": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_etat": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_executer": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:source_tester": "connexion 422 maison maison maison deconnecte explication 422",
    "synchronisation:source_colonnes": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_sante": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_sante_export": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:rejets": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:rejets_rejouer": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:rejet": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:depot_nouveau": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:depot": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:depot_appliquer": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:depot_abandonner": "connexion 405 maison maison maison deconnecte explication 405",
    "webhooks:points": "connexion page maison maison maison deconnecte explication page",
    "webhooks:rejouer": "connexion 405 maison maison maison deconnecte explication 405",
    "webhooks:changer": "connexion 405 maison maison maison deconnecte explication 405",
    "webhooks:reception": "connexion page maison maison maison deconnecte explication page",
    "annonce": "405 405 405 405 405 405 405 405",
    "image_article": "connexion 404 404 404 404 deconnecte explication 404",
    "kpis:accueil": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:executions": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:execution": "connexion page maison maison maison deconnecte explication page",
}
POST = {
    "parametre:accueil": "connexion 405 405 405 405 deconnecte explication 405",
    "parametre:connexion": "page page page page page page page page",
    "parametre:deconnexion": "suite suite suite suite suite suite suite suite",
    "parametre:api_racine": "json404 json404 json404 json404 json404 json404 json404 json404",
    "parametre:api_absente": "json404 json404 json404 json404 json404 json404 json404 json404",
    "sante": "405 405 405 405 405 405 405 405",
    "sante_pret": "405 405 405 405 405 405 405 405",
    "confirmation:accueil": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:compteurs": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:suivante": "connexion maison maison maison maison deconnecte explication maison",
    "confirmation:recherche": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:nouvelle": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:echange": "connexion maison page maison maison deconnecte explication maison",
    "confirmation:message": "connexion maison suite maison maison deconnecte explication maison",
    "confirmation:resultats": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:commande": "connexion maison 405 maison maison deconnecte explication maison",
    "confirmation:adresse": "connexion maison 422 maison maison deconnecte explication maison",
    "confirmation:bail": "connexion maison 409 maison maison deconnecte explication maison",
    "confirmation:commencer": "connexion maison suite maison maison deconnecte explication maison",
    "confirmation:decision": "connexion maison 422 maison maison deconnecte explication maison",
    "confirmation:lignes": "connexion maison 422 maison maison deconnecte explication maison",
    "confirmation:note": "connexion maison suite maison maison deconnecte explication maison",
    "confirmation:remise": "connexion maison 422 maison maison deconnecte explication maison",
    "confirmation:verifier": "connexion maison 422 maison maison deconnecte explication maison",
    "confirmation:ville": "connexion maison 422 maison maison deconnecte explication maison",
    "preparation:accueil": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:commande": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:a_imprimer": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:imprimer": "connexion maison maison suite maison deconnecte explication maison",
    "preparation:lot": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:lot_pdf": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:reimprimer": "connexion maison maison suite maison deconnecte explication maison",
    "preparation:etiquettes_variantes": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:etiquettes_variantes_pdf": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis_ouvrir": "connexion maison maison 422 maison deconnecte explication maison",
    "preparation:colis_commande": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:colis_scan": "connexion maison maison 422 maison deconnecte explication maison",
    "preparation:colis_ligne": "connexion maison maison 422 maison deconnecte explication maison",
    "preparation:colis_terminer": "connexion maison maison 422 maison deconnecte explication maison",
    "preparation:colis_manque": "connexion maison maison 422 maison deconnecte explication maison",
    "preparation:renvoyer": "connexion maison maison suite maison deconnecte explication maison",
    "preparation:stock:liste": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:stock:seuils": "connexion maison maison suite maison deconnecte explication maison",
    "preparation:stock:reception": "connexion maison maison page maison deconnecte explication maison",
    "preparation:stock:comptage": "connexion maison maison page maison deconnecte explication maison",
    "preparation:stock:variante": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:stock:ajuster": "connexion maison maison 422 maison deconnecte explication maison",
    "stock:liste": "connexion 405 maison maison maison deconnecte explication 405",
    "stock:seuils": "connexion suite maison maison maison deconnecte explication suite",
    "stock:reception": "connexion page maison maison maison deconnecte explication page",
    "stock:comptage": "connexion page maison maison maison deconnecte explication page",
    "stock:variante": "connexion 405 maison maison maison deconnecte explication 405",
    "stock:ajuster": "connexion 422 maison maison maison deconnecte explication 422",
    "preparation:retours": "connexion maison maison 405 maison deconnecte explication maison",
    "preparation:retour": "connexion maison maison 422 maison deconnecte explication maison",
    "preparation:retour_echange": "connexion maison maison suite maison deconnecte explication maison",
    "logistique:accueil": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:commande": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:tournee": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:carte": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:resultat": "connexion maison maison maison 422 deconnecte explication maison",
    "logistique:contact": "connexion maison maison maison suite deconnecte explication maison",
    "logistique:remise": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:ouvrir": "connexion maison maison maison suite deconnecte explication maison",
    "logistique:envois": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:envoi": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:ajouter": "connexion maison maison maison suite deconnecte explication maison",
    "logistique:sortir": "connexion maison maison maison 422 deconnecte explication maison",
    "logistique:retirer": "connexion maison maison maison suite deconnecte explication maison",
    "logistique:compter": "connexion maison maison maison suite deconnecte explication maison",
    "logistique:clore": "connexion maison maison maison suite deconnecte explication maison",
    "logistique:envoi_pdf": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:envoi_xlsx": "connexion maison maison maison 405 deconnecte explication maison",
    "logistique:caisse": "connexion maison maison maison 405 deconnecte explication maison",
    "pilotage:confier": "connexion suite maison maison maison deconnecte explication suite",
    "pilotage:lot": "connexion suite maison maison maison deconnecte explication suite",
    "pilotage:agir": "connexion suite maison maison maison deconnecte explication suite",
    "pilotage:envois": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:envoi": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:envoi_pdf": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:envoi_xlsx": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:caisse": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:accueil": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:commandes": "connexion 405 maison maison maison deconnecte explication 405",
    "pilotage:commande": "connexion 405 maison maison maison deconnecte explication 405",
    "messages:liste": "connexion 405 maison maison maison deconnecte explication 405",
    "messages:nouveau": "connexion page maison maison maison deconnecte explication page",
    "messages:modele": "connexion page maison maison maison deconnecte explication page",
    "planification:liste": "connexion 405 maison maison maison deconnecte explication 405",
    "planification:etat": "connexion 405 maison maison maison deconnecte explication 405",
    "planification:instants": "connexion page maison maison maison deconnecte explication page",
    "planification:nouvelle": "connexion page maison maison maison deconnecte explication page",
    "planification:tache": "connexion 405 maison maison maison deconnecte explication 405",
    "planification:modifier": "connexion page maison maison maison deconnecte explication page",
    "planification:suspendre": "connexion suite maison maison maison deconnecte explication suite",
    "planification:lancer": "connexion suite maison maison maison deconnecte explication suite",
    "connecteurs:liste": "connexion 405 maison maison maison deconnecte explication 405",
    "connecteurs:nouveau": "connexion page maison maison maison deconnecte explication page",
    "connecteurs:connecteur": "connexion 405 maison maison maison deconnecte explication 405",
    "connecteurs:modifier": "connexion page maison maison maison deconnecte explication page",
    "connecteurs:apercu": "connexion 422 maison maison maison deconnecte explication 422",
    "connecteurs:rafraichir": "connexion suite maison maison maison deconnecte explication suite",
    "connecteurs:vider": "connexion suite maison maison maison deconnecte explication suite",
    "synchronisation:execution_annuler": "connexion suite maison maison maison deconnecte explication suite",
    "synchronisation:sources": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:source_nouvelle": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:source_modifier": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:source_etat": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:source_executer": "connexion suite maison maison maison deconnecte explication suite",
    "synchronisation:source_tester": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:source_colonnes": "connexion 422 maison maison maison deconnecte explication 422",
    "synchronisation:source_sante": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:source_sante_export": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:rejets": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:rejets_rejouer": "connexion suite maison maison maison deconnecte explication suite",
    "synchronisation:rejet": "connexion 422 maison maison maison deconnecte explication 422",
    "synchronisation:depot_nouveau": "connexion page maison maison maison deconnecte explication page",
    "synchronisation:depot": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:depot_appliquer": "connexion suite maison maison maison deconnecte explication suite",
    "synchronisation:depot_abandonner": "connexion suite maison maison maison deconnecte explication suite",
    "webhooks:points": "connexion page maison maison maison deconnecte explication page",
    "webhooks:rejouer": "connexion suite maison maison maison deconnecte explication suite",
    "webhooks:changer": "connexion suite maison maison maison deconnecte explication suite",
    "webhooks:reception": "connexion 405 maison maison maison deconnecte explication 405",
    "annonce": "json404 json404 json404 json404 json404 json404 json404 json404",
    "image_article": "connexion 405 405 405 405 deconnecte explication 405",
    "kpis:accueil": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:executions": "connexion 405 maison maison maison deconnecte explication 405",
    "synchronisation:execution": "connexion 405 maison maison maison deconnecte explication 405",
}

Operateurs = dict[str, Operateur]


def _commande_de(champ: str, role: str, etat: Etat) -> Callable[[Operateurs], dict[str, Any]]:
    """Return a maker of the arguments of an order page: an order of the operator of that role."""
    return lambda operateurs: {"commande_id": fabrique.commande(etat, **{champ: operateurs[role]}).pk}


def _lot(operateurs: Operateurs) -> dict[str, Any]:
    """Return the arguments of a lot of labels of the preparer; it holds none."""
    lot = Impression.objects.create(cle="matrice", operateur=operateurs["PREPARATION"], format="ROULEAU")
    return {"impression_id": lot.pk}


def _retour_a_recevoir() -> Commande:
    commande = fabrique.commande(Etat.RETOURNEE, retour_attendu=True)
    fabrique.ligne(commande, declare_bon=1)
    return commande


def _ligne_rejetee() -> LigneSync:
    execution = ExecutionSync.objects.create(source=fabrique.source())
    return LigneSync.objects.create(
        source=execution.source,
        cle="H:1",
        numero=2,
        resultat="rejetee",
        empreinte="1",
        premiere_execution=execution,
        derniere_execution=execution,
    )


# Parameters of the addresses that have some; a maker gets the operators of the test, by role.
ARGUMENTS: dict[str, Callable[[Operateurs], dict[str, Any]]] = {
    "parametre:api_absente": lambda _operateurs: {"chemin": "v1/commandes/"},
    "confirmation:commande": _commande_de("operateur_confirmation", "CONFIRMATION", Etat.AFFECTEE),
    **{
        f"confirmation:{nom}": _commande_de("operateur_confirmation", "CONFIRMATION", Etat.AFFECTEE)
        for nom in ("adresse", "bail", "commencer", "decision", "lignes", "note", "remise", "verifier", "ville")
    },
    "confirmation:echange": _commande_de("operateur_confirmation", "CONFIRMATION", Etat.LIVREE),
    "confirmation:message": _commande_de("operateur_confirmation", "CONFIRMATION", Etat.AFFECTEE),
    "preparation:commande": _commande_de("operateur_preparation", "PREPARATION", Etat.EN_PREPARATION),
    **{f"preparation:{nom}": _lot for nom in ("lot", "lot_pdf")},
    **{
        f"preparation:{nom}": _commande_de("operateur_preparation", "PREPARATION", Etat.EN_PREPARATION)
        for nom in ("colis_commande", "colis_scan", "colis_ligne", "colis_terminer", "colis_manque", "renvoyer")
    },
    **{
        f"{espace}:{nom}": lambda _operateurs: {"variante_id": fabrique.variante().pk}
        for espace in ("preparation:stock", "stock")
        for nom in ("variante", "ajuster")
    },
    "logistique:commande": _commande_de("operateur_livraison", "LOGISTIQUE", Etat.EN_COURS_LIVRAISON),
    **{
        f"logistique:{nom}": _commande_de("operateur_livraison", "LOGISTIQUE", Etat.EN_COURS_LIVRAISON)
        for nom in ("carte", "resultat", "contact")
    },
    **{
        f"logistique:{nom}": lambda operateurs: {"envoi_id": fabrique.envoi(operateurs["LOGISTIQUE"]).pk}
        for nom in ("envoi", "ajouter", "sortir", "retirer", "compter", "clore", "envoi_pdf", "envoi_xlsx")
    },
    **{
        f"pilotage:{nom}": lambda operateurs: {"envoi_id": fabrique.envoi(operateurs["LOGISTIQUE"]).pk}
        for nom in ("envoi", "envoi_pdf", "envoi_xlsx")
    },
    "pilotage:confier": lambda _operateurs: {"commande_id": fabrique.commande().pk},
    "pilotage:agir": lambda _operateurs: {"commande_id": fabrique.commande().pk},
    **{
        f"planification:{nom}": lambda _operateurs: {
            "tache_id": TachePlanifiee.objects.create(
                nom="Essai", genre="affectation", frequence="INTERVALLE", minutes=5
            ).pk
        }
        for nom in ("tache", "modifier", "suspendre", "lancer")
    },
    **{
        f"connecteurs:{nom}": lambda _operateurs: {
            "connecteur_id": Connecteur.objects.create(
                nom="Essai", genre="CATALOGUE", adresse="http://127.0.0.1:9/", actif=False
            ).pk
        }
        for nom in ("connecteur", "modifier", "apercu", "rafraichir", "vider")
    },
    **{
        f"synchronisation:{nom}": lambda _operateurs: {"source_id": fabrique.source().pk}
        for nom in (
            "source",
            "source_modifier",
            "source_etat",
            "source_executer",
            "source_tester",
            "source_colonnes",
            "source_sante",
            "rejets",
            "rejets_rejouer",
        )
    },
    "preparation:retour": lambda _operateurs: {"commande_id": _retour_a_recevoir().pk},
    "preparation:retour_echange": lambda _operateurs: {"retour_id": 1},
    "synchronisation:execution_annuler": lambda _operateurs: {
        "execution_id": ExecutionSync.objects.create(source=fabrique.source(), etat="REUSSIE").pk
    },
    "synchronisation:source_sante_export": lambda _operateurs: {"source_id": fabrique.source().pk, "genre": "csv"},
    "synchronisation:rejet": lambda _operateurs: {"ligne_id": _ligne_rejetee().pk},
    **{
        f"synchronisation:{nom}": lambda operateurs: {
            "depot_id": DepotFeuille.objects.create(
                nom="f.csv", source_nom="f", operateur=operateurs["ADMIN"], essaye_le=maintenant()
            ).pk
        }
        for nom in ("depot", "depot_appliquer", "depot_abandonner")
    },
    "image_article": lambda _operateurs: {"nom": "absente.png"},
    "annonce": lambda _operateurs: {"cle": "inconnue"},
    "webhooks:changer": lambda _operateurs: {"point_id": 1},
    "webhooks:reception": lambda _operateurs: {
        "reception_id": ReceptionWebhook.objects.create(
            point=PointWebhook.objects.create(source=fabrique.source(), plateforme="SHOPIFY"), identifiant="une"
        ).pk
    },
    "messages:modele": lambda _operateurs: {
        "modele_id": ModeleMessage.objects.create(nom="Relance", texte="Bonjour {client}").pk
    },
    "pilotage:commande": lambda _operateurs: {"commande_id": fabrique.commande().pk},
    "synchronisation:execution": lambda _operateurs: {
        "execution_id": ExecutionSync.objects.create(source=fabrique.source()).pk
    },
}
