"""Turns invented orders into rows, column by column as the tables want them."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

from article.models import MouvementStock
from client.models import Client
from commande.demo.calendrier import ecrire_instant as instant
from commande.demo.clientele import Personne
from commande.demo.dossier import Dossier
from commande.demo.livraison import NouvelEnvoi
from commande.demo.magasin import Mouvement
from commande.models import Commande, Envoi, EtatCommande, LigneCommande, Operation
from config.noyau.textes import normaliser

Rangee = tuple[Any, ...]
_VILLE_A_CHOISIR = "La ville n'est pas reconnue : choisissez-la avec le client."


class Table:
    """A table and the columns written; the others take the default of their field."""

    def __init__(self, modele: type[Model], *colonnes: str) -> None:
        champs: list[Field[Any, Any]] = [f for f in modele._meta.concrete_fields if not f.primary_key]  # noqa: SLF001
        connus = {f.column for f in champs}
        if inconnues := set(colonnes) - connus - {"id"}:
            raise AssertionError(f"No such column: {inconnues}.")
        self.nom = modele._meta.db_table  # noqa: SLF001
        autres = [f for f in champs if f.column not in colonnes]
        self.colonnes: tuple[str, ...] = (*colonnes, *(str(f.column) for f in autres))
        self._defauts = tuple(_defaut(f) for f in autres)

    def rangee(self, *valeurs: Any) -> Rangee:
        return (*valeurs, *self._defauts)


def _defaut(champ: "Field[Any, Any]") -> Any:
    valeur = champ.get_default()
    if isinstance(champ, JSONField):
        # As text, once: the driver would write it again for every row.
        return json.dumps(valeur)
    return champ.get_db_prep_save(valeur, connection)


class Tables:
    """The tables of the demonstration, in the order in which they are written."""

    def __init__(self) -> None:
        self.clients = Table(
            Client, "id", "telephone", "telephone_2", "nom_complet", "nom_recherche", "adresse", "ville_id", "cree_le"
        )
        self.envois = Table(Envoi, "id", "numero", "date", "operateur_id", "clos_le")
        self.commandes = Table(Commande, "id", *_COLONNES_COMMANDE)
        self.lignes = Table(
            LigneCommande,
            *("commande_id", "variante_id", "quantite", "prix_unitaire", "origine_prix", "verifiee"),
            *("quantite_livree", "retour_bon", "retour_defectueux"),
        )
        self.etats = Table(
            EtatCommande,
            *("commande_id", "etat", "date_debut", "date_fin", "operateur_id", "responsable_id", "motif", "transition"),
        )
        self.contacts = Table(Operation, "commande_id", "type", "commentaire", "conclusion", "operateur_id", "date")
        self.mouvements = Table(
            MouvementStock,
            *("variante_id", "delta", "solde_apres", "type", "commande_id", "operateur_id", "date", "motif"),
        )

    @property
    def toutes(self) -> tuple[Table, ...]:
        return (
            *(self.clients, self.envois, self.commandes, self.lignes),
            *(self.etats, self.contacts, self.mouvements),
        )

    def de_client(self, p: Personne) -> Rangee:
        return self.clients.rangee(
            p.id, p.telephone, p.telephone_2, p.nom, normaliser(p.nom), p.adresse, p.lieu.id, instant(p.cree_le)
        )

    def d_envoi(self, e: NouvelEnvoi, numero: str) -> Rangee:
        return self.envois.rangee(e.id, numero, instant(e.date), e.livreur, instant(e.clos_le))

    def de_commande(self, d: Dossier, numero: int) -> Rangee:
        frais = d.prix.frais if d.prix else None
        bail = d.bail if d.ou == "en_cours_confirmation" else None
        return self.commandes.rangee(
            d.id,
            f"DEMO-{numero:06d}",
            f"DEMO{numero:06d}",
            d.origine,
            d.client.id,
            d.lieu.id if d.ville_connue else None,
            d.client.adresse,
            d.ou,
            d.confirmateur,
            d.preparateur,
            d.livreur,
            d.prix.compteur_upsell if d.prix else 0,
            str(d.sous_total),
            None if frais is None else str(frais),
            int(d.prix.livraison_offerte) if d.prix else 0,
            str(d.total),
            None if d.total_confirme is None else str(d.total_confirme),
            None if d.encaisse is None else str(d.encaisse),
            instant(d.encaisse_le),
            d.pieces[0][0].texte,
            d.lieu.nom if d.ville_connue else f"{d.lieu.nom[:4]}…",
            int(not d.ville_connue),
            "[]" if d.ville_connue else _raison(d),
            instant(d.rappel_le),
            d.motif,
            d.doublon_de,
            instant(d.arrivee - 60 - d.arrivee % 700),
            instant(d.arrivee),
            d.prevue_le,
            d.envoi,
            d.version,
            None if bail is None else d.confirmateur,
            instant(bail),
        )

    def de_lignes(self, d: Dossier) -> Iterator[Rangee]:
        verifie = int(d.verifie)
        for li in d.lignes:
            yield self.lignes.rangee(
                *(d.id, li.variante_id, li.quantite, str(li.prix), li.origine, verifie),
                *(li.livree, li.bon, li.defectueux),
            )

    def d_etats(self, d: Dossier) -> Iterator[Rangee]:
        fins = [instant(e.debut) for e in d.etapes]
        for rang, e in enumerate(d.etapes):
            fin = fins[rang + 1] if rang + 1 < len(fins) else None
            yield self.etats.rangee(d.id, e.ou, fins[rang], fin, e.auteur, e.responsable, e.motif, e.transition)

    def de_contacts(self, d: Dossier) -> Iterator[Rangee]:
        for c in d.contacts:
            yield self.contacts.rangee(d.id, c.type, c.commentaire, c.conclusion, c.operateur, instant(c.date))

    def de_mouvement(self, m: Mouvement) -> Rangee:
        return self.mouvements.rangee(
            m.variante_id, m.delta, m.solde_apres, m.type, m.commande_id, m.operateur, instant(m.date), m.motif
        )


def _raison(d: Dossier) -> str:
    raison = {"code": "ville_inconnue", "message": _VILLE_A_CHOISIR, "texte": f"{d.lieu.nom[:4]}…", "candidats": []}
    return json.dumps([raison], ensure_ascii=False)


_COLONNES_COMMANDE = (
    *("numero", "code_barre", "origine", "client_id", "ville_id", "adresse", "etat"),
    *("operateur_confirmation_id", "operateur_preparation_id", "operateur_livraison_id"),
    *("compteur_upsell", "sous_total", "frais_livraison", "livraison_offerte", "total", "total_confirme"),
    *("montant_encaisse", "encaisse_le", "texte_produit", "texte_ville", "a_verifier", "raisons", "rappel_le"),
    *("motif", "doublon_de_id", "date_commande", "cree_le", "date_livraison_prevue", "envoi_id", "version"),
    *("occupee_par_id", "occupee_jusqua"),
)
