/* Runs before the first paint: says that JavaScript is here, and applies the remembered appearance. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch { /* storage is switched off: the system's appearance stands */ }
})();
