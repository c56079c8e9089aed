"""Bring in the list of a connector: versioned upsert, a dry run first, nothing deleted by a refresh."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from article.models import Article
from client.models import Client
from config.noyau.coffre import chiffrer, dechiffrer
from config.noyau.erreurs import ErreurConcurrence, ErreurDroit, ErreurMetier, ErreurSaisie
from config.noyau.horloge import maintenant
from config.noyau.textes import cle_reference
from parametre.models import Operateur, TypeOperateur
from synchronisation.connecteurs.champs import CHAMPS, ElementLu, ElementRejete, lire_element
from synchronisation.connecteurs.lecture import ErreurConnecteur, exiger_adresse, lire_liste
from synchronisation.connecteurs.models import ClientApporte, Connecteur, GenreConnecteur, ProduitApporte
from synchronisation.connecteurs.verrous import verrouiller_connecteur

Apport = ProduitApporte | ClientApporte
LOT = 1000


@dataclass(frozen=True, slots=True)
class Ecart:
    """An element that a refresh brings, changes or misses: field -> (before, after)."""

    code: str
    changements: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a refresh does, or would do. `rejets` holds the rank in the list (from 1) and the reason."""

    version: int
    nouveaux: tuple[Ecart, ...]
    modifies: tuple[Ecart, ...]
    disparus: tuple[str, ...]
    revenus: tuple[str, ...]
    inchanges: int
    rejets: tuple[tuple[int, str], ...]
    remarques: tuple[tuple[str, str], ...]

    @property
    def change(self) -> bool:
        return bool(self.nouveaux or self.modifies or self.disparus or self.revenus)


def table_de(connecteur: Connecteur) -> Any:
    """Return the manager of the rows that a connector brings."""
    return ProduitApporte.objects if connecteur.genre == GenreConnecteur.CATALOGUE else ClientApporte.objects


def enregistrer_connecteur(*, connecteur: Connecteur, jeton: str, operateur: Operateur) -> Connecteur:
    """Write a connector, new or changed; an empty `jeton` keeps the one that is there.

    Raises ErreurDroit for another role than ADMIN, ErreurSaisie.
    """
    _exiger_admin(operateur)
    exiger_adresse(connecteur.adresse)
    connus = {champ.nom for champ in CHAMPS[connecteur.genre]}
    if inconnus := set(connecteur.correspondance) - connus:
        raise ErreurSaisie(
            _("Champs inconnus\u202f: %(inconnus)s. Champs possibles\u202f: %(connus)s.")
            % {"inconnus": ", ".join(sorted(inconnus)), "connus": ", ".join(sorted(connus))}
        )
    if jeton:
        connecteur.jeton_chiffre = chiffrer(jeton)
    connecteur.save()
    return connecteur


def rafraichir(*, connecteur_id: int, operateur: Operateur | None = None, essai: bool = False) -> Bilan:
    """Fetch the list of a connector and bring it in; with `essai` only say what would change.

    The list is fetched before anything is locked. What is no longer in it is marked, an
    empty list is refused. `operateur` None is the planner. Raises ErreurDroit,
    ErreurConnecteur (noted on the connector), ErreurSaisie.
    """
    if operateur is not None:
        _exiger_admin(operateur)
    connecteur = _actif(connecteur_id)
    try:
        brute = lire_liste(connecteur.adresse, jeton=dechiffrer(connecteur.jeton_chiffre), chemin=connecteur.liste)
        lus, rejets = _lire_elements(brute, connecteur)
        if not lus:
            raise ErreurConnecteur(_("La liste reçue ne contient aucun élément lisible\u202f: rien n’a été changé."))
    except ErreurMetier as erreur:
        if not essai:
            Connecteur.objects.filter(pk=connecteur_id).update(erreur=erreur.phrase)
        raise
    with transaction.atomic():
        connecteur = verrouiller_connecteur(connecteur_id)
        bilan, a_ecrire = _comparer(connecteur, lus, rejets)
        if not essai:
            _ecrire(connecteur, bilan, a_ecrire)
    return bilan


def vider_connecteur(*, connecteur_id: int, attendus: int, operateur: Operateur) -> int:
    """Delete what a connector brought and nothing uses; return how many.

    `attendus` is the number that the operator was shown. Raises ErreurDroit,
    ErreurConcurrence when it moved since.
    """
    _exiger_admin(operateur)
    with transaction.atomic():
        connecteur = verrouiller_connecteur(connecteur_id)
        libres = inutilises(connecteur)
        trouves: int = libres.count()
        if trouves != attendus:
            raise ErreurConcurrence(
                _("La liste a changé\u202f: %(n)d éléments seraient retirés, pas %(attendus)d. Rien n’a été retiré.")
                % {"n": trouves, "attendus": attendus}
            )
        libres.delete()
        connecteur.version += 1
        connecteur.save(update_fields=["version"])
        return trouves


def inutilises(connecteur: Connecteur) -> Any:
    """Return what a connector brought that is tied to no article and no client."""
    lien = "article" if connecteur.genre == GenreConnecteur.CATALOGUE else "client"
    return table_de(connecteur).filter(connecteur=connecteur, **{lien: None})


def _actif(connecteur_id: int) -> Connecteur:
    connecteur = Connecteur.objects.filter(pk=connecteur_id).first()
    if connecteur is None or not connecteur.actif:
        raise ErreurSaisie(_("Ce connecteur n’existe pas ou n’est plus actif."))
    return connecteur


