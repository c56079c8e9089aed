// The page of a call: keys that arm a button, panels one at a time, the number copied, the
// draft of the conclusion kept while the session may end.

const appel = document.querySelector("[data-appel]");
const CLE = `appel:${appel.dataset.appel}`;

function enSaisie(cible) {
  return cible.isContentEditable || cible.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

// A letter that would decide only puts its button under Enter. Digits are read by their place:
// a French keyboard types them with Shift.
function armer(evenement) {
  if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || enSaisie(evenement.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const chiffre = /^Digit([0-9])$/.exec(evenement.code)?.[1];
  const touche = chiffre && !/[a-z+%,;:/?]/i.test(evenement.key) ? chiffre : evenement.key.toLowerCase();
  const bouton = [...appel.querySelectorAll("[data-touche]")].find((b) => b.dataset.touche === touche && b.checkVisibility());
  if (!bouton) return;
  if ("arme" in bouton.dataset) {
    evenement.preventDefault();
    bouton.focus();
  } else if (touche !== evenement.key.toLowerCase()) {
    evenement.preventDefault();
    bouton.click();
  }
}
document.addEventListener("keydown", armer, true);

// Opening a panel leads to its first control at once: the next key may be meant for it.
appel.addEventListener("click", (evenement) => {
  const volet = evenement.target.closest(".volet > summary")?.parentElement;
  if (!volet) return;
  evenement.preventDefault();
  volet.open = !volet.open;
  if (volet.open) volet.querySelector("textarea, input:not([type=hidden]), button, a")?.focus();
});

// Escape closes a panel and gives the keys back.
document.addEventListener("keydown", (evenement) => {
  const volet = evenement.target.closest?.(".volet[open]");
  if (evenement.key === "Escape" && volet && !enSaisie(evenement.target)) {
    volet.open = false;
    volet.querySelector("summary").focus();
  }
  if (evenement.key === "Enter" && evenement.target.matches("[data-valider]")) {
    // Enter in a field of a panel means the button beside it, not the first of the form.
    evenement.preventDefault();
    evenement.target.nextElementSibling?.click();
  }
  if (evenement.key === "Enter" && evenement.target.matches("[data-entree]") && !evenement.shiftKey) {
    evenement.preventDefault();
    evenement.target.form.requestSubmit();
  }
});

// Enter in a search takes the first answer; the arrow down goes to it.
appel.addEventListener("keydown", (evenement) => {
  const formulaire = evenement.target.closest("form[data-premier]");
  if (!formulaire || !["Enter", "ArrowDown"].includes(evenement.key)) return;
  const premier = document.querySelector(formulaire.dataset.premier);
  if (!premier) return;
  evenement.preventDefault();
  if (evenement.key === "Enter") premier.click();
  else premier.focus();
});

// A refusal brings the page's part with its sentence: it is shown like any answer.
document.addEventListener("htmx:beforeSwap", (evenement) => {
  if (evenement.detail.xhr.status !== 422) return;
  evenement.detail.shouldSwap = true;
  evenement.detail.isError = false;
});

// The next key may come at once: what was swapped in must answer to it.
if (window.htmx) window.htmx.config.defaultSettleDelay = 0;

// The keys of a line are those of the line in hand; j and k go from one to the other.
let enMain = "";

function lignes() {
  return [...appel.querySelectorAll("[data-ligne]")];
}

function prendreLigne(pas) {
  const toutes = lignes();
  const ici = toutes.findIndex((ligne) => ligne.dataset.ligne === enMain);
  const rang = Math.min(Math.max(ici + pas, 0), toutes.length - 1);
  enMain = toutes[rang]?.dataset.ligne ?? "";
  for (const ligne of toutes) {
    if (toutes.length > 1 && ligne.dataset.ligne === enMain) ligne.setAttribute("aria-current", "true");
    else ligne.removeAttribute("aria-current");
    for (const geste of ligne.querySelectorAll("[data-touche-ligne]")) {
      if (ligne.dataset.ligne === enMain) geste.dataset.touche = geste.dataset.toucheLigne;
      else delete geste.dataset.touche;
    }
  }
  return toutes[rang];
}
document.addEventListener("keydown", (evenement) => {
  const pas = { j: 1, k: -1 }[evenement.key];
  if (!pas || evenement.ctrlKey || evenement.metaKey || evenement.altKey || enSaisie(evenement.target)) return;
  if (lignes().length < 2 || document.querySelector("dialog[open]")) return;
  evenement.preventDefault();
  prendreLigne(pas).scrollIntoView({ block: "nearest" });
});

function preparer() {
  prendreLigne(0);
  for (const bouton of appel.querySelectorAll("[data-copier]")) bouton.hidden = !navigator.clipboard;
  for (const commande of appel.querySelectorAll("[data-touche]")) {
    commande.setAttribute("aria-keyshortcuts", commande.dataset.touche);
  }
}
document.addEventListener("htmx:afterSettle", (evenement) => {
  preparer();
  // A grid was asked for: its first cell takes the keys.
  if (evenement.target.id === "appel-atelier") evenement.target.querySelector(".case-variante:not(:disabled)")?.focus();
});
preparer();

document.addEventListener("click", async (evenement) => {
  const bouton = evenement.target.closest("[data-copier]");
  if (!bouton) return;
  const texte = appel.querySelector("[data-copier-texte]").dataset.copierTexte;
  await navigator.clipboard.writeText(texte.replaceAll(" ", ""));
  bouton.setAttribute("aria-pressed", "true");
});

// The draft: kept at each keystroke, forgotten when the server says it received it.
const adresse = new URL(location.href);
const recue = adresse.searchParams.get("apres");
if (recue) {
  sessionStorage.removeItem(`appel:${recue}`);
  adresse.searchParams.delete("apres");
  history.replaceState(null, "", adresse);
}
const formulaire = appel.querySelector("[data-brouillon]");
if (formulaire) {
  const { conclusion } = formulaire.elements;
  const garde = sessionStorage.getItem(CLE);
  if (garde && !conclusion.value) conclusion.value = garde;
  conclusion.addEventListener("input", () => sessionStorage.setItem(CLE, conclusion.value));
}

// A long call keeps its order in hand: while somebody uses the page in sight, its lease is
// renewed. The request says that nobody asked for it, so that the session does not live by it.
const BAIL_PAS = 120_000;
const BAIL_FOIS = 60;

function tenir(ou) {
  let [fois, actif] = [0, false];
  for (const geste of ["keydown", "pointerdown", "pointermove"]) {
    document.addEventListener(geste, () => (actif = true), { passive: true });
  }
  const horloge = setInterval(async () => {
    if (document.hidden || !actif) return;
    actif = false;
    const jeton = appel.querySelector("[name=csrfmiddlewaretoken]").value;
    const entetes = { "X-CSRFToken": jeton, "X-Sondage": "1" };
    const reponse = await fetch(ou, { method: "POST", headers: entetes, redirect: "manual" }).catch(() => null);
    fois += 1;
    // A cut line is tried again; an order that is no longer in hand is not.
    if (fois >= BAIL_FOIS || (reponse && reponse.status !== 204)) clearInterval(horloge);
  }, BAIL_PAS);
}
if (appel.dataset.bail) tenir(appel.dataset.bail);
