// Before the first paint: the colours the reader chose last time.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("colours");
  } catch {
    // Storage is closed to us: the system's own preference holds.
  }
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
})();
