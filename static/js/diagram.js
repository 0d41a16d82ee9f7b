/**
 * The diagram's behaviour: pan, zoom, fit, minimap, selection, search that centres, dragging a table to pin it.
 *
 * The picture is an inlined SVG made on the server (contract in css/diagram.css); without this module it is still there
 * and scrolls. Nothing here writes markup: the page's Trusted Types policy stays strict. One transform on the SVG
 * element moves everything, so panning a thousand tables touches one property.
 *
 * Events on `document`: listens to `diagram:centre` {id, attribute}; sends `diagram:select` {id, attribute} and `pin` {id, x, y}
 * (points in the drawing's own axes, y upwards, as Graphviz reads a position), then `diagram:pinned` when it is saved.
 */

const SVG = "http://www.w3.org/2000/svg";
const MIN = 0.04, MAX = 4, FIT_MAX = 1.25, STEP = 1.25, ARROW = 60, MARGIN = 20, LEGIBLE = 0.45, DRAG_AFTER = 4;

const stages = new Map();
const make = (name, attributes = {}) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

class Stage {
  constructor(element) {
    this.element = element;
    this.svg = element.querySelector("svg.er");
    this.aborter = new AbortController();
    this.pointers = new Map();
    // First out of the static layout, which may shrink or letterbox the picture: positions are measured at 100 %.
    element.classList.add("live");
    this.svg.style.transform = "";
    this.measure();
    this.label();
    // A layer of its own, without an id: htmx carries attributes over between elements of one id, and the policy
    // would refuse a style among them.
    this.dots = document.createElement("div");
    this.dots.className = "dots";
    element.prepend(this.dots);
    this.listen();
    this.minimap = this.drawMinimap();
    if (element.dataset.selected) this.select(element.dataset.selected, null);
    if (!this.restore()) this.begin();
    this.resizer = new ResizeObserver(() => this.resized());
    this.resizer.observe(element);
  }

  retire() {
    this.aborter.abort();
    this.resizer.disconnect();
    this.dots.remove();
  }

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

  listen() {
    const on = (target, type, handler, options = {}) =>
      target.addEventListener(type, handler.bind(this), { signal: this.aborter.signal, ...options });
    on(this.element, "wheel", this.wheel, { passive: false });
    on(this.element, "pointerdown", this.press);
    on(this.element, "pointermove", this.move);
    on(this.element, "pointerup", this.release);
    on(this.element, "pointercancel", this.release);
    on(this.element, "click", this.click);
    on(this.element, "dblclick", this.doubleClick);
    on(this.element, "keydown", this.key);
    on(this.element, "keyup", (event) => { if (event.key === " ") this.space = false; });
    on(this.element, "focusin", this.focused);
    for (const button of document.querySelectorAll("[data-zoom]")) on(button, "click", () => this.zoomBy(button.dataset.zoom));
  }

  zoomBy(kind) {
    if (kind === "fit") this.fit();
    else this.zoom(kind === "in" ? STEP : 1 / STEP);
  }

  // The view: x and y are where the drawing's origin stands, in pixels of the stage.

  show(x, y, scale, remember = true) {
    this.x = x;
    this.y = y;
    this.scale = clamp(scale, MIN, MAX);
    this.element.classList.add("moving");
    clearTimeout(this.calm);
    this.calm = setTimeout(() => this.element.classList.remove("moving"), 160);
    if (!this.frame) this.frame = requestAnimationFrame(() => this.paint());
    if (remember) this.remember();
  }

  paint() {
    this.frame = 0;
    this.svg.style.transform = `translate(${this.x.toFixed(1)}px, ${this.y.toFixed(1)}px) scale(${this.scale.toFixed(4)})`;
    this.dots.style.backgroundPosition = `${this.x}px ${this.y}px`;
    for (const label of document.querySelectorAll("[data-zoom-level]")) label.textContent = `${Math.round(this.scale * 100)} %`;
    this.paintMinimap();
  }

  free() {
    const { clientWidth: width, clientHeight: height } = this.element;
    const top = document.querySelector(".canvas .bar")?.offsetHeight ?? 0;
    const bottom = document.querySelector(".canvas .status")?.offsetHeight ?? 0;
    return { width, height, top: top ? top + 12 : 0, bottom: bottom ? bottom + 12 : 0 };
  }

