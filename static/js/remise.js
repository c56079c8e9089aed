// A label read anywhere on the page ticks its parcel, where the page shows it.

document.addEventListener("scan", ({ detail: { code } }) => {
  const une = [...document.querySelectorAll("input[name=commandes]")].find((autre) => autre.dataset.code === code);
  if (une && !une.checked) {
    une.checked = true;
    une.dispatchEvent(new Event("change", { bubbles: true }));
  }
  une?.scrollIntoView({ block: "center" });
  const { present, absent } = document.querySelector("[data-scan-coche]").dataset;
  const texte = `${une?.getAttribute("aria-label") ?? code}\u202f: ${une ? present : absent}`;
  document.dispatchEvent(new CustomEvent("scan-dire", { detail: { ton: une ? "ok" : "refus", texte } }));
});
