"""Which column of a sheet is which field: what is proposed from the titles, what people decide."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from config.noyau.erreurs import ErreurDroit, ErreurSaisie
from config.noyau.textes import normaliser
from parametre.models import Operateur, TypeOperateur
from synchronisation.colonnes import NOMS, OBLIGATOIRES
from synchronisation.models import LigneSync, SourceCommandes

RESSEMBLANCE_MIN = 82
LIBELLES: Mapping[str, str | Promise] = {
    "numero": gettext_lazy("Numéro de commande"),
    "telephone": gettext_lazy("Téléphone"),
    "produit": gettext_lazy("Produit"),
    "ville": gettext_lazy("Ville"),
    "adresse": gettext_lazy("Adresse"),
    "statut": gettext_lazy("Statut"),
    "operateur": gettext_lazy("Opérateur"),
    "client": gettext_lazy("Client"),
    "quantite": gettext_lazy("Quantité"),
    "prix": gettext_lazy("Prix d’une unité"),
    "total": gettext_lazy("Total"),
    "date": gettext_lazy("Date de création"),
    "motifs": gettext_lazy("Motifs"),
}
# Other titles that such sheets bear, beside those that are understood without being told.
_AUTRES: Mapping[str, tuple[str, ...]] = {
    "numero": ("n", "num", "n commande", "order", "order id", "id commande", "ref", "reference", "رقم الطلب"),
    "telephone": ("tel", "gsm", "mobile", "phone", "phone number", "n tel", "الهاتف", "رقم الهاتف"),
    "produit": ("article", "designation", "product", "lineitem name", "المنتج"),
    "ville": ("city", "shipping city", "المدينة"),
    "adresse": ("address", "shipping address", "العنوان"),
    "statut": ("status", "etat"),
    "operateur": ("agent", "confirmateur"),
    "client": ("nom", "nom complet", "nom client", "destinataire", "name", "full name", "الاسم"),
    "quantite": ("qte", "qty", "quantity", "الكمية"),
    "prix": ("price", "prix unitaire", "الثمن"),
    "total": ("montant", "total price", "المجموع"),
    "date": ("created at", "date commande", "التاريخ"),
    "motifs": ("motif", "commentaire", "remarque", "note"),
}


def titres_connus(source: SourceCommandes) -> list[str]:
    """Return the titles of the last rows of a source, in the order of the sheet."""
    derniers = LigneSync.objects.filter(source=source).order_by("-derniere_execution", "numero")
    titres: dict[str, None] = {}
    for valeurs in derniers.values_list("valeurs", flat=True)[:50]:
        titres.update(dict.fromkeys(valeurs))
    return list(titres)


def proposer(titres: Sequence[str], correspondance: Mapping[str, str]) -> dict[str, str]:
    """Return, by field, the title that means it: as decided, as usual, or as it looks; none twice."""
    par_cle = {_cle(t): t for t in titres if t.strip()}
    propose: dict[str, str] = {}
    for champ, decide in correspondance.items():
        if champ in NOMS and decide and _cle(decide) in par_cle:
            propose[champ] = par_cle.pop(_cle(decide))
    for noms in (NOMS, _AUTRES):
        for champ, connus in noms.items():
            if champ not in propose:
                trouve = next((par_cle.pop(_cle(n)) for n in connus if _cle(n) in par_cle), None)
                propose |= {champ: trouve} if trouve else {}
    for champ in NOMS:
        if champ not in propose and par_cle:
            proche = max(
                (
                    process.extractOne(_cle(n), par_cle.keys(), scorer=fuzz.ratio)
                    for n in (*NOMS[champ], *_AUTRES[champ])
                ),
                key=lambda trouve: trouve[1],
            )
            if proche[1] >= RESSEMBLANCE_MIN:
                propose[champ] = par_cle.pop(proche[0])
    return propose


def corriger_correspondance(*, source_id: int, choix: Mapping[str, str], operateur: Operateur) -> None:
    """Write which title is which field (empty: the usual names). Raises ErreurDroit, ErreurSaisie."""
    if operateur.type_operateur != TypeOperateur.ADMIN or not operateur.actif:
        raise ErreurDroit(_("Seule l’administration décide des colonnes."))
    retenus = {champ: titre.strip()[:120] for champ, titre in choix.items() if champ in NOMS and titre.strip()}
    cles = [_cle(t) for t in retenus.values()]
    doubles = sorted({t for t in retenus.values() if cles.count(_cle(t)) > 1})
    if doubles:
        raise ErreurSaisie(_("Une colonne ne sert qu’une fois\u202f: %s.") % ", ".join(doubles))
    manquants = [str(LIBELLES[c]) for c in OBLIGATOIRES if c not in retenus]
    if "ville" not in retenus and "adresse" not in retenus:
        manquants.append(_("Ville ou adresse"))
    if manquants:
        raise ErreurSaisie(_("Dites quelle colonne est\u202f: %s.") % ", ".join(manquants))
    # What the usual names find by themselves needs no word.
    utiles = {c: t for c, t in retenus.items() if all(_cle(n) != _cle(t) for n in NOMS[c])}
    SourceCommandes.objects.filter(pk=source_id).update(correspondance=utiles)


def _cle(titre: str) -> str:
    return normaliser(titre.replace("°", "o")).replace(" ", "")
