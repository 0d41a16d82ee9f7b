/**
 * The picture as the server made it: where its tables stand, what they are called in words, which are neighbours.
 */

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element with its attributes. */
export const make = (name, attributes = {}) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

export class Drawing {
  /** Natural size from the viewBox, so that one unit is one pixel at 100 %, whatever `pt` sizes the drawing carries. */
  measure() {
    const box = this.svg.viewBox.baseVal;
    this.width = box?.width || this.svg.clientWidth;
    this.height = box?.height || this.svg.clientHeight;
    this.svg.setAttribute("width", this.width);
    this.svg.setAttribute("height", this.height);
    this.nodes = new Map();
    this.edges = [...this.svg.querySelectorAll("g.edge[data-child]")];
    this.beside = new Map();
    const origin = this.svg.getBoundingClientRect();
    const scale = origin.width / this.width || 1;
    for (const node of this.svg.querySelectorAll("g.entity[data-entity]")) {
      const rect = (node.querySelector(".card") ?? node).getBoundingClientRect();
      this.nodes.set(node.dataset.entity, {
        node,
        x: (rect.left - origin.left) / scale, y: (rect.top - origin.top) / scale,
        width: rect.width / scale, height: rect.height / scale,
      });
      this.beside.set(node.dataset.entity, new Set());
    }
    for (const { dataset } of this.edges) {
      this.beside.get(dataset.child)?.add(dataset.parent);
      this.beside.get(dataset.parent)?.add(dataset.child);
    }
  }

  /** Each table becomes a control with a name in words; the picture as a whole is their group. */
  label() {
    this.svg.setAttribute("role", "group");
    if (!this.svg.hasAttribute("aria-label")) this.svg.setAttribute("aria-label", "Tables");
    for (const { node } of this.nodes.values()) {
      const columns = new Set([...node.querySelectorAll("[data-attribute]")].map((row) => row.dataset.attribute)).size;
      const marks = [...node.querySelectorAll(".mark[data-count]")].map((mark) => {
        const kind = ["error", "warning", "info"].find((name) => mark.classList.contains(name)) ?? "finding";
        return `${mark.dataset.count} ${kind === "info" ? "note" : kind}${mark.dataset.count === "1" ? "" : "s"}`;
      });
      node.setAttribute("tabindex", "0");
      node.setAttribute("role", "button");
      const said = node.querySelector(":scope > title")?.textContent;
      node.setAttribute("aria-label", said ?? [node.dataset.name, columns ? `${columns} columns shown` : "", ...new Set(marks)].filter(Boolean).join(", "));
      if (this.element.dataset.pinUrl) node.classList.add("movable");
    }
  }
}
