// Keys: `/` searches, j and k move in a list, a letter presses the control that carries it
// in data-touche, `?` lists them all, Escape leaves.

const boite = document.getElementById("raccourcis");

function saisieEnCours(cible) {
  return cible.isContentEditable || cible.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function visible(element) {
  return element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
}

function allerLigne(pas) {
  const liens = [...document.querySelectorAll("[data-liste] tbody tr")]
    .map((ligne) => ligne.querySelector("a[href]"))
    .filter(Boolean);
  if (!liens.length) return;
  const ligne = document.activeElement?.closest("[data-liste] tbody tr");
  const ici = liens.findIndex((lien) => ligne?.contains(lien));
  const suivant = ici < 0 ? 0 : Math.min(Math.max(ici + pas, 0), liens.length - 1);
  liens[suivant].focus();
  liens[suivant].closest("tr").scrollIntoView({ block: "nearest" });
}

function chercher() {
  const champ = document.querySelector("[data-recherche], input[type=search]");
  champ?.focus();
  champ?.select();
}

function commandes() {
  return [...document.querySelectorAll("[data-touche]")].filter(visible);
}

function montrerRaccourcis() {
  const liste = boite.querySelector("[data-raccourcis-liste]");
  for (const ancien of liste.querySelectorAll("[data-de-la-page]")) ancien.remove();
  for (const commande of commandes()) {
    const touche = document.createElement("dt");
    touche.append(Object.assign(document.createElement("kbd"), { textContent: commande.dataset.touche }));
    const sens = document.createElement("dd");
    const libelle = commande.cloneNode(true);
    for (const element of libelle.querySelectorAll("kbd")) element.remove();
    sens.textContent = commande.getAttribute("aria-label") || libelle.textContent.trim();
    for (const element of [touche, sens]) {
      element.dataset.deLaPage = "";
      liste.append(element);
    }
  }
  boite.showModal();
}

function presser(touche) {
  const commande = commandes().find((element) => element.dataset.touche.toLowerCase() === touche);
  if (!commande) return false;
  if (commande.matches("input, select, textarea")) {
    commande.focus();
  } else {
    commande.click();
  }
  return true;
}

const ACTES = { "/": chercher, j: () => allerLigne(1), k: () => allerLigne(-1), "?": montrerRaccourcis };

document.addEventListener("keydown", (evenement) => {
  if (evenement.defaultPrevented || evenement.ctrlKey || evenement.metaKey || evenement.altKey) return;
  if (evenement.key === "Escape") {
    if (saisieEnCours(evenement.target)) evenement.target.blur();
    return;
  }
  if (saisieEnCours(evenement.target) || document.querySelector("dialog[open]")) return;
  const acte = boite && ACTES[evenement.key];
  if (acte) {
    evenement.preventDefault();
    acte();
  } else if (evenement.key.length === 1 && presser(evenement.key.toLowerCase())) {
    evenement.preventDefault();
  }
});

for (const bouton of document.querySelectorAll("[data-raccourcis]")) {
  bouton.addEventListener("click", montrerRaccourcis);
}
for (const commande of document.querySelectorAll("[data-touche]")) {
  commande.setAttribute("aria-keyshortcuts", commande.dataset.touche);
}
