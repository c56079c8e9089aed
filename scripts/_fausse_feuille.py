"""A server on this machine that speaks Google's protocol, with faults on demand.

What gspread and google-auth ask for: a token against a signed JWT, the metadata of a
spreadsheet, its values (one range or several), those of Drive, and the writing of cells.
"""

import datetime as dt
import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

COMPTE = "robot@yz-essai.iam.gserviceaccount.com"
CLE = "1FausseFeuilleYzCmdPourLesEssais0123456789ab"
LECTURE = "https://www.googleapis.com/auth/spreadsheets.readonly"
ECRITURE = "https://www.googleapis.com/auth/spreadsheets"
HTML = b"<!DOCTYPE html><html><title>502</title><p>The server encountered a temporary error.</p></html>"
# Faults of one answer; `429:3` also asks to wait 3 seconds.
FAUTES = ("429", "429:N", "408", "500", "503", "502", "401", "lent", "coupe", "tronque", "sans_valeurs")

_PLAGE = re.compile(r"([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?")


@lru_cache
def cles() -> tuple[str, bytes]:
    """Return the private and the public key of the account, made once per process."""
    privee = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    texte = privee.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    publique = privee.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return texte.decode(), publique


@dataclass
class Onglet:
    gid: int
    titre: str
    lignes: list[list[str]] = field(default_factory=list)


class Refus(Exception):
    """An answer in Google's form of errors."""

    def __init__(self, statut: int, message: str, etat: str = "") -> None:
        super().__init__(message)
        self.statut = statut
        self.corps = {"error": {"code": statut, "message": message, "status": etat}}


