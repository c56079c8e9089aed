"""The life of an invented order until the present, one transition after the other."""

from collections.abc import Callable, Mapping
from random import Random

from commande.demo import noms
from commande.demo.calendrier import HEURE
from commande.demo.destin import choix_impose, choix_libre, etalement
from commande.demo.dossier import EN_STOCK, Contact, Dossier
from commande.demo.livraison import Livraison
from commande.demo.monde import Agent, Monde
from commande.demo.noms import parmi

MINUTE = 60
_TYPES = ("APPEL",) * 13 + ("WHATSAPP_MESSAGE",) * 3 + ("WHATSAPP_APPEL",) * 2 + ("WHATSAPP_VOCAL", "SMS")
_SANS_ISSUE = ("INJOIGNABLE",) * 6 + ("REPORT_DEMANDE",) * 3 + ("CLIENT_HESITANT",)
_CHANCE_CONFIRMATION, _FIDELITE, _ERREUR = 0.48, 0.16, 0.085
_IMPRESSION_SEPAREE, _REMISE, _REOUVERTURE = 0.05, 0.04, 0.012


class Vie:
    """Leads orders through the table, each step by somebody who may take it."""

    def __init__(self, monde: Monde, hasard: Random) -> None:
        self.monde, self.hasard = monde, hasard
        self.calendrier, self.fin = monde.calendrier, monde.calendrier.fin
        self.confirmateurs = {a.id: a for a in monde.equipes["CONFIRMATION"]}
        self.tour = 0
        self.livraison = Livraison(monde, hasard)
        self._phases: Mapping[str, Callable[[Dossier, int], int | None]] = {
            "non_affectee": self._affecter,
            "affectee": self._prendre_en_main,
            "en_cours_confirmation": self._appeler,
            "confirmee": self._mettre_a_imprimer,
            "a_imprimer": self._imprimer,
            "en_preparation": self._emballer,
            "preparee": self._expedier,
            "en_cours_livraison": self.livraison.livrer,
            "reportee": self.livraison.relancer,
            "livree": self.livraison.corriger,
            "livree_partiellement": self.livraison.corriger,
            "retournee": self.livraison.corriger,
            "annulee": self._rouvrir,
            "erronee": self._rouvrir,
        }

    def vivre(self, d: Dossier) -> int:
        """Take an order as far as the present lets it come; return when it last moved."""
        t: int | None = d.arrivee
        while t is not None and d.ou != d.cible and (phase := self._phases.get(d.ou)) is not None:
            t = phase(d, t)
        return d.etapes[-1].debut

    def suivant(self) -> Agent:
        """Return the confirmation operator whose turn it is."""
        self.tour += 1
        equipe = self.monde.equipes["CONFIRMATION"]
        return equipe[self.tour % len(equipe)]

    def un_de(self, role: str) -> Agent:
        equipe = self.monde.equipes[role]
        return equipe[int(self.hasard.random() * len(equipe))]

    def _apres(self, d: Dossier, t: int, minutes: float) -> int | None:
        """Return the working instant some minutes later, None when that is still to come."""
        if d.pas:
            return t + max(1, int(d.pas * (0.6 + 0.4 * self.hasard.random())))
        plus_tard = self.calendrier.au_travail(t + int(minutes * MINUTE * etalement(self.hasard)) + 1, self.hasard)
        return plus_tard if plus_tard <= self.fin else None

    def _choisir(self, d: Dossier) -> str:
        return choix_impose(d.cible, d.ou) if d.cible else choix_libre(d.ou, self.hasard)

    def _affecter(self, d: Dossier, t: int) -> int | None:
        tirage = self.hasard.random
        automatique = tirage() < 0.75
        if automatique and not d.pas:
            quand: int | None = t + MINUTE + int(tirage() * 15 * MINUTE)
        else:
            quand = self._apres(d, t, 60)
        if quand is None or quand > self.fin:
            return None
        habituel = d.client.confirmateur
        d.confirmateur = habituel if habituel in self.confirmateurs else self.suivant().id
        d.passer("affecter", quand, None if automatique else self.un_de("ADMIN").id)
        return quand

    def _prendre_en_main(self, d: Dossier, t: int) -> int | None:
        agent = self.confirmateurs[d.confirmateur or 0]
        quand = self._apres(d, t, 75 * agent.lenteur)
        if quand is None:
            return None
        code = "marquer_doublon" if d.original is not None else self._choisir(d)
        match code:
            case "reaffecter":
                return self._reaffecter(d, quand)
            case "desaffecter":
                d.confirmateur = None
                d.passer(code, quand, self.un_de("ADMIN").id)
            case "marquer_erronee":
                self._fermer(d, code, quand, agent.id, parmi(noms.MOTIFS_ERREUR, self.hasard))
            case "marquer_doublon":
                assert d.original is not None  # noqa: S101
                d.doublon_de = d.original.id
                self._fermer(d, code, quand, agent.id, "")
            case _:
                d.bail = quand + self.monde.bail
                d.passer(code, quand, agent.id)
        return quand

    def _reaffecter(self, d: Dossier, t: int) -> int:
        autre = self.suivant()
        if autre.id != d.confirmateur:
            d.confirmateur = autre.id
            d.passer("reaffecter", t, self.un_de("ADMIN").id)
        return t

    def _appeler(self, d: Dossier, t: int) -> int | None:
        agent = self.confirmateurs[d.confirmateur or 0]
        code = choix_impose(d.cible, d.ou) if d.cible else self._issue(d, agent)
        quand = self._relancer(d, t, agent, self._tentatives(code))
        if quand is None:
            return None
        motif, commentaire = self._dire(code)
        d.rappel_le = None
        self._contacter(d, quand, agent, commentaire)
        quand += 20 + int(160 * self.hasard.random() * agent.lenteur) if not d.pas else 1
        if quand > self.fin:
            return None
        if code == "confirmer":
            self._confirmer(d, quand, agent)
        else:
            self._fermer(d, code, quand, agent.id, motif)
        return quand

    def _issue(self, d: Dossier, agent: Agent) -> str:
        chance = _CHANCE_CONFIRMATION * agent.talent * (0.6 + 0.4 * d.lieu.chance)
        if d.client.content:
            chance += _FIDELITE
        tirage = self.hasard.random()
        if tirage < chance:
            return "confirmer"
        return "marquer_erronee" if tirage > 1 - _ERREUR else "annuler"

    def _tentatives(self, code: str) -> int:
        """Return how many calls lead nowhere before the one that decides."""
        tirage, n = self.hasard.random, 0
        encore = 0.32 if code == "confirmer" else 0.6 if code == "annuler" else 0.15
        while n < 5 and tirage() < encore:
            n += 1
        return n

    def _relancer(self, d: Dossier, t: int, agent: Agent, fois: int) -> int | None:
        """Note the calls that lead nowhere; return when the one that decides takes place."""
        quand = self._apres(d, t, 1)
        for _fois in range(0 if d.pas else fois):
            if quand is None or quand > self.fin:
                return None
            commentaire = _SANS_ISSUE[int(self.hasard.random() * len(_SANS_ISSUE))]
            self._contacter(d, quand, agent, commentaire)
            prochain = quand + int((1 + 4 * self.hasard.random()) * HEURE)
            d.rappel_le = self.calendrier.au_travail(prochain, self.hasard)
            d.bail = None
            quand = d.rappel_le + int(self.hasard.random() * 40 * MINUTE)
        return quand if quand is not None and quand <= self.fin else None

    def _contacter(self, d: Dossier, t: int, agent: Agent, commentaire: str) -> None:
        type_ = _TYPES[int(self.hasard.random() * len(_TYPES))]
        d.contacts.append(Contact(type_, commentaire, "", agent.id, t))

    def _dire(self, code: str) -> tuple[str, str]:
        """Return why an order ends so, and what the last call says of it."""
        if code == "confirmer":
            return "", "CLIENT_INTERESSE"
        if code == "marquer_erronee":
            return parmi(noms.MOTIFS_ERREUR, self.hasard), "NUMERO_INVALIDE"
        motif = parmi(noms.MOTIFS_ANNULATION, self.hasard)
        return motif, "INJOIGNABLE" if "injoignable" in motif else "CLIENT_NON_INTERESSE"

    def _confirmer(self, d: Dossier, t: int, agent: Agent) -> None:
        d.ville_connue = True
        caisse, panier = self.monde.caisse, tuple((piece.id, n) for piece, n in d.pieces)
        remise = caisse.remise(panier, t) if len(panier) == 1 and self.hasard.random() < _REMISE else None
        prix = remise or caisse.prix(panier, t)
        d.tarifer(prix.avec_frais(d.lieu.frais, livraison_offerte=caisse.livraison_offerte))
        d.total_confirme = d.total
        d.bouger(t, "CONFIRMATION", -1, agent.id)
        d.rappel_le = d.bail = None
        d.passer("confirmer", t, agent.id)
        separee = d.cible == d.ou if d.cible else self.hasard.random() < _IMPRESSION_SEPAREE
        if not separee:
            d.passer("mettre_a_imprimer", t, agent.id, suite=True)

    def _fermer(self, d: Dossier, code: str, t: int, auteur: int, motif: str) -> None:
        if d.ou in EN_STOCK:
            d.bouger(t, "LIBERATION", 1, auteur, motif)
        d.rappel_le = d.bail = None
        d.passer(code, t, auteur, motif)

    def _annuler(self, d: Dossier, t: int) -> int:
        self._fermer(d, "annuler", t, self.un_de("ADMIN").id, parmi(noms.MOTIFS_ANNULATION_TARDIVE, self.hasard))
        return t

    def _renvoyer(self, d: Dossier, t: int, auteur: int) -> int:
        motif = parmi(noms.MOTIFS_RENVOI, self.hasard)
        d.bouger(t, "LIBERATION", 1, auteur, motif)
        d.preparateur, d.verifie, d.total_confirme = None, False, None
        d.passer("renvoyer_confirmation", t, auteur, motif)
        return t

    def _mettre_a_imprimer(self, d: Dossier, t: int) -> int | None:
        quand = self._apres(d, t, 150)
        if quand is None:
            return None
        code = self._choisir(d)
        if code == "annuler":
            return self._annuler(d, quand)
        d.passer(code, quand, self.un_de("PREPARATION").id)
        return quand

    def _imprimer(self, d: Dossier, t: int) -> int | None:
        quand = self._apres(d, t, 200)
        if quand is None:
            return None
        code = self._choisir(d)
        if code == "annuler":
            return self._annuler(d, quand)
        agent = self.un_de("PREPARATION")
        if code == "renvoyer_confirmation":
            return self._renvoyer(d, quand, agent.id)
        d.preparateur = agent.id
        d.passer(code, quand, agent.id)
        return quand

    def _emballer(self, d: Dossier, t: int) -> int | None:
        quand = self._apres(d, t, 40)
        if quand is None:
            return None
        code = self._choisir(d)
        if code == "annuler":
            return self._annuler(d, quand)
        assert d.preparateur is not None  # noqa: S101
        if code == "renvoyer_confirmation":
            return self._renvoyer(d, quand, d.preparateur)
        d.verifie = True
        d.passer(code, quand, d.preparateur)
        return quand

    def _expedier(self, d: Dossier, t: int) -> int | None:
        quand = self._apres(d, t, 240)
        if quand is None:
            return None
        code = self._choisir(d)
        if code == "annuler":
            return self._annuler(d, quand)
        if code == "renvoyer_confirmation":
            return self._renvoyer(d, quand, self.un_de("ADMIN").id)
        self.livraison.expedier(d, quand)
        return quand

    def _rouvrir(self, d: Dossier, t: int) -> int | None:
        """Let the administrator reopen a few of the closed ones, days later."""
        if d.cible or d.reprises or self.hasard.random() > _REOUVERTURE:
            return None
        quand = self._apres(d, t, 1500)
        if quand is None:
            return None
        d.reprises += 1
        d.confirmateur = d.preparateur = d.livreur = d.envoi = None
        d.prevue_le = d.rappel_le = d.bail = d.total_confirme = None
        d.verifie = False
        d.passer("rouvrir", quand, self.un_de("ADMIN").id, parmi(noms.MOTIFS_REOUVERTURE, self.hasard))
        return quand
