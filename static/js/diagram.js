/**
 * The diagram's behaviour: pan, zoom, fit, minimap, selection, search that centres, dragging a table to pin it.
 *
 * The picture is an inlined SVG made on the server (contract in css/diagram.css); without this module it is still there
 * and scrolls. Nothing here writes markup: the page's Trusted Types policy stays strict. One class by subject, each on
 * the one before: Drawing, View, Minimap, Selection, Dragging, Input, Stage.
 *
 * Events on `document`: listens to `diagram:centre` {id, attribute}; sends `diagram:select` {id, attribute}, `pin` and
 * `diagram:pinned` (see dragging.js).
 */

import { beside, markTree } from "./diagram/selection.js";
import { Stage } from "./diagram/stage.js";

const stages = new Map();

let followed = null;

/** A table that is chosen and stands in no drawing (in that of another's neighbours, say) is drawn: once, for it may be
 * that no drawing holds it, as that of a partition's table does not. */
function follow(shown) {
  if (!shown || shown === followed || !stages.size) return;
  followed = shown;
  if ([...stages.values()].some((stage) => stage.nodes.has(shown))) return;
  document.body.dispatchEvent(new CustomEvent("designChanged", { bubbles: true, detail: { id: shown } }));
}

/** Centres a table in the first diagram that has it. Returns whether one had. */
export function centre(id, attribute = null) {
  for (const stage of stages.values()) {
    if (!stage.nodes.has(id)) continue;
    stage.centre(id);
    stage.select(id, attribute);
    return true;
  }
  return false;
}

/** Begins with what is new, and again with a picture that was brought up to date in its place: it is static then. */
function start() {
  for (const [element, stage] of stages) {
    if (element.isConnected && element.contains(stage.svg) && element.classList.contains("live")) continue;
    stage.retire();
    stages.delete(element);
  }
  for (const element of document.querySelectorAll("[data-diagram-stage]")) {
    if (!stages.has(element) && element.querySelector("svg.er")) stages.set(element, new Stage(element));
  }
}

document.addEventListener("diagram:centre", (event) => centre(event.detail.id, event.detail.attribute));
let wanted = null; // a table chosen in a list that stands below its details: they are brought into sight when they are there
document.addEventListener("click", (event) => {
  if (event.defaultPrevented && !window.htmx) return;
  const row = event.target.closest("#tree a[data-entity], a[data-centre]");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = row.dataset.entity ?? row.dataset.centre;
  if (row.dataset.entity) markTree(id, row.dataset.attribute);
  wanted = row.dataset.entity && !beside.matches ? id : null;
  centre(id, row.dataset.attribute ?? null);
});
// The side pane says what it shows (data-selected-entity), so that selection follows links inside it and htmx's answers.
document.addEventListener("htmx:after:swap", () => {
  start();
  const shown = document.querySelector("#side [data-selected-entity]")?.dataset.selectedEntity;
  if (shown && shown === wanted) document.querySelector("#side").scrollIntoView();
  if (shown === wanted) wanted = null;
  for (const stage of stages.values()) {
    if (shown && shown !== stage.chosen) stage.select(shown, null);
    stage.paint(); // the toolbar may have come anew, and says no zoom of its own
  }
  follow(shown);
});
start();
// The picture was measured with whatever font stood ready; measure again when the diagram's own has come.
document.fonts?.ready.then(() => { for (const stage of stages.values()) { if (stage.fitted) stage.fit(false); } });
