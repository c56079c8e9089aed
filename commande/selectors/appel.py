"""What the page of a call adds to that of an order, in two more queries."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import fuzz

from article.models import Article, Variante
from article.recherche import variantes_proches
from client.models import Client
from commande.composition import Composition
from commande.etats import AVANT_CONFIRMATION, OUVERTS, Etat
from commande.models import Commande, OriginePrix
from commande.moteur.lecture import lire
from commande.prix import ErreurPrix, palier
from commande.selectors.acces import commande_visible_ou_404
from commande.selectors.fiche import AutreCommande, Fiche, LigneFiche, delai_en_mots, fiche, fiche_de, lignes_completes
from commande.services.decision import texte_de_couleur
from config.noyau.argent import en_dirhams
from config.noyau.horloge import maintenant
from config.noyau.textes import normaliser
from parametre.lieux.reconnaissance import index_courant
from parametre.models import Operateur, Reglages, Ville

# Keys 1 to 9.
TOUCHES_MAX = 9
# The letters are all taken; these a French keyboard types without Shift.
TOUCHES_RETENIR = "$="
PROCHES_MAX = 3
ORIGINAUX_MAX = 4
VILLES_MAX = 8
_APPELABLES = (Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION)


@dataclass(frozen=True, slots=True)
class Choix:
    """Something one key away; `touche` is empty when the nine keys are taken."""

    touche: str
    id: int
    libelle: str
    stock: int | None = None


@dataclass(frozen=True, slots=True)
class RaisonAppel:
    """A reason to check; `ecriture` is what can be taught, by the key `touche`; `voisines` the orders it names."""

    code: str
    message: str
    texte: str
    choix: list[Choix]
    ecriture: str
    touche: str
    voisines: list[AutreCommande]


@dataclass(frozen=True, slots=True)
class LigneAppel:
    """A line as priced now. `total_pieces` counts its variant over all lines of the order."""

    fiche: LigneFiche
    total_pieces: int
    proches: list[Choix]
    remise: bool
    remise_possible: bool
    premiere: bool


@dataclass(frozen=True, slots=True)
class Appel:
    """The page of a call. `occupant` is who else has the order in hand, since `occupee_depuis`."""

    fiche: Fiche
    commande: Commande
    lignes: list[LigneAppel]
    raisons: list[RaisonAppel]
    promesses: list[str]
    echelles: list[str]
    originaux: list[AutreCommande]
    contacts: list[dt.datetime]
    livrees: int
    retournees: int
    occupant: Operateur | None
    occupee_depuis: dt.datetime | None

    @property
    def modifiable(self) -> bool:
        """Tell whether this operator may change and decide now."""
        return self.occupant is None

    @property
    def en_appel(self) -> bool:
        return self.commande.etat == Etat.EN_COURS_CONFIRMATION


def est_a_appeler(commande: Commande) -> bool:
    """Tell whether an order is at the stage of the call."""
    return commande.etat in _APPELABLES


def appel(operateur: Operateur, commande_id: int) -> Appel:
    """Return the page of a call; raises Http404 where the page of the order would."""
    lue = _fiche(operateur, commande_id)
    commande = lue.commande
    touches = (str(n) for n in count(1))
    raisons = list(_raisons(commande, lue, touches)) if est_a_appeler(commande) else []
    composition = lue.composition or Composition(lignes=())
    par_etat = dict(lue.autres_par_etat)
    occupant = _occupant(commande, operateur)
    return Appel(
        fiche=lue,
        commande=commande,
        lignes=_lignes(lue, composition, touches),
        raisons=raisons,
        promesses=[
            ngettext(
                "La feuille promet %(pieces)d pièce pour %(prix)s",
                "La feuille promet %(pieces)d pièces pour %(prix)s",
                offre.pieces,
            )
            % {"pieces": offre.pieces, "prix": en_dirhams(offre.prix)}
            for offre in composition.offres.values()
        ],
        echelles=_echelles(composition, lue),
        originaux=_originaux(commande, lue),
        contacts=[e.instant for e in lue.evenements if not e.etat],
        livrees=sum(par_etat.get(str(e.label), 0) for e in (Etat.LIVREE, Etat.LIVREE_PARTIELLEMENT)),
        retournees=par_etat.get(str(Etat.RETOURNEE.label), 0),
        occupant=occupant,
        occupee_depuis=_depuis(lue, commande) if occupant else None,
    )


def _fiche(operateur: Operateur, commande_id: int) -> Fiche:
    """Read the page of an order, without what only the page of one that is over shows."""
    commande = commande_visible_ou_404(operateur, commande_id)
    if not est_a_appeler(commande):
        return fiche(operateur, commande_id)
    # Three statements written out take less time than composing one that joins them.
    (commande.client,) = lire(Client, [commande.client_id])
    if commande.ville_id is not None:
        (commande.ville,) = lire(Ville, [commande.ville_id])
    prefetch_related_objects([commande], lignes_completes())
    return fiche_de(operateur, commande)


def occupee_par_autrui(commande: Commande, operateur: Operateur) -> bool:
    """Tell whether somebody else has an order in hand at this instant."""
    return (
        commande.occupee_par_id not in (None, operateur.pk)
        and commande.occupee_jusqua is not None
        and commande.occupee_jusqua > maintenant()
    )


def variantes_de(article_id: int) -> tuple[Article | None, list[Variante]]:
    """Return an article sold now with its variants, in two queries."""
    article = Article.objects.filter(pk=article_id, actif=True).first()
    variantes = Variante.objects.filter(article_id=article_id).select_related("couleur", "pointure")
    return article, list(variantes.order_by("pk")) if article else []


def chercher_villes(saisie: str) -> list[Ville]:
    """Return the places served that a text may mean, the likeliest first; one query once warm."""
    cle = normaliser(saisie[:80])
    if not cle:
        return []
    index = index_courant()
    lu = index.reconnaitre(saisie[:80])
    surs = [v for v in (lu.ville, *lu.candidats) if v is not None]
    noms = ((normaliser(v.nom), v) for v in index.villes.values())
    notes = [(_note(cle, nom), len(nom), v.pk, v) for nom, v in noms]
    proches = [v for note, *_reste, v in sorted(notes, key=lambda n: (-n[0], n[1], n[2])) if note >= 70]
    return list(dict.fromkeys([*surs, *proches]))[:VILLES_MAX]


def delai_de(ville: Ville) -> str:
    return delai_en_mots(ville)


def _note(cle: str, nom: str) -> float:
    if nom.startswith(cle):
        return 100
    if f" {cle}" in nom:
        return 95
    return fuzz.ratio(cle, nom) if len(cle) > 3 else 0


def _dictionnaires(liste: object) -> list[dict[str, Any]]:
    return [e for e in liste if isinstance(e, dict)] if isinstance(liste, list) else []


def _raisons(commande: Commande, lue: Fiche, touches: Iterator[str]) -> Iterator[RaisonAppel]:
    stocks = {c.libelle: c.stock for r in lue.raisons for c in r.candidats}
    retenues = iter(TOUCHES_RETENIR)
    # Both read the same entries in the same order.
    for raison, dite in zip(_dictionnaires(commande.raisons), lue.raisons, strict=True):
        candidats = [
            c
            for c in _dictionnaires(raison.get("candidats"))
            if c.get("type") in ("ville", "variante") and isinstance(c.get("id"), int)
        ]
        code, texte = str(raison.get("code", "")), str(raison.get("texte", ""))
        ecriture = texte if code.partition("_")[0] == "ville" else texte_de_couleur(raison)
        yield RaisonAppel(
            code=code,
            message=str(raison.get("message", "")),
            texte=texte,
            choix=[
                _choix(touches, c["id"], str(c.get("libelle", "")), stocks.get(str(c.get("libelle", ""))))
                for c in candidats
            ],
            ecriture=ecriture,
            touche=next(retenues, "") if ecriture and candidats else "",
            voisines=[AutreCommande(c.commande, c.visible) for c in dite.candidats if c.commande is not None],
        )


def _choix(touches: Iterator[str], pk: int, libelle: str, stock: int | None) -> Choix:
    touche = next(touches)
    return Choix(touche if int(touche) <= TOUCHES_MAX else "", pk, libelle, stock)


def _lignes(lue: Fiche, composition: Composition, touches: Iterator[str]) -> list[LigneAppel]:
    pieces: dict[int | None, int] = {}
    for tarifee in lue.prix.lignes:
        pieces[tarifee.cle] = pieces.get(tarifee.cle, 0) + tarifee.quantite
    voisines = _voisines([li for li in lue.lignes if li.manque])
    tarifs = {li.tarif.article_id: li.tarif for li in composition.lignes if li.tarif is not None}
    vues: set[int] = set()
    lignes = []
    for tarifee, ligne in zip(lue.prix.lignes, lue.lignes, strict=True):
        variante = ligne.variante
        article = variante.article_id if variante else 0
        total = pieces[tarifee.cle]
        premiere = tarifee.cle not in vues
        vues.add(tarifee.cle or 0)
        proches: list[Variante] = []
        if variante is not None and ligne.manque and premiere:
            proches = variantes_proches(variante, voisines.get(article, []), pieces=total)[:PROCHES_MAX]
        deja = article in composition.remises
        tarif = tarifs.get(article)
        remisable = tarif is not None and not deja and tarifee.origine != OriginePrix.MANUEL
        lignes.append(
            LigneAppel(
                fiche=ligne,
                total_pieces=total,
                proches=[_choix(touches, v.pk, _nom(v), v.qte_disponible) for v in proches],
                remise=deja,
                remise_possible=remisable and tarif is not None and palier(tarif.remise, total) is not None,
                premiere=premiere,
            )
        )
    return lignes


def _voisines(manquantes: Sequence[LigneFiche]) -> Mapping[int, list[Variante]]:
    """Return, for the articles of the lines that are short, the variants there is stock of."""
    articles = {li.variante.article_id for li in manquantes if li.variante is not None}
    voisines: dict[int, list[Variante]] = {}
    if articles:
        disponibles = Variante.objects.filter(article_id__in=articles, qte_disponible__gt=0)
        for variante in disponibles.select_related("couleur", "pointure"):
            voisines.setdefault(variante.article_id, []).append(variante)
    return voisines


def _nom(variante: Variante) -> str:
    return " ".join(str(v.nom) for v in (variante.couleur, variante.pointure) if v is not None) or variante.reference


def _echelles(composition: Composition, lue: Fiche) -> list[str]:
    """Say, for each upsell article, what one more piece would make each of them cost."""
    if lue.commande.etat not in AVANT_CONFIRMATION:
        return []
    prix = {t.cle: t.prix_unitaire for t in lue.prix.lignes if t.origine in (OriginePrix.STANDARD, OriginePrix.UPSELL)}
    phrases: dict[int, str] = {}
    for rang, ligne in enumerate(composition.lignes):
        tarif = ligne.tarif
        if tarif is None or not tarif.compte_pour_upsell or ligne.cle not in prix or tarif.article_id in phrases:
            continue
        apres = _avec_une_de_plus(composition, rang)
        if apres is None or apres >= prix[ligne.cle]:
            continue
        nombres = {"apres": en_dirhams(apres), "avant": en_dirhams(prix[ligne.cle]).removesuffix("\u202fDH")}
        phrases[tarif.article_id] = _("encore 1 pièce\u202f: %(apres)s chacune au lieu de %(avant)s") % nombres
    return list(phrases.values())


def _avec_une_de_plus(composition: Composition, rang: int) -> Decimal | None:
    lignes = list(composition.lignes)
    lignes[rang] = replace(lignes[rang], quantite=lignes[rang].quantite + 1)
    try:
        prix = replace(composition, lignes=tuple(lignes)).prix()
    except ErreurPrix:
        return None
    de_la_ligne = [t for t in prix.lignes if t.cle == lignes[rang].cle and t.origine == OriginePrix.UPSELL]
    return de_la_ligne[0].prix_unitaire if de_la_ligne else None


def _originaux(commande: Commande, lue: Fiche) -> list[AutreCommande]:
    """Return the likely originals: those that the reasons name, open ones, then the nearest in time."""
    proposes = {
        c.get("id")
        for r in _dictionnaires(commande.raisons)
        for c in _dictionnaires(r.get("candidats"))
        if c.get("type") == "commande"
    }
    possibles = [a for a in lue.autres if a.commande.etat != Etat.DOUBLON]
    possibles.sort(
        key=lambda a: (
            a.commande.pk not in proposes,
            a.commande.etat not in OUVERTS,
            abs(a.commande.cree_le - commande.cree_le),
        )
    )
    return possibles[:ORIGINAUX_MAX]


def _occupant(commande: Commande, operateur: Operateur) -> Operateur | None:
    return commande.occupee_par if occupee_par_autrui(commande, operateur) else None


def _depuis(lue: Fiche, commande: Commande) -> dt.datetime | None:
    """Return since when an order is in hand: the start of its call, or of its lease when it was taken up again.

    A call renews its lease as it goes: a state that began less than a lease before the last
    renewal is the same call.
    """
    if commande.occupee_jusqua is None:
        return None
    bail = dt.timedelta(minutes=(Reglages.objects.filter(pk=1).first() or Reglages()).bail_minutes)
    pris = commande.occupee_jusqua - bail
    debuts = [e.instant for e in lue.evenements if e.fin is None]
    return debuts[0] if debuts and debuts[0] >= pris - bail else pris
