/**
 * Keys and the command palette: / j k a d u ? and Ctrl-K, the help dialog, and the appearance.
 *
 * Every key presses a control that stands on the page; none does what a pointer cannot. Single-letter keys rest while one
 * types and can be switched off in the help dialog (remembered in this browser).
 */

const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { if (value) localStorage.setItem(key, value); else localStorage.removeItem(key); } catch { /* storage is off */ } },
};
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const typing = (target) => target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

// Findings

let currentFinding = null, place = 0; // which one it is, and how many stand before it

const shownFindings = () => $$("[data-finding]").filter((finding) => finding.checkVisibility?.() ?? true);

function choose(findings, at) {
  place = Math.min(findings.length - 1, Math.max(0, at));
  const next = findings[place];
  for (const finding of findings) finding.classList.toggle("current", finding === next);
  currentFinding = next.dataset.finding;
  next.focus({ preventScroll: true });
  return next;
}

/** After a decision the list comes anew: the finding that has taken the place of the settled one is the current one. */
function keepPlace() {
  const findings = shownFindings();
  if (!currentFinding || !findings.length || $(".asking")) return;
  if (findings.some((finding) => finding.contains(document.activeElement))) return;
  if (document.activeElement && document.activeElement !== document.body) return;
  const at = findings.findIndex((finding) => finding.dataset.finding === currentFinding);
  choose(findings, at < 0 ? place : at);
}

function step(by) {
  const findings = shownFindings();
  if (!findings.length) return false;
  const at = findings.findIndex((finding) => finding.dataset.finding === currentFinding);
  const next = choose(findings, at < 0 ? (by > 0 ? 0 : findings.length - 1) : at + by);
  next.scrollIntoView({ block: "nearest" });
  if (next.dataset.about) document.dispatchEvent(new CustomEvent("diagram:centre", { detail: { id: next.dataset.about } }));
  return true;
}

function act(name) {
  const finding = $(`[data-finding="${CSS.escape(currentFinding ?? "")}"]`) ?? document.activeElement?.closest("[data-finding]");
  const control = finding && $(`[data-action="${name}"]`, finding);
  control?.click();
  return Boolean(control);
}

function undo() {
  const control = $$('[data-action="undo"]').at(-1);
  control?.click();
  return Boolean(control);
}

function search() {
  const field = $("[data-search]");
  if (!field) return openPalette();
  field.focus();
  field.select();
  return true;
}

const keys = {
  "/": search,
  "?": () => open("help"),
  j: () => step(1),
  k: () => step(-1),
  a: () => act("accept"),
  d: () => act("dismiss"),
  u: undo,
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Escape" && event.target.matches?.("[data-search]")) return leaveSearch(event.target);
  if (typing(event.target) || $("dialog[open]") || store.get("shortcuts") === "off") return;
  if (keys[event.key]?.()) event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const finding = event.target.closest?.("[data-finding]");
  if (finding) currentFinding = finding.dataset.finding;
});

function leaveSearch(field) {
  field.value = "";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.blur();
}

// Dialogs

function open(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    if (opener.dataset.opens === "palette") openPalette();
    else open(opener.dataset.opens);
  }
  if (event.target instanceof HTMLDialogElement) event.target.close(); // the veil beside the dialog
});

// Palette

const palette = $("#palette");
const field = palette && $("input", palette);
const list = palette && $("#palette-list");
let entries = null, shown = [], active = 0;

function links() {
  const read = (selector, kind) => $$(selector).map((link) => ({
    label: (link.querySelector(".label") ?? link).textContent.trim().replace(/\s+/g, " ").replace(/ \d+$/, ""),
    kind, href: link.href, entity: link.dataset.entity, attribute: link.dataset.attribute,
    hint: link.dataset.attribute ? link.closest("[data-filter-text]")?.dataset.filterText.split(".")[0] : "",
  }));
  return [...read(".nav a", "Page"), ...read("#tree .branch > a.row", "Table"), ...read("#tree a.row.leaf", "Column")];
}

