from django.apps import AppConfig


class ArticleConfig(AppConfig):
    name = "article"
    verbose_name = "Articles"

    def ready(self) -> None:
        from article.coherence import CONTROLES
        from config.noyau.coherence import enregistrer

        enregistrer(*CONTROLES)
