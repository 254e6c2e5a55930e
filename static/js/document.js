// Makes the page of a document smoother: where one is in it, what was copied, print. It can be read without this file.

const root = document.documentElement;

function buttons() {
  for (const button of document.querySelectorAll(".needs-script")) button.classList.remove("needs-script");
  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
}

// On paper everything is open.
function paper() {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });
}

// The part that is being read: the last one that is in the upper quarter of the window.
function reading() {
  const bar = document.querySelector("[data-bar]");
  const title = document.getElementById("top");
  if (!bar || !title) return;
  const parts = [...document.querySelectorAll("[data-document] [data-part]")];
  const part = bar.querySelector("[data-bar-part]");
  const cite = bar.querySelector("[data-bar-cite]");
  const cited = bar.querySelector("[data-bar-cited]");
  const whole = cite.getAttribute("href");
  const links = new Map();
  for (const link of document.querySelectorAll(".contents a[href^='#']")) links.set(link.getAttribute("href").slice(1), link);
  const inView = new Set();
  let current = null;

  function show(next) {
    if (next === current) return;
    links.get(current?.id)?.removeAttribute("aria-current");
    current = next;
    const link = links.get(current?.id);
    link?.setAttribute("aria-current", "location");
    follow(link);
    part.textContent = current?.dataset.part ?? "";
    cite.setAttribute("href", current?.dataset.cite ?? whole);
    cited.textContent = current?.dataset.cite ? `: ${current.dataset.part}` : "";
  }

  // The contents are long: the marked line is kept in sight there, and the page itself is not moved.
  function follow(link) {
    const box = link?.closest(".contents");
    if (!box || box.scrollHeight <= box.clientHeight) return;
    const [line, frame] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
    if (line.top < frame.top || line.bottom > frame.bottom) box.scrollTop += line.top - frame.top - box.clientHeight / 3;
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) entry.isIntersecting ? inView.add(entry.target) : inView.delete(entry.target);
      show(parts.filter((one) => inView.has(one)).at(-1) ?? null);
    },
    { rootMargin: "-64px 0px -75% 0px" },
  );
  for (const one of parts) watcher.observe(one);

  new IntersectionObserver(([entry]) => {
    const isAbove = !entry.isIntersecting && entry.boundingClientRect.bottom <= 0;
    bar.hidden = !isAbove;
    root.classList.toggle("has-bar", isAbove);
  }).observe(title);
}

buttons();
paper();
reading();
