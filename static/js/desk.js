/* The forms of the admin: what is typed is kept in this browser until it has been saved, is offered again when it has
   not, and is sent once. Without scripts the forms work as well; then the archive shows what it could not save. */
"use strict";

(() => {
  const PREFIX = "archive-form:";
  const DAYS = 30;
  const account = document.querySelector('meta[name="archive-user"]');
  const user = account?.content;

  /* --- what the browser keeps: one entry for each form that was typed into, by user, address and token */

  const keys = () => {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
    } catch {
      return []; // storage is switched off
    }
  };
  const read = (key) => {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  };
  const forget = (which) => keys().filter(which).forEach((key) => localStorage.removeItem(key));

  forget((key) => !(Date.now() - read(key)?.at < DAYS * 86_400_000));

  // The archive says which forms it has saved in a cookie that only this script reads.
  const saved = document.cookie.match(/(?:^|; )archive_saved=([\w.-]+)/)?.[1].split(".");
  if (saved) {
    forget((key) => saved.includes(key.split(":").pop()));
    document.cookie = `archive_saved=; path=${account?.dataset.path ?? "/admin/"}; max-age=0; samesite=lax`;
  }

  let leaving = false;
  document.getElementById("logout-form")?.addEventListener("submit", () => {
    leaving = true;
    forget((key) => key.startsWith(`${PREFIX}${user}:`));
  });

  const token = document.querySelector('input[name="form_token"]');
  const form = token?.form;
  if (!form || !user) return;

  const page = `${PREFIX}${user}:${location.pathname}:`;
  const own = page + token.value;
  const NOT_KEPT = new Set(["csrfmiddlewaretoken", "form_token"]);

  const fields = () =>
    [...form.elements].filter(
      ({ name, type }) =>
        name && !NOT_KEPT.has(name) && !name.includes("__prefix__") && !/^(file|password|submit|button|reset)$/.test(type),
    );
  const value = (field) => {
    if (field.type === "checkbox" || field.type === "radio") return [field.checked, field.value];
    if (field.tagName === "SELECT") return [...field.selectedOptions].map((option) => [option.value, option.text]);
    return field.value;
  };
  const content = () => fields().map((field) => [field.name, value(field)]);
  const typed = (list) => JSON.stringify(list.filter(([name]) => name !== "opened" && name !== "version"));

  // A form that comes back with errors holds what was never saved, from the beginning.
  let unsaved = document.querySelector(".errornote") !== null;
  let before = "";
  let built = false; // the lists and the fields with suggestions
  const keep = () => {
    if (!built) return;
    const list = content();
    unsaved ||= typed(list) !== before;
    if (!unsaved) return;
    try {
      localStorage.setItem(own, JSON.stringify({ at: Date.now(), fields: list }));
    } catch {
      // no room, or storage is switched off: the form works without
    }
  };

  let timer = 0;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  };

  /* --- sent once */

  const enable = (ready) => {
    leaving = !ready;
    for (const button of form.querySelectorAll("[type=submit]")) button.disabled = !ready;
  };

  form.addEventListener("submit", (event) => {
    if (leaving) {
      event.preventDefault(); // sent already
      return;
    }
    clearTimeout(timer);
    unsaved = true;
    keep();
    leaving = true;
    setTimeout(() => enable(false)); // later, so that the button that was pressed is sent with the form
    setTimeout(() => enable(true), 20_000); // no answer: to send it again makes nothing twice
  });
  addEventListener("pageshow", (event) => event.persisted && enable(true));
  addEventListener("beforeunload", (event) => {
    if (leaving) return;
    keep();
    if (unsaved) event.preventDefault();
  });
  addEventListener("pagehide", () => !leaving && keep()); // where no question is asked, as on phones

  /* --- put back */

  const lines = (list, prefix) => {
    const found = new Map(); // number of a line → its key, empty for a new one
    for (const [name, text] of list) {
      const match = name.match(/^(.+)-(\d+)-id$/);
      if (match && match[1] === prefix) found.set(match[2], text);
    }
    return found;
  };

  /** Where each kept line stands in this form; lines that it lacks are added. */
  const placed = (list) => {
    const names = new Map();
    for (const [name] of list) {
      const prefix = name.match(/^(.+)-TOTAL_FORMS$/)?.[1];
      if (!prefix) continue;
      const here = new Map([...lines(content(), prefix)].filter(([, key]) => key).map(([number, key]) => [key, number]));
      for (const [number, key] of lines(list, prefix)) {
        let place = key && here.get(key);
        if (!place) {
          place = form.elements[`${prefix}-TOTAL_FORMS`].value;
          document.querySelector(`#${prefix}-group .add-row a`)?.click();
        }
        names.set(`${prefix}-${number}-`, `${prefix}-${place}-`);
      }
    }
    return (name) => {
      const line = name.match(/^.+-\d+-/)?.[0];
      return line && names.has(line) ? names.get(line) + name.slice(line.length) : name;
    };
  };

  const put = (field, kept) => {
    if (field.type === "checkbox" || field.type === "radio") {
      if (field.value === kept[1]) field.checked = kept[0];
    } else if (field.tagName === "SELECT") {
      const ajax = field.classList.contains("admin-autocomplete");
      if (ajax) field.replaceChildren(...(field.multiple ? [] : [new Option("", "")]));
      for (const option of field.options) option.selected = false;
      for (const [key, text] of kept) {
        const option = [...field.options].find((one) => one.value === key);
        if (option) option.selected = true;
        else if (ajax) field.add(new Option(text, key, true, true));
      }
    } else {
      field.value = kept;
    }
    window.django?.jQuery?.(field).trigger("change");
  };

  const restore = (list) => {
    const place = placed(list);
    for (const [name, kept] of list) {
      if (/-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(name) || /-\d+-id$/.test(name)) continue;
      const found = form.elements[place(name)];
      if (!found) continue;
      for (const field of found.tagName || !found.length ? [found] : found) put(field, kept);
    }
  };

  const offer = (key) => {
    const notice = document.getElementById("kept");
    const draft = read(key);
    if (!notice || !draft) return;
    const time = notice.querySelector("time");
    time.dateTime = new Date(draft.at).toISOString();
    time.textContent = new Date(draft.at).toLocaleString(document.documentElement.lang, {
      day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
    });
    notice.hidden = false;
    notice.addEventListener("click", (event) => {
      const chosen = event.target.dataset.kept;
      if (!chosen) return;
      if (chosen === "restore") {
        restore(draft.fields);
        unsaved = true;
        keep();
      }
      localStorage.removeItem(key);
      notice.hidden = true;
    });
  };

  addEventListener("load", () => {
    built = true;
    before = typed(content());
    if (unsaved) keep();
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("click", soon); // lines are added and removed by clicks
    window.django?.jQuery?.(form).on("change select2:select select2:unselect formset:added formset:removed", soon);
    const newest = keys()
      .filter((key) => key.startsWith(page) && key !== own)
      .sort((one, other) => read(other).at - read(one).at)[0];
    if (newest) offer(newest);
  });
})();