class FausseFeuille:
    """One spreadsheet behind a server of its own; a context manager."""

    def __init__(self, lignes: Iterable[Sequence[str]] = (), *, titre: str = "Commandes 2026", port: int = 0) -> None:
        self.titre = "Boutique"
        self.onglets = [Onglet(0, "Lisez-moi", [["Bonjour"]]), Onglet(7, titre, [list(li) for li in lignes])]
        self.fautes: deque[str] = deque()
        # The same faults, for the next answers of the token endpoint.
        self.fautes_du_jeton: deque[str] = deque()
        self.requetes: list[str] = []
        self.ecrites: list[tuple[str, list[list[str]]]] = []
        self.partagee, self.editeur, self.revoquee, self.decalage, self.lenteur = True, True, False, 0.0, 0.5
        # Called after a read of values, with its range: people type while we read.
        self.apres_lecture: Callable[[str], None] = lambda _plage: None
        self.jetons: dict[str, str] = {}
        self.serveur = ThreadingHTTPServer(("127.0.0.1", port), type("Poignee", (Poignee,), {"feuille": self}))
        self.serveur.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self.serveur.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_erreur: object) -> None:
        self.serveur.shutdown()
        self.serveur.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.serveur.server_address[1]}"

    @property
    def lignes(self) -> list[list[str]]:
        """The rows of the tab with the orders, the header included."""
        return self.onglets[1].lignes

    @property
    def lectures(self) -> int:
        """How many requests counted in the quota of reads."""
        return sum(r.startswith("GET /v4/") for r in self.requetes)

    def ecrire_cle(self, chemin: Path) -> Path:
        """Write the key file of the service account, readable by its owner alone."""
        chemin.touch(mode=0o600)
        chemin.write_text(
            json.dumps(
                {
                    "type": "service_account",
                    "project_id": "yz-essai",
                    "private_key_id": "1",
                    "private_key": cles()[0],
                    "client_email": COMPTE,
                    "client_id": "1",
                    "token_uri": "https://oauth2.googleapis.com/token",
                }
            ),
            encoding="utf-8",
        )
        return chemin

    # Answers --------------------------------------------------------------------------

    def jeton(self, assertion: str) -> tuple[int, dict[str, Any]]:
        try:
            droits = jwt.decode(assertion, certs=None, verify=False)
            signature = jwt.decode(assertion, certs=cles()[1], clock_skew_in_seconds=10**9)
        except ValueError:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        if self.revoquee or signature["iss"] != COMPTE:
            return 400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."}
        ici = time.time() + self.decalage
        if not droits["iat"] - 300 <= ici <= droits["exp"]:
            texte = (
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
                "Check your iat and exp values in the JWT claim."
            )
            return 400, {"error": "invalid_grant", "error_description": texte}
        jeton = f"jeton-{len(self.jetons)}"
        self.jetons[jeton] = droits["scope"]
        return 200, {"access_token": jeton, "expires_in": 3599, "token_type": "Bearer"}

    def autoriser(self, entete: str, *, ecriture: bool) -> None:
        portee = self.jetons.get(entete.removeprefix("Bearer "))
        if portee is None:
            raise Refus(401, "Request had invalid authentication credentials.", "UNAUTHENTICATED")
        if ecriture and ECRITURE not in portee.split():
            raise Refus(403, "Request had insufficient authentication scopes.", "PERMISSION_DENIED")
        if not self.partagee or (ecriture and not self.editeur):
            raise Refus(403, "The caller does not have permission", "PERMISSION_DENIED")

    def metadonnees(self) -> dict[str, Any]:
        return {
            "spreadsheetId": CLE,
            "properties": {"title": self.titre, "locale": "fr_FR", "timeZone": "Africa/Casablanca"},
            "sheets": [
                {
                    "properties": {
                        "sheetId": o.gid,
                        "title": o.titre,
                        "index": i,
                        "sheetType": "GRID",
                        "gridProperties": {
                            "rowCount": max(len(o.lignes), 1000),
                            "columnCount": max(26, *map(len, o.lignes), 1),
                        },
                    }
                }
                for i, o in enumerate(self.onglets)
            ],
        }

    def valeurs(self, plage: str, *, sans: bool = False) -> dict[str, Any]:
        """Return a range as Google does: trailing blanks left out, no `values` where all is blank."""
        onglet, (colonne, ligne, colonne_fin, ligne_fin) = self.lire_plage(plage)
        lues = [[*li[colonne:colonne_fin]] for li in onglet.lignes[ligne:ligne_fin]]
        for cellules in lues:
            while cellules and cellules[-1] == "":
                cellules.pop()
        while lues and not lues[-1]:
            lues.pop()
        self.apres_lecture(plage)
        return {"range": plage, "majorDimension": "ROWS"} | ({"values": lues} if lues and not sans else {})

    def lire_plage(self, plage: str) -> tuple[Onglet, tuple[int, int, int | None, int | None]]:
        titre, _exclamation, bornes = plage.rpartition("!") if "'!" in plage else (plage, "", "")
        nom = titre.removeprefix("'").removesuffix("'").replace("''", "'")
        onglet = next((o for o in self.onglets if o.titre == nom), None)
        trouvee = _PLAGE.fullmatch(bornes)
        if onglet is None or trouvee is None:
            raise Refus(400, f"Unable to parse range: {plage}", "INVALID_ARGUMENT")
        c1, l1, c2, l2 = trouvee.groups()
        return onglet, (rang(c1) or 0, int(l1 or 1) - 1, (rang(c2) or -1) + 1 or None, int(l2) if l2 else None)

    def ecrire(self, plage: str, valeurs: list[list[str]]) -> None:
        onglet, (colonne, ligne, _c, _l) = self.lire_plage(plage)
        self.ecrites.append((plage, valeurs))
        for i, cellules in enumerate(valeurs):
            while len(onglet.lignes) <= ligne + i:
                onglet.lignes.append([])
            cible = onglet.lignes[ligne + i]
            cible += [""] * (colonne + len(cellules) - len(cible))
            cible[colonne : colonne + len(cellules)] = cellules


def rang(lettres: str | None) -> int | None:
    """Return the index of a column from its letters, from 0."""
    if not lettres:
        return None
    total = 0
    for lettre in lettres:
        total = total * 26 + ord(lettre) - 64
    return total - 1


