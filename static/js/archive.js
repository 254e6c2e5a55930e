// Makes working pages smoother. Every page does its job without this file.

const words = (element, key) => element.dataset[key] ?? "";

function announce(message) {
  const region = document.querySelector("[data-announce]");
  if (region && message) region.textContent = message;
}

// A long facet is filtered while typing: all its values, whatever the case and the marks of their letters.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const openedBefore = new WeakMap(); // whether the rest of a facet was open before words were typed

function narrow(input, text) {
  const facet = document.querySelector(input.dataset.narrow);
  const rest = facet.querySelector("details");
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  if (!openedBefore.has(rest)) openedBefore.set(rest, rest.open);
  let found = 0;
  for (const item of facet.querySelectorAll("li")) {
    const label = plain(item.querySelector(".facet__label").textContent);
    item.hidden = !wanted.every((word) => label.includes(word));
    if (!item.hidden) found += 1;
  }
  facet.querySelector("[data-narrow-nothing]").hidden = found > 0;
  if (wanted.length) {
    rest.hidden = !rest.querySelector("li:not([hidden])");
    rest.open = !rest.hidden;
  } else {
    rest.hidden = false;
    rest.open = openedBefore.get(rest);
    openedBefore.delete(rest);
  }
  return wanted.length ? found : null;
}

function narrowing(root) {
  for (const input of root.querySelectorAll("[data-narrow]")) {
    input.closest("[hidden]")?.removeAttribute("hidden");
    input.addEventListener("input", () => {
      const found = narrow(input, input.value);
      if (found) announce(words(input, "narrowFound").replace("%s", found));
      else if (found === 0) announce(document.querySelector(`${input.dataset.narrow} [data-narrow-nothing]`).textContent);
    });
  }
}

// Facets, chips, sorting and pages change the list in place; the address and Back keep working.
function inPlace() {
  const list = document.querySelector("[data-in-place]");
  if (!list) return;
  const box = document.querySelector("[role=search]");
  let current = null;
  let shown = location.search;

  // The box asks for what the list shows: its words, unless the reader is typing others, and its filters.
  function agree(page, typed) {
    const fresh = page.querySelector("[role=search]");
    if (box.elements.q.value === typed) box.elements.q.value = fresh.elements.q.value;
    box.querySelector("[data-kept]").replaceWith(fresh.querySelector("[data-kept]"));
  }

  function fill(fresh) {
    const narrowed = new Map();
    for (const input of list.querySelectorAll("[data-narrow]")) {
      if (!input.value) continue;
      narrowed.set(input.id, input.value);
      narrow(input, "");
    }
    const opened = new Set([...list.querySelectorAll("details[open][id]")].map((element) => element.id));
    list.replaceChildren(...fresh.childNodes);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    wire(list);
    for (const [id, text] of narrowed) {
      const input = document.getElementById(id);
      if (!input) continue;
      input.value = text;
      narrow(input, text);
    }
  }

  // The focus stays on what was used, as long as it is still there; a page that was turned is read from its beginning.
  function settle(focused, turned) {
    const heading = list.querySelector("[data-result-heading]");
    if (turned) heading.scrollIntoView({ block: "start", behavior: "instant" });
    else document.getElementById(focused)?.focus({ preventScroll: true });
    if (turned || document.activeElement === document.body) heading.focus({ preventScroll: true });
    const said = [heading, list.querySelector("[data-result-instead]")].filter(Boolean);
    announce(said.map((element) => element.textContent.trim().replace(/\s+/g, " ")).join(". "));
  }

  async function go(url, push, turned = false) {
    current?.abort();
    current = new AbortController();
    list.setAttribute("aria-busy", "true");
    const typed = box.elements.q.value;
    try {
      const response = await fetch(url, { signal: current.signal, headers: { "X-Requested-With": "fetch" } });
      if (!response.ok) throw new Error(String(response.status));
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-in-place]");
      if (!fresh) throw new Error("no list");
      const focused = document.activeElement?.closest("[data-in-place] [id]")?.id;
      fill(fresh);
      agree(page, typed);
      document.title = page.title;
      document.querySelector(".tongues").replaceWith(page.querySelector(".tongues"));
      if (push) history.pushState({}, "", url.replace(/\?$/, ""));
      shown = location.search;
      settle(focused, turned);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(url);
    } finally {
      list.removeAttribute("aria-busy");
    }
  }

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const url = new URL(link.getAttribute("href"), location.href); // a bar's own href is an object
    if (url.pathname !== location.pathname || url.origin !== location.origin || url.hash) return;
    event.preventDefault();
    go(url.href, true, link.closest(".pages") !== null);
  });
  list.addEventListener("change", (event) => {
    if (!event.target.matches("[data-submit]")) return;
    const form = event.target.form;
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    go(`${location.pathname}?${chosen}`, true);
  });
  addEventListener("popstate", () => {
    if (location.search !== shown) go(location.href, false);
  });
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
    box.addEventListener("pointerdown", (event) => {
      const option = event.target.closest("[data-url]");
      if (!option) return;
      event.preventDefault();
      location.assign(option.dataset.url);
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

function wire(root) {
  narrowing(root);
}

folding();
suggesting();
inPlace();
wire(document);