async function load() {
  if (entries) return entries;
  const inline = $("#palette-data");
  let given = [];
  if (inline) given = JSON.parse(inline.textContent);
  else if (palette.dataset.src) {
    const response = await fetch(palette.dataset.src, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (response.ok) given = await response.json();
  }
  const seen = new Set();
  entries = [...links(), ...given].filter((entry) => {
    const key = `${entry.kind} ${entry.label} ${entry.href}`;
    return !seen.has(key) && seen.add(key);
  });
  return entries;
}

function openPalette() {
  if (!palette || palette.open) return false;
  palette.showModal();
  field.value = "";
  field.focus();
  load().then(filter, filter);
  return true;
}

/** Where the letters of the query stand in the text, with a score: whole, start, start of a word, inside, scattered. */
function match(query, text) {
  const lower = text.toLowerCase(), at = lower.indexOf(query);
  if (at >= 0) {
    const start = at === 0 ? 0 : /[^a-z0-9]/.test(lower[at - 1]) ? 1 : 2;
    return { score: start * 100 + text.length, places: Array.from(query, (_, i) => at + i) };
  }
  const places = [];
  let from = 0;
  for (const letter of query) {
    const found = lower.indexOf(letter, from);
    if (found < 0) return null;
    places.push(found);
    from = found + 1;
  }
  return { score: 400 + (places.at(-1) - places[0]) * 4 + text.length, places };
}

function filter() {
  const query = field.value.trim().toLowerCase();
  const rank = { Page: 0, Table: 1, Column: 2 };
  shown = (entries ?? links())
    .map((entry) => ({ entry, hit: query ? match(query, entry.label) : { score: 0, places: [] } }))
    .filter(({ hit }) => hit)
    .sort((a, b) => a.hit.score - b.hit.score || (rank[a.entry.kind] ?? 3) - (rank[b.entry.kind] ?? 3))
    .slice(0, 40);
  active = 0;
  list.replaceChildren(...shown.map(option));
  $(".none", palette).hidden = shown.length > 0;
  mark();
}

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function option({ entry, hit }, index) {
  const row = element("li", "row");
  row.id = `palette-${index}`;
  row.setAttribute("role", "option");
  const label = element("span", "label");
  for (const [i, letter] of [...entry.label].entries()) {
    if (hit.places.includes(i)) label.append(element("mark", "", letter));
    else label.append(letter);
  }
  row.append(element("span", "kind", entry.kind ?? ""), label);
  if (entry.hint) row.append(element("span", "n", entry.hint));
  row.addEventListener("click", (event) => go(entry, event.ctrlKey || event.metaKey));
  row.addEventListener("pointermove", () => { if (active !== index) { active = index; mark(false); } });
  return row;
}

function mark(scroll = true) {
  for (const [i, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(i === active));
  const row = list.children[active];
  field.setAttribute("aria-activedescendant", row?.id ?? "");
  if (scroll) row?.scrollIntoView({ block: "nearest" });
}

function go(entry, elsewhere = false) {
  const url = new URL(entry.href, location.href);
  if (url.origin !== location.origin) return;
  if (elsewhere) { window.open(url, "_blank", "noopener"); return; }
  palette.close();
  const selector = entry.attribute ? `[data-attribute="${CSS.escape(entry.attribute)}"]` : ":not([data-attribute])";
  const row = entry.entity && $(`#tree a[data-entity="${CSS.escape(entry.entity)}"]${selector}`);
  if (row) row.click(); // the tree's own link: the pane is swapped and the diagram centres
  else location.assign(url);
}

if (palette) {
  field.addEventListener("input", filter);
  field.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by) {
      active = Math.min(shown.length - 1, Math.max(0, active + by));
      mark();
    } else if (event.key === "Enter" && shown[active]) go(shown[active].entry, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  });
}
// Another design's tree may have been swapped in.
document.addEventListener("htmx:after:swap", () => { entries = null; keepPlace(); });
// A button that is pressed in a finding makes that one the current one, as stepping to it does.
document.addEventListener("click", (event) => {
  const pressed = event.target.closest("[data-finding] [data-action]")?.closest("[data-finding]");
  if (!pressed) return;
  currentFinding = pressed.dataset.finding;
  place = shownFindings().indexOf(pressed);
});

// Appearance and the switch for shortcuts

function showTheme() {
  const theme = document.documentElement.dataset.theme ?? "";
  for (const button of $$("[data-theme-set]")) button.setAttribute("aria-pressed", String(button.dataset.themeSet === theme));
}

for (const button of $$("[data-theme-set]")) {
  button.addEventListener("click", () => {
    const theme = button.dataset.themeSet;
    store.set("theme", theme);
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    showTheme();
  });
}
showTheme();

const toggle = $("#shortcuts-on");
if (toggle) {
  toggle.checked = store.get("shortcuts") !== "off";
  toggle.addEventListener("change", () => store.set("shortcuts", toggle.checked ? "" : "off"));
}
