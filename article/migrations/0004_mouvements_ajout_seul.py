"""A movement of stock is written once."""

from django.db import migrations

from config.noyau.ajout_seul import ajout_seul


class Migration(migrations.Migration):
    dependencies = [("article", "0003_cles_du_stock")]

    operations = [ajout_seul("article_mouvementstock")]
