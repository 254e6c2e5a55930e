// Says how many documents of a list are ticked, and keeps the ticks while the reader turns its pages.
// Without this file the boxes and their button work as a form.

function comparing() {
  const ticked = new Set(); // ids of documents, on whichever page of the list they are
  const boxes = () => document.querySelectorAll('[name="pick"][form="compare-form"]');

  function show() {
    const form = document.querySelector("[data-compare]");
    if (!form) return;
    for (const box of boxes()) box.checked = ticked.has(box.value);
    const here = new Set([...boxes()].map((box) => box.value));
    for (const kept of form.querySelectorAll("input")) kept.remove();
    for (const id of ticked) {
      if (here.has(id)) continue;
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name: "pick", value: id });
      form.append(kept);
    }
    const state = form.querySelector("[data-compare-state]");
    const words = form.dataset[["none", "one", "two"][ticked.size] ?? "more"];
    if (state.textContent !== words) state.textContent = words;
    form.classList.toggle("is-used", ticked.size > 0);
    form.querySelector("button").disabled = ticked.size !== 2;
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches('[name="pick"]')) return;
    if (event.target.checked) ticked.add(event.target.value);
    else ticked.delete(event.target.value);
    show();
  });
  // A browser that comes back to the page has kept the boxes as they were.
  addEventListener("pageshow", () => {
    for (const box of boxes()) if (box.checked) ticked.add(box.value);
    show();
  });
  const list = document.querySelector("[data-in-place]");
  if (list) new MutationObserver(show).observe(list, { childList: true });
}

comparing();
