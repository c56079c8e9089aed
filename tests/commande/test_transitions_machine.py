"""Random lives of orders against a model in plain Python, with every law after every step."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from article.models import Variante
from commande.models import Commande, LigneCommande
from commande.services.contact import enregistrer_operation
from commande.services.saisie import creer_commande, modifier_lignes
from commande.services.transitions import changer_etat
from config.noyau.coherence import controles
from config.noyau.erreurs import ErreurMetier
from tests import fabrique
from tests.commande.parcours import ROLES, Equipe, demain
from tests.commande.table import ATTENDU, CIBLES

STOCK = (6, 9, 14)
TIENT = {"a_imprimer", "en_preparation", "preparee", "en_cours_livraison", "reportee"}
QUI = ROLES | {
    "reaffecter": "admin",
    "desaffecter": "admin",
    "renvoyer_confirmation": "preparation",
    "relancer_livraison": "logistique",
    "rouvrir": "admin",
    "corriger_resultat": "admin",
}
USUEL = {
    "non_affectee": "affecter",
    "affectee": "demarrer_confirmation",
    "en_cours_confirmation": "confirmer",
    "a_imprimer": "imprimer",
    "en_preparation": "terminer_preparation",
    "preparee": "expedier",
    "reportee": "relancer_livraison",
}
ISSUES = ("livrer", "livrer_partiellement", "retourner", "reporter")
paniers = st.dictionaries(st.integers(0, len(STOCK) - 1), st.integers(1, 3), min_size=1)


@dataclass
class Ordre:
    """What the model knows of an order: its state, its pieces, what came back good."""

    pk: int
    panier: dict[int, int]
    etat: str = "non_affectee"
    appelee: bool = False
    revenues: dict[int, int] = field(default_factory=dict)


@settings(deadline=None)
class Vies(RuleBasedStateMachine):
    """A house of one team, three variants and some orders."""

    def __init__(self) -> None:
        super().__init__()
        self.bloc = transaction.atomic()
        self.bloc.__enter__()
        self.equipe = Equipe()
        self.client, self.ville = fabrique.client(), fabrique.ville(frais=25)
        self.variantes = [fabrique.variante(stock=n) for n in STOCK]
        self.stock = dict(enumerate(STOCK))
        self.ordres: list[Ordre] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.bloc.__exit__(None, None, None)

    def lignes(self, panier: dict[int, int]) -> list[tuple[int, int]]:
        return [(self.variantes[v].pk, n) for v, n in panier.items()]

    @rule(panier=paniers)
    def arriver(self, panier: dict[int, int]) -> None:
        commande = creer_commande(
            client=self.client, ville=self.ville, adresse="12 rue de Fès", lignes=self.lignes(panier)
        )
        self.ordres.append(Ordre(commande.pk, panier))

    @precondition(lambda self: self.ordres)
    @rule(choix=st.data(), panier=paniers)
    def modifier(self, choix: Any, panier: dict[int, int]) -> None:
        ordre = choix.draw(st.sampled_from(self.ordres))
        ouverte = ordre.etat in {"non_affectee", "affectee", "en_cours_confirmation"}
        try:
            modifier_lignes(commande_id=ordre.pk, lignes=self.lignes(panier), operateur=self.equipe.admin)
        except ErreurMetier:
            assert not ouverte
        else:
            assert ouverte
            ordre.panier = panier

    @precondition(lambda self: self.ordres)
    @rule(choix=st.data())
    def appeler(self, choix: Any) -> None:
        self.noter_appel(choix.draw(st.sampled_from(self.ordres)))

    def noter_appel(self, ordre: Ordre) -> None:
        enregistrer_operation(commande_id=ordre.pk, operateur=self.equipe.admin, type="APPEL")
        if ordre.etat in {"affectee", "en_cours_confirmation"}:
            enregistrer_operation(commande_id=ordre.pk, operateur=self.equipe.confirmation, type="APPEL")
            ordre.appelee = True

    @precondition(lambda self: self.ordres)
    @rule(choix=st.data(), pas=st.integers(1, 7))
    def mener(self, choix: Any, pas: int) -> None:
        """Go some steps of the usual way."""
        ordre = choix.draw(st.sampled_from(self.ordres))
        for _ in range(pas):
            code = USUEL.get(ordre.etat)
            if code == "confirmer":
                self.noter_appel(ordre)
            if code is not None:
                self.tenter(ordre, code, choix)

    @precondition(lambda self: any(o.etat == "en_cours_livraison" for o in self.ordres))
    @rule(choix=st.data(), code=st.sampled_from(ISSUES))
    def conclure(self, choix: Any, code: str) -> None:
        """Give a result to an order on the road."""
        en_route = [o for o in self.ordres if o.etat == "en_cours_livraison"]
        self.tenter(choix.draw(st.sampled_from(en_route)), code, choix)

    @precondition(lambda self: self.ordres)
    @rule(choix=st.data())
    def avancer(self, choix: Any) -> None:
        """Take a step that the table allows in this state."""
        ordre = choix.draw(st.sampled_from(self.ordres))
        permis = sorted(code for code in QUI if ordre.etat in ATTENDU[code])
        permis = [code for code in permis if code not in {"marquer_doublon", "reaffecter"}]
        self.tenter(ordre, choix.draw(st.sampled_from(permis)), choix)

    @precondition(lambda self: self.ordres)
    @rule(choix=st.data())
    def essayer(self, choix: Any) -> None:
        """Try any step at all."""
        ordre = choix.draw(st.sampled_from(self.ordres))
        code = choix.draw(st.sampled_from(sorted(set(QUI) - {"marquer_doublon", "reaffecter"})))
        self.tenter(ordre, code, choix)

    def tenter(self, ordre: Ordre, code: str, choix: Any) -> None:
        if code == "terminer_preparation":
            LigneCommande.objects.filter(commande=ordre.pk).update(verifiee=True)
        donnees, revenues = self.donnees(ordre, code, choix)
        attendu = self.prevoir(ordre, code, revenues)
        try:
            atteint: str | None = changer_etat(
                commande_id=ordre.pk,
                transition=code,
                operateur=getattr(self.equipe, QUI[code]),
                motif="hasard",
                donnees=donnees,
            ).etat
        except ErreurMetier:
            atteint = None
        assert atteint == attendu, (code, ordre)
        if attendu is not None:
            self.appliquer(ordre, code, attendu, revenues)

    def donnees(self, ordre: Ordre, code: str, choix: Any) -> tuple[dict[str, Any], dict[int, int]]:
        """Return `donnees` for a step, and the good pieces that it brings back."""
        par_variante = {v.pk: rang for rang, v in enumerate(self.variantes)}
        lignes = LigneCommande.objects.filter(commande=ordre.pk).order_by("pk")
        if code == "affecter":
            return {"operateur_id": self.equipe.confirmation.pk}, {}
        if code == "reporter":
            return {"date": demain()}, {}
        if code not in {"livrer_partiellement", "retourner"}:
            return {}, {}
        gardees, etats, revenues = {}, {}, {}
        for ligne in lignes:
            gardees[ligne.pk] = 0 if code == "retourner" else choix.draw(st.integers(0, ligne.quantite))
            bon = choix.draw(st.integers(0, ligne.quantite - gardees[ligne.pk]))
            etats[ligne.pk] = {"bon": bon, "defectueux": ligne.quantite - gardees[ligne.pk] - bon}
            revenues[par_variante[ligne.variante_id]] = bon
        if code == "retourner":
            return {"etats": etats}, revenues
        if not 0 < sum(gardees.values()) < sum(ordre.panier.values()):
            return {"quantites": gardees}, {-1: 0}
        return {"quantites": gardees, "etats": etats}, revenues

    def prevoir(self, ordre: Ordre, code: str, revenues: dict[int, int]) -> str | None:
        """Return the state that the step must lead to, None for a refusal."""
        initiale = QUI[code][0].upper()
        if initiale not in ATTENDU[code].get(ordre.etat, "") or -1 in revenues:
            return None
        if code == "confirmer":
            assez = all(self.stock[v] >= n for v, n in ordre.panier.items())
            return "a_imprimer" if ordre.appelee and assez else None
        if code == "corriger_resultat" and any(self.stock[v] < n for v, n in ordre.revenues.items()):
            return None
        return CIBLES[code]

    def appliquer(self, ordre: Ordre, code: str, etat: str, revenues: dict[int, int]) -> None:
        bouge: dict[int, int] = {}
        if code == "confirmer":
            bouge = {v: -n for v, n in ordre.panier.items()}
        elif code in {"annuler", "renvoyer_confirmation"} and ordre.etat in TIENT:
            bouge = ordre.panier
        elif code == "corriger_resultat":
            bouge, ordre.revenues = {v: -n for v, n in ordre.revenues.items()}, {}
        elif revenues:
            bouge = ordre.revenues = revenues
        for v, n in bouge.items():
            self.stock[v] += n
        if code in {"affecter", "renvoyer_confirmation"}:
            ordre.appelee = False
        ordre.etat = etat

    @invariant()
    def la_base_dit_comme_le_modele(self) -> None:
        if not hasattr(self, "ordres"):
            return
        stock = dict(Variante.objects.values_list("pk", "qte_disponible"))
        assert [stock[v.pk] for v in self.variantes] == list(self.stock.values())
        etats = dict(Commande.objects.values_list("pk", "etat"))
        assert [etats[o.pk] for o in self.ordres] == [o.etat for o in self.ordres]

    @invariant()
    def toutes_les_lois_tiennent(self) -> None:
        assert [str(a) for controle in controles() for a in controle.chercher()] == []


@pytest.mark.django_db
def test_random_lives_obey_the_laws() -> None:
    run_state_machine_as_test(
        Vies,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        ),
    )
