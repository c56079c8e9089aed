"""Names of colours, shipped and taught."""

import pytest

from article.couleurs import IndexCouleurs, couleurs_livrees, ecritures_livrees, mots_de_couleur
from article.models import AliasCouleur, Couleur
from article.resolution import index_couleurs
from article.services.couleurs import apprendre_couleur, installer_ecritures_livrees
from config.noyau.erreurs import ErreurDroit, ErreurMetier, ErreurSaisie
from config.noyau.textes import normaliser
from parametre.models import OrigineAlias
from parametre.services import compteurs
from tests import fabrique


def test_the_shipped_table_says_nothing_twice() -> None:
    vues: dict[tuple[str, ...], str] = {}
    for nom, textes in ecritures_livrees().items():
        assert nom == nom.lower()
        assert nom.replace("'", " ") == normaliser(nom)
        for texte in (nom, *textes):
            mots = mots_de_couleur(texte)
            assert mots, texte
            assert vues.setdefault(mots, nom) == nom, texte
    assert len(ecritures_livrees()) >= 60


@pytest.mark.parametrize("nom", sorted(ecritures_livrees()))
def test_every_shipped_spelling_names_its_colour(nom: str) -> None:
    index = couleurs_livrees()
    assert {t for t in (nom, nom.upper(), *ecritures_livrees()[nom]) if index.nommer(t) != nom} == set()


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Noires", "noir"),
        ("black and white", None),
        ("black & white", "noir blanc"),
        ("gris noire", "gris noir"),
        ("bleues marines", "bleu marine"),
        ("الزرقاء الغامقة", "bleu marine"),
        ("رمادية", "gris"),
        ("بنــي", "marron"),
        ("d’or", "dore"),
        ("", None),
        ("de la", None),
    ],
)
def test_feminines_plurals_and_compounds_need_no_entry(texte: str, nom: str | None) -> None:
    assert couleurs_livrees().nommer(texte) == nom


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("pistachhe", "pistache"),
        ("rougge", "rouge"),
        ("NMarron", "marron"),
        ("bordeeaux", "bordeaux"),
        # Too short, too far, or near to two.
        ("nor", None),
        ("licorne", None),
        ("rouse", None),
        ("b" * 5000, None),
    ],
)
def test_a_typing_error_is_corrected_only_where_it_is_sure(texte: str, nom: str | None) -> None:
    assert couleurs_livrees().proche(texte) == nom


def test_what_is_given_wins_over_what_ships_and_a_colour_over_a_spelling() -> None:
    index = couleurs_livrees().avec(
        noms=["licorne rose", "Noir"], alias={"KHEL": "licorne rose", "beige": "noir", "noir": "blanc"}
    )
    assert index.nommer("licornes roses") == "licorne rose"
    assert index.nommer("khel") == "licorne rose"
    assert index.nommer("beige") == "noir"
    assert index.nommer("NOIR") == "Noir"
    assert couleurs_livrees().nommer("beige") == "beige"
    assert couleurs_livrees().nommer("licorne rose") is None


def test_the_longest_name_wins_in_a_run_of_words() -> None:
    index = IndexCouleurs({("bleu",): "bleu", ("bleu", "ciel"): "bleu ciel", ("rose",): "rose"})
    mentions, reste = index.chercher(["bleu", "ciel", "rose"])
    assert ([m.couleur for m in mentions], reste) == (["bleu ciel", "rose"], False)
    mentions, reste = index.chercher(["bleu", "lune"])
    assert [(m.couleur, m.incertaine) for m in mentions] == [("bleu", True)]
    assert reste


@pytest.mark.django_db
class TestApprendre:
    def test_a_taught_spelling_is_kept_and_moves_the_counter(self) -> None:
        couleur = Couleur.objects.create(nom="huile")
        alias = apprendre_couleur(texte="  Zitouni  FARÈS ", couleur_id=couleur.pk, operateur=fabrique.operateur())
        assert (alias.texte, alias.couleur, alias.origine) == ("zitouni fares", couleur, OrigineAlias.APPRIS)
        assert compteurs.valeur("couleurs") == 1
        assert index_couleurs().nommer("ZITOUNI farès") == "huile"

    def test_the_newest_teaching_wins_over_a_shipped_one(self) -> None:
        noir, bleu = Couleur.objects.create(nom="noir"), Couleur.objects.create(nom="bleu marine")
        installer_ecritures_livrees()
        assert index_couleurs().nommer("كحلي") == "bleu marine"
        apprendre_couleur(texte="كحلي", couleur_id=noir.pk, operateur=fabrique.operateur())
        assert index_couleurs().nommer("كحلي") == "noir"
        assert installer_ecritures_livrees() == 0
        assert AliasCouleur.objects.get(texte="كحلي").couleur == noir
        apprendre_couleur(texte="كحلي", couleur_id=bleu.pk, operateur=fabrique.operateur())
        assert AliasCouleur.objects.get(texte="كحلي").couleur == bleu

    @pytest.mark.parametrize("texte", ["", "  --  ", "38", "de la", "x" * 81, "Blanc"])
    def test_what_names_no_colour_is_refused(self, texte: str) -> None:
        noir = Couleur.objects.create(nom="noir")
        Couleur.objects.create(nom="blanc")
        with pytest.raises(ErreurSaisie):
            apprendre_couleur(texte=texte, couleur_id=noir.pk, operateur=fabrique.operateur())
        assert (AliasCouleur.objects.count(), compteurs.valeur("couleurs")) == (0, 0)

    def test_an_unknown_colour_and_an_inactive_operator_are_refused(self) -> None:
        noir = Couleur.objects.create(nom="noir")
        refus: list[tuple[int, bool, type[ErreurMetier]]] = [
            (noir.pk + 1, True, ErreurSaisie),
            (noir.pk, False, ErreurDroit),
        ]
        for couleur_id, actif, erreur in refus:
            with pytest.raises(erreur):
                apprendre_couleur(texte="khel", couleur_id=couleur_id, operateur=fabrique.operateur(actif=actif))
        assert (AliasCouleur.objects.count(), compteurs.valeur("couleurs")) == (0, 0)


@pytest.mark.django_db
class TestInstaller:
    def test_only_colours_present_get_their_spellings(self) -> None:
        Couleur.objects.create(nom="Saumon")
        Couleur.objects.create(nom="licorne")
        installees = installer_ecritures_livrees()
        assert installees == AliasCouleur.objects.count() > 0
        assert set(AliasCouleur.objects.values_list("couleur__nom", "origine")) == {("Saumon", OrigineAlias.LIVRE)}
        assert AliasCouleur.objects.filter(texte="سومو").exists()
        assert installer_ecritures_livrees() == 0
        assert compteurs.valeur("couleurs") == 1

    def test_a_shipped_spelling_that_moved_follows_the_table(self) -> None:
        saumon, rose = Couleur.objects.create(nom="saumon"), Couleur.objects.create(nom="rose")
        AliasCouleur.objects.create(couleur=rose, texte="سومو", origine=OrigineAlias.LIVRE)
        installer_ecritures_livrees()
        assert AliasCouleur.objects.get(texte="سومو").couleur == saumon
