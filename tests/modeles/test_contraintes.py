"""Every constraint of every model refuses what it must, lets its neighbour through, and has its case."""

import pytest
from django.db import IntegrityError, models, transaction
from django.db.models.fields import PositiveIntegerRelDbTypeMixin

from parametre.models import Compteur, Reglages
from tests.modeles import test_apports, test_article, test_client, test_commande, test_parametre, test_synchronisation
from tests.modeles.cas import Cas, insertion_refusee, modeles_du_projet, nomme

CAS: list[Cas] = [
    *test_parametre.CAS,
    *test_client.CAS,
    *test_article.CAS,
    *test_commande.CAS,
    *test_synchronisation.CAS,
    *test_apports.CAS,
]
ESSAIS_REFUSES = [pytest.param(cas, rang, id=f"{cas.nom}-{rang}") for cas in CAS for rang in range(len(cas.refuses))]
ESSAIS_ACCEPTES = [pytest.param(cas, rang, id=f"{cas.nom}-{rang}") for cas in CAS for rang in range(len(cas.acceptes))]

# A constraint added to a model stands here and in a case; one that goes away goes from both.
INVENTAIRE = {
    "parametre": {
        "parametre_region.nom",
        "ville_nom_region_unique",
        "ville_frais_positifs",
        "parametre_aliasville.texte",
        "operateur_type_connu",
        "parametre_operateur.user_id",
        "parametre_compteur.nom",
        "reglages_une_ligne",
        "parametre_modelemessage.nom",
        "modelemessage_langue_connue",
        "modelemessage_canal_connu",
    },
    "client": {"client_client.telephone", "client_telephone_e164"},
    "article": {
        "article_categorie.nom",
        "article_clestock.cle",
        "article_genre.nom",
        "article_couleur.nom",
        "article_aliascouleur.texte",
        "article_pointure.nom",
        "article_article.reference_cle",
        "article_prix_positif",
        "article_phase_connue",
        "article_prix_achat_positif",
        "article_prix_liquidation_positif",
        "article_prix_gros_positif",
        "article_prix_upsell_1_positif",
        "article_prix_upsell_2_positif",
        "article_prix_upsell_3_positif",
        "article_prix_upsell_4_positif",
        "article_prix_remise_1_positif",
        "article_prix_remise_2_positif",
        "article_prix_remise_3_positif",
        "article_prix_remise_4_positif",
        "variante_unique",
        "variante_stock_positif",
        "article_variante.reference",
        "article_variante.code_barre",
        "mouvement_delta_non_nul",
        "mouvement_solde_positif",
        "mouvement_type_connu",
        "promotion_pourcentage",
        "promotion_periode",
    },
    "commande": {
        "commande_envoi.numero",
        "commande_envoi.cle",
        "commande_colisprevu.commande_id",
        "commande_impression.cle",
        "etiquette_duplicata_unique",
        "etiquette_une_par_lot",
        "commande_commande.numero",
        "commande_commande.code_barre",
        "commande_source_reference_unique",
        "commande_etat_connu",
        "commande_origine_connue",
        "commande_compteur_upsell",
        "commande_montants_positifs",
        "commande_total_exact",
        "commande_encaisse_positif",
        "ligne_quantite_positive",
        "ligne_prix_positif",
        "ligne_origine_prix_connue",
        "ligne_livree_au_plus",
        "ligne_retour_au_plus",
        "ligne_declare_au_plus",
        "ligne_verifiee_au_plus",
        "etatcommande_un_seul_ouvert",
        "etatcommande_dates",
        "etatcommande_etat_connu",
        "operation_type_connu",
        "operation_commentaire_connu",
        "commande_cleaction.cle",
        "retourattendu_quantite_positive",
        "retourattendu_recu_au_plus",
    },
    "synchronisation": {
        "clientapporte_compte_unique",
        "connecteur_genre_connu",
        "pointwebhook_plateforme",
        "produitapporte_code_unique",
        "produitapporte_prix_positif",
        "reception_identifiant_unique",
        "reception_issue_connue",
        "synchronisation_connecteur.nom",
        "synchronisation_pointwebhook.cle_adresse",
        "synchronisation_pointwebhook.source_id",
        "synchronisation_quotalecture.compte",
        "synchronisation_tacheplanifiee.nom",
        "synchronisation_sourcecommandes.nom",
        "synchronisation_sourcecommandes.code",
        "synchronisation_verrousource.source_id",
        "execution_somme_des_resultats",
        "execution_etat_connu",
        "lignesync_source_cle_unique",
        "lignesync_resultat_connu",
    },
}

