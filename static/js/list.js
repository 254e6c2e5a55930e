// The list: its filters change it in place, and are a sheet on a telephone. It works without this file.
// archive.js, which is read before, has words() and announce().

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

// On a telephone the filters are a sheet over the page, until the reader closes it. What it covers is out of reach meanwhile.
const STAYS = "#narrow";

function filterSheet(list) {
  const telephone = matchMedia("(max-width: 59.99rem)");
  const drawer = () => list.querySelector("#facets");
  const panel = () => list.querySelector("[data-sheet]");
  const title = () => list.querySelector("[data-sheet-title]");
  const isShown = () => drawer().open && telephone.matches;

  function show() {
    const shown = isShown();
    panel().classList.toggle("sheet--over", shown);
    document.documentElement.classList.toggle("is-covered", shown);
    for (const [name, value] of Object.entries({ role: "dialog", "aria-modal": "true", "aria-labelledby": title().id })) {
      if (shown) panel().setAttribute(name, value);
      else panel().removeAttribute(name);
    }
    for (let within = panel(); within !== document.body; within = within.parentElement) {
      for (const beside of within.parentElement.children) {
        if (beside !== within && !beside.matches("[data-announce]")) beside.inert = shown;
      }
    }
  }

  function close(focused) {
    drawer().open = false;
    show();
    focused.focus({ preventScroll: true });
    focused.scrollIntoView({ block: "start", behavior: "instant" });
  }

  list.addEventListener(
    "toggle",
    (event) => {
      if (event.target !== drawer()) return;
      const opens = isShown() && !panel().classList.contains("sheet--over");
      show();
      if (opens) title().focus({ preventScroll: true });
    },
    true,
  );
  list.addEventListener("click", (event) => {
    const way = event.target.closest("[data-sheet-close]");
    if (!way || !isShown()) return;
    event.preventDefault();
    close(way.matches("a") ? list.querySelector("[data-result-heading]") : drawer().querySelector("summary"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isShown()) close(drawer().querySelector("summary"));
  });
  // Values of facets are links that look like boxes to tick: Space ticks them, too.
  list.addEventListener("keydown", (event) => {
    const value = event.key === " " && event.target.closest?.(".facet__values a");
    if (!value) return;
    event.preventDefault();
    value.click();
  });
  telephone.addEventListener("change", show);
  if (location.hash === STAYS && telephone.matches) drawer().open = true;
  return { isShown, panel, show, title };
}

// Facets, chips, sorting and pages change the list in place; the address and Back keep working.
function inPlace(list) {
  const box = document.querySelector("[role=search]");
  const sheet = filterSheet(list);
  let current = null;
  let shown = location.search;

  // The box asks for what the list shows: its words, unless the reader is typing others, and its filters.
  function agree(page, typed) {
    const fresh = page.querySelector("[role=search]");
    if (box.elements.q.value === typed) box.elements.q.value = fresh.elements.q.value;
    box.querySelector("[data-kept]").replaceWith(fresh.querySelector("[data-kept]"));
  }

  function fill(fresh) {
    const scrolled = sheet.panel()?.scrollTop;
    const narrowed = new Map();
    for (const input of list.querySelectorAll("[data-narrow]")) {
      if (!input.value) continue;
      narrowed.set(input.id, input.value);
      narrow(input, "");
    }
    const opened = new Set([...list.querySelectorAll("details[open][id]")].map((element) => element.id));
    list.replaceChildren(...fresh.childNodes);
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    narrowing(list);
    sheet.show();
    for (const [id, text] of narrowed) {
      const input = document.getElementById(id);
      if (!input) continue;
      input.value = text;
      narrow(input, text);
    }
    if (scrolled) sheet.panel().scrollTop = scrolled;
  }

  // The focus stays on what was used, as long as it is still there; a page that was turned is read from its beginning.
  function settle(focused, turned) {
    const heading = list.querySelector("[data-result-heading]");
    if (turned) heading.scrollIntoView({ block: "start", behavior: "instant" });
    else document.getElementById(focused)?.focus({ preventScroll: true });
    if (turned || document.activeElement === document.body) {
      (sheet.isShown() ? sheet.title() : heading).focus({ preventScroll: true });
    }
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
    // A filter names the sheet, which stays open where there is no script; any other place in the page is just that.
    if (url.hash === STAYS) url.hash = "";
    if (url.pathname !== location.pathname || url.origin !== location.origin || url.hash) return;
    event.preventDefault();
    go(url.href, true, link.closest(".pages") !== null);
  });
  function send(form) {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    go(`${location.pathname}?${chosen}`, true);
  }
  list.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) send(event.target.form);
  });
  list.addEventListener("submit", (event) => {
    if (new URL(event.target.action).pathname !== location.pathname) return;
    event.preventDefault();
    send(event.target);
  });
  addEventListener("popstate", () => {
    if (location.search !== shown) go(location.href, false);
  });
}


const list = document.querySelector("[data-in-place]");
if (list) inPlace(list);
narrowing(document);
