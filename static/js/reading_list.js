// The page of a reading list: one's own, which is shown as it is stored, or one that came with its address.
(() => {
  const page = document.querySelector("[data-kept-page]");
  if (!page || !window.readingList) return;
  const { STORE, KEY, MOST, read, write, empty, address, fragment, warn, announce, words, door, styled } = window.readingList;
  const BODY = 65_536; // bytes of a request that the archive takes (archive/worker.py)
  const FIELD = 200; // bytes around each field of it
  const NEXT = new RegExp(`&(?=${KEY}=)`);
  const ESCAPED = new RegExp(`^(.*?)%(?:25)?23(${KEY}(?:=|%(?:25)?3D).*)$`);
  const PASTED = new RegExp(`(/kept/[^\\s#]*?)(?:#|%(?:25)?23)(${KEY}(?:=|%(?:25)?3D).*?)(?=\\s+(?:https?:)?//|$)`, "gim");
  const WRITTEN = 300; // characters of the address on the cover; a long one would fill the page
  // What the address names beyond what a list holds, and the links to it.
  const parts = [...page.querySelectorAll("[data-kept-part]")];
  const rest = parts.flatMap((link) => new URL(link.href).searchParams.get("ids").split(","));
  const items = () => [...page.querySelectorAll("[data-key]")];
  const notes = new Map();
  let spare = []; // notes that the address has to what it does not list
  let here = location.hash; // with notes; a link to a place on the page must not lose them
  let isMine = Boolean(history.state?.mine); // an entry of the history that showed one's own list goes on doing so

  const listed = () => items().map((item) => ({ key: item.dataset.key, note: notes.get(item.dataset.key) ?? "" }));
  const held = (list) => new Map(list.map((one) => [one.key, one.note]));
  const same = (one, other) => one.length === other.length && one.every((line, place) => line.key === other[place].key && line.note === other[place].note);

  function showNote(item) {
    const field = item.querySelector("[data-kept-note]");
    const note = notes.get(item.dataset.key) ?? "";
    if (field.value !== note) field.value = note;
    item.querySelector("[data-kept-note-printed]").textContent = note;
  }

  // Notes that a program has escaped as a whole, their "=" or "%" among it, as they were before.
  function once(text) {
    const isTwice = !text.includes("=") || (/%25[0-9a-f]{2}/i.test(text) && !/%(?!25)/.test(text));
    return isTwice ? text.replace(/%([2-7][0-9a-f])/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16))) : text;
  }

  // The notes behind the "#" of an address, which a mail program may have cut, or joined with a mark behind it, and a chat
  // may have written out: then an "&" divides two notes only where an entry is named behind it.
  function notesBehind(text) {
    const whole = once(text.replace(/%[0-9a-f]?$/i, "").replace(/(?:[.,;:!?()[\]{}<>«»“”"'*]|%3[CE])+$/i, ""));
    return whole.split(NEXT).filter(Boolean).map((one) => {
      const [, key, note] = /^([^=]*)=?(.*)$/s.exec(one.replace(/&$/, ""));
      const said = new URLSearchParams(`note=${note.replaceAll("+", "%2B").replaceAll("&", "%26")}`).get("note");
      return { key, note: said.replace(/\uFFFD+$/, "") };
    });
  }

  // A program that escapes the "#" too puts the notes into the query; they are taken back to where they are not sent.
  function mended() {
    const torn = ESCAPED.exec(location.search);
    if (torn) history.replaceState(history.state, "", `${location.pathname}${torn[1]}#${once(torn[2])}`);
  }

  function readNotes() {
    const own = read();
    const given = location.hash.includes("=") ? notesBehind(location.hash.slice(1)) : [];
    const keys = items().map((item) => item.dataset.key);
    const isOwn = !given.length && keys.join() === own.map((one) => one.key).join();
    const there = held(isOwn ? own : given);
    for (const item of items()) {
      notes.set(item.dataset.key, there.get(item.dataset.key) ?? "");
      showNote(item);
    }
    spare = [...there].map(([key, note]) => ({ key, note })).filter((one) => one.note && !keys.includes(one.key));
  }

  // One's own list as it is stored, whatever a later page or another tab has done to it; false where lines of it are not here.
  function takeIn(mine) {
    const shown = new Map(items().map((item) => [item.dataset.key, item]));
    if (mine.some((one) => !shown.has(one.key))) return false;
    const own = held(mine);
    for (const [key, item] of shown) if (!own.has(key)) item.remove();
    if (items().some((item, place) => item.dataset.key !== mine[place].key)) {
      page.querySelector(".kept-list").append(...mine.map((one) => shown.get(one.key)));
    }
    for (const item of items()) {
      notes.set(item.dataset.key, own.get(item.dataset.key));
      showNote(item);
    }
    return true;
  }

  function state() {
    const mine = read();
    const list = listed();
    const own = held(mine);
    isMine = mine.length > 0 && (same(list, mine) || (isMine && list.some((one) => own.has(one.key))));
    if (isMine && !takeIn(mine)) {
      location.replace(address(mine));
      return;
    }
    const isPart = list.every((one) => own.has(one.key) && (!one.note || own.get(one.key).includes(one.note)));
    const now = isMine ? "mine" : !mine.length ? "none" : isPart ? "part" : "other";
    for (const line of page.querySelectorAll("[data-kept-is]")) line.hidden = line.dataset.keptIs !== now;
    follow();
  }

  function mark(there) {
    try {
      history.replaceState(isMine ? { mine: true } : null, "", there);
    } catch {
      // Some browsers take no more than a hundred in half a minute; the next one has it.
    }
  }

  // The address, and all that has the ids in it, follow the list.
  function follow() {
    const list = listed();
    const all = [...list, ...rest.map((key) => ({ key, note: "" }))];
    mark(address(all, page.dataset.style, fragment([...list, ...spare])));
    here = location.hash;
    const ids = list.map((one) => one.key).join(",");
    const allIds = all.map((one) => one.key).join(",");
    for (const field of page.querySelectorAll("[name=ids]")) field.value = field.form.matches("[data-kept-files]") ? ids : allIds;
    for (const link of parts) {
      const its = new URL(link.href).searchParams.get("ids").split(",");
      link.hash = fragment(spare.filter((one) => its.includes(one.key)));
    }
    for (const tongue of document.querySelectorAll(".tongues a")) {
      const there = new URL(tongue.href);
      there.search = location.search;
      tongue.href = there.href;
    }
    const written = page.querySelector("[data-kept-written]");
    const bare = written.origin + location.pathname + location.search; // at the address of the archive, whatever host served the page
    written.href = bare + location.hash;
    written.textContent = bare.length > WRITTEN ? `${bare.slice(0, WRITTEN - 1)}…` : bare;
    page.querySelector("[data-kept-total]").textContent = list.length;
    document.title = document.title.replace(/\(\d+\)/, `(${list.length})`);
    for (const [place, item] of items().entries()) {
      item.querySelector("[name=up]").disabled = place === 0;
      item.querySelector("[name=down]").disabled = place === list.length - 1;
    }
    compared(new Set(list.map((one) => one.key.replace(/\.clause-\d+$/, ""))));
    const fits = weight([["ids", ids], ["style", ""], ["notes", noted(list)]]) <= BODY;
    const long = location.href.length > Number(page.dataset.long) ? words(fits ? "saidLong" : "saidLonger", location.href.length) : "";
    const unlisted = spare.filter((one) => !rest.includes(one.key));
    const more = unlisted.length ? words("saidSpare", unlisted.map((one) => `${one.key}: ${one.note}`).join("; ")) : "";
    const said = page.querySelector("[data-kept-said]");
    const message = [long, more].filter(Boolean).join(" ");
    if (said.textContent !== message) said.textContent = message;
  }

  // Only documents that the list still has are offered to be compared.
  function compared(ids) {
    const form = page.querySelector("[data-kept-compare]");
    if (!form) return;
    for (const option of form.querySelectorAll("option")) if (!ids.has(option.value)) option.remove();
    form.hidden = form.elements.a.length < 2;
  }

  // A step is done to one's own list as it is stored now; another list is changed in its address alone.
  function changed(step) {
    if (isMine) write(step(read()));
    state();
  }

  function move(item, step) {
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(item);
    else other.after(item);
    const places = new Map(items().map((one, place) => [one.dataset.key, place]));
    changed((mine) => mine.sort((one, next) => (places.get(one.key) ?? MOST) - (places.get(next.key) ?? MOST)));
    const button = item.querySelector(step < 0 ? "[name=up]" : "[name=down]");
    (button.disabled ? item.querySelector(step < 0 ? "[name=down]" : "[name=up]") : button).focus();
    announce(words("saidMoved", items().indexOf(item) + 1));
  }

  function takeOut(item) {
    const beside = item.nextElementSibling ?? item.previousElementSibling;
    item.remove();
    changed((mine) => mine.filter((one) => one.key !== item.dataset.key));
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
    const { key } = item.dataset;
    const note = event.target.value;
    notes.set(key, note);
    showNote(item);
    changed((mine) => mine.map((one) => (one.key === key ? { key, note } : one)));
  });

  // Another's list is added below one's own, as much as fits; of two notes on one thing both are kept.
  function add() {
    const mine = read();
    const own = new Map(mine.map((one) => [one.key, one]));
    const left = [];
    for (const one of listed()) {
      const there = own.get(one.key);
      if (!there && mine.length < MOST) mine.push(one);
      else if (!there) left.push(one);
      else if (one.note && !there.note.includes(one.note)) there.note = there.note ? `${there.note}\n${one.note}` : one.note;
    }
    if (write(mine)) announce(words("saidAdded", mine.length));
    if (left.length) warn(words("saidLeft", left.length), left);
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
      empty();
      state();
    }
  });

  // The notes behind pasted addresses of lists are taken out, because they are never sent: up to the next address, or to
  // the end of the line, for a note that was written out has spaces.
  function withoutNotes(text, taken) {
    return text.replace(PASTED, (_all, there, behind) => {
      for (const one of notesBehind(behind)) taken.push(one);
      return there;
    });
  }

  // Of two notes on one thing both are kept.
  function joined(note, other) {
    return !note ? other : note.includes(other) ? note : `${note}\n${other}`;
  }

  // Another style, and what is added, keep the notes. What is added to one's own list is stored with it.
  async function go(form) {
    const taken = [];
    const fields = [...new FormData(form)].map(([name, value]) => [name, name === "add" ? withoutNotes(value, taken) : value]);
    const asked = new URLSearchParams(fields.filter(([, value]) => value));
    const given = held([]);
    for (const { key, note } of taken) given.set(key, joined(given.get(key), note));
    let there = `${form.getAttribute("action")}?${String(asked).replaceAll("%2C", ",")}`;
    if ((isMine || !items().length) && form.matches("[data-kept-more]")) {
      try {
        const answer = await fetch(there);
        const made = new DOMParser().parseFromString(await answer.text(), "text/html");
        const mine = read();
        const own = held(mine);
        const keys = [...made.querySelectorAll("[data-key]")].map((item) => item.dataset.key);
        const all = [...mine, ...keys.filter((key) => !own.has(key)).map((key) => ({ key, note: "" }))].slice(0, MOST);
        write(all.map(({ key, note }) => ({ key, note: joined(note, given.get(key) ?? "") })));
        there = answer.url; // which says what of it was not understood
      } catch {
        // Then the address alone has it.
      }
    }
    const kept = [...listed(), ...spare];
    const shown = held(kept);
    const added = [...given].map(([key, note]) => ({ key, note })).filter(({ key }) => !shown.has(key));
    const behind = fragment([...kept.map(({ key, note }) => ({ key, note: joined(note, given.get(key) ?? "") })), ...added]);
    location.assign(there.replace(/#.*/, "") + (behind ? `#${behind}` : ""));
  }
  for (const form of page.querySelectorAll("[data-kept-style], [data-kept-more]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(form);
    });
    form.querySelector("select")?.addEventListener("change", () => {
      if (isMine) styled(form.elements.style.value);
      go(form);
    });
  }

  const noted = (list) => JSON.stringify(Object.fromEntries(list.filter((one) => one.note).map((one) => [one.key, one.note])));
  const weight = (fields) => fields.reduce((sum, pair) => sum + new Blob(pair).size + FIELD, 0);

  // A file with notes is asked for by a form whose body has them, so that they are in no address that is sent.
  page.querySelector("[data-kept-files]")?.addEventListener("submit", (event) => {
    const form = event.currentTarget;
    const given = listed().filter((one) => one.note);
    form.elements.notes?.remove();
    form.method = given.length ? "post" : "get";
    if (!given.length) return;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "notes";
    field.value = noted(given);
    form.append(field);
    form.enctype = "multipart/form-data";
    if (weight([...new FormData(form)]) <= BODY) return;
    event.preventDefault();
    warn(words("saidTooMuch"));
  });

  addEventListener("hashchange", () => {
    if (location.hash.includes("=") || !location.hash) {
      isMine = Boolean(history.state?.mine);
      readNotes();
      state();
    } else {
      mark(location.pathname + location.search + here); // a place on this page
    }
  });
  // The other languages of this page have the same notes.
  document.addEventListener("click", (event) => {
    const tongue = event.target.closest?.(".tongues a");
    if (tongue) tongue.hash = location.hash;
  });

  if (!items().length) {
    if (!location.search && read().length) location.replace(door.href);
    return;
  }
  addEventListener("storage", (event) => {
    if (event.key === STORE || event.key === null) state();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) state();
  });
  mended();
  readNotes();
  state();
})();
