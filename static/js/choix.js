// Ticking the rows of a list by the page, and counting them.

const suivre = (formulaire) => {
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
};

const chercher = () => {
  for (const formulaire of document.querySelectorAll("[data-choix]:not([data-suivi])")) {
    formulaire.dataset.suivi = "";
    suivre(formulaire);
  }
};

chercher();
document.addEventListener("htmx:afterSettle", chercher);
