// Ticking orders by the page, counting them, and fetching the labels of a lot that was just made.

for (const formulaire of document.querySelectorAll("[data-choix]")) {
  const tout = formulaire.querySelector("[data-tout]");
  const compte = formulaire.querySelector("[data-choisies]");
  const cases = [...formulaire.querySelectorAll("input[name=commandes]")];

  const compter = () => {
    const choisies = cases.filter((une) => une.checked).length;
    if (compte) compte.textContent = choisies ? String(choisies) : "";
    if (!tout) return;
    tout.checked = choisies > 0 && choisies === cases.length;
    tout.indeterminate = choisies > 0 && choisies < cases.length;
  };

  if (tout) {
    tout.hidden = cases.length === 0;
    tout.addEventListener("change", () => {
      for (const une of cases) une.checked = tout.checked;
      compter();
    });
  }
  formulaire.addEventListener("change", compter);
  // A browser that comes back ticks again what was ticked.
  addEventListener("pageshow", compter);
}

const bouton = document.querySelector("[data-imprimer-page]");
if (bouton) {
  bouton.hidden = false;
  bouton.addEventListener("click", () => print());
}

const lien = document.querySelector("[data-telecharger]");
if (lien) {
  // Once: the same page opened again does not fetch them again.
  history.replaceState(history.state, "", location.pathname);
  lien.click();
}
