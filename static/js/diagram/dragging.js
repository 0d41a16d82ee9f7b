/**
 * Dragging a table to pin it. Its lines cannot be laid anew here: they give way to straight leads until the server has
 * drawn. Sends `pin` {id, x, y} (points in the drawing's own axes, y upwards, as Graphviz reads a position), then
 * `diagram:pinned` when it is saved.
 */

import { make } from "./drawing.js";
import { Selection } from "./selection.js";

export class Dragging extends Selection {
  dragBy(dx, dy) {
    const { drag } = this;
    drag.dx += dx / this.scale;
    drag.dy += dy / this.scale;
    drag.node.setAttribute("transform", `translate(${drag.dx} ${drag.dy}) ${drag.base}`);
    this.element.classList.add("dragging");
    this.leads(drag);
  }

  leads({ node, dx, dy }) {
    const id = node.dataset.entity, box = this.nodes.get(id);
    const graph = node.parentNode;
    this.leadGroup ??= graph.insertBefore(make("g", { class: "leads" }), graph.firstElementChild);
    const centre = (b, shift) => new DOMPoint(b.x + b.width / 2 + shift.x, b.y + b.height / 2 + shift.y);
    const lines = [];
    for (const edge of this.edges) {
      if (edge.dataset.child !== id && edge.dataset.parent !== id) continue;
      edge.classList.add("loose");
      const other = this.nodes.get(edge.dataset.child === id ? edge.dataset.parent : edge.dataset.child);
      if (!other || other === box) continue;
      const [from, to] = [centre(box, { x: dx, y: dy }), centre(other, { x: 0, y: 0 })].map((point) => this.inGraph(point, graph));
      lines.push(make("line", { class: "lead-line", x1: from.x, y1: from.y, x2: to.x, y2: to.y }));
    }
    this.leadGroup.replaceChildren(...lines);
  }

  /** A point of the drawing (pixels at 100 %) in the coordinates of the graph's group. */
  inGraph(point, graph) {
    const matrix = graph.transform.baseVal.consolidate()?.matrix;
    return matrix ? point.matrixTransform(new DOMMatrix([matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f]).inverse()) : point;
  }

  settle() {
    this.element.classList.remove("dragging");
    this.leadGroup?.remove();
    this.leadGroup = null;
  }

  unpin({ node, base }) {
    if (base) node.setAttribute("transform", base);
    else node.removeAttribute("transform");
    node.classList.remove("unsaved");
    for (const edge of this.svg.querySelectorAll(".loose")) edge.classList.remove("loose");
    this.settle();
  }

  async pin(drag) {
    const { node, dx, dy } = drag;
    const id = node.dataset.entity, box = this.nodes.get(id);
    const middle = this.inGraph(new DOMPoint(box.x + dx + box.width / 2, box.y + dy + box.height / 2), node.parentNode);
    const detail = { id, x: Math.round(middle.x * 10) / 10, y: Math.round(-middle.y * 10) / 10 };
    document.dispatchEvent(new CustomEvent("pin", { detail }));
    node.classList.add("unsaved");
    this.element.classList.remove("dragging");
    const body = new URLSearchParams({ entity: id, x: detail.x, y: detail.y, csrfmiddlewaretoken: this.element.dataset.csrf ?? "" });
    try {
      const response = await fetch(this.element.dataset.pinUrl, {
        method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": this.element.dataset.csrf ?? "" }, credentials: "same-origin",
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      box.x += dx;
      box.y += dy;
      node.classList.remove("unsaved");
      this.redrawMinimap();
      document.dispatchEvent(new CustomEvent("diagram:pinned", { detail }));
      document.body.dispatchEvent(new CustomEvent("designChanged", { bubbles: true, detail }));
    } catch {
      this.unpin(drag);
      document.dispatchEvent(new CustomEvent("notice", { detail: { text: `${node.dataset.name} could not be pinned: the server did not take it. It stands where it was.` } }));
    }
  }
}