  fit(remember = true) {
    const { width, height, top, bottom } = this.free();
    const room = { width: width - 2 * MARGIN, height: height - top - bottom - 2 * MARGIN };
    const scale = clamp(Math.min(room.width / this.width, room.height / this.height), MIN, FIT_MAX);
    this.fitted = true;
    this.show((width - this.width * scale) / 2, top + (height - top - bottom - this.height * scale) / 2, scale, false);
    if (remember) this.forget();
  }

  /** The first view: everything, unless that would be too small to read: then what is chosen, or where most tables stand. */
  begin() {
    this.fit(false);
    if (this.scale >= LEGIBLE || !this.nodes.size) return;
    if (this.chosen) this.centre(this.chosen, 0.8, false);
    else {
      this.centre(this.crowded(), 0.6, false);
      this.fill();
    }
  }

  /** The table around which a screen at 60 % shows the most others. */
  crowded() {
    const { width, height, top, bottom } = this.free();
    const reach = { x: width / 1.2, y: (height - top - bottom) / 1.2 };
    const middles = [...this.nodes].map(([id, box]) => ({ id, x: box.x + box.width / 2, y: box.y + box.height / 2 }));
    const around = (one) => middles.filter((other) => Math.abs(one.x - other.x) < reach.x && Math.abs(one.y - other.y) < reach.y).length;
    let best = null, most = 0;
    for (const one of middles) {
      const count = around(one);
      if (count > most) [best, most] = [one.id, count];
    }
    return best;
  }

  /** Shifts a drawing that is larger than the stage so that it leaves no border empty. */
  fill() {
    const { width, height, top, bottom } = this.free();
    const inside = (at, size, low, high) => (size * this.scale > high - low ? clamp(at, high - size * this.scale, low) : at);
    this.show(
      inside(this.x, this.width, MARGIN, width - MARGIN), inside(this.y, this.height, top + MARGIN, height - bottom - MARGIN),
      this.scale, false);
  }

  zoom(factor, at = null) {
    const { clientWidth, clientHeight } = this.element;
    const point = at ?? { x: clientWidth / 2, y: clientHeight / 2 };
    const scale = clamp(this.scale * factor, MIN, MAX);
    const ratio = scale / this.scale;
    this.fitted = false;
    this.show(point.x - (point.x - this.x) * ratio, point.y - (point.y - this.y) * ratio, scale);
  }

  pan(dx, dy) {
    this.fitted = false;
    const keep = 60; // some of the drawing always stays in sight
    const { clientWidth, clientHeight } = this.element;
    this.show(
      clamp(this.x + dx, keep - this.width * this.scale, clientWidth - keep),
      clamp(this.y + dy, keep - this.height * this.scale, clientHeight - keep), this.scale);
  }

  centre(id, scale = null, remember = true) {
    const box = this.nodes.get(id);
    if (!box) return false;
    const { width, height, top, bottom } = this.free();
    const wanted = scale ?? Math.max(this.scale, 0.7);
    this.fitted = false;
    this.show(width / 2 - (box.x + box.width / 2) * wanted, (height + top - bottom) / 2 - (box.y + box.height / 2) * wanted, wanted, remember);
    return true;
  }

  /** Moves only as far as needed to bring a table into sight. */
  reveal(id) {
    const box = this.nodes.get(id);
    if (!box) return;
    const { width, height, top, bottom } = this.free();
    const left = this.x + box.x * this.scale, upper = this.y + box.y * this.scale;
    const right = left + box.width * this.scale, lower = upper + box.height * this.scale;
    const dx = left < MARGIN ? MARGIN - left : right > width - MARGIN ? width - MARGIN - right : 0;
    const dy = upper < top + 8 ? top + 8 - upper : lower > height - bottom - 8 ? height - bottom - 8 - lower : 0;
    if (dx || dy) this.pan(dx, dy);
  }

  resized() {
    if (this.fitted) this.fit(false);
    else this.paintMinimap();
  }

  get memory() { return `diagram:${this.element.dataset.view}`; }

  remember() {
    try { sessionStorage.setItem(this.memory, JSON.stringify([this.x, this.y, this.scale])); } catch { /* private mode */ }
  }

