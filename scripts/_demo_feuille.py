"""The invented order sheet of the demonstration: what is tidy, and every kind of mess."""

import csv
import datetime as dt
import random
from dataclasses import dataclass, field, replace
from pathlib import Path

from _demo_catalogue import Fiche, fiches
from _demo_textes import ADRESSES, COULEURS, LIEUX_LONGS, NOMS, PRENOMS, VILLES

ENTETE = "N° Commande,Statut,Opérateur,Client,Téléphone,Adresse,Ville,Produit,Quantité,Prix,Date Création,Motifs"
DEBUT = dt.datetime(2026, 11, 1, 8)  # noqa: DTZ001  local wall time, as sheets hold it
PROPRES = 200
# Where nothing stands: two rows together, one alone, one with only spaces.
BLANCS = (60, 61, 190, 243)


@dataclass(frozen=True, slots=True)
class Rang:
    """One row of the sheet before it is written; `cle` lets another row name it."""

    instant: dt.datetime
    boutique: str
    client: str
    telephone: str
    adresse: str
    ville: str
    produit: str
    prix: str
    statut: str = "Non affectée"
    operateur: str = ""
    quantite: str = "1"
    date: str | None = None
    motifs: str = ""
    cle: str = ""
    numero: str | None = None
    original: str = ""


@dataclass(slots=True)
class Fabrique:
    """Makes rows from one seeded source of chance."""

    rng: random.Random
    catalogue: list[Fiche] = field(default_factory=fiches)
    _abonne: int = 1000

    def chiffres(self) -> str:
        """Return nine national digits of the range 06 00 0x, whose numbers are invented here."""
        self._abonne += self.rng.randint(7, 23)
        return f"6000{self._abonne:05d}"

    def telephone(self, chiffres: str) -> str:
        """Write a number in one of the shapes people type."""
        d, paires = chiffres, [chiffres[i : i + 2] for i in range(1, 9, 2)]
        soudes = "".join(paires)
        formes = [
            f"0{d[0]}-" + "-".join(paires),
            f"0{d[0]} " + " ".join(paires),
            f"0{d}",
            f"+212 {d[0]} " + " ".join(paires),
            f"212/{d}",
            f"00212{d}",
            d,
            f"0{d[0]}." + ".".join(paires),
            f"0{d}".translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
            f"\u200e0{d[0]} {soudes}\u200f",
            f"O{d[0]} " + " ".join(paires),
            f"Tél : 0{d} whatsapp",
            f"+212 (0) {d}",
        ]
        return self.rng.choices(formes, [60, 12, 10, 6, 4, 3, 3, 3, 2, 2, 2, 2, 1])[0]

    def client(self) -> str:
        """Return a name in French, in Arabic, or half and half."""
        prenom, nom = self.rng.choice(PRENOMS), self.rng.choice(NOMS)
        ecritures = self.rng.choices([(0, 0), (1, 1), (1, 0), (0, 1)], [55, 30, 8, 7])[0]
        return f"{prenom[ecritures[0]]} {nom[ecritures[1]]}"

    def lieu(self) -> str:
        """Return a place, in French or Arabic, sometimes with its quarter."""
        if self.rng.random() < 0.15:
            return self.rng.choice(LIEUX_LONGS)
        francais, arabe = self.rng.choices(VILLES, [9] * 12 + [3] * (len(VILLES) - 12))[0]
        return self.rng.choices([francais, francais.lower(), francais.upper(), arabe], [40, 8, 12, 40])[0]

    def article(self) -> tuple[Fiche, str, str]:
        """Return an article whose number is its own, one of its colours and one of its sizes."""
        seuls = [f for f in self.catalogue if f.suite not in ("215", "230", "230 DAIM")]
        fiche = self.rng.choices(seuls, [1 if f.phase == "EN TEST" else 4 for f in seuls])[0]
        return fiche, self.rng.choice(fiche.couleurs), self.rng.choice(fiche.pointures or ("",))

    def produit(self, fiche: Fiche, couleur: str, pointure: str, *, boutique: str) -> str:
        """Write what a shop's form writes for one variant."""
        fr, ar = COULEURS[couleur]
        fr = self.rng.choice([fr, fr.upper(), fr.lower(), fr.title()])
        debut, suite = fiche.prefixe, fiche.suite
        if not pointure:
            return f"{debut} YZ{suite} {fr}/{ar}"
        if boutique == "SHP":
            formes = [
                f"{debut} YZ{suite} TK {pointure} / {fr} - {ar} / --",
                f"{debut} YZ{suite} TK {pointure} / {ar} - {fr} / --",
                f"{debut} YZ {suite} {ar} - {fr} / {pointure} / --",
                f"{debut} YZ {suite} TK عرض قطعة ب {fiche.prix_affiche} درهم / {pointure} / {fr} - {ar}",
                f"{debut} YZ {suite} {pointure} / {ar} / {fr} / --",
            ]
        else:
            formes = [
                f"{debut} YZ{suite} {pointure}/{fr}/{ar}",
                f"{debut} YZ {suite} - {pointure}/{ar} / {fr}",
                f"{debut}  YZ{suite} {pointure}/{ar} / {fr}",
                f"{debut} YZ{suite} {pointure}/{fr}-{ar}",
            ]
        return self.rng.choice(formes)

    def rang(self, jours: float, *, boutique: str = "", article: tuple[Fiche, str, str] | None = None) -> Rang:
        """Return a tidy row, so many days after the first."""
        boutique = boutique or self.rng.choices(["YCN", "SHP"], [55, 45])[0]
        fiche, couleur, pointure = article or self.article()
        lieu = self.lieu()
        rue = self.rng.choice(["N/A", "N/A", *ADRESSES])
        return Rang(
            instant=DEBUT + dt.timedelta(days=jours, seconds=self.rng.randint(0, 4000)),
            boutique=boutique,
            client=self.client(),
            telephone=self.telephone(self.chiffres()),
            adresse=lieu if boutique == "SHP" else rue,
            ville="" if boutique == "SHP" else lieu,
            produit=self.produit(fiche, couleur, pointure, boutique=boutique),
            prix=str(fiche.prix_affiche),
        )

    def precis(self, reference: str, couleur: str, pointure: str) -> tuple[Fiche, str, str]:
        """Return the named variant."""
        return next(f for f in self.catalogue if f.reference.strip() == reference), couleur, pointure


