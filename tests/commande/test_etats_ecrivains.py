"""Read in the syntax tree: who writes the state of an order, the stock and its ledger."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

APPS = (
    "config",
    "parametre",
    "client",
    "article",
    "commande",
    "operatConfirme",
    "Prepacommande",
    "operatLogistic",
    "synchronisation",
    "kpis",
)
MOTEUR_ET_CREATION = {
    "commande/moteur/execution.py",
    "commande/moteur/lot.py",
    "commande/moteur/prise.py",
    "commande/services/saisie.py",
}
STOCK = {"article/services/stock.py"}
# Runs of a source, and orders in the making, have an `etat` that is not the column of an order.
AUTRES_OBJETS = {"execution", "self.execution", "passage", "projet", "voisine"}
AUTRES_ETATS = ("EtatExecution", "EtatPassage")
ECRITURES = {
    "poser",
    "update",
    "create",
    "get_or_create",
    "update_or_create",
    "bulk_update",
    "save",
    "aupdate",
    "acreate",
}


def est_ecriture(noeud: ast.AST, champ: str, modeles: set[str]) -> bool:
    """Tell whether a node writes a column: assignment, constructor, update, list of fields, SQL."""
    match noeud:
        case ast.Assign(targets=cibles) if any(_designe(c, champ) for c in cibles):
            return True
        case ast.AugAssign(target=cible) | ast.AnnAssign(target=cible) if _designe(cible, champ):
            return True
        case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=nom), *_]) if nom == champ:
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id=objet))) if objet in AUTRES_OBJETS:
            return False
        case ast.Call(func=ast.Name(id=nom) | ast.Attribute(attr=nom)) if nom in ECRITURES | modeles:
            return any(
                _nomme(argument, champ) for argument in (*noeud.args, *(k.value for k in noeud.keywords))
            ) or any(
                k.arg == champ and not any(autre in ast.dump(k.value) for autre in AUTRES_ETATS) for k in noeud.keywords
            )
        case ast.Constant(value=str(texte)):
            return f" SET {champ} = " in f" {' '.join(texte.split())}"
    return False


def _designe(cible: ast.expr, champ: str) -> bool:
    if isinstance(cible, ast.Tuple):
        return any(_designe(c, champ) for c in cible.elts)
    return isinstance(cible, ast.Attribute) and cible.attr == champ and ast.unparse(cible.value) not in AUTRES_OBJETS


def _nomme(argument: ast.expr, champ: str) -> bool:
    """Tell whether a list of fields or a dict of values names the column."""
    if isinstance(argument, ast.List | ast.Tuple):
        return any(isinstance(e, ast.Constant) and e.value == champ for e in argument.elts)
    if isinstance(argument, ast.Dict):
        return any(isinstance(e, ast.Constant) and e.value == champ for e in argument.keys)
    return False


def ecrivains(champ: str, modeles: set[str]) -> Iterator[str]:
    for app in APPS:
        for fichier in sorted((settings.BASE_DIR / app).rglob("*.py")):
            relatif = fichier.relative_to(settings.BASE_DIR)
            if "migrations" not in relatif.parts:
                arbre = ast.parse(fichier.read_text(encoding="utf-8"))
                if any(est_ecriture(noeud, champ, modeles) for noeud in ast.walk(arbre)):
                    yield Path(relatif).as_posix()


def test_only_the_engine_and_creation_write_the_state() -> None:
    assert set(ecrivains("etat", {"Commande"})) == MOTEUR_ET_CREATION


def test_only_the_stock_service_writes_the_stock() -> None:
    assert set(ecrivains("qte_disponible", {"Variante"})) == STOCK


def test_only_the_stock_service_writes_the_ledger() -> None:
    assert set(ecrivains("solde_apres", {"MouvementStock"})) == STOCK


@pytest.mark.parametrize(
    "source",
    [
        "commande.etat = Etat.LIVREE",
        "commande.etat, commande.motif = Etat.LIVREE, ''",
        "Commande(etat=x)",
        "Commande.objects.filter(pk=1).update(etat=x)",
        "Commande.objects.create(client=c, etat=x)",
        "Commande.objects.filter(pk=1).update(**{'etat': x})",
        "Commande.objects.bulk_update(liste, ['etat', 'motif'])",
        "commande.save(update_fields=('etat',))",
        "setattr(commande, 'etat', x)",
        "curseur.execute('UPDATE commande_commande SET etat = %s')",
    ],
)
def test_the_reader_sees_every_way_of_writing(source: str) -> None:
    assert any(est_ecriture(noeud, "etat", {"Commande"}) for noeud in ast.walk(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "Commande.objects.filter(etat=x)",
        "execution.etat = EtatExecution.ECHOUEE",
        "execution.save(update_fields=['etat'])",
        "LigneHistorique(etat=x)",
        "x = commande.etat",
        "Q(etat='livree')",
        "curseur.execute('SELECT etat FROM commande_commande')",
    ],
)
def test_the_reader_lets_readers_read(source: str) -> None:
    assert not any(est_ecriture(noeud, "etat", {"Commande"}) for noeud in ast.walk(ast.parse(source)))
