// Trials as lines across an axis for each parameter and objective; drag along an axis to select.

import { el, replace, select, check, colour, perFrame } from './dom.js';
import { number, COMPLETE, FRONT, plural } from './format.js';
import { fitted } from './plot.js';
import { shade } from './front.js';
import { whenRedrawn } from './theme.js';

/** More lines than this are drawn as bands between neighbouring axes. */
const MANY = 1500;
const BINS = 48;
const MOST_AXES = 14;
const TOP = 104, BOTTOM = 30, SIDE = 62, TURN = -0.6;

export class ParallelView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.ids = [...study.parameters.slice(0, MOST_AXES - study.objectives.length).map(p => p.id), ...study.objectives.map(o => o.id)];
    this.by = study.objectives[0].id;
    this.brushes = new Map();
    this.frontOnly = false;
    this.controls = el('div', { className: 'controls' });
    this.canvas = el('canvas', { className: 'plot', role: 'img', 'aria-label': 'Trials as lines across an axis for each parameter and objective' });
    this.area = el('div', { className: 'area parallel' }, this.canvas);
    this.said = el('p', { className: 'note' });
    this.chooser = el('div', { className: 'chooser', hidden: true });
    this.node = el('section', { className: 'card' }, el('h2', {}, 'Parallel coordinates'), this.controls, this.chooser, el('div', { className: 'scroll', tabIndex: 0 }, this.area), this.said);
    this.draw = perFrame(() => this.drawNow());
    new ResizeObserver(() => this.draw()).observe(this.area);
    whenRedrawn(() => this.drawNow());
    choice.addEventListener('change', event => { if (this.node.isConnected && event.detail !== 'rows') { if (event.detail === 'selection' && !choice.selected) this.brushes.clear(); this.draw(); } });
    this.listen();
  }

  async refresh() {
    await this.study.need([...this.ids, this.by]);
    const all = [...this.study.parameters, ...this.study.metrics];
    replace(this.controls,
      select('colour', this.study.metrics.slice(0, 60).map(m => [m.id, this.study.title(m.id)]), this.by, value => { this.by = value; this.refresh(); }),
      check('front only', this.frontOnly, on => { this.frontOnly = on; this.draw(); }),
      el('button', { type: 'button', onclick: () => { this.chooser.hidden = !this.chooser.hidden; } }, 'axes ...'),
      el('button', { type: 'button', onclick: () => { this.brushes.clear(); this.choice.select(null); } }, 'clear'));
    replace(this.chooser, el('div', { className: 'list' }, all.slice(0, 200).map(column => check(column.name, this.ids.includes(column.id), on => {
      this.ids = on ? [...this.ids, column.id] : this.ids.filter(id => id !== column.id);
      this.refresh();
    }))));
    this.area.style.minWidth = this.ids.length * 74 + 'px';
    this.draw();
  }

  /** Each axis: the place of a row between 0 (below) and 1, and the labels of its ends or options. */
  axes() {
    const { study } = this;
    return this.ids.filter(id => study.columns.has(id)).map(id => {
      const column = study.columns.get(id);
      if (column.type === 'u32') {
        const texts = column.texts.map((text, i) => [text, i]).filter(([text]) => text !== '').sort((a, b) => a[0] < b[0] ? -1 : 1);
        const places = new Float64Array(column.texts.length).fill(NaN);
        texts.forEach(([, i], place) => { places[i] = texts.length > 1 ? place / (texts.length - 1) : 0.5; });
        const values = column.values;
        return { id, place: row => places[values[row]], labels: texts.slice(0, 12).map(([text, i]) => [places[i], text]) };
      }
      const read = study.reader(id), domain = (study.column(id) || {}).domain || {};
      const log = Boolean(domain['log-real'] || domain['log-whole']);
      let low = Infinity, high = -Infinity;
      for (let row = 0; row < study.rows; row++) {
        const value = read(row);
        if (!this.counts(row) || !Number.isFinite(value)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      const t = log && low > 0 ? Math.log : v => v, span = t(high) - t(low);
      return { id, place: row => span > 0 ? (t(read(row)) - t(low)) / span : Number.isFinite(read(row)) ? 0.5 : NaN, labels: low <= high ? [[0, number(low)], [1, number(high)]] : [] };
    });
  }

  counts(row) { return this.study.state(row) === COMPLETE && this.choice.passes(row) && (!this.frontOnly || this.study.flags(row) & FRONT); }

  drawNow() {
    if (!this.node.isConnected || !this.study.columns.has(this.ids[0])) return;
    const ratio = devicePixelRatio || 1, width = this.area.clientWidth, height = this.area.clientHeight;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const g = this.canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    const axes = this.lastAxes = this.axes(), x = i => SIDE + i * (width - 2 * SIDE) / Math.max(1, axes.length - 1);
    const y = part => height - BOTTOM - part * (height - TOP - BOTTOM);
    const rows = [], first = [];
    for (let row = 0; row < this.study.rows; row++) {
      if (!this.counts(row)) continue;
      ((this.choice.selected ? this.choice.selected[row] : this.study.flags(row) & FRONT) ? first : rows).push(row);
    }
    if (rows.length > MANY) this.bands(g, rows, axes, x, y);
    else this.strokes(g, rows, axes, x, y, () => colour('other'), this.choice.selected ? 0.12 : 0.35, 1);
    this.strokes(g, first.slice(0, MANY), axes, x, y, this.colours(), first.length > 300 ? 0.5 : 0.9, 1.4);
    this.drawAxes(g, axes, x, y, width);
    this.said.textContent = plural(rows.length + first.length, 'trial') + '; in colour ' + (this.choice.selected ? 'those that are selected' : 'the front') + ', by ' + this.study.title(this.by)
      + ' (dark to bright)' + (first.length > MANY ? ', the first ' + MANY + ' of them' : '') + (rows.length > MANY ? '; the others are drawn as bands' : '') + '. Drag along an axis to select.';
  }

  colours() {
    const read = this.study.reader(this.by);
    let low = Infinity, high = -Infinity;
    for (let row = 0; row < this.study.rows; row++) { const v = read(row); if (this.counts(row) && Number.isFinite(v)) { if (v < low) low = v; if (v > high) high = v; } }
    return row => shade(Math.max(0, Math.min(1, (read(row) - low) / ((high - low) || 1))) || 0);
  }

  strokes(g, rows, axes, x, y, stroke, alpha, width) {
    g.globalAlpha = alpha;
    g.lineWidth = width;
    for (const row of rows) {
      g.strokeStyle = stroke(row);
      g.beginPath();
      let begun = false;
      axes.forEach((axis, i) => {
        const part = axis.place(row);
        // a parameter that this trial does not have breaks its line
        if (!Number.isFinite(part)) { begun = false; return; }
        if (begun) g.lineTo(x(i), y(part)); else g.moveTo(x(i), y(part));
        begun = true;
      });
      g.stroke();
    }
    g.globalAlpha = 1;
  }

  /** How many trials go from where to where between two neighbours: as many lines as bins, not as trials. */
  bands(g, rows, axes, x, y) {
    g.strokeStyle = colour('other');
    for (let i = 0; i + 1 < axes.length; i++) {
      const counts = new Uint32Array(BINS * BINS), a = axes[i].place, b = axes[i + 1].place;
      let most = 1;
      for (const row of rows) {
        const from = a(row), to = b(row);
        if (!(from >= 0 && to >= 0)) continue;
        const at = Math.min(BINS - 1, Math.floor(from * BINS)) * BINS + Math.min(BINS - 1, Math.floor(to * BINS));
        if (++counts[at] > most) most = counts[at];
      }
      for (let at = 0; at < counts.length; at++) {
        if (!counts[at]) continue;
        const from = (Math.floor(at / BINS) + 0.5) / BINS, to = (at % BINS + 0.5) / BINS, share = Math.log(1 + counts[at]) / Math.log(1 + most);
        g.globalAlpha = 0.02 + 0.22 * share * share;
        g.lineWidth = 0.6 + 2 * share;
        g.beginPath(); g.moveTo(x(i), y(from)); g.lineTo(x(i + 1), y(to)); g.stroke();
      }
    }
    g.globalAlpha = 1;
  }

  drawAxes(g, axes, x, y, width) {
    g.font = '12px ' + getComputedStyle(document.body).fontFamily;
    const wide = axes.length > 1 ? x(1) - x(0) : 160;
    axes.forEach((axis, i) => {
      g.strokeStyle = colour('soft');
      g.lineWidth = 1;
      g.beginPath(); g.moveTo(x(i), y(0)); g.lineTo(x(i), y(1)); g.stroke();
      g.save();
      g.translate(x(i) - 4, y(1) - 20);
      g.rotate(TURN);
      g.textAlign = 'left';
      g.textBaseline = 'bottom';
      g.fillStyle = colour('ink');
      g.fillText(fitted(g, this.study.title(axis.id), Math.min((TOP - 34) / Math.sin(-TURN), (width - x(i)) / Math.cos(TURN))), 0, 0);
      g.restore();
      g.fillStyle = colour('soft');
      for (const [part, text] of axis.labels) {
        g.textBaseline = 'middle';
        const ends = axis.labels.length === 2 && (part === 0 || part === 1);
        g.textAlign = ends ? 'center' : 'left';
        g.fillText(fitted(g, text, wide - 12), x(i) + (ends ? 0 : 5), part === 0 && axis.labels.length === 2 ? y(0) + 12 : part === 1 && axis.labels.length === 2 ? y(1) - 10 : y(part));
      }
      const brush = this.brushes.get(axis.id);
      if (brush) {
        g.fillStyle = colour('select');
        g.globalAlpha = 0.35;
        g.fillRect(x(i) - 7, y(brush[1]), 14, y(brush[0]) - y(brush[1]));
        g.globalAlpha = 1;
      }
    });
  }

  listen() {
    let from = null;
    const place = event => {
      const r = this.canvas.getBoundingClientRect(), height = this.area.clientHeight, width = this.area.clientWidth;
      const part = (height - BOTTOM - (event.clientY - r.top)) / (height - TOP - BOTTOM);
      const i = Math.round((event.clientX - r.left - SIDE) / ((width - 2 * SIDE) / Math.max(1, this.lastAxes.length - 1)));
      return [Math.max(0, Math.min(this.lastAxes.length - 1, i)), part];
    };
    this.canvas.addEventListener('pointerdown', event => { from = place(event); this.canvas.setPointerCapture(event.pointerId); });
    this.canvas.addEventListener('pointermove', event => {
      if (!from) return;
      const [, part] = place(event);
      this.brushes.set(this.lastAxes[from[0]].id, [Math.min(from[1], part), Math.max(from[1], part)]);
      this.draw();
    });
    this.canvas.addEventListener('pointerup', event => {
      if (!from) return;
      const [, part] = place(event), id = this.lastAxes[from[0]].id;
      if (Math.abs(part - from[1]) < 0.01) this.brushes.delete(id);
      from = null;
      const wanted = this.lastAxes.filter(axis => this.brushes.has(axis.id)).map(axis => [axis.place, ...this.brushes.get(axis.id)]);
      const kept = new Map(this.brushes);
      this.choice.select(wanted.length === 0 ? null : row => this.counts(row) && wanted.every(([at, low, high]) => { const p = at(row); return p >= low - 1e-9 && p <= high + 1e-9; }));
      this.brushes = kept;
      this.draw();
    });
  }
}