def rangs(rng: random.Random) -> list[Rang]:
    """Return every row in the order of its date."""
    f = Fabrique(rng)
    propres = [f.rang(i * 14.2 / PROPRES) for i in range(PROPRES)]
    resultat = [*propres, *_statuts(f), *_telephones(f), *_lieux(f), *_produits(f), *_nombres(f), *_doublons(f)]
    return sorted(resultat, key=lambda r: r.instant)


def _statuts(f: Fabrique) -> list[Rang]:
    affectees = [("Affectée", n) for n in ("Salma Idrissi", "salma idrissi", "Youssef Alami", "hajar", "HAJAR TAHIRI")]
    autres = [
        ("Affectée", "Marketing"),
        ("En cours", "Youssef Alami"),
        ("À confirmer", ""),
        ("Confirmée", "Salma Idrissi"),
        ("Livrée", ""),
        ("à rappeler demain", ""),
        ("", ""),
        ("", "Hajar Tahiri"),
    ]
    motifs = [
        ("Erronée", "Numéro de téléphone invalide"),
        ("Erronée", "Client non joignable"),
        ("Annulée", "La cliente a changé d'avis"),
        ("Annulée", ""),
        ("Annulée", "الزبونة لم تعد تريد الطلب"),
    ]
    lignes = [replace(f.rang(2 + i), statut=s, operateur=o) for i, (s, o) in enumerate([*affectees, *autres])]
    return lignes + [replace(f.rang(3.4 + i), statut=s, motifs=m) for i, (s, m) in enumerate(motifs)]


