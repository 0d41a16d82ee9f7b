/**
 * What forms and lists gain from JavaScript: unsaved text is not lost by accident, a file can be dropped on the paste area,
 * lists filter while one types, messages close, menus close. All of it works more plainly without.
 */

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// Unsaved text: forms with data-guard remember whether they were touched.

const touched = new Set();
const guarded = () => [...touched].filter((form) => form.isConnected);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-guard")) touched.add(form);
  if (event.target.matches("[data-filter]")) filterList(event.target);
});
document.addEventListener("submit", (event) => {
  if (event.target.matches(".search") && event.target.querySelector("[data-filter]")) return filterSubmit(event);
  touched.delete(event.target);
});
document.addEventListener("reset", (event) => touched.delete(event.target));
window.addEventListener("beforeunload", (event) => { if (guarded().length) event.preventDefault(); });
// A pane about to be replaced by a link while its form holds unsaved text: ask first.
document.addEventListener("htmx:before:request", (event) => {
  const { sourceElement, target } = event.detail?.ctx ?? {};
  if (!target || sourceElement?.matches?.("form") || !(target instanceof Element)) return;
  const form = guarded().find((candidate) => target.contains(candidate));
  if (!form) return;
  if (window.confirm("This form holds changes that are not saved. Leave them?")) touched.delete(form);
  else event.preventDefault();
});

// Lists that filter: <input data-filter="#list">, items with data-filter-text.

function filterList(input) {
  const list = document.querySelector(input.dataset.filter);
  if (!list) return;
  const words = input.value.trim().toLowerCase().split(/[\s.]+/).filter(Boolean);
  const fits = (item) => words.every((word) => item.dataset.filterText.toLowerCase().includes(word));
  let any = false;
  for (const item of $$("[data-filter-text]", list).reverse()) { // children before their parents
    const children = $$("[data-filter-text]", item).filter((child) => !child.hidden);
    item.hidden = !fits(item) && !(children.length && words.length && children.some(fits));
    any ||= !item.hidden;
    const fold = item.querySelector(":scope > details");
    if (fold && words.length && children.length && !fits({ dataset: { filterText: item.dataset.filterText } })) fold.open = true;
  }
  for (const group of $$("[data-filter-group]", list)) group.hidden = words.length > 0 && !$$("[data-filter-text]", group).some((item) => !item.hidden);
  const none = list.querySelector("[data-filter-none]");
  if (none) none.hidden = any || !words.length;
}

/** Enter in the tree's search opens the first row that is left. */
function filterSubmit(event) {
  const list = document.querySelector(event.target.querySelector("[data-filter]").dataset.filter);
  const row = list && $$("a.row", list).find((candidate) => candidate.checkVisibility());
  if (!row) return;
  event.preventDefault();
  row.click();
}

// The paste area: grows with its text, takes a dropped file.

const MAX_DROP = 64 * 1024 * 1024;

for (const area of $$(".paste")) {
  const text = area.querySelector("textarea"), file = area.closest("form")?.querySelector('input[type="file"]');
  const quiet = (event) => event.preventDefault();
  area.addEventListener("dragover", (event) => { quiet(event); area.classList.add("dropping"); });
  area.addEventListener("dragleave", () => area.classList.remove("dropping"));
  area.addEventListener("drop", (event) => {
    area.classList.remove("dropping");
    const [dropped] = event.dataTransfer?.files ?? [];
    if (!dropped) return;
    quiet(event);
    take(dropped, text, file, area);
  });
}

async function take(dropped, text, file, area) {
  if (dropped.size > MAX_DROP) return notice(`${dropped.name} is over 64 MB. Leave out the data (pg_dump --schema-only).`);
  const small = dropped.size < 2 * 1024 * 1024;
  if (small) {
    text.value = await dropped.text();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (file) {
    const transfer = new DataTransfer();
    transfer.items.add(dropped);
    file.files = transfer.files;
  }
  const said = area.querySelector("[data-dropped]");
  if (said) said.textContent = `${dropped.name}, ${(dropped.size / 1024).toLocaleString(undefined, { maximumFractionDigits: 0 })} KB`;
}

// Notices

function notice(text) {
  const template = document.querySelector("#notice-template"), messages = document.querySelector("#messages");
  if (!template || !messages) return;
  const copy = template.content.cloneNode(true);
  copy.querySelector("[data-notice-text]").textContent = text;
  messages.append(copy);
  while (messages.children.length > 4) messages.firstElementChild.remove();
}

document.addEventListener("notice", (event) => notice(event.detail.text));
document.addEventListener("htmx:error", (event) => {
  if (!event.detail?.ctx) return;
  notice("The server did not answer. What you typed is still here; try again.");
});
let waiting = 0;
const busy = (by) => { waiting = Math.max(0, waiting + by); document.documentElement.classList.toggle("busy", waiting > 0); };
document.addEventListener("htmx:before:request", (event) => { if (!event.defaultPrevented) busy(1); });
document.addEventListener("htmx:finally:request", () => busy(-1));

// Small things

document.addEventListener("click", (event) => {
  const target = event.target;
  target.closest("[data-close-notice]")?.closest("[data-notice]").remove();
  target.closest("[data-close-details]")?.closest("details").removeAttribute("open");
  const copy = target.closest("[data-copy]");
  if (copy) copyCode(copy);
  for (const menu of $$("details.menu[open]")) if (!menu.contains(target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of $$("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});
// One checkbox that chooses all others of a name on the page: data-checks="name".
document.addEventListener("change", (event) => {
  const name = event.target.dataset.checks;
  if (name) for (const box of $$(`input[type="checkbox"][name="${CSS.escape(name)}"]`)) box.checked = event.target.checked;
});
// Choices that act at once say so with data-submits; without JavaScript the form has its button. So has a choice that
// other fields follow: here it presses that button by itself.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.matches("[data-submits]")) return target.form.requestSubmit();
  const follow = target.matches("select") && target.parentElement.querySelector(":scope > button.follow");
  if (follow) target.form.requestSubmit(follow);
});

async function copyCode(button) {
  const code = button.closest(".sql").querySelector("code");
  const lines = $$(".line", code);
  const text = lines.length
    ? lines.filter((line) => !line.classList.contains("del")).map((line) => [...line.childNodes].filter((node) => !node.classList?.contains("visually-hidden")).map((node) => node.textContent).join("")).join("\n")
    : code.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.title = "Copied";
    button.classList.add("copied");
    setTimeout(() => { button.title = "Copy"; button.classList.remove("copied"); }, 1500);
  } catch { notice("The browser did not allow copying. Select the text and copy it by hand."); }
}
