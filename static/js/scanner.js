// A bar code reader is a fast keyboard: what it types anywhere on the page becomes one event,
// `scan` on the document, with the code (A-Z and 0-9 only) in `detail.code` and in `detail.cle` a
// key under which that scan is sent once. No field needs the focus. It ends with Enter, Tab or a
// pause. A field marked data-scan-ici keeps what is read into it; any other gets its text back.
// Slow keys pass: shortcuts and typing are what they were.
//
// A page loads this file by a script tag (an import would be a second copy) and answers with an
// event `scan-dire` on the document, detail { ton, texte }, ton being ok, fini or refus: a sound,
// data-scan on <html> for its colour, the words in [data-scan-retour]. [data-scan-son] turns the
// sounds off and on; [data-scan-camera] reads with the camera, shown in a <video data-scan-image>.

// Milliseconds between two keys of a reader; a person is slower, even when hurried.
const ECART = 60;
const LONGUEUR = 4;
// Without Enter at its end, or typed into a field, a burst must be longer to be a code.
const LONGUEUR_SURE = 6;
const CLE_SON = "son-des-scans";

let rafale = [];
let derniere = 0;
let champ = null;
let minuterie = 0;
let echeance = 0;
const rejouees = new WeakSet();

function enSaisie(cible) {
  return Boolean(cible?.isContentEditable) || cible?.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select") === true;
}

// The digit row is read by its place: a French keyboard needs Shift for a digit, or Caps Lock.
// A reader set for an English keyboard betrays itself on a French one by digits that come out
// as marks: then its letters stand where the English keyboard has them.
function lettre(touche, parPlace) {
  const chiffre = /^(?:Digit|Numpad)([0-9])$/.exec(touche.code)?.[1];
  if (chiffre) return chiffre;
  const place = /^Key([A-Z])$/.exec(touche.code)?.[1] ?? "";
  if (parPlace && place) return place;
  return /^[a-z0-9]$/i.test(touche.key) ? touche.key.toUpperCase() : place;
}

function code() {
  const parPlace = rafale.some((t) => /^Digit/.test(t.code) && !t.shiftKey && !/^[0-9]$/.test(t.key));
  return rafale.map((touche) => lettre(touche, parPlace)).join("");
}

// randomUUID would want a secure context.
function cleUnique() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((o) => o.toString(16).padStart(2, "0")).join("");
}

function annoncer(lu, source) {
  document.dispatchEvent(new CustomEvent("scan", { detail: { code: lu, source, cle: cleUnique() } }));
}

// Keys that were held back and are no code are pressed again, in their order.
function rendre() {
  const touches = champ ? [] : rafale;
  oublier();
  for (const { key, code: place, shiftKey, target } of touches) {
    const touche = new KeyboardEvent("keydown", { key, code: place, shiftKey, bubbles: true, cancelable: true });
    rejouees.add(touche);
    (target.isConnected ? target : document.body).dispatchEvent(touche);
  }
}

function oublier() {
  clearTimeout(minuterie);
  rafale = [];
  champ = null;
}

function finir() {
  const lu = code();
  if (champ) {
    champ.element.value = champ.valeur;
    champ.element.dispatchEvent(new Event("input", { bubbles: true }));
  }
  oublier();
  annoncer(lu, "clavier");
}

function attendre() {
  clearTimeout(minuterie);
  echeance = performance.now() + ECART;
  minuterie = setTimeout(apresUnePause, ECART);
}

function apresUnePause() {
  // The page was busy: keys typed meanwhile are still to come.
  if (performance.now() - echeance > ECART / 3) attendre();
  else if (!champ && code().length >= LONGUEUR_SURE) finir();
  else rendre();
}

function retenir(evenement, cible, saisie) {
  if (!rafale.length && saisie) champ = { element: cible, valeur: cible.value };
  const { key, code: place, shiftKey } = evenement;
  rafale.push({ key, code: place, shiftKey, target: cible });
  attendre();
  if (saisie) return;
  evenement.preventDefault();
  evenement.stopImmediatePropagation();
}

