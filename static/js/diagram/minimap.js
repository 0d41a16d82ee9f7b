/**
 * The minimap: one rectangle per table, and a window that is where you are.
 */

import { make } from "./drawing.js";
import { View } from "./view.js";

export class Minimap extends View {
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
