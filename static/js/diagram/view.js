/**
 * The view: pan, zoom, fit, centre, and what the browser remembers of them. `x` and `y` are where the drawing's origin
 * stands, in pixels of the stage; one transform on the SVG element moves everything.
 */

import { Drawing } from "./drawing.js";

const MIN = 0.04, MAX = 4, FIT_MAX = 1.25, MARGIN = 20, LEGIBLE = 0.45;
export const STEP = 1.25;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

export class View extends Drawing {
  zoomBy(kind) {
    if (kind === "fit") this.fit();
    else this.zoom(kind === "in" ? STEP : 1 / STEP);
  }

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
}
