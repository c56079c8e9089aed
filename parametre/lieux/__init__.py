"""Recognising places in what people type, French or Arabic, misspelt, inside an address."""

from parametre.lieux.reconnaissance import IndexVilles, LieuReconnu, index_courant, reconnaitre_ville

__all__ = ["IndexVilles", "LieuReconnu", "index_courant", "reconnaitre_ville"]
