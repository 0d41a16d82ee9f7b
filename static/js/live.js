/**
 * Keeps a page of a design up to date while others work on it, and shows who is here.
 *
 * A stream (server-sent events) only says that something may be new; `look` then asks the page's own address for the
 * state, as the user that it is, and `follow` fetches what the page shows. Nothing is replaced that holds unsaved
 * text: a notice stands beside it instead. Without a stream the page asks every few seconds. A page in the background
 * has no stream, since a browser allows only a few connections, and catches up when it is looked at.
 */

const POLL = 5000, STREAM_AGAIN = 60000, HIDDEN = 3000, BETWEEN = 400;
const place = document.querySelector("#live");
const here = crypto.randomUUID?.() ?? "";
let stream = null, open = false, over = false, known = null, looking = false, again = false, following = false;
let behind = null, noted = "", tried = 0, hiding = 0;
let asked = 0, began = 0, overtaken = false;
let early = 0; // the revision that another's edit made, of which the picture was asked for before anything else

const number = Number(place?.dataset.url.match(/\/d\/(\d+)\//)?.[1]);
const shown = () => Number(document.querySelector("#shown-revision")?.value ?? 0);
const busy = () => document.documentElement.classList.contains("busy");
const workbench = () => document.body.classList.contains("workbench");

// The stream

function connect() {
  if (over || stream || !place.dataset.stream || document.hidden) return;
  tried = Date.now();
  stream = new EventSource(place.dataset.stream);
  stream.addEventListener("open", () => { open = true; look(); });
  stream.addEventListener("message", hear);
  stream.addEventListener("over", () => { disconnect(); look(); });
  stream.addEventListener("error", () => {
    open = false;
    if (stream?.readyState === EventSource.CLOSED) stream = null; // refused; asking goes on, and it is tried again
  });
}

function disconnect() {
  stream?.close();
  stream = null;
  open = false;
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) hiding = setTimeout(disconnect, HIDDEN);
  else { connect(); look(); }
});
window.addEventListener("pagehide", disconnect);
window.addEventListener("pageshow", (event) => { if (event.persisted) { connect(); look(); } });
setInterval(() => {
  if (over || document.hidden || open) return;
  look();
  if (Date.now() - tried > STREAM_AGAIN) connect();
}, POLL);

/** Another's edit of what the workbench shows: the picture does not wait until it is asked what else there is. */
function hear(event) {
  const { kind, about, revision, by } = JSON.parse(event.data);
  const here = workbench() && about === number && document.querySelector("#shown-revision");
  if (kind === "edit" && here && String(by ?? "") !== place.dataset.me && revision > Math.max(shown(), early) && !busy()) {
    early = revision;
    document.body.dispatchEvent(new CustomEvent("designChanged", { bubbles: true }));
  }
  look();
}

// What there is now

async function look() {
  if (over) return;
  if (looking) { again = true; return; }
  looking = true;
  try {
    const url = new URL(place.dataset.url, location.href);
    url.searchParams.set("since", String(early ? Math.min(shown(), early - 1) : shown()));
    if (!stream) url.searchParams.set("here", here);
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.ok) take(await answer.json());
    else if (answer.status === 404 || answer.status === 403 || answer.type === "opaqueredirect") end();
  } catch { /* the server does not answer: the next round asks again */ }
  looking = false;
  if (again) { again = false; look(); }
}

function end() {
  over = true;
  disconnect();
  showPeople([]);
  document.dispatchEvent(new CustomEvent("notice", { detail: { text: "This page is no longer yours to see, or you were signed out. It stays as it was; reload it to find out." } }));
}

function take(state) {
  showPeople(state.people);
  if (state.unread !== undefined) showUnread(state.unread);
  const before = known ?? first(state);
  known = state;
  const edited = state.revision !== undefined ? state.revision > shown() || (early && state.revision >= early) : state.state !== before.state;
  const said = state.event > before.event || (state.also ?? 0) > (before.also ?? 0);
  if (edited || said) {
    behind = { ...state, more: said || behind?.more };
    follow();
  }
}

/** What the page was made from, as far as it says: an event of the last moments may have come too late for it. */
function first(state) {
  const late = state.at > Number(place.dataset.made) * 1000 - 1000;
  return { state: place.dataset.state, event: late ? 0 : state.event, also: Number(place.dataset.also) };
}

// Who is here

function showPeople(people) {
  const list = document.querySelector("#people"), template = document.querySelector("#person-template");
  list.replaceChildren(...people.slice(0, 5).map((person) => {
    const item = template.content.firstElementChild.cloneNode(true);
    item.title = `${person.name} is here`;
    item.firstElementChild.textContent = person.initials;
    item.lastElementChild.textContent = person.name;
    return item;
  }), ...(people.length > 5 ? [more(people.slice(5), template)] : []));
  list.hidden = !people.length;
}