def _lire_elements(
    brute: Sequence[object], connecteur: Connecteur
) -> tuple[dict[str, ElementLu], tuple[tuple[int, str], ...]]:
    lus: dict[str, ElementLu] = {}
    rejets = []
    for rang, element in enumerate(brute, start=1):
        try:
            lu = lire_element(element, CHAMPS[connecteur.genre], connecteur.correspondance)
        except ElementRejete as refus:
            rejets.append((rang, str(refus)))
            continue
        if lu.code in lus:
            rejets.append((rang, _("le code «\u202f%s\u202f» est déjà plus haut") % lu.code))
        else:
            lus[lu.code] = lu
    return lus, tuple(rejets)


def _comparer(
    connecteur: Connecteur, lus: Mapping[str, ElementLu], rejets: tuple[tuple[int, str], ...]
) -> tuple[Bilan, list[Apport]]:
    """Set the list beside what is kept; return the difference and the rows to write."""
    connus: dict[str, Apport] = {a.code: a for a in table_de(connecteur).filter(connecteur=connecteur)}
    liens = _liens(connecteur, lus.values())
    version = connecteur.version + 1
    nouveaux, modifies, revenus, a_ecrire = [], [], [], []
    for code, lu in lus.items():
        connu = connus.get(code)
        avant = None if connu is None else connu.disparu_le
        ecart = _ecart(connu, lu, liens.get(code))
        if connu is None:
            nouveaux.append(ecart)
        elif avant is not None:
            revenus.append(code)
        elif ecart.changements:
            modifies.append(ecart)
        else:
            continue
        a_ecrire.append(_rang(connecteur, connu, lu, version, liens.get(code)))
    disparus = [a for code, a in connus.items() if code not in lus and a.disparu_le is None]
    for apport in disparus:
        apport.disparu_le = apport.change_le = maintenant()
        apport.version = version
    bilan = Bilan(
        version=version,
        nouveaux=tuple(nouveaux),
        modifies=tuple(modifies),
        disparus=tuple(sorted(a.code for a in disparus)),
        revenus=tuple(sorted(revenus)),
        inchanges=len(lus) - len(a_ecrire),
        rejets=rejets,
        remarques=tuple((lu.code, r) for lu in lus.values() for r in lu.remarques),
    )
    return bilan, [*a_ecrire, *disparus]


def _ecart(connu: Apport | None, lu: ElementLu, lien: int | None) -> Ecart:
    if connu is None:
        return Ecart(lu.code, {nom: (None, valeur) for nom, valeur in lu.champs.items()})
    changements = {nom: (getattr(connu, nom), v) for nom, v in lu.champs.items() if getattr(connu, nom) != v}
    attribut = _attribut_du_lien(connu)
    if lien is not None and getattr(connu, attribut) is None:
        changements[attribut.removesuffix("_id")] = (None, lien)
    if not changements and connu.empreinte != _empreinte(lu):
        changements["valeurs"] = (_("valeurs brutes"), _("changées"))
    return Ecart(lu.code, changements)


def _rang(connecteur: Connecteur, connu: Apport | None, lu: ElementLu, version: int, lien: int | None) -> Apport:
    apport: Apport = connu or table_de(connecteur).model(connecteur=connecteur, code=lu.code, premiere_version=version)
    for nom, valeur in lu.champs.items():
        setattr(apport, nom, valeur)
    apport.valeurs, apport.empreinte = json.loads(_texte(lu)), _empreinte(lu)
    apport.version, apport.disparu_le, apport.change_le = version, None, maintenant()
    attribut = _attribut_du_lien(apport)
    # A tie once made is kept: people may have made it.
    if getattr(apport, attribut) is None:
        setattr(apport, attribut, lien)
    return apport


def _ecrire(connecteur: Connecteur, bilan: Bilan, apports: Sequence[Apport]) -> None:
    table = table_de(connecteur)
    champs = [c.nom for c in CHAMPS[connecteur.genre] if c.nom != "code"]
    lien = _attribut_du_lien(table.model()).removesuffix("_id")
    nouveaux = [a for a in apports if a.pk is None]
    connus = [a for a in apports if a.pk is not None]
    table.bulk_create(nouveaux, batch_size=LOT)
    colonnes = [*champs, "valeurs", "empreinte", "version", "disparu_le", "change_le", lien]
    table.bulk_update(connus, colonnes, batch_size=LOT)
    if bilan.change:
        connecteur.version = bilan.version
    connecteur.lu_le, connecteur.erreur = maintenant(), ""
    connecteur.save(update_fields=["version", "lu_le", "erreur"])


def _liens(connecteur: Connecteur, lus: Iterable[ElementLu]) -> dict[str, int]:
    """Return which article or client each element is, where its reference or telephone says so."""
    if connecteur.genre == GenreConnecteur.CATALOGUE:
        cles = {lu.code: cle_reference(lu.code) for lu in lus}
        articles = dict(Article.objects.filter(reference_cle__in=set(cles.values())).values_list("reference_cle", "pk"))
        return {code: articles[cle] for code, cle in cles.items() if cle in articles}
    telephones = {lu.code: lu.champs["telephone"] for lu in lus if lu.champs["telephone"]}
    clients = dict(Client.objects.filter(telephone__in=set(telephones.values())).values_list("telephone", "pk"))
    return {code: clients[t] for code, t in telephones.items() if t in clients}


def _attribut_du_lien(apport: Apport) -> str:
    return "article_id" if isinstance(apport, ProduitApporte) else "client_id"


def _texte(lu: ElementLu) -> str:
    return json.dumps(lu.brut, sort_keys=True, ensure_ascii=False, default=str).replace("\\u0000", "")


def _empreinte(lu: ElementLu) -> str:
    return hashlib.blake2b(_texte(lu).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _exiger_admin(operateur: Operateur) -> None:
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration tient les connecteurs."))
