"""Create the orders of a batch of rows, set-based."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from article.couleurs import IndexCouleurs
from commande.etats import Etat
from commande.models import Commande, Origine
from commande.services.saisie import NouvelleCommande, creer_en_lot, prix_des_lignes
from commande.tarifs import Tarifs
from config.noyau.argent import en_dirhams
from config.noyau.horloge import maintenant
from parametre.models import Reglages
from synchronisation.comprehension import CANDIDATS_MAX, LigneComprise
from synchronisation.models import ExecutionSync, Resultat
from synchronisation.services.clients import clients_des
from synchronisation.services.doublons import Original, Voisinage, Voisine
from synchronisation.services.entrees import Entree


@dataclass(slots=True)
class _Projet:
    """An order about to be created, and the orders it must be tied to once they exist."""

    entree: Entree
    comprise: LigneComprise
    etat: Etat
    motif: str
    raisons: list[dict[str, Any]]
    voisine: Voisine
    doublon_de: Voisine | None = None
    probables: list[Voisine] = field(default_factory=list)


class Creation:
    """Creates orders for one run; holds what every batch of the run shares."""

    def __init__(
        self,
        execution: ExecutionSync,
        *,
        reglages: Reglages,
        tarifs: Tarifs,
        couleurs: IndexCouleurs,
    ) -> None:
        self.execution, self.source, self.tarifs, self.couleurs = execution, execution.source, tarifs, couleurs
        self.delai_certain = dt.timedelta(hours=reglages.doublon_heures)
        self.delai_probable = dt.timedelta(days=reglages.doublon_probable_jours)

    def creer(self, entrees: Sequence[Entree], originaux: dict[str, Original]) -> None:
        """Create an order for each entry, in a fixed number of queries.

        `originaux` holds, by number, the orders that rows of status Doublon name.
        """
        if not entrees:
            return
        comprises = [e.comprise for e in entrees if e.comprise is not None]
        clients = clients_des(comprises)
        voisinage = Voisinage({c.telephone for c in comprises}, self.couleurs)
        arrivee = maintenant()
        lot = {
            e.reference: (_voisine(e.comprise, arrivee), e.comprise.telephone)
            for e in entrees
            if e.comprise is not None
        }
        projets = [self._projeter(e, e.comprise, voisinage, originaux, lot) for e in entrees if e.comprise is not None]
        nouvelles = [self._nouvelle(p, clients, arrivee) for p in projets]
        for projet, commande in zip(projets, creer_en_lot(nouvelles, tarifs=self.tarifs), strict=True):
            projet.voisine.pk = commande.pk
            projet.voisine.numero = commande.numero
            projet.entree.commande, projet.entree.commande_id = commande, commande.pk
        self._lier(projets)

    def _projeter(
        self,
        entree: Entree,
        comprise: LigneComprise,
        voisinage: Voisinage,
        originaux: dict[str, Original],
        lot: dict[str, tuple[Voisine, str]],
    ) -> _Projet:
        """Decide the first state of an order and what it must be tied to."""
        voisine = lot[entree.reference][0]
        projet = _Projet(entree, comprise, comprise.etat, comprise.motif, [*comprise.raisons], voisine)
        if comprise.etat is Etat.DOUBLON:
            self._doublon_dit(projet, originaux, lot)
        elif comprise.etat not in (Etat.ERRONEE, Etat.ANNULEE):
            self._doublon_reconnu(projet, voisinage)
        ecart = ecart_annonce(comprise, self.tarifs)
        if ecart is not None:
            projet.raisons.append(ecart)
        voisine.etat = projet.etat
        if projet.etat in (Etat.NON_AFFECTEE, Etat.AFFECTEE):
            voisinage.ajouter(comprise.telephone, voisine)
        dits = [_("Doublon de %s.") % projet.doublon_de.numero] if projet.doublon_de is not None else []
        dits += [r["message"] for r in projet.raisons] + [*comprise.notes]
        resultat = Resultat.DOUBLON if projet.etat is Etat.DOUBLON else Resultat.NOUVELLE
        entree.finir(resultat, " ".join(dits))
        return projet

    @staticmethod
    def _doublon_dit(projet: _Projet, originaux: dict[str, Original], lot: dict[str, tuple[Voisine, str]]) -> None:
        """Judge a row that the sheet calls a duplicate by the order that it names."""
        nom, telephone = projet.comprise.original, projet.comprise.telephone
        autre: tuple[Voisine, str] | None = None
        if nom and nom != projet.entree.reference:
            connu = originaux.get(nom)
            if nom in lot:
                autre = lot[nom]
            elif connu is not None and (connu.meme_source or connu.telephone == telephone):
                autre = Voisine(connu.pk, nom, "", maintenant()), connu.telephone
        if autre is None:
            message = _("La feuille dit « Doublon » mais la commande d’origine est inconnue : « %s ».")
            projet.raisons.append(_raison("doublon_inconnu", message % (projet.comprise.motif or "–"), nom))
        elif autre[1] == telephone:
            projet.doublon_de = autre[0]
        else:
            projet.etat = Etat.NON_AFFECTEE
            message = _("La feuille dit « Doublon » de %s, mais cette commande a un autre téléphone.")
            projet.raisons.append(_raison("doublon_autre_telephone", message % nom, nom))
            projet.probables = [autre[0]]

    def _doublon_reconnu(self, projet: _Projet, voisinage: Voisinage) -> None:
        """Compare a row with the open orders of its telephone."""
        telephone, instant = projet.comprise.telephone, projet.voisine.instant
        certaine = voisinage.certaine(telephone, projet.comprise.article, instant, self.delai_certain)
        if certaine is not None:
            projet.etat, projet.doublon_de = Etat.DOUBLON, certaine
            projet.motif = _("Même article commandé par le même téléphone (%s)") % certaine.numero
            return
        projet.probables = voisinage.probables(telephone, instant, self.delai_probable)[:CANDIDATS_MAX]
        if projet.probables:
            numeros = ", ".join(v.numero for v in projet.probables)
            message = _("Doublon probable : le même téléphone a déjà une commande ouverte (%s).") % numeros
            projet.raisons.append(_raison("doublon_probable", message, telephone))

    def _nouvelle(self, projet: _Projet, clients: dict[str, int], arrivee: dt.datetime) -> NouvelleCommande:
        c, entree = projet.comprise, projet.entree
        return NouvelleCommande(
            client_id=clients[c.telephone],
            ville=c.ville,
            adresse=c.adresse,
            lignes=c.lignes,
            numero=c.numero,
            source_id=self.source.pk,
            source_code=self.source.code,
            reference_source=entree.reference,
            execution_id=self.execution.pk,
            numero_ligne=entree.numero,
            valeurs_brutes=entree.valeurs,
            texte_produit=c.texte_produit,
            texte_ville=c.texte_ville,
            etat=projet.etat,
            operateur_confirmation_id=c.operateur_id if projet.etat is Etat.AFFECTEE else None,
            origine=Origine.SYNC,
            raisons=tuple(projet.raisons),
            total_annonce=c.total_annonce,
            motif=projet.motif,
            doublon_de_id=projet.doublon_de.pk if projet.doublon_de else None,
            date_commande=c.date_commande,
            cree_le=arrivee,
        )

    @staticmethod
    def _lier(projets: Sequence[_Projet]) -> None:
        """Tie orders to others of the same batch, whose keys exist only now."""
        a_lier = []
        for projet in projets:
            commande = projet.entree.commande
            if commande is None:
                continue
            original = projet.doublon_de.pk if projet.doublon_de else None
            for raison in commande.raisons:
                if raison["code"] in ("doublon_probable", "doublon_autre_telephone"):
                    raison["candidats"] = [
                        {"type": "commande", "id": v.pk, "libelle": v.numero} for v in projet.probables
                    ]
                    a_lier.append(commande)
            if original != commande.doublon_de_id:
                commande.doublon_de_id = original
                a_lier.append(commande)
        if a_lier:
            Commande.objects.bulk_update({c.pk: c for c in a_lier}.values(), ["doublon_de", "raisons"])


def ecart_annonce(comprise: LigneComprise, tarifs: Tarifs) -> dict[str, Any] | None:
    """Return the reason that says how the catalogue differs from what the sheet announces, if it does."""
    if comprise.total_annonce is None or not comprise.lignes:
        return None
    if comprise.incomplete:
        return None
    ligne, *autres = comprise.lignes
    attendu = ligne.offre_prix
    if autres:
        attendu = prix_des_lignes(comprise.lignes, tarifs).sous_total
    elif attendu is None:
        attendu = tarifs.prix_simple(ligne.variante_id, ligne.quantite).sous_total
    frais = comprise.ville.frais_livraison if comprise.ville else None
    accordes = {attendu, attendu + frais} if comprise.total_est_entier and frais is not None else {attendu}
    if comprise.total_annonce in accordes:
        return None
    message = _("La feuille annonce %(feuille)s, le catalogue donne %(catalogue)s.")
    montants = {"feuille": en_dirhams(comprise.total_annonce), "catalogue": en_dirhams(attendu)}
    return _raison("ecart_prix", message % montants, "")


def _voisine(comprise: LigneComprise, arrivee: dt.datetime) -> Voisine:
    articles = {comprise.article} if comprise.article else set()
    return Voisine(None, comprise.numero, comprise.etat, comprise.date_commande or arrivee, articles)


def _raison(code: str, message: str, texte: str) -> dict[str, Any]:
    return {"code": code, "message": message, "texte": texte, "candidats": []}
