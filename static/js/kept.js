// The reading list: kept in this browser, carried by its address, known to nobody else.
(() => {
  const STORE = "kept";
  const KEY = /[a-z0-9]+(?:-[a-z0-9]+)+(?:\.clause-\d+)?/g;
  const door = document.querySelector("[data-kept-link]");
  if (!door) return;
  const MOST = Number(door.dataset.most);
  const LONG = 2000; // characters of an address that every mail program carries
  const BODY = 60_000; // bytes of notes that a file can be asked for with
  const page = document.querySelector("[data-kept-page]");
  const words = (key, value = "") => (page?.dataset[key] ?? door.dataset[key] ?? "").replace("%s", value);
  let unstored = null; // the list, where the browser does not store it

  // What is stored: [{ key, note }]. Every change reads it anew, so that no other tab is overwritten.
  function read() {
    if (unstored) return unstored;
    let text = null;
    try {
      text = localStorage.getItem(STORE);
    } catch {
      return [];
    }
    if (!text) return [];
    try {
      const list = JSON.parse(text);
      if (!Array.isArray(list)) throw new Error("no list");
      const seen = new Set();
      return list
        .filter((one) => typeof one?.key === "string" && one.key.match(KEY)?.[0] === one.key && !seen.has(one.key) && seen.add(one.key))
        .map((one) => ({ key: one.key, note: typeof one.note === "string" ? one.note : "" }));
    } catch {
      const list = [...new Set(text.match(KEY) ?? [])].map((key) => ({ key, note: "" }));
      try {
        localStorage.setItem(`${STORE}-damaged`, text);
      } catch {
        // It stays unreadable where it is.
      }
      if (write(list)) warn(words("saidDamaged", ""), list);
      return list;
    }
  }

  function write(list) {
    try {
      if (list.length) localStorage.setItem(STORE, JSON.stringify(list));
      else localStorage.removeItem(STORE);
      unstored = null;
      return true;
    } catch {
      unstored = list;
      if (list.length) warn(words("saidNotStored"), list);
      return false;
    } finally {
      show();
    }
  }

  const fragment = (list) =>
    list
      .filter((one) => one.note)
      .map((one) => `${one.key}=${encodeURIComponent(one.note)}`)
      .join("&");
  function address(list, style = page ? page.dataset.style : styled(), base = door.pathname) {
    if (!list.length) return base;
    const chosen = style ? `&style=${style}` : "";
    const notes = fragment(list);
    return `${base}?ids=${list.map((one) => one.key).join(",")}${chosen}${notes ? `#${notes}` : ""}`;
  }

  // The style that was chosen last for one's own list.
  function styled(chosen) {
    try {
      if (chosen !== undefined) localStorage.setItem(`${STORE}-style`, chosen);
      return localStorage.getItem(`${STORE}-style`) ?? "";
    } catch {
      return "";
    }
  }

  function announce(message) {
    const region = document.querySelector("[data-announce]");
    if (region) region.textContent = message;
  }

  // A message that stays, with a list as a link.
  function warn(message, list = null) {
    let box = document.querySelector("[data-kept-warning]");
    if (!box) {
      box = document.createElement("p");
      box.className = "kept-warning";
      box.setAttribute("role", "alert");
      box.dataset.keptWarning = "";
      document.body.append(box);
    }
    box.replaceChildren(message);
    if (!list) return;
    const link = document.createElement("a");
    link.href = address(list);
    link.textContent = link.href.length > 90 ? `${link.href.slice(0, 90)}…` : link.href;
    box.append(" ", link);
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
    if (left.length === list.length) {
      if (list.length >= MOST) {
        warn(words("saidMost"), list);
        return;
      }
      left.push({ key, note: "" });
      if (write(left)) announce(words("saidKept", left.length));
    } else if (write(left)) {
      announce(words("saidRemoved", left.length));
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[data-keep]");
    if (button) toggle(button.dataset.keep);
    // The other languages of this page have the same notes.
    const tongue = event.target.closest?.(".tongues a");
    if (tongue && page) tongue.hash = location.hash;
  });
  addEventListener("storage", (event) => {
    if (event.key === STORE || event.key === null) {
      unstored = null;
      show();
      if (page) state();
    }
  });
  addEventListener("pageshow", show);
  const changing = document.querySelector("[data-in-place]");
  if (changing) new MutationObserver(show).observe(changing, { childList: true });
  show();
  if (!page) return;

  // --- the page of a list ---

  const items = () => [...page.querySelectorAll("[data-key]")];
  const notes = new Map();
  let here = location.hash; // with notes; a link to a place on the page must not lose them

  const listed = () => items().map((item) => ({ key: item.dataset.key, note: notes.get(item.dataset.key) ?? "" }));
  const same = (one, other) => one.length === other.length && one.every((line, place) => line.key === other[place].key && line.note === other[place].note);
  let isMine = false;

  function state() {
    const shown = page.querySelector("[data-kept-state]");
    if (!shown) return;
    const mine = read();
    const list = listed();
    isMine = same(list, mine);
    const held = new Map(mine.map((one) => [one.key, one.note]));
    const isPart = list.every((one) => held.has(one.key) && (!one.note || held.get(one.key).includes(one.note)));
    const now = isMine ? "mine" : !mine.length ? "none" : isPart ? "part" : "other";
    for (const line of shown.querySelectorAll("[data-kept-is]")) line.hidden = line.dataset.keptIs !== now;
    page.querySelector("[data-kept-clear]").hidden = !isMine;
  }

  // The address, and all that has the ids in it, follow the list.
  function follow() {
    const list = listed();
    history.replaceState(null, "", address(list));
    here = location.hash;
    const ids = list.map((one) => one.key).join(",");
    for (const field of page.querySelectorAll("[name=ids]")) field.value = ids;
    for (const tongue of document.querySelectorAll(".tongues a")) {
      const there = new URL(tongue.href);
      there.search = location.search;
      tongue.href = there.href;
    }
    const written = page.querySelector("[data-kept-written]");
    written.textContent = location.href.replace(/#.*/, "");
    const total = page.querySelector("[data-kept-total]");
    if (total) total.textContent = list.length;
    for (const [place, item] of items().entries()) {
      item.querySelector("[name=up]").disabled = place === 0;
      item.querySelector("[name=down]").disabled = place === list.length - 1;
    }
    const long = location.href.length > LONG ? words("saidLong", location.href.length) : "";
    const said = page.querySelector("[data-kept-said]");
    if (said && said.textContent !== long) said.textContent = long;
  }

  // What is done to one's own list is stored; another is changed in its address alone.
  function changed() {
    const wasMine = isMine;
    follow();
    if (wasMine) write(listed());
    state();
  }

  function readNotes() {
    const own = new Map(read().map((one) => [one.key, one.note]));
    const behind = location.hash.includes("=") ? location.hash.slice(1).replace(/%[0-9a-f]?$/i, "") : "";
    const given = new URLSearchParams(behind.replaceAll("+", "%2B")); // a mail program may have cut it
    const list = items().map((item) => item.dataset.key);
    const isOwn = list.length === own.size && list.every((key, place) => [...own.keys()][place] === key);
    for (const key of list) {
      const note = (given.get(key) ?? "").replace(/\uFFFD+$/, "");
      notes.set(key, note || (isOwn && ![...given.keys()].length ? own.get(key) : "") || "");
    }
    for (const item of items()) showNote(item);
  }

  function showNote(item) {
    const field = item.querySelector("[data-kept-note]");
    if (!field) return;
    const note = notes.get(item.dataset.key) ?? "";
    if (field.value !== note) field.value = note;
    item.querySelector("[data-kept-note-printed]").textContent = note;
  }

  function move(item, step) {
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(item);
    else other.after(item);
    changed();
    const button = item.querySelector(step < 0 ? "[name=up]" : "[name=down]");
    (button.disabled ? item.querySelector(step < 0 ? "[name=down]" : "[name=up]") : button).focus();
    announce(words("saidMoved", items().indexOf(item) + 1));
  }

  function takeOut(item) {
    const beside = item.nextElementSibling ?? item.previousElementSibling;
    notes.delete(item.dataset.key);
    item.remove();
    changed();
    if (!beside) {
      location.replace(door.pathname);
      return;
    }
    beside.querySelector("[name=remove]").focus();
    announce(words("saidGone", items().length));
  }

  page.querySelector("[data-kept-form]")?.addEventListener("submit", (event) => {
    const button = event.submitter;
    event.preventDefault();
    if (!button) return;
    const item = button.closest("[data-key]");
    if (button.name === "remove") takeOut(item);
    else move(item, button.name === "up" ? -1 : 1);
  });

  page.addEventListener("input", (event) => {
    const item = event.target.closest("[data-key]");
    if (!item || !event.target.matches("[data-kept-note]")) return;
    notes.set(item.dataset.key, event.target.value);
    item.querySelector("[data-kept-note-printed]").textContent = event.target.value;
    changed();
  });

  // Another's list is added below one's own; of two notes on one thing both are kept.
  function add() {
    const mine = read();
    const held = new Map(mine.map((one) => [one.key, one]));
    for (const one of listed()) {
      const own = held.get(one.key);
      if (!own) mine.push(one);
      else if (one.note && !own.note.includes(one.note)) own.note = own.note ? `${own.note}\n${one.note}` : one.note;
    }
    if (mine.length > MOST) {
      warn(words("saidMost"), read());
      return;
    }
    if (!write(mine)) return;
    announce(words("saidAdded", mine.length));
    state();
  }

  // All citations, with their italics where the program that they are pasted into takes them.
  async function copyAll(button) {
    const cited = [...page.querySelectorAll("[data-kept-citation]")];
    const plain = cited.map((one) => one.textContent.trim().replace(/\s+/g, " ")).join("\n");
    const rich = cited.map((one) => `<p lang="${one.lang}">${one.innerHTML.trim()}</p>`).join("");
    try {
      await navigator.clipboard.write([
        new ClipboardItem({
          "text/plain": new Blob([plain], { type: "text/plain" }),
          "text/html": new Blob([rich], { type: "text/html" }),
        }),
      ]);
      done(button);
    } catch {
      copyText(button, plain);
    }
  }

  async function copyText(button, text) {
    try {
      await navigator.clipboard.writeText(text);
      done(button);
    } catch {
      prompt(button.textContent, text);
    }
  }

  function done(button) {
    button.classList.add("is-done");
    announce(words("saidCopied"));
  }

  page.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-kept-add]")) add();
    else if (button.matches("[data-kept-copy]")) copyAll(button);
    else if (button.matches("[data-kept-share]")) copyText(button, location.href);
    else if (button.matches("[data-kept-print]")) print();
    else if (button.matches("[data-kept-clear]") && confirm(button.dataset.sure)) {
      write([]);
      state();
    }
  });

  // Another style, and what is added, keep the notes.
  for (const form of page.querySelectorAll("[data-kept-style], [data-kept-more]")) {
    const go = (event) => {
      event.preventDefault();
      const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      location.assign(`${form.getAttribute("action")}?${String(asked).replaceAll("%2C", ",")}${fragment(listed()) ? `#${fragment(listed())}` : ""}`);
    };
    form.addEventListener("submit", go);
    form.querySelector("select")?.addEventListener("change", (event) => {
      if (isMine) styled(form.elements.style.value);
      go(event);
    });
  }

  // A file with notes is asked for by a form whose body has them, so that they are in no address that is sent.
  page.querySelector("[data-kept-files]")?.addEventListener("submit", (event) => {
    const form = event.currentTarget;
    const given = Object.fromEntries(listed().filter((one) => one.note).map((one) => [one.key, one.note]));
    let field = form.elements.notes;
    if (!Object.keys(given).length) {
      field?.remove();
      form.method = "get";
      return;
    }
    if (new Blob([JSON.stringify(given)]).size > BODY) {
      event.preventDefault();
      warn(words("saidTooMuch"));
      return;
    }
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "notes";
      form.append(field);
    }
    field.value = JSON.stringify(given);
    form.method = "post";
    form.enctype = "multipart/form-data";
  });

  addEventListener("hashchange", () => {
    if (location.hash.includes("=") || !location.hash) {
      here = location.hash;
      readNotes();
      state();
    } else {
      history.replaceState(null, "", location.pathname + location.search + here); // a place on this page
    }
  });

  if (!items().length && !location.search && read().length) {
    location.replace(door.href);
    return;
  }
  readNotes();
  state();
  if (items().length) follow();
})();
