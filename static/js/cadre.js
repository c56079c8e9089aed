// What the frame does by itself: theme, messages that close, rows that open.

function choisirTheme(choix) {
  const racine = document.documentElement;
  if (choix) {
    racine.dataset.theme = choix;
  } else {
    delete racine.dataset.theme;
  }
  const duree = choix ? 31536000 : 0;
  const sur = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${choix}; Path=/; Max-Age=${duree}; SameSite=Lax${sur}`;
  for (const bouton of document.querySelectorAll("[data-theme-choix]")) {
    bouton.setAttribute("aria-pressed", String(bouton.dataset.themeChoix === choix));
  }
}

// A click anywhere in a row opens it, unless it means something else there.
function ouvrirLigne(evenement) {
  const ligne = evenement.target.closest("[data-liste] tbody tr");
  if (!ligne || evenement.target.closest("a, button, input, select, label, summary")) return;
  if (String(getSelection())) return;
  const lien = ligne.querySelector("a[href]");
  if (!lien) return;
  if (evenement.ctrlKey || evenement.metaKey) {
    window.open(lien.href, "_blank", "noopener");
  } else {
    lien.click();
  }
}

document.addEventListener("click", (evenement) => {
  const choix = evenement.target.closest("[data-theme-choix]");
  if (choix) {
    choisirTheme(choix.dataset.themeChoix);
    return;
  }
  const fermer = evenement.target.closest("[data-fermer-message]");
  if (fermer) {
    fermer.closest(".message").remove();
    return;
  }
  ouvrirLigne(evenement);
});

// Filters apply as soon as they are chosen; without a script a button sends them.
document.addEventListener("change", (evenement) => {
  const formulaire = evenement.target.form;
  if (formulaire?.matches("[data-envoi-auto]") && !evenement.target.matches("[type=search], [type=text]")) {
    formulaire.requestSubmit();
  }
});
