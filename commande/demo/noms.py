"""Invented people, streets and words."""

from random import Random


def _mots(texte: str, separateur: str | None = None) -> tuple[str, ...]:
    return tuple(texte.split(separateur))


_PRENOMS = _mots(
    "Salma Fatima Khadija Aïcha Meryem Zineb Hajar Imane Sara Nadia Houda Samira Loubna Karima Hanane Ghita"
    " Asmae Ilham Siham Btissam Naima Rachida Wafae Oumaima Chaimae Kaoutar Soukaina Yasmine Rim Dounia"
    " Mohamed Youssef Ahmed Hamza Omar Mehdi Anas Rachid Said Karim Hicham Khalid Amine Ayoub Ilyas Soufiane"
    " Nabil Mustapha Abdellah Brahim Adil Reda Tarik Jaouad Yassine Zakaria"
)
_FAMILLES = _mots(
    "Bennani Alaoui Idrissi Tazi Berrada Lahlou Filali Amrani Cherkaoui Benjelloun El-Fassi Chraibi Kettani"
    " Sefrioui Ouazzani Naciri Lamrani Skalli Bouzidi Hajji Mansouri Ziani Rami Saidi Belkadi Ait-Lahcen"
    " Oubella Boukhriss Zerouali Haddad Mernissi Squalli Bouhlal Jabri Kabbaj Lazrak Mouline Guessous Rhazi"
    " Tahiri Wahbi Zemmouri Daoudi Fathi Ghazali Hilali"
)
_PRENOMS_ARABES = _mots(
    "فاطمة خديجة مريم سلمى زينب سعاد نعيمة حنان شيماء هدى محمد يوسف أحمد حمزة عمر رشيد كريم خالد سعيد"
)
_FAMILLES_ARABES = _mots(
    "العلوي الإدريسي التازي بناني الفيلالي العمراني الشرقاوي المنصوري الزياني السعيدي الحداد الداودي"
)
_VOIES = ("rue", "rue", "avenue", "boulevard", "derb", "lotissement", "résidence")
_LIEUX_DITS = _mots(
    "des Orangers|de la Menthe|Al Amal|Essaada|Al Massira|Hay Salam|des Oliviers|Annakhil|Al Wifaq|El Fath"
    "|de la Source|des Jasmins|Al Andalous|Riad|Ennour|Tissir|de l'Atlas|du Souk",
    "|",
)
_COMPLEMENTS = ("", "", "", ", près de la mosquée", ", 2e étage", ", appt 4", ", en face de l'école", ", hay Al Qods")
_PART_ARABE = 0.22

MOTIFS_ANNULATION = (
    "Client injoignable après plusieurs appels",
    "Le client a changé d'avis",
    "Trop cher pour le client",
    "Le client a acheté ailleurs",
    "Le client veut d'abord voir l'article",
)
MOTIFS_ANNULATION_TARDIVE = (
    "Le client a rappelé pour annuler",
    "Article défectueux, plus de remplacement",
    "Le client part en voyage",
)
MOTIFS_ERREUR = ("Numéro qui n'existe pas", "Ce n'est pas la bonne personne", "Commande passée par un enfant")
MOTIFS_RENVOI = ("Pointure à confirmer avec le client", "Couleur épuisée au rayon", "Adresse incomplète")
MOTIFS_REPORT = ("Client absent", "Le client demande un autre jour", "Téléphone éteint", "Pas assez d'argent ce jour")
MOTIFS_RETOUR = (
    "Refusé à la livraison",
    "Client injoignable sur place",
    "La pointure ne va pas",
    "Le client n'est plus intéressé",
)
MOTIFS_MONTANT = ("Le livreur n'avait pas la monnaie", "Geste commercial convenu au téléphone")
MOTIFS_CORRECTION = ("Le livreur s'est trompé de colis", "Résultat saisi sur la mauvaise commande")
MOTIFS_REOUVERTURE = ("Le client a rappelé, il veut sa commande", "Fermée par erreur")


def inventer_nom(hasard: Random) -> str:
    """Return the name of nobody, in Latin or Arabic letters."""
    tirage = hasard.random
    if tirage() < _PART_ARABE:
        prenoms, familles = _PRENOMS_ARABES, _FAMILLES_ARABES
    else:
        prenoms, familles = _PRENOMS, _FAMILLES
    return f"{prenoms[int(tirage() * len(prenoms))]} {familles[int(tirage() * len(familles))]}"


def inventer_adresse(hasard: Random) -> str:
    """Return an address that leads nowhere."""
    tirage = hasard.random
    voie, lieu = _VOIES[int(tirage() * len(_VOIES))], _LIEUX_DITS[int(tirage() * len(_LIEUX_DITS))]
    return f"{1 + int(tirage() * 180)}, {voie} {lieu}{_COMPLEMENTS[int(tirage() * len(_COMPLEMENTS))]}"


def parmi(choix: tuple[str, ...], hasard: Random) -> str:
    """Return one of some texts."""
    return choix[int(hasard.random() * len(choix))]
