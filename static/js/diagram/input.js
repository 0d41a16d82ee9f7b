/**
 * Wheel, pointers and keys: what of them moves the view, chooses a table, or drags one.
 */

import { Dragging } from "./dragging.js";
import { STEP } from "./view.js";

const ARROW = 60, DRAG_AFTER = 4;
const plain = (event) => !event.ctrlKey && !event.metaKey && !event.altKey;

export class Input extends Dragging {
  wheel(event) {
    // In the middle of a page the wheel is the page's, until the picture is asked for by key or by focus.
    const calm = this.element.hasAttribute("data-in-page") && !this.element.contains(document.activeElement);
    if (calm && !event.ctrlKey && !event.metaKey) return;
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
}