function lireTouche(evenement) {
  const { key, target: cible, timeStamp: instant } = evenement;
  if (rejouees.has(evenement) || ["Shift", "CapsLock"].includes(key)) return;
  const saisie = enSaisie(cible);
  if (rafale.length && (instant - derniere > ECART || Boolean(champ) !== saisie)) rendre();
  derniere = instant;
  if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.repeat || evenement.isComposing) {
    if (rafale.length) rendre();
    return;
  }
  if (key === "Enter" || key === "Tab") {
    if (!rafale.length) return;
    if (code().length < (champ ? LONGUEUR_SURE : LONGUEUR)) {
      rendre();
      return;
    }
    evenement.preventDefault();
    evenement.stopImmediatePropagation();
    finir();
    return;
  }
  if (saisie && cible.closest("[data-scan-ici]")) return;
  // A mark inside a code is part of the burst and falls out of the code; alone it is only a key.
  if ([...key].length === 1 && (rafale.length || lettre(evenement, false))) retenir(evenement, cible, saisie);
  else if (rafale.length) rendre();
}

window.addEventListener("keydown", lireTouche, true);

// Sounds ---------------------------------------------------------------------------------

const NOTES = { ok: [[880, 0.09]], fini: [[660, 0.1], [880, 0.1], [1175, 0.2]], refus: [[196, 0.22], [147, 0.38]] };
let contexte = null;

function sonVoulu() {
  try {
    return localStorage.getItem(CLE_SON) !== "non";
  } catch {
    return true;
  }
}

function sonner(ton) {
  if (!sonVoulu() || !window.AudioContext) return;
  contexte ??= new AudioContext();
  if (contexte.state === "suspended") contexte.resume();
  let debut = contexte.currentTime;
  for (const [hauteur, duree] of NOTES[ton] ?? []) {
    const [note, volume] = [contexte.createOscillator(), contexte.createGain()];
    note.type = ton === "refus" ? "square" : "sine";
    note.frequency.setValueAtTime(hauteur, debut);
    volume.gain.setValueAtTime(0.2, debut);
    volume.gain.exponentialRampToValueAtTime(0.001, debut + duree);
    note.connect(volume).connect(contexte.destination);
    note.start(debut);
    note.stop(debut + duree);
    debut += duree;
  }
}

document.addEventListener("scan-dire", ({ detail: { ton, texte } }) => {
  sonner(ton);
  navigator.vibrate?.(ton === "refus" ? [200, 80, 200] : 60);
  const racine = document.documentElement;
  delete racine.dataset.scan;
  requestAnimationFrame(() => {
    racine.dataset.scan = ton;
  });
  const zone = document.querySelector("[data-scan-retour]");
  if (zone && texte) zone.textContent = texte;
});

// Camera ---------------------------------------------------------------------------------

const FORMATS = ["code_128", "qr_code"];
// The same code stays in sight for a while: it is read again only once it was gone, or after this.
const RELECTURE_MS = 2500;

async function lireImages(video, lecteur) {
  let [dernier, vu] = ["", 0];
  while (video.srcObject?.active) {
    const trouves = video.readyState >= 2 ? await lecteur.detect(video).catch(() => []) : [];
    const lu = (trouves[0]?.rawValue ?? "").toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
    const instant = performance.now();
    if (lu && (lu !== dernier || instant - vu > RELECTURE_MS)) {
      [dernier, vu] = [lu, instant];
      annoncer(lu, "camera");
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  }
}

async function basculer(bouton) {
  const video = document.querySelector("[data-scan-image]");
  if (video.srcObject) {
    for (const piste of video.srcObject.getTracks()) piste.stop();
    video.srcObject = null;
  } else {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      bouton.hidden = true;
      return;
    }
    await video.play();
    lireImages(video, new BarcodeDetector({ formats: FORMATS }));
  }
  video.hidden = !video.srcObject;
  bouton.setAttribute("aria-pressed", String(Boolean(video.srcObject)));
}

// Controls that need this script are shown by it.
function preparer() {
  const camera = "BarcodeDetector" in window && Boolean(navigator.mediaDevices);
  for (const bouton of document.querySelectorAll("[data-scan-camera]")) bouton.hidden = !camera;
  for (const bouton of document.querySelectorAll("[data-scan-son]")) {
    bouton.hidden = false;
    bouton.setAttribute("aria-pressed", String(sonVoulu()));
  }
}

document.addEventListener("click", (evenement) => {
  const camera = evenement.target.closest?.("[data-scan-camera]");
  if (camera) basculer(camera);
  const son = evenement.target.closest?.("[data-scan-son]");
  if (!son) return;
  try {
    localStorage.setItem(CLE_SON, sonVoulu() ? "non" : "oui");
  } catch {
    return;
  }
  son.setAttribute("aria-pressed", String(sonVoulu()));
  sonner("ok");
});

preparer();
