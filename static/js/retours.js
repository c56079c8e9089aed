// A label read anywhere on the page opens its return.

const formulaire = document.querySelector("[data-scan-code]");

document.addEventListener("scan", ({ detail }) => {
  formulaire.elements.code.value = detail.code;
  formulaire.requestSubmit();
});
