"""The road: hand-over, delivery, what comes back, and the corrections of the administrator."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from commande.demo import noms
from commande.demo.calendrier import HEURE, OUVERTURE
from commande.demo.destin import choix_impose, choix_libre
from commande.demo.dossier import Dossier
from commande.demo.monde import Agent, Monde
from commande.demo.noms import parmi
from commande.etats import Etat
from config.noyau.argent import ZERO

_REUSSITE, _FIDELITE, _REPORT, _PARTIELLE = 0.66, 0.08, 0.16, 0.14
_DEFECTUEUX, _AUTRE_MONTANT, _CORRECTION = 0.07, 0.012, 0.006
_REPORTS_MAX = 3


@dataclass(frozen=True, slots=True)
class NouvelEnvoi:
    """A hand-over to write; `clos_le` is None for that of the day."""

    id: int
    date: int
    livreur: int
    clos_le: int | None


class Livraison:
    """What drivers do, and what becomes of their parcels."""

    def __init__(self, monde: Monde, hasard: Random) -> None:
        self.monde, self.hasard = monde, hasard
        self.calendrier, self.fin = monde.calendrier, monde.calendrier.fin
        self.livreurs = monde.equipes["LOGISTIQUE"]
        self._par_id = {a.id: a for a in self.livreurs}
        self.ids_envoi: list[int] = []
        self.nouveaux_envois: list[NouvelEnvoi] = []

    def expedier(self, d: Dossier, t: int) -> None:
        """Hand a parcel to a driver: mostly the one of its region."""
        agent = self.livreurs[d.lieu.region % len(self.livreurs)]
        if self.hasard.random() < 0.2:
            agent = self.livreurs[int(self.hasard.random() * len(self.livreurs))]
        d.livreur, d.envoi = agent.id, self._envoi(agent, t)
        d.passer("expedier", t, agent.id)

    def livrer(self, d: Dossier, t: int) -> int | None:
        """Ring at the client's door, some days later; return when, None if that is to come."""
        quand = self._passage(d, t, d.lieu.delai)
        if quand is None:
            return None
        code = choix_impose(d.cible, d.ou) if d.cible else self._issue(d)
        match code:
            case "livrer":
                self._encaisser(d, code, quand)
            case "livrer_partiellement":
                self._livrer_en_partie(d, quand)
            case "reporter":
                self._reporter(d, quand)
            case _:
                self._retourner(d, quand)
        return quand

    def relancer(self, d: Dossier, _t: int) -> int | None:
        """Take up a postponed delivery on its day."""
        assert d.livreur is not None  # noqa: S101
        assert d.prevue_le is not None  # noqa: S101
        rang = (dt.date.fromisoformat(d.prevue_le) - self.calendrier.jours[0]).days
        quand = self.calendrier.au_travail(self.calendrier.debuts[rang] + OUVERTURE, self.hasard)
        quand += int(self.hasard.random() * HEURE)
        if quand > self.fin:
            return None
        match choix_libre(d.ou, self.hasard):
            case "retourner":
                self._retourner(d, quand)
            case "annuler":
                admin = self.monde.equipes["ADMIN"][0].id
                motif = parmi(noms.MOTIFS_ANNULATION_TARDIVE, self.hasard)
                d.bouger(quand, "LIBERATION", 1, admin, motif)
                d.passer("annuler", quand, admin, motif)
            case code:
                d.passer(code, quand, d.livreur)
        return quand

    def corriger(self, d: Dossier, t: int) -> int | None:
        """Let the administrator undo a few results within the week."""
        if d.cible or d.reprises or self.hasard.random() > _CORRECTION:
            return None
        quand = self.calendrier.au_travail(t + int((0.2 + 3 * self.hasard.random()) * 24 * HEURE), self.hasard)
        if quand > self.fin:
            return None
        d.reprises += 1
        admin, motif = self.monde.equipes["ADMIN"][0].id, parmi(noms.MOTIFS_CORRECTION, self.hasard)
        d.retours(quand, -1, admin, motif)
        for li in d.lignes:
            li.livree, li.bon, li.defectueux = None, 0, 0
        d.sous_total = sum((li.prix * li.quantite for li in d.lignes), ZERO)
        d.total = d.sous_total + (d.prix.frais if d.prix and d.prix.frais else ZERO)
        d.encaisse = d.encaisse_le = None
        d.passer("corriger_resultat", quand, admin, motif)
        return quand

    def _passage(self, d: Dossier, t: int, jours: int) -> int | None:
        if d.pas:
            return t + max(1, int(d.pas * (0.6 + 0.4 * self.hasard.random())))
        if d.etapes[-1].transition == "relancer_livraison":
            jours = 0
        quand = self.calendrier.tournee(t, jours, self.hasard)
        return quand if quand <= self.fin else None

    def _issue(self, d: Dossier) -> str:
        tirage = self.hasard.random
        assert d.livreur is not None  # noqa: S101
        if tirage() < _REPORT and sum(e.ou == Etat.REPORTEE.value for e in d.etapes) < _REPORTS_MAX:
            return "reporter"
        # A driver who left the house has no talent any more.
        chance = _REUSSITE * d.lieu.chance * (0.5 + 0.5 * self._par_id[d.livreur].talent)
        if d.client.content:
            chance += _FIDELITE
        if tirage() > chance:
            return "retourner"
        return "livrer_partiellement" if d.pieces_en_tout > 1 and tirage() < _PARTIELLE else "livrer"

    def _encaisser(self, d: Dossier, code: str, t: int) -> None:
        motif = ""
        d.encaisse, d.encaisse_le = d.total, t
        if code == "livrer":
            for li in d.lignes:
                li.livree = li.quantite
        if self.hasard.random() < _AUTRE_MONTANT and d.total > 20:
            d.encaisse, motif = d.total - 10, parmi(noms.MOTIFS_MONTANT, self.hasard)
        d.passer(code, t, d.livreur, motif)

    def _livrer_en_partie(self, d: Dossier, t: int) -> None:
        """Leave all but one piece or more with the client; the rest comes back."""
        gardees = 1 + int(self.hasard.random() * (d.pieces_en_tout - 1))
        for li in d.lignes:
            li.livree = min(gardees, li.quantite)
            gardees -= li.livree
        self._reprendre(d, t, "")
        d.sous_total = sum((li.prix * (li.livree or 0) for li in d.lignes), ZERO)
        d.total = d.sous_total + (d.prix.frais if d.prix and d.prix.frais else ZERO)
        self._encaisser(d, "livrer_partiellement", t)

    def _retourner(self, d: Dossier, t: int) -> None:
        motif = parmi(noms.MOTIFS_RETOUR, self.hasard)
        for li in d.lignes:
            li.livree = 0
        self._reprendre(d, t, motif)
        d.passer("retourner", t, d.livreur, motif)

    def _reprendre(self, d: Dossier, t: int, motif: str) -> None:
        for li in d.lignes:
            revenues = li.quantite - (li.livree or 0)
            li.defectueux = revenues if self.hasard.random() < _DEFECTUEUX else 0
            li.bon = revenues - li.defectueux
        d.retours(t, 1, d.livreur, motif)

    def _reporter(self, d: Dossier, t: int) -> None:
        jour = self.calendrier.jours[self.calendrier.rang(t)] + dt.timedelta(days=1 + int(4 * self.hasard.random()))
        d.prevue_le = jour.isoformat()
        d.passer("reporter", t, d.livreur, parmi(noms.MOTIFS_REPORT, self.hasard))

    def _envoi(self, agent: Agent, t: int) -> int:
        """Return the hand-over of a driver for the local day, new on the first parcel."""
        rang = self.calendrier.rang(t)
        envoi = self.monde.envois.get((agent.id, rang))
        if envoi is None:
            envoi = self.monde.envois[agent.id, rang] = self.ids_envoi.pop()
            matin = self.calendrier.debuts[rang] + OUVERTURE
            # The evening closes it; today's is still open.
            clos = None if rang == self.calendrier.rang(self.fin) else self.calendrier.debuts[rang + 1] - HEURE
            self.nouveaux_envois.append(NouvelEnvoi(envoi, min(t, matin), agent.id, clos))
        return envoi
