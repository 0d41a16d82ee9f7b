/**
 * Selection: the chosen table and row, its neighbours lit and the rest dimmed; opening it in the side pane.
 */

import { make } from "./drawing.js";
import { Minimap } from "./minimap.js";

/** Whether tree, diagram and side pane stand beside each other; on a phone they follow one another. */
export const beside = matchMedia("(min-width: 900px)");

/** Marks the tree's row as where you are, and brings it into sight where that hides nothing else. */
export function markTree(id, attribute) {
  const rows = document.querySelectorAll("#tree .row[data-entity]");
  for (const row of rows) {
    const here = row.dataset.entity === id && (row.dataset.attribute ?? null) === (attribute ?? null);
    if (here) {
      row.setAttribute("aria-current", "true");
      if (beside.matches) row.scrollIntoView({ block: "nearest" });
    } else row.removeAttribute("aria-current");
  }
}

export class Selection extends Minimap {
  select(id, attribute) {
    for (const marked of this.svg.querySelectorAll(".chosen, .near, .lit")) marked.classList.remove("chosen", "near", "lit");
    for (const band of this.svg.querySelectorAll(".row-light")) band.remove();
    for (const { node } of this.nodes.values()) node.setAttribute("aria-pressed", String(node.dataset.entity === id));
    const box = this.nodes.get(id);
    this.svg.classList.toggle("has-choice", Boolean(box));
    this.chosen = box ? id : null;
    this.minimap?.querySelectorAll(".chosen").forEach((rect) => rect.classList.remove("chosen"));
    if (!box) return;
    box.node.classList.add("chosen");
    this.minimap?.querySelector(`[data-box="${CSS.escape(id)}"]`)?.classList.add("chosen");
    for (const neighbour of this.beside.get(id)) if (neighbour !== id) this.nodes.get(neighbour)?.node.classList.add("near");
    for (const edge of this.edges) if (edge.dataset.child === id || edge.dataset.parent === id) edge.classList.add("lit");
    if (attribute) this.light(box, attribute);
  }

  /** Lights what an access pattern touches: its tables, the columns it looks at, and what joins the tables. */
  lightUp({ tables, columns }) {
    const there = tables.filter((id) => this.nodes.has(id));
    if (!there.length) return;
    this.svg.classList.add("has-choice");
    for (const id of there) {
      const box = this.nodes.get(id);
      box.node.classList.add("near");
      this.minimap?.querySelector(`[data-box="${CSS.escape(id)}"]`)?.classList.add("chosen");
      for (const column of columns) this.light(box, column);
    }
    for (const edge of this.edges) if (there.includes(edge.dataset.child) && there.includes(edge.dataset.parent)) edge.classList.add("lit");
  }

  /** A band behind the chosen row, between the card's head and its texts. */
  light({ node }, attribute) {
    const parts = [...node.querySelectorAll(`[data-attribute="${CSS.escape(attribute)}"]`)];
    if (!parts.length) return;
    const hit = parts[0].querySelector(".hit");
    const boxes = (hit ? [hit] : parts).map((part) => part.getBBox());
    const air = hit ? 0 : 3;
    const top = Math.min(...boxes.map((box) => box.y)) - air, bottom = Math.max(...boxes.map((box) => box.y + box.height)) + air;
    const card = (node.querySelector(".card") ?? node).getBBox();
    const band = make("rect", { class: "row-light", x: card.x + 1, y: top, width: card.width - 2, height: bottom - top });
    const first = node.querySelector("[data-attribute], text");
    let before = first;
    while (before.parentNode !== node) before = before.parentNode;
    node.insertBefore(band, before);
  }

  /** Selects and opens in the side pane. */
  open(node, attribute) {
    const id = node.dataset.entity;
    const row = attribute && node.querySelector(`[data-attribute="${CSS.escape(attribute)}"][data-href]`);
    const href = row?.dataset.href ?? node.dataset.href;
    this.select(id, attribute);
    const detail = { id, attribute, href };
    if (!document.dispatchEvent(new CustomEvent("diagram:select", { detail, cancelable: true })) || !href) return;
    // A reading of `href` as anything but a path on this site would be an injection through a name.
    const url = new URL(href, location.href);
    if (url.origin !== location.origin) return;
    markTree(id, attribute);
    const side = document.querySelector("#side");
    if (window.htmx && side) window.htmx.ajax("GET", url.pathname + url.search, { target: "#side", swap: "innerHTML", push: "true" });
    else location.assign(url);
  }

  neighbourhood(node) {
    const prefix = this.element.dataset.neighbourhoodUrl;
    if (prefix) location.assign(new URL(prefix + encodeURIComponent(node.dataset.entity), location.href));
  }
}
