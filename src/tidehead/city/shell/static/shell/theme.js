// Runs before the first paint, or a dark page would flash white.
(() => {
  let kept = null;
  try {
    kept = localStorage.getItem("tidehead-theme");
  } catch {
    // Storage may be forbidden; the system's own theme is used then.
  }
  if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  document.documentElement.classList.add("js");
})();
