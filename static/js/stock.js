// Goods received and counts: a scan adds a piece to its row at once, or asks for the row.

const attente = [];
let occupe = false;

function dire(ton, texte) {
  document.dispatchEvent(new CustomEvent("scan-dire", { detail: { ton, texte } }));
}

function repondre() {
  const { ton, texte } = document.querySelector("[data-reponse]").dataset;
  if (ton) dire(ton, texte);
}

// A row that is there takes the piece; what was shown of differences is stale then.
function compterIci(code) {
  const rang = document.querySelector(`#lot tr[data-code="${CSS.escape(code)}"]`);
  const champ = rang?.querySelector("input[type=number]");
  if (!champ) return false;
  champ.value = Number(champ.value || 0) + 1;
  const texte = `${rang.querySelector("th").textContent.trim()} : ${champ.value}`;
  const phrase = document.querySelector(".colis-reponse");
  phrase.className = "colis-reponse ton-vert";
  phrase.querySelector("bdi").textContent = texte;
  dire("ok", texte);
  return true;
}

async function demander(code) {
  const formulaire = document.getElementById("lot");
  const corps = new FormData(formulaire);
  corps.set("code", code);
  corps.set("action", "ajouter");
  const reponse = await fetch(formulaire.getAttribute("action"), { method: "POST", body: new URLSearchParams(corps) });
  if (!reponse.ok && reponse.status !== 422) throw new Error(String(reponse.status));
  const page = new DOMParser().parseFromString(await reponse.text(), "text/html");
  const lot = page.getElementById("lot");
  if (!lot) {
    location.assign(reponse.url);
    return;
  }
  formulaire.replaceWith(document.adoptNode(lot));
  repondre();
}

async function vider() {
  if (occupe) return;
  occupe = true;
  while (attente.length) {
    const code = attente.shift();
    if (compterIci(code)) continue;
    try {
      await demander(code);
    } catch {
      attente.length = 0;
      document.dispatchEvent(new Event("htmx:sendError"));
      dire("refus", "");
    }
  }
  occupe = false;
}

document.addEventListener("scan", ({ detail: { code } }) => {
  attente.push(code);
  vider();
});

repondre();
