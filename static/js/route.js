// The road: a refusal brings its own card, shown like any answer; what was done is read out.

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr?.status !== 422) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

document.addEventListener("htmx:afterSettle", ({ target }) => {
  target.querySelector?.(".refus-carte")?.scrollIntoView({ block: "nearest" });
});
