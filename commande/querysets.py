"""Chainable filters over orders: whose they are, who may see them, what people look for."""

from typing import TYPE_CHECKING

from django.db.models import CharField, F, Func, Q, QuerySet

from client.models import Client
from client.querysets import debut_e164
from commande.etats import AVANT_CONFIRMATION, Etat
from config.noyau.textes import chiffres_ascii, code_alphanumerique, nettoyer
from parametre.models import Operateur, TypeOperateur

if TYPE_CHECKING:
    from commande.models import Commande  # noqa: F401

RECHERCHE_MAX = 80
# The expression that the trigram index is over: see migration 0013.
_CODE_CHERCHE = Func(F("code_barre"), template="(%(expressions)s || '')", output_field=CharField())

# The column that says whose an order is, for each role.
CHAMP_OPERATEUR = {
    TypeOperateur.CONFIRMATION: "operateur_confirmation",
    TypeOperateur.PREPARATION: "operateur_preparation",
    TypeOperateur.LOGISTIQUE: "operateur_livraison",
}
# What anybody of the role may take up.
RESERVE = {TypeOperateur.PREPARATION: Etat.A_IMPRIMER, TypeOperateur.LOGISTIQUE: Etat.PREPAREE}
# The states in which an order of one's own waits for something.
EN_MAIN = {
    TypeOperateur.CONFIRMATION: (Etat.AFFECTEE, Etat.EN_COURS_CONFIRMATION),
    TypeOperateur.PREPARATION: (Etat.EN_PREPARATION,),
    TypeOperateur.LOGISTIQUE: (Etat.EN_COURS_LIVRAISON, Etat.REPORTEE),
}


def a_soi(operateur: Operateur) -> Q:
    """Return the condition that an order belongs to an operator who is not an administrator."""
    return Q(**{CHAMP_OPERATEUR[TypeOperateur(operateur.type_operateur)]: operateur})


def reserve(operateur: Operateur) -> Q | None:
    """Return the condition of the pool of the operator's role, None where it has none."""
    etat = RESERVE.get(TypeOperateur(operateur.type_operateur))
    return None if etat is None else Q(etat=etat)


class CommandeQuerySet(QuerySet["Commande"]):
    """Chainable filters over orders."""

    def visibles_par(self, operateur: Operateur) -> "CommandeQuerySet":
        """Keep the orders an operator may see: their own and the pool of their role; ADMIN: all."""
        if operateur.type_operateur == TypeOperateur.ADMIN:
            return self
        return self.filter(_avec_reserve(operateur, a_soi(operateur)))

    def attendent(self, operateur: Operateur) -> "CommandeQuerySet":
        """Keep the orders that wait for this operator; ADMIN: to be assigned, or to be checked."""
        role = TypeOperateur(operateur.type_operateur)
        if role == TypeOperateur.ADMIN:
            return self.filter(Q(etat=Etat.NON_AFFECTEE) | Q(etat__in=AVANT_CONFIRMATION, a_verifier=True))
        return self.filter(_avec_reserve(operateur, a_soi(operateur) & Q(etat__in=EN_MAIN[role])))

    def recherche(self, saisie: str) -> "CommandeQuerySet":
        """Keep the orders whose number, phone or client's name matches what was typed.

        Each way of reading the text is a branch that has its index; an OR across orders
        and clients would walk both tables.
        """
        texte = nettoyer(saisie.replace("\x00", ""))[:RECHERCHE_MAX]
        branches = [b.order_by().values("pk") for b in self._branches(texte)]
        if not branches:
            return self.none()
        return self.filter(pk__in=branches[0].union(*branches[1:]) if len(branches) > 1 else branches[0])

    def _branches(self, texte: str) -> "list[CommandeQuerySet]":
        toutes = self.model.objects.all()
        branches = []
        if code := code_alphanumerique(texte):
            if any(c.isdigit() for c in code):
                branches.append(toutes.alias(cherche=_CODE_CHERCHE).filter(cherche__contains=code))
            else:
                branches.append(toutes.filter(code_barre__startswith=code))
        if debut_e164(texte):
            branches.append(toutes.filter(client__in=Client.objects.du_telephone(texte)))
        if any(c.isalpha() for c in chiffres_ascii(texte)):
            branches.append(toutes.filter(client__in=Client.objects.du_nom(texte)))
        return branches


def _avec_reserve(operateur: Operateur, condition: Q) -> Q:
    commune = reserve(operateur)
    return condition if commune is None else condition | commune
