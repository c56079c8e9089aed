// A message opens at once, in WhatsApp or the telephone's own messages, and is noted meanwhile.

document.addEventListener(
  "submit",
  (evenement) => {
    const { target: formulaire, submitter: bouton } = evenement;
    if (!formulaire.matches("[data-message]") || !bouton?.dataset.lien) return;
    evenement.preventDefault();
    const corps = new FormData(formulaire, bouton);
    corps.set("cle", `${corps.get("cle")}-${bouton.value}`);
    fetch(formulaire.action, { method: "POST", body: corps, keepalive: true, headers: { "HX-Request": "true" } })
      .then((reponse) => {
        if (!reponse.ok) throw new Error(String(reponse.status));
      })
      .catch(() => {
        const modele = document.getElementById("erreur-reseau");
        document.getElementById("messages")?.replaceChildren(modele.content.cloneNode(true));
      });
    if (bouton.value === "SMS") {
      location.href = bouton.dataset.lien;
    } else {
      open(bouton.dataset.lien, "_blank", "noopener,noreferrer");
    }
  },
  true,
);