class Poignee(BaseHTTPRequestHandler):
    """Turns requests into answers; `feuille` is set by the server that it serves."""

    feuille: FausseFeuille
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Stay silent: the requests are kept."""

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def do_GET(self) -> None:
        self.servir()

    def do_POST(self) -> None:
        self.servir()

    def do_PUT(self) -> None:
        self.servir()

    def servir(self) -> None:
        corps = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chemin = urlsplit(self.path)
        self.feuille.requetes.append(f"{self.command} {unquote(chemin.path)}")
        if chemin.path == "/_fautes":
            self.feuille.fautes.extend(corps.decode().split())
            return self.repondre(200, {"fautes": [*self.feuille.fautes]})
        if chemin.path == "/token":
            return self.donner_jeton(corps)
        faute = self.feuille.fautes.popleft() if self.feuille.fautes else ""
        if self.echouer(faute):
            return None
        try:
            self.feuille.autoriser(self.headers.get("Authorization", ""), ecriture=self.command != "GET")
            reponse = self.router(unquote(chemin.path), parse_qs(chemin.query), corps, sans=faute == "sans_valeurs")
        except Refus as refus:
            return self.repondre(refus.statut, refus.corps)
        return self.repondre(200, reponse, tronque=faute == "tronque")

    def donner_jeton(self, corps: bytes) -> None:
        faute = self.feuille.fautes_du_jeton.popleft() if self.feuille.fautes_du_jeton else ""
        if not self.echouer(faute):
            statut, reponse = self.feuille.jeton(parse_qs(corps.decode()).get("assertion", [""])[0])
            self.repondre(statut, reponse, tronque=faute == "tronque")

    def echouer(self, faute: str) -> bool:
        """Give the answer of a fault; say whether that was one."""
        statut, _deux_points, attente = faute.partition(":")
        if faute == "502":
            self.envoyer(502, HTML, "text/html")
        elif statut.isdigit():
            entetes = {"Retry-After": attente} if attente else {}
            self.repondre(int(statut), Refus(int(statut), "Faute demandée").corps, entetes=entetes)
        elif faute == "lent":
            time.sleep(self.feuille.lenteur)
            self.close_connection = True
        elif faute == "coupe":
            self.close_connection = True
        else:
            return False
        return True

    def router(self, chemin: str, parametres: dict[str, list[str]], corps: bytes, *, sans: bool) -> dict[str, Any]:
        feuille = self.feuille
        if chemin.startswith("/drive/v3/files/"):
            quand = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            return {"id": CLE, "name": feuille.titre, "createdTime": quand, "modifiedTime": quand}
        cle, _barre, reste = chemin.removeprefix("/v4/spreadsheets/").partition("/")
        if cle != CLE:
            raise Refus(404, "Requested entity was not found.", "NOT_FOUND")
        if not reste:
            return feuille.metadonnees()
        if reste == "values:batchGet":
            plages = [feuille.valeurs(p) for p in parametres.get("ranges", [])]
            return {"spreadsheetId": CLE, "valueRanges": plages}
        if reste == "values:batchUpdate":
            demande = json.loads(corps)
            for bloc in demande["data"]:
                feuille.ecrire(bloc["range"], bloc["values"])
            return {"spreadsheetId": CLE, "totalUpdatedRows": len(demande["data"])}
        plage = reste.removeprefix("values/")
        if self.command == "PUT":
            feuille.ecrire(plage, json.loads(corps)["values"])
            return {"spreadsheetId": CLE, "updatedRange": plage}
        return feuille.valeurs(plage, sans=sans)

    def repondre(
        self, statut: int, corps: object, *, tronque: bool = False, entetes: dict[str, str] | None = None
    ) -> None:
        octets = json.dumps(corps, ensure_ascii=False).encode()
        self.envoyer(statut, octets[: len(octets) // 2] if tronque else octets, "application/json", entetes)

    def envoyer(self, statut: int, octets: bytes, genre: str, entetes: dict[str, str] | None = None) -> None:
        self.send_response(statut)
        for nom, valeur in {"Content-Type": genre, "Content-Length": str(len(octets)), **(entetes or {})}.items():
            self.send_header(nom, valeur)
        self.end_headers()
        self.wfile.write(octets)
