"""Understand what people type: the names that outside code relies on."""

from article.textes import ProduitAnalyse, analyser_produit
from config.noyau.telephones import analyser_telephone
from parametre.lieux import reconnaitre_ville

__all__ = ["ProduitAnalyse", "analyser_produit", "analyser_telephone", "reconnaitre_ville"]