  forget() {
    try { sessionStorage.removeItem(this.memory); } catch { /* private mode */ }
  }

  restore() {
    try {
      const [x, y, scale] = JSON.parse(sessionStorage.getItem(this.memory)) ?? [];
      if (![x, y, scale].every(Number.isFinite)) return false;
      this.show(x, y, scale, false);
      return true;
    } catch { return false; }
  }

  // Selection

  select(id, attribute) {
    for (const marked of this.svg.querySelectorAll(".chosen, .near, .lit")) marked.classList.remove("chosen", "near", "lit");
    this.svg.querySelector(".row-light")?.remove();
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

  // Input

  wheel(event) {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
    const dx = event.deltaX * pixels, dy = event.deltaY * pixels;
    // A pinch arrives as ctrl+wheel. Two fingers on a trackpad give small or slanting steps: those pan; a wheel's notch zooms.
    const pinch = event.ctrlKey || event.metaKey;
    const notch = !event.shiftKey && dx === 0 && Math.abs(dy) >= 50;
    if (pinch || notch) this.zoom(Math.exp(-dy * (pinch && !notch ? 0.01 : 0.0018)), this.local(event));
    else this.pan(-(event.shiftKey && !dx ? dy : dx), -(event.shiftKey && !dx ? 0 : dy));
  }

  local(event) {
    const rect = this.element.getBoundingClientRect();
    return { x: event.clientX - rect.left, y: event.clientY - rect.top };
  }

  press(event) {
    if (event.button > 1 || event.target.closest("a, button, input")) return;
    this.pointers.set(event.pointerId, this.local(event));
    this.travelled = 0;
    const node = event.target.closest("g.entity[data-entity]");
    const drags = node && this.element.dataset.pinUrl && event.button === 0 && event.pointerType !== "touch" && !this.space;
    this.drag = drags && this.pointers.size === 1 ? { node, dx: 0, dy: 0, base: node.getAttribute("transform") ?? "" } : null;
    if (this.pointers.size > 1) this.drag = null;
  }

  move(event) {
    const last = this.pointers.get(event.pointerId);
    if (!last) return;
    const now = this.local(event);
    const dx = now.x - last.x, dy = now.y - last.y;
    this.travelled += Math.abs(dx) + Math.abs(dy);
    if (this.travelled < DRAG_AFTER) return;
    if (!this.element.hasPointerCapture(event.pointerId)) this.element.setPointerCapture(event.pointerId);
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    this.pointers.set(event.pointerId, now);
    if (others.length) this.pinch(last, now, others[0]);
    else if (this.drag) this.dragBy(dx, dy);
    else {
      this.element.classList.add("panning");
      this.pan(dx, dy);
    }
  }

  pinch(last, now, other) {
    const spread = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
    this.zoom(spread(now, other) / spread(last, other), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    this.pan((now.x - last.x) / 2, (now.y - last.y) / 2);
  }

  release(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    this.element.classList.remove("panning");
    if (this.drag && this.travelled >= DRAG_AFTER) {
      if (event.type === "pointerup") this.pin(this.drag);
      else this.unpin(this.drag);
    }
    this.drag = null;
  }

  click(event) {
    if (this.travelled >= DRAG_AFTER) return;
    const node = event.target.closest("g.entity[data-entity]");
    if (!node) {
      if (!event.target.closest("a, button")) this.select(null);
      return;
    }
    this.open(node, event.target.closest("[data-attribute]")?.dataset.attribute ?? null);
  }

  doubleClick(event) {
    const node = event.target.closest("g.entity[data-entity]");
    if (node) this.neighbourhood(node);
  }

  key(event) {
    if (!plain(event)) return;
    const node = event.target.closest?.("g.entity[data-entity]");
    const arrows = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.key in arrows) this.pan(...arrows[event.key].map((direction) => direction * ARROW * (event.shiftKey ? 4 : 1)));
    else if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.fit();
    else if (event.key === "Escape") this.select(null);
    else if (event.key === " " && !node) this.space = true;
    else if (node && event.key === "Enter" && event.shiftKey) this.neighbourhood(node);
    else if (node && (event.key === "Enter" || event.key === " ")) this.open(node, null);
    else return;
    event.preventDefault();
  }

  focused(event) {
    const node = event.target.closest("g.entity[data-entity]");
    if (node?.matches(":focus-visible")) this.reveal(node.dataset.entity);
    // The browser may have scrolled the clipped stage to the focused shape; the transform alone says where things are.
    this.element.scrollTo(0, 0);
  }

  // Dragging a table. Its lines cannot be laid anew here: they give way to straight leads until the server has drawn.

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

  // Minimap: one rectangle per table and a window that is where you are.

  drawMinimap() {
    const holder = this.element.parentElement?.querySelector("[data-minimap]");
    if (!holder || this.nodes.size < 2) return null;
    const map = make("svg", { viewBox: `0 0 ${this.width} ${this.height}`, preserveAspectRatio: "xMidYMid meet" });
    for (const [id, box] of this.nodes) {
      const severe = box.node.querySelector(".mark.error") ? " error" : "";
      map.append(make("rect", { class: `box${severe}${id === this.chosen ? " chosen" : ""}`, "data-box": id, x: box.x, y: box.y, width: box.width, height: box.height, rx: 6 }));
    }
    this.window = map.appendChild(make("rect", { class: "window" }));
    holder.replaceChildren(map);
    this.holder = holder;
    const jump = (event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      holder.setPointerCapture(event.pointerId);
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      const { clientWidth, clientHeight } = this.element;
      this.fitted = false;
      this.show(clientWidth / 2 - point.x * this.scale, clientHeight / 2 - point.y * this.scale, this.scale);
    };
    holder.addEventListener("pointerdown", jump, { signal: this.aborter.signal });
    holder.addEventListener("pointermove", jump, { signal: this.aborter.signal });
    return map;
  }

  redrawMinimap() {
    this.minimap = this.drawMinimap();
    this.paintMinimap();
  }

  paintMinimap() {
    if (!this.minimap) return;
    const { clientWidth, clientHeight } = this.element;
    const [x, y] = [-this.x / this.scale, -this.y / this.scale];
    const [width, height] = [clientWidth / this.scale, clientHeight / this.scale];
    // Of no use while everything is in sight.
    this.holder.hidden = x <= 0 && y <= 0 && x + width >= this.width && y + height >= this.height;
    for (const [key, value] of Object.entries({ x, y, width, height })) this.window.setAttribute(key, value);
  }
}

/** Marks the tree's row as where you are, and brings it into sight. */
function markTree(id, attribute) {
  const rows = document.querySelectorAll("#tree .row[data-entity]");
  for (const row of rows) {
    const here = row.dataset.entity === id && (row.dataset.attribute ?? null) === (attribute ?? null);
    if (here) {
      row.setAttribute("aria-current", "true");
      row.scrollIntoView({ block: "nearest" });
    } else row.removeAttribute("aria-current");
  }
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

function start() {
  for (const [element, stage] of stages) {
    if (element.isConnected && element.contains(stage.svg)) continue;
    stage.retire();
    stages.delete(element);
  }
  for (const element of document.querySelectorAll("[data-diagram-stage]")) {
    if (!stages.has(element) && element.querySelector("svg.er")) stages.set(element, new Stage(element));
  }
}

document.addEventListener("diagram:centre", (event) => centre(event.detail.id, event.detail.attribute));
document.addEventListener("click", (event) => {
  if (event.defaultPrevented && !window.htmx) return;
  const row = event.target.closest("#tree a[data-entity], a[data-centre]");
  if (!row || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const id = row.dataset.entity ?? row.dataset.centre;
  if (row.dataset.entity) markTree(id, row.dataset.attribute);
  centre(id, row.dataset.attribute ?? null);
});
// The side pane says what it shows (data-selected-entity), so that selection follows links inside it and htmx's answers.
document.addEventListener("htmx:after:swap", () => {
  start();
  const shown = document.querySelector("#side [data-selected-entity]")?.dataset.selectedEntity;
  for (const stage of stages.values()) {
    if (shown && shown !== stage.chosen) stage.select(shown, null);
    stage.paint(); // the toolbar may have come anew, and says no zoom of its own
  }
});
start();
// The picture was measured with whatever font stood ready; measure again when the diagram's own has come.
document.fonts?.ready.then(() => { for (const stage of stages.values()) { if (stage.fitted) stage.fit(false); } });
