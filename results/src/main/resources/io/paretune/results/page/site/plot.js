// A canvas with two axes: what is drawn in it is up to whoever uses it, so that 100,000 points are a loop over
// typed arrays and not as many objects. Drag selects, shift and drag moves, the wheel zooms, a double click
// shows all.

import { el, colour, perFrame } from './dom.js';
import { ticks } from './format.js';
import { whenRedrawn } from './theme.js';

const LEFT = 76, RIGHT = 16, TOP = 14, BOTTOM = 48;

export class Plot {
  /** handlers: draw(context, plot), brush(box or null), hover(x, y, event or null), click(x, y). */
  constructor(host, label, handlers) {
    this.handlers = handlers;
    this.canvas = el('canvas', { className: 'plot', tabIndex: 0, role: 'img', 'aria-label': label });
    this.box = el('div', { className: 'brush', hidden: true });
    this.host = host;
    host.append(this.canvas, this.box);
    this.x = { low: 0, high: 1, log: false, label: '' };
    this.y = { low: 0, high: 1, log: false, label: '' };
    this.zoomed = null;
    this.draw = perFrame(() => this.drawNow());
    new ResizeObserver(() => this.draw()).observe(host);
    whenRedrawn(() => { if (host.isConnected) this.drawNow(); });
    this.listen();
  }

  /** Sets the axes to all that there is; what is zoomed stays. */
  axes(x, y) {
    const other = this.x.label !== x.label || this.y.label !== y.label || this.x.log !== x.log || this.y.log !== y.log;
    this.x = x;
    this.y = y;
    if (other) this.zoomed = null;
    this.draw();
  }

  get shownX() { return this.zoomed ? { ...this.x, ...this.zoomed.x } : this.x; }
  get shownY() { return this.zoomed ? { ...this.y, ...this.zoomed.y } : this.y; }

  /** Functions from values to pixels, made once a drawing. */
  scales() {
    const w = this.width - LEFT - RIGHT, h = this.height - TOP - BOTTOM;
    const scale = (axis, from, length) => {
      const t = axis.log ? Math.log10 : v => v;
      const low = t(axis.low), factor = length / ((t(axis.high) - low) || 1);
      return axis.log ? v => from + (Math.log10(v) - low) * factor : v => from + (v - low) * factor;
    };
    return { x: scale(this.shownX, LEFT, w), y: scale(this.shownY, TOP + h, -h) };
  }

  /** The value at a pixel. */
  at(px, py) {
    const w = this.width - LEFT - RIGHT, h = this.height - TOP - BOTTOM;
    const value = (axis, part) => axis.log
      ? 10 ** (Math.log10(axis.low) + part * Math.log10(axis.high / axis.low)) : axis.low + part * (axis.high - axis.low);
    return [value(this.shownX, (px - LEFT) / w), value(this.shownY, (TOP + h - py) / h)];
  }

  drawNow() {
    const ratio = devicePixelRatio || 1;
    this.width = Math.max(200, this.host.clientWidth);
    this.height = Math.max(160, this.host.clientHeight);
    if (this.canvas.width !== Math.round(this.width * ratio) || this.canvas.height !== Math.round(this.height * ratio)) {
      this.canvas.width = Math.round(this.width * ratio);
      this.canvas.height = Math.round(this.height * ratio);
    }
    const g = this.canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.clearRect(0, 0, this.width, this.height);
    this.drawAxes(g);
    g.save();
    g.beginPath();
    g.rect(LEFT - 1, TOP - 8, this.width - LEFT - RIGHT + 9, this.height - TOP - BOTTOM + 9);
    g.clip();
    this.handlers.draw(g, this);
    g.restore();
  }

  drawAxes(g) {
    const { x, y } = this.scales(), right = this.width - RIGHT, bottom = this.height - BOTTOM;
    g.font = '12px ' + getComputedStyle(document.body).fontFamily;
    g.lineWidth = 1;
    g.strokeStyle = colour('line');
    g.fillStyle = colour('soft');
    g.textAlign = 'center';
    g.textBaseline = 'top';
    let end = -Infinity;
    for (const [value, text] of ticks(this.shownX.low, this.shownX.high, this.shownX.log, Math.max(2, Math.floor((right - LEFT) / 75)))) {
      const px = Math.round(x(value)) + 0.5, half = g.measureText(text).width / 2;
      g.beginPath(); g.moveTo(px, TOP); g.lineTo(px, bottom); g.stroke();
      if (px - half > end + 6) { g.fillText(text, px, bottom + 6); end = px + half; }
    }
    g.textAlign = 'right';
    g.textBaseline = 'middle';
    let above = Infinity;
    if (!this.y.bare) for (const [value, text] of ticks(this.shownY.low, this.shownY.high, this.shownY.log, Math.max(2, Math.floor((bottom - TOP) / 45)))) {
      if (this.y.whole && !Number.isInteger(value)) continue;
      const py = Math.round(y(value)) + 0.5;
      g.beginPath(); g.moveTo(LEFT, py); g.lineTo(right, py); g.stroke();
      if (py < above - 14) { g.fillText(text, LEFT - 7, py); above = py; }
    }
    g.strokeStyle = colour('other');
    g.beginPath(); g.moveTo(LEFT + 0.5, TOP); g.lineTo(LEFT + 0.5, bottom + 0.5); g.lineTo(right, bottom + 0.5); g.stroke();
    g.fillStyle = colour('ink');
    g.font = '13px ' + getComputedStyle(document.body).fontFamily;
    g.textAlign = 'center';
    g.textBaseline = 'bottom';
    g.fillText(fitted(g, this.x.label, right - LEFT), (LEFT + right) / 2, this.height - 4);
    g.save();
    g.translate(10, (TOP + bottom) / 2);
    g.rotate(-Math.PI / 2);
    g.textBaseline = 'middle';
    g.fillText(fitted(g, this.y.label, bottom - TOP), 0, 0);
    g.restore();
  }