# Columns of whole numbers that the database keeps at 0 or more, and how to get a row that has them.
POSITIFS = {
    "delai_jours": test_parametre.creer_ville,
    "doublon_heures": Reglages.objects.create,
    "doublon_probable_jours": Reglages.objects.create,
    "correction_jours": Reglages.objects.create,
    "bail_minutes": Reglages.objects.create,
    "ordre": test_parametre.creer_message,
    "modele": test_article.creer_article,
    "seuil_alerte": test_article.creer_variante,
    "numero_ligne": test_commande.creer_commande,
    "compteur_upsell": test_commande.creer_commande,
    "version": test_commande.creer_commande,
    "quantite": test_commande.creer_ligne,
    "offre_pieces": test_commande.creer_ligne,
    "pieces_verifiees": test_commande.creer_ligne,
    "quantite_livree": test_commande.creer_ligne,
    "retour_bon": test_commande.creer_ligne,
    "declare_bon": test_commande.creer_ligne,
    "declare_defectueux": test_commande.creer_ligne,
    "retour_defectueux": test_commande.creer_ligne,
    "bon": test_commande.creer_retour,
    "defectueux": test_commande.creer_retour,
    "lues": test_synchronisation.creer_execution,
    "nouvelle": test_synchronisation.creer_execution,
    "mise_a_jour": test_synchronisation.creer_execution,
    "inchangee": test_synchronisation.creer_execution,
    "doublon": test_synchronisation.creer_execution,
    "protegee": test_synchronisation.creer_execution,
    "rejetee": test_synchronisation.creer_execution,
    "vide": test_synchronisation.creer_execution,
    "numero": test_synchronisation.creer_ligne,
    **test_apports.POSITIFS,
}


@pytest.mark.django_db
@pytest.mark.parametrize(("cas", "rang"), ESSAIS_REFUSES)
def test_what_breaks_the_constraint_is_refused_in_its_name(cas: Cas, rang: int) -> None:
    message = insertion_refusee(cas, cas.refuses[rang])
    assert message is not None
    assert nomme(cas, message), message


@pytest.mark.django_db
@pytest.mark.parametrize(("cas", "rang"), ESSAIS_ACCEPTES)
def test_the_neighbour_is_accepted(cas: Cas, rang: int) -> None:
    assert insertion_refusee(cas, cas.acceptes[rang]) is None


def test_every_constraint_has_a_case() -> None:
    trouvees = {app: set[str]() for app in INVENTAIRE}
    for modele in modeles_du_projet():
        trouvees[modele._meta.app_label] |= contraintes(modele)
    assert trouvees == INVENTAIRE
    assert sorted(cas.nom for cas in CAS) == sorted(nom for noms in INVENTAIRE.values() for nom in noms)
    assert all(cas.refuses and cas.acceptes for cas in CAS)


def contraintes(modele: type[models.Model]) -> set[str]:
    table = modele._meta.db_table
    uniques = {f"{table}.{f.column}" for f in modele._meta.local_fields if f.unique and not f.primary_key}
    return uniques | {contrainte.name for contrainte in modele._meta.constraints}


@pytest.mark.django_db
@pytest.mark.parametrize("champ", POSITIFS)
def test_a_count_is_never_negative(champ: str) -> None:
    rangee = POSITIFS[champ]()
    with pytest.raises(IntegrityError), transaction.atomic():
        type(rangee)._default_manager.filter(pk=rangee.pk).update(**{champ: -1})


def test_every_positive_column_is_tried() -> None:
    trouves = {
        champ.name
        for modele in modeles_du_projet()
        for champ in modele._meta.local_fields
        if isinstance(champ, PositiveIntegerRelDbTypeMixin) and not champ.primary_key
    }
    assert trouves == set(POSITIFS)


@pytest.mark.django_db
def test_there_is_one_row_of_settings() -> None:
    Reglages.objects.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reglages.objects.create(id=1, file_commune=False)
    assert list(Reglages.objects.values_list("id", "file_commune")) == [(1, True)]


@pytest.mark.django_db
def test_a_model_says_what_it_is() -> None:
    assert str(Compteur(nom="numero", valeur=3)) == "numero = 3"
    assert str(Reglages()) == "Réglages"