def _telephones(f: Fabrique) -> list[Rang]:
    rejetes = ["#ERROR!", "#ERROR!", "6,00012E+08", "01-00-12-34-56", "06-00-12", "", "à demander"]
    acceptes = [
        "33 6 12 34 56 78",
        "0033612345679",
        "05 28 00 17 43",
        "06 00 00 71 12 / 06 00 00 71 13",
        "\u202a+212 600-045678\u202c",
    ]
    return [replace(f.rang(1.3 + 1.1 * i), telephone=t) for i, t in enumerate([*rejetes, *acceptes])]


def _lieux(f: Fabrique) -> list[Rang]:
    villes = ["Casablnaca", "Marakech", "Meknass", "Tanjer", "الدرالبيضاء", "Oulad Teima centre", "Kenitra Bir Rami"]
    inconnues = ["Ghjkklmmm", "Rabat ou Salé", "Lyon", "centre ville", "قريب من المسجد"]
    adresses = [
        "Rue de Fès, Casablanca",
        "حي السلام أكادير",
        "Hay Riad, rue 12",
        "Bd Mohammed V, Oujda, face à la poste",
    ]
    lignes = [replace(f.rang(0.8 + i, boutique="YCN"), ville=v) for i, v in enumerate([*villes, *inconnues])]
    lignes += [replace(f.rang(2.6 + i, boutique="SHP"), adresse=a) for i, a in enumerate(adresses)]
    return [*lignes, replace(f.rang(7.7, boutique="YCN"), ville="", adresse="")]


def _produits(f: Fabrique) -> list[Rang]:
    textes = [
        ("SDL FEM YZ9876 38/Noir/أسود", "249"),
        ("CHAUSS FEM YZ240 - 38/فسفوري / fluo", "299"),
        ("SDL FEM YZ202 45/Noir/أسود", "249"),
        ("SDL FEM YZ230 38/Noir/أسود", "249"),
        ("SDL FEM YZ203 39/Noir/بيج", "269"),
        ("sandale noire taille 38 svp", "249"),
        ("SDL FEM YZ207 38", "249"),
        ("", "249"),
        ("SDL FEM YZ218 TK 38 / MARRON - بني / --", "289"),
        ("SAB FEM YZ215 TK 39 / Beige - بيج / --", "229"),
        ("SDL FEM YZ 201 عرض قطعتين فقط ب400 درهم / 38 / noir  - أسود", "400"),
        ("SDL FEM YZ 205 عرض قطعتين فقط ب 350 درهم / 39 / marron - بني", "350"),
        ("SDL FEM YZ 219 عرض 3 قطع ب 450 درهم / 40 / noir - أسود", "450"),
        ("SDL FEM YZ 202 TK عرض قطعتين ب 419 درهم / 37 / blanc - أبيض", "419"),
        ("SDL FEM YZ 202 TK عرض قطعتين ب 419 درهم / 41 / noir - أسود", "419"),
    ]
    return [replace(f.rang(0.6 + 0.9 * i), produit=p, prix=x) for i, (p, x) in enumerate(textes)]


def _nombres(f: Fabrique) -> list[Rang]:
    r = f.rang
    quantites = [replace(r(1.7 + i), quantite=q) for i, q in enumerate(["2", "3", "2", "4", "deux", "0", "-1", ""])]
    prix = [
        replace(r(2.2 + i), prix=p) for i, p in enumerate(["249,00", "1 047,00DH", "", "-249", "gratuit", "199 DH"])
    ]
    dates = [
        replace(r(4.1), date="05/11/2026"),
        replace(r(5.2), date="06/11/2026 10:32"),
        replace(r(6.3), date="31/02/2025"),
        replace(r(8.4), date=""),
        replace(r(9.5), date="hier soir"),
    ]
    numeros = [
        replace(r(5.8), cle="deux fois"),
        replace(r(6.9), numero="deux fois"),
        replace(r(9.1), numero=""),
        replace(r(10.6), numero="", client='=HYPERLINK("http://exemple.test/promo","Cliquez ici")'),
        replace(r(11.3), adresse='=HYPERLINK("http://exemple.test","adresse")', ville="Agadir"),
    ]
    return [*quantites, *prix, *dates, *numeros]


