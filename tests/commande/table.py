"""The workflow as the design says it, written by hand: nothing here reads the code.

Letters: A administration; C, P, L the operator of confirmation, preparation, logistics
whose order it is; c, p, l another operator of that role; S the system. Nobody confirms
a non_affectee order yet, nobody prepares one before it is printed: they belong to nobody.
"""

ATTENDU: dict[str, dict[str, str]] = {
    "affecter": {"non_affectee": "AS"},
    "reaffecter": {"affectee": "A", "en_cours_confirmation": "A"},
    "desaffecter": {"affectee": "A"},
    "demarrer_confirmation": {"affectee": "C"},
    "confirmer": {"en_cours_confirmation": "C"},
    "mettre_a_imprimer": {"confirmee": "APpS"},
    "marquer_erronee": {"non_affectee": "S", "affectee": "ACS", "en_cours_confirmation": "ACS"},
    "marquer_doublon": {"non_affectee": "AS", "affectee": "ACS", "en_cours_confirmation": "ACS"},
    "annuler": {
        "non_affectee": "AS",
        "affectee": "AC",
        "en_cours_confirmation": "AC",
        "confirmee": "A",
        "a_imprimer": "A",
        "en_preparation": "A",
        "preparee": "A",
        "reportee": "A",
    },
    "imprimer": {"a_imprimer": "Pp"},
    "renvoyer_confirmation": {"a_imprimer": "APp", "en_preparation": "AP", "preparee": "AP"},
    "terminer_preparation": {"en_preparation": "P"},
    "expedier": {"preparee": "Ll"},
    "reporter": {"en_cours_livraison": "L"},
    "relancer_livraison": {"reportee": "L"},
    "livrer": {"en_cours_livraison": "L"},
    "livrer_partiellement": {"en_cours_livraison": "L"},
    "retourner": {"en_cours_livraison": "L", "reportee": "L"},
    "rouvrir": {"erronee": "A", "annulee": "A", "doublon": "A"},
    "corriger_resultat": {"livree": "A", "livree_partiellement": "A", "retournee": "A"},
}

# In these states nobody of the role has the order yet.
SANS_CONFIRMATEUR = {"non_affectee"}
SANS_PREPARATEUR = {"non_affectee", "affectee", "en_cours_confirmation", "confirmee", "a_imprimer"}

CIBLES = {
    "affecter": "affectee",
    "reaffecter": "affectee",
    "desaffecter": "non_affectee",
    "demarrer_confirmation": "en_cours_confirmation",
    "confirmer": "confirmee",
    "mettre_a_imprimer": "a_imprimer",
    "marquer_erronee": "erronee",
    "marquer_doublon": "doublon",
    "annuler": "annulee",
    "imprimer": "en_preparation",
    "renvoyer_confirmation": "en_cours_confirmation",
    "terminer_preparation": "preparee",
    "expedier": "en_cours_livraison",
    "reporter": "reportee",
    "relancer_livraison": "en_cours_livraison",
    "livrer": "livree",
    "livrer_partiellement": "livree_partiellement",
    "retourner": "retournee",
    "rouvrir": "non_affectee",
    "corriger_resultat": "en_cours_livraison",
}

MOTIF = {
    "marquer_erronee",
    "annuler",
    "renvoyer_confirmation",
    "reporter",
    "retourner",
    "rouvrir",
    "corriger_resultat",
}

REQUIS = {
    "affecter": {"operateur_id"},
    "reaffecter": {"operateur_id"},
    "marquer_doublon": {"original_id"},
    "reporter": {"date"},
    "livrer_partiellement": {"quantites"},
    "retourner": {"etats"},
}

FACULTATIFS = {
    "confirmer": {"total_attendu"},
    "expedier": {"operateur_id", "envoi_id"},
    "livrer": {"montant_encaisse"},
    "livrer_partiellement": {"montant_encaisse", "etats"},
}