  zoom(factor, px, py) {
    const x0 = px ?? this.width / 2, y0 = py ?? this.height / 2;
    const place = (axis, part, low) => part + (low - part) * factor;
    const left = this.at(place('x', x0, LEFT), y0)[0], right = this.at(place('x', x0, this.width - RIGHT), y0)[0];
    const low = this.at(x0, place('y', y0, this.height - BOTTOM))[1], high = this.at(x0, place('y', y0, TOP))[1];
    if (right > left && high > low && Number.isFinite(right - left) && Number.isFinite(high - low)) {
      this.zoomed = { x: { low: left, high: right }, y: { low, high } };
    }
    this.draw();
  }

  showAll() { this.zoomed = null; this.box.hidden = true; this.draw(); this.handlers.brush && this.handlers.brush(null); }

  listen() {
    const place = event => { const r = this.canvas.getBoundingClientRect(); return [event.clientX - r.left, event.clientY - r.top]; };
    let from = null, moving = false, before = null;
    this.canvas.addEventListener('wheel', event => {
      // the page scrolls unless somebody is at work here
      if (!event.ctrlKey && document.activeElement !== this.canvas) return;
      event.preventDefault();
      this.zoom(event.deltaY > 0 ? 1.25 : 0.8, ...place(event));
    }, { passive: false });
    this.canvas.addEventListener('pointerdown', event => {
      if (event.button !== 0) return;
      from = place(event);
      moving = event.shiftKey;
      before = { x: { ...this.shownX }, y: { ...this.shownY } };
      this.canvas.setPointerCapture(event.pointerId);
      this.canvas.focus({ preventScroll: true });
    });
    this.canvas.addEventListener('pointermove', event => {
      const now = place(event);
      if (!from) { this.handlers.hover && this.handlers.hover(...now, event); return; }
      if (moving) {
        this.zoomed = before;
        const [x0, y0] = this.at(now[0] - from[0] + LEFT, now[1] - from[1] + this.height - BOTTOM);
        const [x1, y1] = this.at(LEFT, this.height - BOTTOM);
        const shift = (axis, was, is) => axis.log ? { low: axis.low * was / is, high: axis.high * was / is } : { low: axis.low + was - is, high: axis.high + was - is };
        this.zoomed = { x: shift(before.x, x1, x0), y: shift(before.y, y1, y0) };
        this.draw();
      } else if (this.handlers.brush && Math.hypot(now[0] - from[0], now[1] - from[1]) > 4) {
        this.box.hidden = false;
        this.box.style.left = Math.min(from[0], now[0]) + 'px';
        this.box.style.top = Math.min(from[1], now[1]) + 'px';
        this.box.style.width = Math.abs(from[0] - now[0]) + 'px';
        this.box.style.height = Math.abs(from[1] - now[1]) + 'px';
      }
    });
    this.canvas.addEventListener('pointerup', event => {
      if (!from) return;
      const now = place(event), start = from;
      from = null;
      if (moving) return;
      if (Math.hypot(now[0] - start[0], now[1] - start[1]) <= 4) { this.handlers.click && this.handlers.click(...now); return; }
      const [xa, ya] = this.at(...start), [xb, yb] = this.at(...now);
      this.box.hidden = true;
      this.handlers.brush && this.handlers.brush({ x0: Math.min(xa, xb), x1: Math.max(xa, xb), y0: Math.min(ya, yb), y1: Math.max(ya, yb) });
    });
    this.canvas.addEventListener('pointerleave', () => { if (!from && this.handlers.hover) this.handlers.hover(0, 0, null); });
    this.canvas.addEventListener('dblclick', () => this.showAll());
    this.canvas.addEventListener('keydown', event => {
      if (event.key === '+') this.zoom(0.8); else if (event.key === '-') this.zoom(1.25);
      else if (event.key === '0' || event.key === 'Escape') this.showAll();
    });
  }
}

/** Says why nothing is drawn. */
export function saying(g, plot, text) {
  g.fillStyle = colour('soft');
  g.textAlign = 'center';
  g.fillText(text, plot.width / 2, plot.height / 2 - 20);
}

/** A text cut to a width. */
export function fitted(g, text, width) {
  if (g.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 1 && g.measureText(text.slice(0, length) + '\u2026').width > width) length--;
  return text.slice(0, length) + '\u2026';
}

/** Ends of an axis with some room; for a logarithmic one only values above 0 count. */
export function extent(low, high, log) {
  if (!(low <= high)) return log ? { low: 0.1, high: 10 } : { low: 0, high: 1 };
  if (log) {
    const room = Math.max((high / low) ** 0.05, 1.02);
    return { low: low / room, high: high * room };
  }
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 0.5;
  return { low: low - room, high: high + room };
}
