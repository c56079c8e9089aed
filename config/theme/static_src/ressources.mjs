// Copies from node_modules what pages are served with: fonts, their licences, and one sprite
// of the icons in use. Run `npm run ressources` after adding a name to ICONES.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const ICONES = [
  "arrow-left", "arrow-right", "ban", "banknote", "bell", "calendar-clock", "camera", "chart-column", "check", "chevron-left",
  "chevron-right", "circle-alert", "circle-check", "circle-check-big", "circle-dashed", "circle-user", "circle-x",
  "clock", "copy", "file-spreadsheet", "history", "inbox", "info", "keyboard", "layers", "layout-dashboard",
  "log-out", "map-pin", "message-square", "monitor", "moon", "package", "package-check", "package-minus", "package-open", "phone",
  "phone-call", "plus", "printer", "refresh-cw", "scan-barcode", "search", "settings", "sun", "triangle-alert", "truck", "undo-2", "user",
  "user-check", "users", "warehouse", "x",
];

const RACINE = new URL("../../../static/", import.meta.url);
const MODULES = new URL("./node_modules/", import.meta.url);

const POLICES = [
  ["noto-sans", "noto-sans-latin-wght-normal.woff2"],
  ["noto-sans-arabic", "noto-sans-arabic-arabic-wght-normal.woff2"],
];

function symbole(nom) {
  const svg = readFileSync(new URL(`lucide-static/icons/${nom}.svg`, MODULES), "utf8");
  const traits = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${nom}" viewBox="0 0 24 24">${traits.replace(/\s*\n\s*/g, "")}</symbol>`;
}

mkdirSync(new URL("polices/", RACINE), { recursive: true });
for (const [paquet, fichier] of POLICES) {
  copyFileSync(new URL(`@fontsource-variable/${paquet}/files/${fichier}`, MODULES), new URL(`polices/${fichier}`, RACINE));
  copyFileSync(new URL(`@fontsource-variable/${paquet}/LICENSE`, MODULES), new URL(`polices/LICENCE-${paquet}.txt`, RACINE));
}

mkdirSync(new URL("icones/", RACINE), { recursive: true });
copyFileSync(new URL("lucide-static/LICENSE", MODULES), new URL("icones/LICENCE-lucide.txt", RACINE));
const sprite = [...new Set(ICONES)].sort().map(symbole).join("\n");
writeFileSync(new URL("icones/icones.svg", RACINE), `<svg xmlns="http://www.w3.org/2000/svg">\n${sprite}\n</svg>\n`);
