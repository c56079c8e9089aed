"""Bring the changes of rows into orders that nobody has started to work on.

The sheet proposes; it never pulls a state back nor overwrites what a person changed. What
it could not change is kept with the row as a difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from client.models import Client
from commande.etats import Etat
from commande.models import Commande, LigneCommande
from commande.raisons import SUJETS_ADRESSE, SUJETS_LIGNES, SUJETS_VILLE, a_verifier, sans_sujets, sujet
from commande.services.repricage import ligne_tarifee
from commande.services.saisie import prix_des_lignes
from commande.services.transitions import changer_etat
from commande.tarifs import Tarifs
from commande.verrous import verrouiller_commandes
from config.noyau.erreurs import ErreurMetier
from config.noyau.textes import nettoyer, normaliser
from synchronisation.colonnes import champs_de
from synchronisation.comprehension import LigneComprise
from synchronisation.models import Resultat, SourceCommandes
from synchronisation.services.clients import clients_des
from synchronisation.services.creation import ecart_annonce
from synchronisation.services.doublons import Original
from synchronisation.services.entrees import Entree
from synchronisation.services.memoire import COLONNES, photographier

OUVERTES_A_LA_FEUILLE = frozenset({Etat.NON_AFFECTEE, Etat.AFFECTEE})

# What a column decides in an order, and which reasons are about that.
SUJETS: Mapping[str, tuple[str, ...]] = {
    "telephone": ("telephone",),
    "client": (),
    "ville": SUJETS_VILLE,
    "adresse": SUJETS_ADRESSE,
    "lignes": SUJETS_LIGNES,
    "prix": ("prix", "ecart"),
    "date": ("date",),
    "etat": ("statut", "operateur", "etat"),
}
GROUPES: Mapping[str, str] = {
    "telephone": "telephone",
    "client": "client",
    "ville": "ville",
    "adresse": "adresse",
    "produit": "lignes",
    "quantite": "lignes",
    "prix": "prix",
    "total": "prix",
    "date": "date",
    "statut": "etat",
    "operateur": "etat",
    "motifs": "etat",
}


@dataclass(slots=True)
class _Changement:
    """One order to change: `groupes` is what the sheet may still decide."""

    entree: Entree
    comprise: LigneComprise
    commande: Commande
    groupes: set[str]
    differences: dict[str, Any]
    lignes: list[LigneCommande] = field(default_factory=list)


class MiseAJour:
    """Applies changed rows to orders for one run."""

    def __init__(self, source: SourceCommandes, tarifs: Tarifs) -> None:
        self.source, self.tarifs = source, tarifs

    def appliquer(self, couples: Sequence[tuple[Entree, int]], originaux: Mapping[str, Original]) -> None:
        """Settle each (row, order key); queries do not grow with the rows, but for changes of state."""
        if not couples:
            return
        commandes = {c.pk: c for c in verrouiller_commandes(pk for _e, pk in couples)}
        changements = []
        for entree, pk in couples:
            changement = self._comparer(entree, commandes[pk])
            if changement is not None:
                changements.append(changement)
        self._appliquer(changements)
        for changement in changements:
            if "etat" in changement.groupes:
                self._changer_etat(changement, originaux)
            _conclure(changement)

    def _comparer(self, entree: Entree, commande: Commande) -> _Changement | None:
        """Settle a row that changes nothing, or say what it may change."""
        entree.commande, entree.commande_id = commande, commande.pk
        avant = champs_de(commande.valeurs_brutes, self.source.correspondance)
        changes = {c for c in GROUPES if avant.get(c, "").strip() != entree.champs.get(c, "").strip()}
        if not changes or entree.comprise is None:
            entree.finir(Resultat.INCHANGEE)
            return None
        ecarts = {c: {"avant": avant.get(c, ""), "feuille": entree.champs.get(c, "")} for c in sorted(changes)}
        if commande.etat not in OUVERTES_A_LA_FEUILLE:
            entree.differences = ecarts
            message = _("La commande est « %s » : la feuille ne la change plus.")
            entree.finir(Resultat.PROTEGEE, message % commande.get_etat_display())
            return None
        proteges = {c for c in changes if GROUPES[c] in commande.champs_edites}
        groupes = {GROUPES[c] for c in changes - proteges}
        return _Changement(entree, entree.comprise, commande, groupes, {c: ecarts[c] for c in sorted(proteges)})

    def _appliquer(self, changements: Sequence[_Changement]) -> None:
        utiles = [c for c in changements if c.groupes]
        if not utiles:
            return
        photographier([(c.entree, c.commande) for c in utiles])
        deplaces = [c for c in utiles if "telephone" in c.groupes]
        clients = clients_des([c.comprise for c in deplaces])
        for changement in deplaces:
            changement.commande.client_id = clients[changement.comprise.telephone]
        _renommer([c for c in utiles if "client" in c.groupes and "telephone" not in c.groupes])
        for changement in utiles:
            self._reporter(changement)
        Commande.objects.bulk_update([c.commande for c in utiles], COLONNES)
        refaites = [c for c in utiles if "lignes" in c.groupes]
        LigneCommande.objects.filter(commande__in=[c.commande.pk for c in refaites]).delete()
        LigneCommande.objects.bulk_create([ligne for c in refaites for ligne in c.lignes])

    def _reporter(self, changement: _Changement) -> None:
        """Write the new values on the order in memory."""
        commande, comprise, groupes = changement.commande, changement.comprise, changement.groupes
        if groupes & {"ville", "adresse"} and "ville" not in commande.champs_edites:
            # The place may come from either cell.
            groupes.add("ville")
            commande.ville, commande.texte_ville = comprise.ville, comprise.texte_ville
        if "adresse" in groupes:
            commande.adresse = comprise.adresse
        if "prix" in groupes or "lignes" in groupes:
            groupes.add("prix")
            commande.total_annonce = comprise.total_annonce
        if "date" in groupes:
            commande.date_commande = comprise.date_commande
        if "lignes" in groupes:
            commande.texte_produit = comprise.texte_produit
            prix = prix_des_lignes(comprise.lignes, self.tarifs)
            commande.sous_total, commande.compteur_upsell = prix.sous_total, prix.compteur_upsell
            changement.lignes = [ligne_tarifee(commande, ligne) for ligne in prix.lignes]
        if "ville" in groupes and not commande.livraison_offerte:
            commande.frais_livraison = commande.ville.frais_livraison if commande.ville else None
        commande.total = commande.sous_total + (commande.frais_livraison or 0)
        self._juger(changement)
        commande.valeurs_brutes, commande.numero_ligne = changement.entree.valeurs, changement.entree.numero
        commande.version += 1

    def _juger(self, changement: _Changement) -> None:
        """Renew the reasons about what changed; the others stay as people left them."""
        commande, comprise = changement.commande, changement.comprise
        sujets = {s for groupe in changement.groupes for s in SUJETS[groupe]}
        raisons = sans_sujets(commande.raisons, *sujets)
        raisons += [r for r in comprise.raisons if sujet(r) in sujets]
        ecart = ecart_annonce(comprise, self.tarifs) if "prix" in sujets else None
        if ecart is not None:
            raisons.append(ecart)
        commande.raisons, commande.a_verifier = raisons, a_verifier(raisons)

    @staticmethod
    def _changer_etat(changement: _Changement, originaux: Mapping[str, Original]) -> None:
        """Follow the sheet where the workflow lets it; otherwise keep the difference."""
        demande = _transition(changement, originaux)
        if demande is None:
            return
        transition, donnees = demande
        try:
            changer_etat(
                commande_id=changement.commande.pk,
                transition=transition,
                operateur=None,
                motif=changement.comprise.motif,
                donnees=donnees,
            )
            changement.entree.avant["transition"] = transition
        except ErreurMetier as refus:
            changement.groupes.discard("etat")
            statut = changement.entree.champs.get("statut", "")
            changement.differences["statut"] = {"avant": changement.commande.etat, "feuille": statut}
            changement.entree.raison = refus.phrase


def _transition(changement: _Changement, originaux: Mapping[str, Original]) -> tuple[str, dict[str, Any] | None] | None:
    """Return the transition that the sheet asks for, if any; the workflow judges whether it may."""
    comprise, etat = changement.comprise, changement.commande.etat
    if comprise.etat_feuille == etat or comprise.etat == etat:
        return None
    if comprise.etat is Etat.ANNULEE:
        return "annuler", None
    if comprise.etat is Etat.ERRONEE:
        return "marquer_erronee", None
    if comprise.etat is Etat.AFFECTEE and etat == Etat.NON_AFFECTEE:
        return "affecter", {"operateur_id": comprise.operateur_id}
    original = originaux.get(comprise.original) if comprise.etat is Etat.DOUBLON else None
    if original is not None and original.telephone == comprise.telephone:
        return "marquer_doublon", {"original_id": original.pk}
    # Another status (Confirmée, Livrée…) is a reason on the order, not a change of its state.
    return None


def _renommer(changements: Sequence[_Changement]) -> None:
    """Follow a corrected name, unless a person or another order gave the client its name."""
    prefetch_related_objects([c.commande for c in changements], "client")
    clients = []
    for changement in changements:
        client, nom = changement.commande.client, changement.comprise.nom
        ancien = champs_de(changement.commande.valeurs_brutes).get("client", "")
        if nom and client.nom_complet == nettoyer(ancien)[:200]:
            changement.entree.avant["client"] = {"id": client.pk, "avant": client.nom_complet, "apres": nom}
            client.nom_complet, client.nom_recherche = nom, normaliser(nom)[:200]
            clients.append(client)
    Client.objects.bulk_update({c.pk: c for c in clients}.values(), ["nom_complet", "nom_recherche"])


def _conclure(changement: _Changement) -> None:
    entree = changement.entree
    entree.differences = changement.differences
    if changement.groupes:
        entree.finir(Resultat.MISE_A_JOUR, entree.raison)
    elif changement.differences:
        message = _("Changé par une personne dans l’application : la feuille ne l’écrase pas.")
        entree.finir(Resultat.PROTEGEE, entree.raison or message)
    else:
        entree.finir(Resultat.INCHANGEE)
