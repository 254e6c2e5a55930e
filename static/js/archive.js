// Makes working pages smoother. Every page does its job without this file.

const words = (element, key) => element.dataset[key] ?? "";

function announce(message) {
  const region = document.querySelector("[data-announce]");
  if (region && message) region.textContent = message;
}

// Suggestions while typing: WAI-ARIA combobox with a listbox popup.
function suggesting() {
  for (const input of document.querySelectorAll("[data-suggest]")) {
    const box = document.createElement("ul");
    box.id = `${input.id}-suggestions`;
    box.className = "suggestions";
    box.role = "listbox";
    box.ariaLabel = words(input, "suggestLabel");
    box.hidden = true;
    input.after(box);
    input.role = "combobox";
    input.autocomplete = "off";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", box.id);
    input.setAttribute("aria-expanded", "false");
    const kinds = JSON.parse(words(input, "suggestKinds") || "{}");
    const known = new Map();
    let active = -1;
    let timer = 0;
    let request = null;

    const options = () => [...box.children];
    const close = () => {
      box.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const choose = (index) => {
      active = index;
      for (const [place, option] of options().entries()) option.setAttribute("aria-selected", String(place === index));
      const option = options()[index];
      if (option) {
        input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    };
    const show = (found) => {
      box.replaceChildren(
        ...found.map((suggestion, index) => {
          const option = document.createElement("li");
          option.id = `${box.id}-${index}`;
          option.role = "option";
          option.dataset.url = suggestion.url;
          option.setAttribute("aria-selected", "false");
          const label = document.createElement("span");
          label.textContent = suggestion.label;
          if (suggestion.lang) label.lang = suggestion.lang;
          const kind = document.createElement("small");
          kind.textContent = kinds[suggestion.kind] ?? "";
          option.append(label, kind);
          return option;
        }),
      );
      active = -1;
      input.removeAttribute("aria-activedescendant");
      box.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      announce(found.length ? words(input, "suggestCount").replace("%s", found.length) : "");
    };
    const ask = async (text) => {
      if (known.has(text)) return show(known.get(text));
      request?.abort();
      request = new AbortController();
      try {
        const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: request.signal });
        if (!response.ok) return close();
        const { suggestions } = await response.json();
        known.set(text, suggestions);
        if (input.value.trim() === text && document.activeElement === input) show(suggestions);
      } catch {
        close();
      }
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      const text = input.value.trim();
      if (text.length < 2 || text.length > 80) return close();
      timer = setTimeout(() => ask(text), 200);
    });
    input.addEventListener("keydown", (event) => {
      const count = options().length;
      if (event.key === "Escape" && !box.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "ArrowDown" && count) {
        event.preventDefault();
        if (box.hidden) show(known.get(input.value.trim()) ?? []);
        choose((active + 1) % count);
      } else if (event.key === "ArrowUp" && count && !box.hidden) {
        event.preventDefault();
        choose((active + count - (active < 0 ? 0 : 1)) % count);
      } else if (event.key === "Enter" && active >= 0 && !box.hidden) {
        event.preventDefault();
        location.assign(options()[active].dataset.url);
      }
    });
    // A press keeps the focus in the box, so that the list stays; only a whole click follows, and not a drag that scrolls.
    box.addEventListener("mousedown", (event) => event.preventDefault());
    box.addEventListener("click", (event) => {
      const option = event.target.closest("[data-url]");
      if (option) location.assign(option.dataset.url);
    });
    input.addEventListener("blur", close);
  }
}

// What is folded in the head of the page: Escape and a touch elsewhere close it, a box that opens takes the focus.
function folding() {
  const head = document.querySelector("[data-folds]");
  const folds = [...(head?.querySelectorAll("details") ?? [])];
  const close = (event) => {
    for (const fold of folds) {
      const folded = fold.nextElementSibling;
      if (!fold.open || (event.type === "pointerdown" && (fold.contains(event.target) || folded.contains(event.target)))) continue;
      const held = folded.contains(document.activeElement) || fold.contains(document.activeElement);
      fold.open = false;
      if (held && event.type === "keydown") fold.querySelector("summary").focus();
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close(event);
  });
  document.addEventListener("pointerdown", close);
  for (const fold of folds) {
    fold.addEventListener("toggle", () => {
      if (!fold.open) return;
      for (const other of folds) if (other !== fold) other.open = false;
      fold.nextElementSibling.querySelector("input")?.focus();
    });
  }
  // Who changes the language stays at the same place of the page.
  head?.addEventListener("click", (event) => {
    const tongue = event.target.closest(".tongues a");
    if (tongue) tongue.hash = location.hash;
  });
}

folding();
suggesting();