def _doublons(f: Fabrique) -> list[Rang]:
    originaux = [
        replace(f.rang(1.2 + 2 * i, article=f.precis(ref, c, p)), cle=f"original {i}")
        for i, (ref, c, p) in enumerate(
            [("SDL FEM YZ208", "camel", "39"), ("SAB FEM YZ262", "tabac", "38"), ("CHAUSS HOM YZ310", "noir", "42")]
        )
    ]
    memes = [
        replace(o, instant=o.instant + dt.timedelta(days=2), statut="Doublon", cle="", original=o.cle)
        for o in originaux
    ]
    autre = replace(f.rang(8.2), statut="Doublon", original="original 0")
    inconnu = replace(f.rang(9.8), statut="Doublon", motifs="YCN-009999 (L412)")
    muet = replace(f.rang(10.4), statut="Doublon")
    return [*originaux, *memes, autre, inconnu, muet, *_fidelite(f)]


def _fidelite(f: Fabrique) -> list[Rang]:
    """Return the pairs of one client: within 24 hours the same thing, within days another."""
    lignes = []
    certains = [("SDL FEM YZ209", "noir", "38"), ("MULE FEM YZ285", "dore", "39"), ("SDL HOM YZ301", "marron", "43")]
    for i, variante in enumerate(certains):
        premier = f.rang(3.3 + 3 * i, article=f.precis(*variante))
        second = f.rang(3.3 + 3 * i, article=f.precis(*variante))
        tard = premier.instant + dt.timedelta(hours=5 + 4 * i)
        lignes += [premier, replace(second, instant=tard, telephone=premier.telephone, client=premier.client)]
    for i, ecart in enumerate([1.5, 3, 5.5, 2.2, 9, 11, 8.5, 10]):
        premier, second = f.rang(0.4 + 0.4 * i), f.rang(0.4 + 0.4 * i + ecart)
        lignes += [premier, replace(second, telephone=premier.telephone, client=premier.client)]
    return lignes


def ecrire_feuille(chemin: Path) -> None:
    """Write the sheet: numbers by shop in the order of arrival, blank rows in between."""
    rng = random.Random(20261117)
    triees: list[Rang | None] = list(rangs(rng))
    for position in BLANCS:
        triees.insert(position, None)
    with chemin.open("w", encoding="utf-8", newline="") as flux:
        ecrivain = csv.writer(flux, lineterminator="\n")
        ecrivain.writerow(ENTETE.split(","))
        ecrivain.writerows(_numeroter(rng, triees))


def _numeroter(rng: random.Random, triees: list[Rang | None]) -> list[list[str]]:
    suivant = {"YCN": 3120, "SHP": 640}
    connus: dict[str, tuple[str, int]] = {}
    lignes = []
    for position, rang in enumerate(triees, 2):
        if rang is None:
            lignes.append(["", " " if position % 2 else "", *[""] * 10])
            continue
        suivant[rang.boutique] += rng.randint(1, 3)
        numero = f"{rang.boutique}-{suivant[rang.boutique]:06d}"
        if rang.numero is not None:
            numero = connus[rang.numero][0] if rang.numero else ""
        if rang.cle:
            connus[rang.cle] = numero, position
        motifs = "{} (L{})".format(*connus[rang.original]) if rang.original else rang.motifs
        lignes.append(_cellules(rang, numero, motifs))
    return lignes


def _cellules(rang: Rang, numero: str, motifs: str) -> list[str]:
    date = f"{rang.instant:%Y-%m-%d %H:%M:%S}" if rang.date is None else rang.date
    debut = [numero, rang.statut, rang.operateur, rang.client, rang.telephone, rang.adresse, rang.ville]
    return [*debut, rang.produit, rang.quantite, rang.prix, date, motifs]
