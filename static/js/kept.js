// The reading list: kept in this browser, carried by its address, known to nobody else.
// Here is the store and what every page shows of it; static/js/reading_list.js makes the page of a list of it.
(() => {
  const STORE = "kept";
  const DAMAGED = "kept-damaged"; // what could not be read, until the reader has closed the message about it
  const STYLE = "kept-style"; // the style that was chosen last for one's own list
  const CARRIED = "kept:"; // begins the name of a tab that carries the list, where the browser stores none
  const KEY = "[a-z0-9]+(?:-[a-z0-9]+)*(?:\\.clause-\\d+)?";
  const WHOLE_KEY = new RegExp(`^${KEY}$`);
  const LINE = new RegExp(`"key":"(${KEY})"(?:,"note":"((?:[^"\\\\\\x00-\\x1f]|\\\\(?:["\\\\/bfnrt]|u[0-9a-fA-F]{4}))*))?`, "g");
  const door = document.querySelector("[data-kept-link]");
  if (!door) return;
  const MOST = Number(door.dataset.most);
  const page = document.querySelector("[data-kept-page]");
  const words = (key, value = "") => (page?.dataset[key] ?? door.dataset[key] ?? "").replace("%s", value);
  const sound = (text) => text.replace(/\p{Cs}/gu, "\uFFFD"); // half a character, which no address holds

  // A value that is stored, or, with a text or null, is to be; a browser may refuse either.
  function value(name, text) {
    try {
      if (text === null) localStorage.removeItem(name);
      else if (text !== undefined) localStorage.setItem(name, text);
      return localStorage.getItem(name) ?? "";
    } catch {
      return null;
    }
  }

  // The lines of a stored text, [{ key, note }], and whether that is all that is in it.
  function parsed(text) {
    let given = null;
    try {
      given = JSON.parse(text);
    } catch {
      // It was cut or overwritten: lines are looked for.
    }
    const isList = Array.isArray(given);
    const lines = isList ? given : [...text.matchAll(LINE)].map(([, key, note]) => ({ key, note: JSON.parse(`"${note ?? ""}"`) }));
    const seen = new Set();
    const list = lines
      .filter((one) => typeof one?.key === "string" && WHOLE_KEY.test(one.key) && !seen.has(one.key) && seen.add(one.key))
      .map((one) => ({ key: one.key, note: typeof one.note === "string" ? sound(one.note) : "" }));
    return { list, isWhole: isList && list.length === lines.length };
  }

  // One's own list as it is stored now. Every change begins with it, so that no other tab and no older page is overwritten.
  function read() {
    const text = window.name.startsWith(CARRIED) ? window.name.slice(CARRIED.length) : value(STORE);
    if (!text) return [];
    const { list, isWhole } = parsed(text);
    if (!isWhole) {
      value(DAMAGED, text);
      write(list);
      warnDamaged();
    }
    return list;
  }

  function write(list) {
    const text = JSON.stringify(list);
    const isStored = value(STORE, list.length ? text : null) === (list.length ? text : "");
    if (!isStored) window.name = CARRIED + text;
    else if (window.name.startsWith(CARRIED)) window.name = "";
    show();
    if (!isStored && list.length) warn(words("saidNotStored"), list);
    return isStored;
  }

  function empty() {
    value(DAMAGED, null);
    value(STYLE, null);
    return write([]);
  }

  // Notes as the fragment of an address; a mark at its very end would be taken for the end of a sentence around it. Some
  // of them are escaped by browsers too, so that what ends with one is closed.
  const fragment = (list) =>
    list
      .filter((one) => one.note)
      .map((one) => `${encodeURIComponent(one.key)}=${encodeURIComponent(sound(one.note))}`)
      .join("&")
      .replace(/[!'()*.~]$/, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
      .replace(/%(?:3C|3E)$/, "$&&");
  function address(list, style = page ? page.dataset.style : value(STYLE), notes = fragment(list)) {
    const ids = list.map((one) => one.key).join(",");
    return `${door.pathname}${ids ? `?ids=${ids}${style ? `&style=${style}` : ""}` : ""}${notes ? `#${notes}` : ""}`;
  }

  function announce(message) {
    const region = document.querySelector("[data-announce]");
    if (region) region.textContent = message;
  }

  // A message that stays until it is closed, with a list as a link.
  function warn(message, list = [], closed = () => {}) {
    let box = document.querySelector("[data-kept-warning]");
    if (!box) {
      box = document.createElement("p");
      box.className = "kept-warning";
      box.setAttribute("role", "alert");
      box.dataset.keptWarning = "";
      document.body.append(box);
    }
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button";
    close.textContent = words("saidClose");
    close.addEventListener("click", () => {
      box.remove();
      closed();
    });
    box.replaceChildren(message, " ");
    if (list.length) {
      const link = document.createElement("a");
      link.href = address(list);
      link.textContent = link.href.length > 90 ? `${link.href.slice(0, 90)}…` : link.href;
      box.append(link, " ");
    }
    box.append(close);
  }

  function warnDamaged() {
    if (value(DAMAGED)) warn(words("saidDamaged"), read(), () => value(DAMAGED, null));
  }

  // --- every page: the buttons, and the way to the list ---

  function show() {
    const list = read();
    door.href = address(list);
    document.querySelector("[data-kept-count]").textContent = list.length || "";
    for (const link of document.querySelectorAll("[data-kept-link-only]")) link.href = door.href;
    const keys = new Set(list.map((one) => one.key));
    for (const link of document.querySelectorAll("a[data-keep]")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = link.className;
      button.dataset.keep = link.dataset.keep;
      button.append(...link.childNodes);
      link.replaceWith(button);
    }
    for (const button of document.querySelectorAll("button[data-keep]")) {
      button.setAttribute("aria-pressed", String(keys.has(button.dataset.keep)));
    }
  }

  function toggle(key) {
    const list = read();
    const left = list.filter((one) => one.key !== key);
    const isNew = left.length === list.length;
    if (isNew && list.length >= MOST) {
      warn(words("saidMost"), list);
      return;
    }
    if (isNew) left.push({ key, note: "" });
    if (write(left)) announce(words(isNew ? "saidKept" : "saidRemoved", left.length));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-keep]");
    if (button) toggle(button.dataset.keep);
  });
  addEventListener("storage", (event) => {
    if (event.key === STORE || event.key === null) show();
  });
  addEventListener("pageshow", show);
  const changing = document.querySelector("[data-in-place]");
  if (changing) new MutationObserver(show).observe(changing, { childList: true });
  show();
  warnDamaged();

  window.readingList = { STORE, KEY, MOST, read, write, empty, address, fragment, warn, announce, words, door, styled: (style) => value(STYLE, style || null) };
})();
