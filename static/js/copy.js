// Copies what a button names: an address, or a text as the page shows it, with its italics. Every text can be selected
// and copied without this file.

const announcement = document.querySelector("[data-announce]");

function announce(message) {
  if (!announcement) return;
  announcement.textContent = ""; // so that the same words are read again
  setTimeout(() => (announcement.textContent = message), 50);
}

// A word processor takes the italics, anything else the words.
async function copy(text, source) {
  if (source && window.ClipboardItem && navigator.clipboard?.write) {
    const html = document.createElement("span");
    html.lang = source.lang;
    html.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
    const types = { "text/html": html.outerHTML.trim(), "text/plain": text };
    const blobs = Object.entries(types).map(([type, words]) => [type, new Blob([words], { type })]);
    try {
      return await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    } catch {
      // This browser writes plain text only.
    }
  }
  return navigator.clipboard.writeText(text);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.querySelector(button.dataset.copy);
  const given = button.dataset.copyText;
  const shown = button.closest("p")?.querySelector("[data-copied-here]"); // where the page says what was copied
  try {
    await copy(given ?? source.textContent.trim().replace(/\s+/g, " "), given ? null : source);
    for (const done of document.querySelectorAll("[data-copy].is-done")) done.classList.remove("is-done");
    button.classList.add("is-done");
    for (const place of document.querySelectorAll("[data-copied-here]")) place.textContent = "";
    if (shown) shown.textContent = button.dataset.copied;
    announce(button.dataset.copied ?? "");
  } catch {
    // The clipboard is closed: select the text, so that the reader's own keys can copy it.
    if (shown) shown.textContent = given;
    if (shown ?? source) getSelection().selectAllChildren(shown ?? source);
  }
});
for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
