/**
 * One diagram on the page: takes the static picture over and gives it back when it is replaced.
 */

import { Input } from "./input.js";

export class Stage extends Input {
  constructor(element) {
    super();
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
    if (element.dataset.lit) this.lightUp(JSON.parse(element.dataset.lit));
    else if (element.dataset.selected) this.select(element.dataset.selected, null);
    if (!this.restore()) this.begin();
    this.resizer = new ResizeObserver(() => this.resized());
    this.resizer.observe(element);
  }

  retire() {
    this.aborter.abort();
    this.resizer.disconnect();
    this.dots.remove();
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
}
