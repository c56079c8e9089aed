// The bench: each scan is sent by itself, one after the other, and answered by sound and colour.

const TENTATIVES = 3;
const JOURNAL_MAX = 30;
const formulaire = () => document.querySelector("form[data-scan-envoi]");
const file = [];
let occupe = false;

// The answer stands on the page; it is said once, when it arrives.
function repondre() {
  const zone = document.querySelector("[data-reponse]");
  const { ton, texte } = zone?.dataset ?? {};
  if (!ton) return;
  document.dispatchEvent(new CustomEvent("scan-dire", { detail: { ton, texte } }));
  noter(ton, texte);
}

function noter(ton, texte) {
  const journal = document.getElementById("journal");
  if (!journal) return;
  journal.closest("[hidden]")?.removeAttribute("hidden");
  const rang = document.createElement("li");
  rang.className = ton === "refus" ? "ton-rouge" : "ton-vert";
  const heure = document.createElement("time");
  heure.textContent = new Date().toLocaleTimeString("fr-FR");
  const mots = document.createElement("bdi");
  mots.textContent = texte;
  rang.append(heure, mots);
  journal.prepend(rang);
  while (journal.children.length > JOURNAL_MAX) journal.lastElementChild.remove();
}

// The same scan goes out again under its key when the network lost it: it counts once.
async function envoyer(scan, essai = 1) {
  const { action } = formulaire();
  const corps = new URLSearchParams(scan);
  const entetes = { "HX-Request": "true", "X-CSRFToken": formulaire().elements.csrfmiddlewaretoken.value };
  try {
    return await fetch(action, { method: "POST", body: corps, headers: entetes });
  } catch (erreur) {
    if (essai === TENTATIVES) throw erreur;
    await new Promise((resolve) => setTimeout(resolve, 400 * essai));
    return envoyer(scan, essai + 1);
  }
}

async function traiter(scan) {
  let reponse;
  try {
    reponse = await envoyer(scan);
  } catch {
    document.dispatchEvent(new Event("htmx:sendError"));
    document.dispatchEvent(new CustomEvent("scan-dire", { detail: { ton: "refus", texte: "" } }));
    return false;
  }
  const ailleurs = reponse.headers.get("HX-Redirect");
  // A session that ended answers with another page: it is opened, not swapped in.
  if (ailleurs || reponse.redirected || (!reponse.ok && reponse.status !== 422)) {
    location.assign(ailleurs ?? location.href);
    return false;
  }
  window.htmx.swap("#colis", await reponse.text(), { swapStyle: "outerHTML" });
  return true;
}

async function vider() {
  if (occupe) return;
  occupe = true;
  while (file.length) if (!(await traiter(file.shift()))) file.length = 0;
  occupe = false;
}

document.addEventListener("scan", ({ detail: { code, cle } }) => {
  const cible = formulaire();
  if (!cible) return;
  if (cible.matches("[data-scan-page]")) {
    cible.elements.code.value = code;
    cible.requestSubmit();
    return;
  }
  file.push({ code, cle });
  vider();
});

// A refusal brings its own page: it is shown like any answer.
document.addEventListener("htmx:beforeSwap", (evenement) => {
  if (evenement.detail.xhr?.status !== 422) return;
  evenement.detail.shouldSwap = true;
  evenement.detail.isError = false;
});
document.addEventListener("htmx:afterSettle", (evenement) => {
  if (evenement.target.id === "colis") repondre();
});

// Digits are read by their place: a French keyboard types them with Shift.
document.addEventListener("keydown", (evenement) => {
  const chiffre = /^Digit([1-9])$/.exec(evenement.code)?.[1];
  if (!chiffre || evenement.defaultPrevented || evenement.target.matches("input, textarea")) return;
  document.querySelector(`details[open] [data-touche="${chiffre}"]`)?.click();
});

// What is missing opens on its first answer: Enter gives it.
document.addEventListener(
  "toggle",
  ({ target: volet }) => {
    if (volet.open && volet.matches(".manque")) volet.querySelector("button")?.focus();
  },
  true,
);

repondre();
