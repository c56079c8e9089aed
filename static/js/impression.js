// Printing a page, and fetching the labels of a lot that was just made.

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
