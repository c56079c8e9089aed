"""Refused rows, corrected by a person or tried again as they are."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commande.models import Commande
from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from parametre.models import Operateur, TypeOperateur
from synchronisation.colonnes import NOMS, OBLIGATOIRES, champs_de
from synchronisation.comprehension import LigneRejetee, reference_de
from synchronisation.models import ExecutionSync, LigneSync, Resultat, SourceCommandes
from synchronisation.services.execution import synchroniser

VALEUR_MAX = 2000
REJOUEES_MAX = 5000


def corriger_ligne(*, ligne_id: int, valeurs: Mapping[str, str], operateur: Operateur) -> LigneSync:
    """Settle a refused row anew with the cells that a person corrected; return its trace.

    The sheet may keep its mistake: as long as the row stays as it was, it counts as
    unchanged. Raises ErreurDroit, ErreurSaisie (not a refused row, unknown columns).
    """
    _exiger_admin(operateur)
    ligne = _rejetee(ligne_id)
    if inconnues := valeurs.keys() - ligne.valeurs.keys():
        raise ErreurSaisie(_("Colonnes inconnues\u202f: %s.") % ", ".join(sorted(inconnues)))
    propres = {titre: valeur.strip()[:VALEUR_MAX] for titre, valeur in valeurs.items()}
    corrigees = {titre: v for titre, v in (ligne.valeurs | propres).items() if v}
    meme_numero = _numero_de(ligne, corrigees) == _numero_de(ligne, ligne.valeurs)
    if numero_repete(ligne) and meme_numero:
        raise ErreurSaisie(_("Ce numéro est déjà à une autre ligne de la feuille\u202f: changez-le."))
    if corrigees == ligne.valeurs:
        raise ErreurSaisie(_("Aucune valeur n’a changé\u202f: corrigez celle qui est en cause."))
    execution = _jouer(ligne.source, [(ligne.numero, corrigees)])
    neuve = LigneSync.objects.filter(derniere_execution=execution, numero=ligne.numero).order_by("-pk").first()
    if neuve is None:
        raise ErreurSaisie(_("Cette ligne n’a rien changé\u202f: une commande porte déjà ces valeurs."))
    _reconnaitre(ligne, neuve)
    return neuve


def rejouer_rejetees(
    *, source_id: int, operateur: Operateur, ligne_ids: Sequence[int] | None = None
) -> ExecutionSync | None:
    """Settle refused rows of a source anew, all of them or some; None where there is none.

    What was missing may have been taught since. Raises ErreurDroit, ErreurVerrou.
    """
    _exiger_admin(operateur)
    lignes = LigneSync.objects.filter(source=source_id, resultat=Resultat.REJETEE).exclude(valeurs={})
    if ligne_ids is not None:
        lignes = lignes.filter(pk__in=ligne_ids)
    trouvees = lignes.select_related("source").order_by("numero", "pk")[:REJOUEES_MAX]
    choisies = [ligne for ligne in trouvees if not numero_repete(ligne)]
    if not choisies:
        return None
    # A digest that nothing has: the rows are read although they did not change.
    empreintes = {ligne.pk: ligne.empreinte for ligne in choisies}
    LigneSync.objects.filter(pk__in=empreintes).update(empreinte="rejouer")
    execution = _jouer(choisies[0].source, [(li.numero, li.valeurs) for li in choisies])
    # The sheet still holds these very rows: it must find them as they were.
    relues = list(LigneSync.objects.filter(pk__in=empreintes, derniere_execution=execution))
    for ligne in relues:
        ligne.empreinte = empreintes[ligne.pk]
    LigneSync.objects.bulk_update(relues, ["empreinte"], batch_size=500)
    return execution


def _jouer(source: SourceCommandes, rangs: Iterable[tuple[int, Mapping[str, str]]]) -> ExecutionSync:
    """Run rows (number, cells by title) of a source as a sheet of their own."""
    lus = list(rangs)
    titres = list(dict.fromkeys(titre for _numero, valeurs in lus for titre in valeurs))
    titres += _titres_manquants(titres, source.correspondance)
    feuille = [(0, titres), *((numero, [valeurs.get(t, "") for t in titres]) for numero, valeurs in lus)]
    return synchroniser(lambda: feuille, source=source)


def _titres_manquants(titres: Sequence[str], correspondance: Mapping[str, str]) -> list[str]:
    """Return the titles of required columns that these rows left blank: the header must be whole."""
    presents = champs_de(dict.fromkeys(titres, ""), correspondance)
    lieu = () if presents.keys() & {"ville", "adresse"} else ("ville",)
    return [correspondance.get(c) or NOMS[c][0] for c in (*OBLIGATOIRES, *lieu) if c not in presents]


def numero_repete(ligne: LigneSync) -> bool:
    """Tell whether a row was refused because its number stands further up in the sheet."""
    try:
        reference = reference_de(champs_de(ligne.valeurs, ligne.source.correspondance).get("numero", ""))
    except LigneRejetee:
        return False
    return ligne.cle != f"N:{reference}"


def _reconnaitre(ligne: LigneSync, neuve: LigneSync) -> None:
    """Let the uncorrected row of the sheet count as unchanged from now on, if the correction did."""
    with transaction.atomic():
        if neuve.resultat == Resultat.REJETEE:
            # The row stays as the sheet holds it; only the reason of the last try is new.
            if neuve.pk != ligne.pk:
                neuve.delete()
            ligne.raison = neuve.raison
            ligne.save(update_fields=["valeurs", "empreinte", "raison"])
            return
        if neuve.pk != ligne.pk:
            # The correction gave the row another identity: the old trace points to the same order.
            ligne.resultat, ligne.commande_id = neuve.resultat, neuve.commande_id
            ligne.raison = _("Corrigée\u202f: voir la commande %s.") % _numero(neuve.commande_id)
            ligne.save(update_fields=["resultat", "commande", "raison"])
        LigneSync.objects.filter(pk=neuve.pk).update(empreinte_corrigee=ligne.empreinte)


def _numero_de(ligne: LigneSync, valeurs: Mapping[str, str]) -> str:
    return champs_de(valeurs, ligne.source.correspondance).get("numero", "")


def _numero(commande_id: int | None) -> str:
    return Commande.objects.filter(pk=commande_id or 0).values_list("numero", flat=True).first() or "–"


def _rejetee(ligne_id: int) -> LigneSync:
    ligne = LigneSync.objects.select_related("source").filter(pk=ligne_id).first()
    if ligne is None or ligne.resultat != Resultat.REJETEE:
        raise ErreurSaisie(_("Cette ligne n’est pas, ou n’est plus, rejetée."))
    return ligne


def _exiger_admin(operateur: Operateur) -> None:
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration rejoue une ligne."))
