// The colours that the reader chose: set before the first paint, and switched. Without this file the system's hold.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const grounds = [...document.querySelectorAll("meta[name=theme-color]")];
  const [light, dark] = grounds.map((ground) => ground.content);

  // The window of the browser has the ground of the page: each of the two colours said is the one chosen.
  function apply(colours) {
    if (colours !== "dark" && colours !== "light") return;
    root.dataset.theme = colours;
    for (const ground of grounds) ground.content = colours === "dark" ? dark : light;
  }

  try {
    apply(localStorage.getItem("colours"));
  } catch {
    // Storage is closed to us: the system's own preference holds.
  }

  document.addEventListener("DOMContentLoaded", () => {
    const switches = document.querySelectorAll("[data-theme-switch]");
    const show = () => switches.forEach((button) => button.setAttribute("aria-pressed", String(isDark())));
    for (const button of switches) {
      button.hidden = false;
      button.addEventListener("click", () => {
        apply(isDark() ? "light" : "dark");
        try {
          localStorage.setItem("colours", root.dataset.theme);
        } catch {
          // Not remembered, but shown.
        }
        show();
      });
    }
    system.addEventListener("change", show);
    show();
  });
})();
