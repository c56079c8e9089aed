"""A bar code reader in front of a page: a keyboard that types a code in a few milliseconds."""

from playwright.sync_api import Page

# Where a French keyboard has the letters that an English one has elsewhere, and its digit row.
_PLACES = {"A": "KeyQ", "Q": "KeyA", "Z": "KeyW", "W": "KeyZ", "M": "Semicolon"}
_CHIFFRES = "à&é\"'(-è_ç"
# All keys in one turn of the page, so that a busy machine does not slow the reader down.
_FRAPPER = """([touches, dansLeChamp]) => {
  for (const { taper, ...touche } of touches) {
    const cible = document.activeElement ?? document.body;
    const voulue = cible.dispatchEvent(new KeyboardEvent("keydown", { ...touche, bubbles: true, cancelable: true }));
    if (dansLeChamp && voulue && taper) cible.value += taper;
    cible.dispatchEvent(new KeyboardEvent("keyup", { ...touche, bubbles: true }));
  }
}"""


def lecteur_francais(code: str) -> list[dict[str, object]]:
    """Return the keys of a reader set for the French keyboard it is plugged on."""
    return [
        {"key": c, "code": f"Digit{c}" if c.isdigit() else _PLACES.get(c, f"Key{c}"), "shiftKey": True, "taper": c}
        for c in code
    ]


def lecteur_anglais(code: str) -> list[dict[str, object]]:
    """Return the keys of a reader left as it was sold, on a French keyboard: everything comes out wrong."""
    lues = {place.removeprefix("Key"): lettre.lower() for lettre, place in _PLACES.items()} | {"M": ","}
    return [
        {"key": _CHIFFRES[int(c)], "code": f"Digit{c}"} if c.isdigit() else {"key": lues.get(c, c), "code": f"Key{c}"}
        for c in code
    ]


def scanner(page: Page, code: str, *, lecteur: str = "francais", fin: str = "Enter", champ: bool = False) -> None:
    """Read a code in front of a page; `champ`: the focus is in a field that takes what is typed."""
    touches = lecteur_francais(code) if lecteur == "francais" else lecteur_anglais(code)
    if fin:
        touches = [*touches, {"key": fin, "code": fin}]
    page.evaluate(_FRAPPER, [touches, champ])
