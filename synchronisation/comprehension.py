"""Turn the cells of one row into what an order needs, over indexes built once a run.

Pure: no query, no write. What cannot be understood stays empty and leaves a reason for
the operator; only a row without a number or a usable telephone is refused.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from article.resolution import CandidatVariante, IndexArticles
from article.textes import ProduitAnalyse
from commande.etats import Etat
from commande.services.saisie import NouvelleLigne
from config.noyau.telephones import Telephone, lire_telephone
from config.noyau.textes import nettoyer, normaliser
from parametre.lieux import IndexVilles
from parametre.models import Operateur, TypeOperateur, Ville
from synchronisation.valeurs import est_vide, lire_date, lire_montant, lire_quantite, lire_statut

T = TypeVar("T")

NUMERO_MAX = 60
# Longer texts are kept whole but only their beginning is analysed.
TEXTE_ANALYSE_MAX = 2000
CANDIDATS_MAX = 3

_ORIGINAL = re.compile(r"^\s*([A-Z0-9][\w./-]{2,58})\s*(?:\(\s*L\s*\d+\s*\))?\s*$", re.IGNORECASE)
_FORMULE = re.compile(r"\s*(?:[=@]|[+-]\s*[^\W\d_(]|[+-]\s*\()")

# Model number, size, colour: what makes two orders "the same article".
Empreinte = tuple[int, str, str]


class LigneRejetee(ValueError):
    """The row cannot become an order; the message is the French reason."""


@dataclass(frozen=True, slots=True)
class LigneComprise:
    """What one row says, resolved as far as it surely can be."""

    reference: str
    numero: str
    telephone: str
    telephone_2: str
    nom: str
    adresse: str
    ville: Ville | None
    texte_ville: str
    texte_produit: str
    article: Empreinte | None
    lignes: tuple[NouvelleLigne, ...]
    etat_feuille: Etat
    etat: Etat
    operateur_id: int | None
    motif: str
    original: str
    total_annonce: Decimal | None
    total_est_entier: bool
    date_commande: dt.datetime | None
    raisons: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    # Several articles, of which one at least made no line: the sum of the lines says nothing.
    incomplete: bool = False


@dataclass(slots=True)
class _Recueil:
    """The reasons and notes gathered while a row is read."""

    raisons: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def raison(self, code: str, message: str, texte: str = "", candidats: Sequence[Mapping[str, Any]] = ()) -> None:
        self.raisons.append(
            {"code": code, "message": message, "texte": texte[:200], "candidats": [*candidats][:CANDIDATS_MAX]}
        )

    def essayer(self, lire: Callable[[str], T | None], texte: str, code: str) -> T | None:
        """Read a value; an unreadable one stays empty and leaves its reason."""
        try:
            return lire(texte)
        except ValueError as erreur:
            self.raison(code, str(erreur), texte)
            return None


def reference_de(texte: str) -> str:
    """Return the order number of a row as the identity of its order in the source.

    Raises LigneRejetee with the reason.
    """
    numero = nettoyer(texte[: NUMERO_MAX * 4])
    if not numero:
        raise LigneRejetee(_("Aucun numéro de commande."))
    if _FORMULE.match(numero):
        raise LigneRejetee(_("Le numéro de commande est une formule : « %s ».") % numero[:40])
    if len(numero) > NUMERO_MAX or len(texte) > NUMERO_MAX * 4:
        raise LigneRejetee(_("Numéro de commande trop long : « %s… ».") % numero[:40])
    if not any(c.isalnum() for c in numero):
        raise LigneRejetee(_("Numéro de commande illisible : « %s ».") % numero)
    return numero.upper()


class IndexOperateurs:
    """The active confirmation operators by every name a sheet may give them."""

    def __init__(self) -> None:
        self._par_nom: dict[str, int | None] = {}
        actifs = Operateur.objects.filter(actif=True, type_operateur=TypeOperateur.CONFIRMATION)
        for operateur in actifs.select_related("user"):
            u = operateur.user
            noms = {u.username, u.get_full_name(), u.first_name, f"{u.last_name} {u.first_name}"}
            for nom in {normaliser(n) for n in noms} - {""}:
                # A name two people share names nobody.
                self._par_nom[nom] = None if nom in self._par_nom else operateur.pk

    def trouver(self, texte: str) -> int | None:
        return self._par_nom.get(normaliser(texte))


class Comprehension:
    """Everything a run needs to understand rows, loaded in a fixed number of queries."""

    def __init__(self) -> None:
        self.villes = IndexVilles.construire()
        self.articles = IndexArticles.construire()
        self.operateurs = IndexOperateurs()

    def comprendre(self, champs: Mapping[str, str]) -> LigneComprise:
        """Read the cells of a row, by field. Raises LigneRejetee with the reason."""
        recueil = _Recueil()
        numero = nettoyer(champs.get("numero", ""))
        reference = reference_de(numero)
        telephone = self._telephone(champs.get("telephone", ""), recueil)
        ville, texte_ville, adresse = self._lieu(champs, recueil)
        produit, lignes, incomplete = self._produits(champs, recueil)
        etat_feuille, etat, operateur_id = self._etat(champs, recueil)
        annonce, entier = self._annonce(champs, recueil)
        motif = nettoyer(champs.get("motifs", ""))
        if etat in (Etat.ERRONEE, Etat.ANNULEE) and not motif:
            motif = _("Sans motif dans la feuille")
        return LigneComprise(
            reference=reference,
            numero=numero,
            telephone=telephone.e164,
            telephone_2=telephone.second or "",
            nom=nettoyer(champs.get("client", ""))[:200],
            adresse=adresse,
            ville=ville,
            texte_ville=texte_ville,
            texte_produit=champs.get("produit", "").strip(),
            article=_empreinte(produit) if produit is not None else None,
            lignes=lignes,
            etat_feuille=etat_feuille,
            etat=etat,
            operateur_id=operateur_id,
            motif=motif[:300],
            original=_original(motif) if etat is Etat.DOUBLON else "",
            total_annonce=annonce,
            total_est_entier=entier,
            date_commande=recueil.essayer(lire_date, champs.get("date", ""), "date"),
            raisons=tuple(recueil.raisons),
            notes=tuple(recueil.notes),
            incomplete=incomplete,
        )

    @staticmethod
    def _telephone(texte: str, recueil: _Recueil) -> Telephone:
        try:
            telephone = lire_telephone(texte)
        except ValueError as erreur:
            propre = nettoyer(texte[:TEXTE_ANALYSE_MAX])[:40]
            message = _("Téléphone « %(texte)s » : %(raison)s.") if propre else _("Téléphone : %(raison)s.")
            raise LigneRejetee(message % {"texte": propre, "raison": erreur}) from erreur
        if telephone.signale:
            recueil.raison("telephone", _("Téléphone à vérifier : %s.") % telephone.remarque, texte)
        return telephone

    def _lieu(self, champs: Mapping[str, str], recueil: _Recueil) -> tuple[Ville | None, str, str]:
        """Find the place in the city cell, or else in the address."""
        texte_ville, adresse = champs.get("ville", "").strip(), champs.get("adresse", "").strip()
        adresse = "" if est_vide(adresse) else adresse
        candidats: list[Ville] = []
        raison = ""
        for texte in (t for t in (texte_ville, adresse) if not est_vide(t)):
            lieu = self.villes.reconnaitre(texte[:TEXTE_ANALYSE_MAX])
            if lieu.ville is not None:
                return lieu.ville, texte_ville, adresse
            raison = raison or lieu.raison
            candidats += [v for v in lieu.candidats if v not in candidats]
        recueil.raison(
            "ville",
            _("Ville à préciser : %s.") % (raison.rstrip(".") or _("aucune n’est indiquée")),
            texte_ville or adresse,
            [{"type": "ville", "id": v.pk, "libelle": v.nom} for v in candidats],
        )
        return None, texte_ville, adresse

    def _produits(
        self, champs: Mapping[str, str], recueil: _Recueil
    ) -> tuple[ProduitAnalyse | None, tuple[NouvelleLigne, ...], bool]:
        """Read the article of a row, or several: one a line, each with its quantity in the other cell.

        Also tells whether one of several made no line.
        """
        textes = champs.get("produit", "").strip().split("\n")
        quantites = champs.get("quantite", "").split("\n")
        if len(textes) == 1 or len(textes) != len(quantites):
            return *self._produit(champs, recueil), False
        lues = [
            self._produit({"produit": texte, "quantite": quantite}, recueil)
            for texte, quantite in zip(textes, quantites, strict=True)
        ]
        return None, tuple(ligne for _produit, lignes in lues for ligne in lignes), not all(li for _p, li in lues)

    def _produit(
        self, champs: Mapping[str, str], recueil: _Recueil
    ) -> tuple[ProduitAnalyse, tuple[NouvelleLigne, ...]]:
        texte = champs.get("produit", "").strip()
        produit, resolution = self.articles.comprendre(texte[:TEXTE_ANALYSE_MAX])
        texte_quantite = champs.get("quantite", "")
        illisible = len(recueil.raisons)
        quantite = recueil.essayer(lire_quantite, texte_quantite, "quantite") or 1
        if len(recueil.raisons) > illisible:
            recueil.raisons[-1]["candidats"] = _candidats(resolution.candidats)
            return produit, ()
        if resolution.variante_id is None:
            recueil.raison(
                f"produit_{resolution.code_raison}", resolution.raison, texte, _candidats(resolution.candidats)
            )
            return produit, ()
        pieces = produit.pieces * quantite
        offre = produit.prix_lot is not None
        if produit.pieces > 1:
            message = _("Offre de %(n)d pièces : demander la taille et la couleur des autres.") % {"n": pieces}
            recueil.raison("offre", message, texte)
        ligne = NouvelleLigne(
            variante_id=resolution.variante_id,
            quantite=pieces,
            offre_pieces=pieces if offre else None,
            offre_prix=produit.prix_lot * quantite if produit.prix_lot is not None else None,
        )
        return produit, (ligne,)

    def _etat(self, champs: Mapping[str, str], recueil: _Recueil) -> tuple[Etat, Etat, int | None]:
        """Return the state the sheet names, the first state of the order, its operator."""
        statut, nom = champs.get("statut", ""), nettoyer(champs.get("operateur", ""))[:80]
        operateur_id = self.operateurs.trouver(nom) if nom else None
        if nom and operateur_id is None:
            recueil.notes.append(_("Opérateur « %s » inconnu ou inactif.") % nom)
        feuille = recueil.essayer(lire_statut, statut, "statut") or Etat.NON_AFFECTEE
        if feuille is Etat.AFFECTEE:
            if operateur_id is not None:
                return feuille, feuille, operateur_id
            manque = _("opérateur « %s » inconnu ou inactif") % nom if nom else _("sans opérateur")
            message = _("La feuille dit « %(statut)s », %(manque)s : à affecter.")
            recueil.raison("operateur", message % {"statut": statut.strip()[:40], "manque": manque}, nom)
        elif feuille in (Etat.ERRONEE, Etat.ANNULEE, Etat.DOUBLON):
            return feuille, feuille, None
        elif feuille is not Etat.NON_AFFECTEE:
            message = _("La feuille dit « %s » : l’état réel est à vérifier.") % feuille.label
            recueil.raison("etat", message, statut)
        return feuille, Etat.NON_AFFECTEE, None

    @staticmethod
    def _annonce(champs: Mapping[str, str], recueil: _Recueil) -> tuple[Decimal | None, bool]:
        """Return what the sheet announces for the whole order, and whether it said so itself."""
        if "prix" not in champs and "total" in champs:
            return recueil.essayer(lire_montant, champs["total"], "prix"), True
        prix = recueil.essayer(lire_montant, champs.get("prix", ""), "prix")
        if prix is None:
            return None, False
        try:
            return prix * (lire_quantite(champs.get("quantite", "")) or 1), False
        except ValueError:
            return None, False


def _empreinte(produit: ProduitAnalyse) -> Empreinte | None:
    if produit.modele is None or produit.pointure is None or produit.couleur is None:
        return None
    return produit.modele, produit.pointure, produit.couleur


def _candidats(variantes: Sequence[CandidatVariante]) -> list[dict[str, Any]]:
    return [
        {"type": "variante", "id": v.variante_id, "libelle": v.libelle, "stock": v.qte_disponible} for v in variantes
    ]


def _original(motif: str) -> str:
    """Return the order number that a motive such as `YCN-000007 (L167)` names, or nothing."""
    trouve = _ORIGINAL.match(motif)
    return trouve[1].upper() if trouve and any(c.isdigit() for c in trouve[1]) else ""
