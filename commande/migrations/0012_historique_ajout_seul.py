"""A contact is written once; of a stay in a state only its end is, later and once."""

from django.db import migrations

from config.noyau.ajout_seul import ajout_seul


class Migration(migrations.Migration):
    dependencies = [("commande", "0011_declare_au_plus")]

    operations = [
        ajout_seul("commande_operation"),
        ajout_seul(
            "commande_etatcommande",
            une_fois="date_fin",
            figees=("commande_id", "etat", "date_debut", "operateur_id", "responsable_id", "motif", "transition"),
        ),
    ]
