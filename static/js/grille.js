// The arrows move among what was found or can be chosen; in a grid of colours and sizes, by
// column too.

function enSaisie(cible) {
  return cible.isContentEditable || cible.matches("input:not([type=checkbox], [type=radio]), textarea, select");
}

function voisin(groupe, ici, touche) {
  const sens = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[touche];
  const boutons = [...groupe.querySelectorAll("button:not(:disabled), a")];
  if (!sens || !groupe.matches(".grille-variantes") || touche === "ArrowLeft" || touche === "ArrowRight") {
    return sens && boutons[(boutons.indexOf(ici) + sens + boutons.length) % boutons.length];
  }
  const { left } = ici.getBoundingClientRect();
  const colonne = boutons.filter((bouton) => Math.abs(bouton.getBoundingClientRect().left - left) < 4);
  return colonne[colonne.indexOf(ici) + sens];
}

document.addEventListener("keydown", (evenement) => {
  const groupe = evenement.target.closest?.(".choix, .trouves, .grille-variantes");
  if (!groupe || enSaisie(evenement.target)) return;
  const bouton = voisin(groupe, evenement.target, evenement.key);
  if (!bouton) return;
  bouton.focus();
  evenement.preventDefault();
});

// From the search of an order being taken, the arrow down leads to the first cell with stock.
document.querySelector(".prise [data-recherche]")?.addEventListener("keydown", (evenement) => {
  const premiere = evenement.key === "ArrowDown" && document.querySelector("#choix-articles .case-variante:not(:disabled)");
  if (!premiere) return;
  evenement.preventDefault();
  premiere.focus();
});
