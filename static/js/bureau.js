// What the desk does while nobody touches it: the title counts the callbacks that are due,
// and a sound, where somebody asked for it, says that one more is.

const CLE = "son-des-rappels";
const titre = document.title;
const bouton = document.querySelector("[data-son]");
const annonce = document.getElementById("annonce-rappels");
let contexte = null;
let connus = dus();

function dus() {
  return Number(document.getElementById("bureau")?.dataset.rappels ?? 0);
}

function sonVoulu() {
  try {
    return localStorage.getItem(CLE) === "oui";
  } catch {
    return false;
  }
}

function sonner() {
  contexte ??= new AudioContext();
  const [note, volume] = [contexte.createOscillator(), contexte.createGain()];
  const ici = contexte.currentTime;
  note.frequency.setValueAtTime(660, ici);
  note.frequency.setValueAtTime(880, ici + 0.15);
  volume.gain.setValueAtTime(0.15, ici);
  volume.gain.exponentialRampToValueAtTime(0.001, ici + 0.5);
  note.connect(volume).connect(contexte.destination);
  note.start(ici);
  note.stop(ici + 0.5);
}

function montrer() {
  const nombre = dus();
  document.title = nombre ? `(${nombre}) ${titre}` : titre;
  if (nombre > connus) {
    if (annonce) annonce.textContent = annonce.dataset.texte;
    if (sonVoulu()) sonner();
  } else if (annonce && nombre < connus) {
    annonce.textContent = "";
  }
  connus = nombre;
}

if (bouton) {
  bouton.hidden = false;
  bouton.setAttribute("aria-pressed", String(sonVoulu()));
  bouton.addEventListener("click", () => {
    const voulu = !sonVoulu();
    try {
      localStorage.setItem(CLE, voulu ? "oui" : "non");
    } catch {
      return;
    }
    bouton.setAttribute("aria-pressed", String(voulu));
    if (voulu) sonner();
  });
}
montrer();
document.addEventListener("htmx:afterSettle", montrer);
