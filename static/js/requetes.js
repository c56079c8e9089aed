// What happens around an htmx request: a failure is said in words, a form is not sent twice.

function dire(idModele) {
  const modele = document.getElementById(idModele);
  const zone = document.getElementById("messages");
  if (modele && zone) zone.replaceChildren(modele.content.cloneNode(true));
}

document.addEventListener("htmx:sendError", () => dire("erreur-reseau"));
document.addEventListener("htmx:timeout", () => dire("erreur-reseau"));
document.addEventListener("htmx:responseError", (evenement) => {
  const { xhr } = evenement.detail;
  // A refusal (4xx) that brings its own fragment is shown by the page; anything else is said here.
  if (xhr.status >= 500 || xhr.status === 403) dire("erreur-serveur");
});

// A plain form is sent once: its button answers at once and waits.
document.addEventListener("submit", (evenement) => {
  const { target: formulaire, submitter: bouton } = evenement;
  if (evenement.defaultPrevented || formulaire.method !== "post") return;
  if (formulaire.dataset.envoye) {
    evenement.preventDefault();
    return;
  }
  formulaire.dataset.envoye = "oui";
  bouton?.setAttribute("aria-disabled", "true");
});

// Coming back with the browser's button must find the form alive.
window.addEventListener("pageshow", () => {
  for (const formulaire of document.querySelectorAll("form[data-envoye]")) {
    delete formulaire.dataset.envoye;
    formulaire.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
  }
});