function more(people, template) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.title = people.map((person) => person.name).join(", ");
  item.firstElementChild.textContent = `+${people.length}`;
  item.lastElementChild.textContent = item.title;
  return item;
}

function showUnread(number) {
  const bell = document.querySelector("#bell");
  if (!bell) return;
  bell.setAttribute("aria-label", number ? `Notifications, ${number} not read` : "Notifications");
  let count = bell.querySelector(".count");
  if (!number) return count?.remove();
  if (!count) {
    count = document.createElement("span");
    count.className = "count error";
    count.ariaHidden = "true";
    bell.append(count);
  }
  count.textContent = number;
}

// What the page shows

/** Whether something inside was typed or chosen and is not saved: touched, sent back with mistakes, or being typed in. */
function unsaved(root) {
  const field = document.activeElement?.closest?.("form[method=post] :is(input:not([type=hidden]), textarea, select)");
  if (field && root.contains(field)) return true;
  return [...root.querySelectorAll("form[method=post]")].some((form) =>
    form.querySelector("[aria-invalid=true], .conflict, .notice.error") || [...form.elements].some(changed));
}

function changed(field) {
  if (field.type === "hidden" || field.disabled) return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.tagName === "SELECT") return [...field.options].some((option, at) => option.selected !== option.defaultSelected && !(at === 0 && option.selected && ![...field.options].some((one) => one.defaultSelected)));
  if (field.type === "file") return field.files.length > 0;
  return "defaultValue" in field && field.value !== field.defaultValue;
}

async function follow() {
  if (following || !behind) return;
  following = true;
  while (busy()) await pause(60); // an answer to an edit of one's own is on its way, and may bring all of it
  const state = behind, drawn = early && shown() >= early;
  behind = null;
  early = 0;
  if (state.revision === undefined || state.revision > shown() || state.more || drawn) await refresh(state, drawn && !state.more);
  following = false;
  if (behind) { await pause(BETWEEN); follow(); }
}

/** drawn: what follows designChanged has done so already. */
async function refresh(state, drawn) {
  const root = document.querySelector(workbench() ? "#side" : "#main");
  if (workbench() && !document.querySelector("#shown-revision")) return fetched("#diagram", location.href); // shared
  if (workbench() && !(drawn && shown() >= state.revision)) document.body.dispatchEvent(new CustomEvent("designChanged", { bubbles: true }));
  if (unsaved(root)) return tell(root, state);
  if (!workbench()) return fetched("#main", location.href);
  if (!root.querySelector(".inspect[hx-get]")) await fetched("#side", location.href); // an inspector follows by itself
}

async function fetched(target, url) {
  const state = known;
  const open = target === "#main" ? unfolded() : [];
  began = asked;
  overtaken = false;
  const headers = { Live: "1" }; // no scripts in the answer: this page runs them already
  const options = target === "#side" ? { target, swap: "innerHTML", headers } : { target, select: target, swap: "outerMorph", headers };
  await window.htmx.ajax("GET", url, options);
  for (const name of open) for (const one of document.querySelectorAll("#main details")) if (named(one) === name) one.open = true;
  if (overtaken) behind ??= state; // again, once that other answer is there
  else document.querySelector("[data-changed]")?.remove();
}

// What the user asked for meanwhile stands in the page by now, and is not in an answer that was made before it.
document.addEventListener("htmx:before:request", (event) => { if (!event.detail.ctx.request.headers.Live) asked += 1; });

// An error, or the way to sign in, takes nothing away: what the page shows stays, and it asks again later.
document.addEventListener("htmx:before:response", (event) => {
  const { request, response } = event.detail.ctx;
  if (!request.headers.Live) return;
  if (response.status >= 400 || response.raw.redirected) event.preventDefault();
  else if (asked !== began) { overtaken = true; event.preventDefault(); }
});

const named = (details) => details.id || details.querySelector("summary")?.textContent.trim();
const unfolded = () => [...document.querySelectorAll("#main details[open]")].map(named);
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

/** Beside what one is typing: who changed what. */
function tell(root, state) {
  const [last] = state.said;
  const text = last
    ? `${last.who} changed the design meanwhile: ${last.what}. What you typed is kept; saving it changes only your fields.`
    : "Somebody wrote something here meanwhile. What you typed is kept.";
  if (text === noted && root.querySelector("[data-changed]")) return;
  noted = text;
  root.querySelector("[data-changed]")?.remove();
  const note = document.querySelector("#changed-template").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-notice-text]").textContent = text;
  note.querySelector("[data-reload]").href = location.href;
  (root.querySelector(".pane-body") ?? root).prepend(note);
}

if (place) { connect(); look(); }
