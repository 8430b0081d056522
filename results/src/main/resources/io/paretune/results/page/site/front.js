// The front: any two columns against each other, every trial a point, members of the front marked.

import { el, replace, select, check, colour } from './dom.js';
import { number, plural, FRONT, FEASIBLE, UNSTABLE, FORETOLD, ELSEWHERE, COMPLETE, CAVEATS } from './format.js';
import { bestOf, kneeOf, recommended } from './advice.js';
import { Study } from './study.js';
import { Plot, extent, saying } from './plot.js';
import { whenRedrawn } from './theme.js';

/** More points than this are drawn as density. */
const MANY = 4000;

const CELL = 3;

export class FrontView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    const objectives = study.objectives;
    // costs go to the right
    const cost = objectives.find(objective => objective.direction === 'minimize');
    this.x = objectives.length > 1 ? (cost || objectives[0]).id : 'order';
    this.y = (objectives.find(objective => objective.id !== this.x) || objectives[0]).id;
    this.logX = null;
    this.logY = false;
    this.by = objectives.length > 2 ? objectives.find(o => o.id !== this.x && o.id !== this.y).id : '';
    this.intervals = true;
    this.others = new Uint32Array(0);
    this.members = [];
    this.limit = '';
    this.node = el('section', { className: 'card front' });
    this.controls = el('div', { className: 'controls' });
    this.area = el('div', { className: 'area' });
    this.tip = el('div', { className: 'tip', hidden: true, role: 'status' });
    this.scale = el('p', { className: 'note scale' });
    this.said = el('p', { className: 'note' });
    this.advice = el('div', { className: 'advice' });
    this.area.append(this.tip);
    this.node.append(el('h2', {}, 'Front'), this.controls, el('div', { className: 'front-body' }, el('div', {}, this.area, this.scale, this.said), this.advice));
    this.plot = new Plot(this.area, 'Trials by two columns; the table below says the same', {
      draw: (g, plot) => this.draw(g, plot),
      brush: box => this.brush(box),
      hover: (x, y, event) => this.hover(x, y, event),
      click: (x, y) => { const row = this.nearest(x, y); if (row >= 0) this.choice.show(row); }
    });
    choice.addEventListener('change', event => { if (event.detail !== 'open') this.refresh(); else this.plot.draw(); });
    this.ready = this.load();
  }

  async load() {
    await this.study.need([this.x, this.y, ...(this.by ? [this.by] : [])]);
    this.refresh();
    this.offer();
    // what is drawn above comes after what is seen first
    await this.study.need([...this.ends(this.x), ...this.ends(this.y)]);
    this.plot.draw();
  }

  /** The columns with the ends of a metric's interval, if there are some. */
  ends(id) {
    const column = this.study.column(id);
    if (!column || column.kind !== 'metric') return [];
    const low = this.study.named(column.name + '.low'), high = this.study.named(column.name + '.high');
    return low && high ? [low.id, high.id] : [];
  }

  offer() {
    const numbers = this.study.allColumns().filter(column => this.study.isNumber(column.id)).slice(0, 400);
    const options = numbers.map(column => [column.id, this.study.title(column.id)]);
    const change = (property, value) => { this[property] = value; if (property === 'x') this.logX = null; this.load(); };
    replace(this.controls,
      select('across', options, this.x, value => change('x', value)),
      check('log', this.isLog('x'), value => { this.logX = value; this.refresh(); }),
      select('up', options, this.y, value => change('y', value)),
      check('log', this.isLog('y'), value => { this.logY = value; this.refresh(); }),
      select('colour', [['', 'front'], ...options], this.by, value => change('by', value)),
      check('intervals', this.intervals, value => { this.intervals = value; this.plot.draw(); }),
      el('button', { type: 'button', onclick: () => this.plot.zoom(0.7) }, 'zoom in'),
      el('button', { type: 'button', onclick: () => this.plot.showAll() }, 'show all'));
  }

  isLog(which) {
    if (which === 'y') return this.logY;
    if (this.logX !== null) return this.logX;
    if (!this.there()) return false;
    const span = this.span(this.x, true);
    // costs that span more than a decade are crowded on a linear axis
    return this.x !== 'order' && span.low > 0 && span.high > 10 * span.low;
  }

  /** Rows that are drawn, members of the front apart: looked for once, not at every zoom. */
  collect() {
    const { study, choice } = this, states = study.columns.get('state').values, flags = study.columns.get('flags').values;
    const mask = choice.mask, x = study.reader(this.x), y = study.reader(this.y), found = new Uint32Array(study.rows);
    let count = 0;
    this.members = [];
    for (let row = 0; row < study.rows; row++) {
      if (mask[row] === 0 || states[row] !== COMPLETE || !Number.isFinite(x(row)) || !Number.isFinite(y(row))) continue;
      if (flags[row] & FRONT) this.members.push(row); else found[count++] = row;
    }
    this.others = found.subarray(0, count);
  }

  /** Least and most of a column among the rows that are drawn. */
  span(id, positive) {
    const read = this.study.reader(id);
    let low = Infinity, high = -Infinity;
    for (const rows of [this.others, this.members]) for (const row of rows) {
      const value = read(row);
      if (!Number.isFinite(value) || (positive && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return { low, high };
  }

  refresh() {
    if (!this.there()) return;
    this.collect();
    const axis = which => {
      const id = this[which], log = this.isLog(which), span = this.span(id, log);
      const objective = this.study.objectives.find(o => o.id === id);
      const better = !objective ? '' : objective.direction === 'minimize' ? ', less is better' : ', more is better';
      return { ...extent(span.low, span.high, log), log, label: this.study.title(id) + better };
    };
    this.plot.axes(axis('x'), axis('y'));
    this.say();
  }

  /** Whether the columns of the axes have come. */
  there() { return [this.x, this.y].every(id => Study.behind(id).every(one => this.study.columns.has(one))); }

  /** Rows in layers: all as points or as density, then brushed, the front, pinned, the one that is open. */
  draw(g, plot) {
    const { study, choice } = this;
    if (!this.there()) return;
    if (this.others.length + this.members.length === 0) {
      saying(g, plot, study.rows === 0 ? 'No trial has begun yet.' : 'No trial that passes the filter is complete.');
      return;
    }
    const scales = plot.scales(), x = study.reader(this.x), y = study.reader(this.y);
    const flags = study.columns.get('flags').values, px = row => scales.x(x(row)), py = row => scales.y(y(row));
    const rows = this.others, members = this.members;
    if (rows.length > MANY && !this.by) density(g, rows, px, py, plot);
    else if (rows.length > MANY) this.dots(g, rows, px, py);
    else this.points(g, rows, px, py, flags);
    if (choice.selected) {
      g.fillStyle = colour('select');
      for (const row of rows) if (choice.selected[row]) g.fillRect(px(row) - 2, py(row) - 2, 4, 4);
    }
    if (this.intervals) this.drawIntervals(g, members, scales);
    this.stairs(g, members, px, py);
    const scale = this.by ? this.colours() : null;
    for (const row of members) {
      const unsure = flags[row] & (UNSTABLE | FORETOLD);
      diamond(g, px(row), py(row), 6, scale ? scale(row) : unsure ? colour('card') : colour('front'), unsure ? colour('flag') : colour('front'));
      if (choice.selected && choice.selected[row]) ring(g, px(row), py(row), 9, colour('select'));
    }
    if (this.limitRow >= 0) ring(g, px(this.limitRow), py(this.limitRow), 14, colour('flag'));
    if (this.kneeRow >= 0) ring(g, px(this.kneeRow), py(this.kneeRow), 11, colour('good'));
    choice.pinned.forEach((row, i) => { if (Number.isFinite(py(row))) { ring(g, px(row), py(row), 9, colour('pin')); letter(g, px(row), py(row), i); } });
    if (choice.open >= 0 && choice.open < study.rows) ring(g, px(choice.open), py(choice.open), 13, colour('ink'));
  }

  points(g, rows, px, py, flags) {
    const scale = this.by ? this.colours() : null;
    const size = rows.length > 1500 ? 1.6 : rows.length > 300 ? 2.4 : 3.4;
    g.lineWidth = 1.4;
    const plain = colour('other');
    for (const row of rows) {
      const a = px(row), b = py(row);
      g.globalAlpha = flags[row] & ELSEWHERE ? 0.35 : 0.9;
      if (flags[row] & FEASIBLE) {
        g.beginPath(); g.arc(a, b, size, 0, 7);
        if (scale) { g.fillStyle = scale(row); g.fill(); } else { g.strokeStyle = plain; g.stroke(); }
      } else {
        g.strokeStyle = plain;
        g.beginPath(); g.moveTo(a - size, b - size); g.lineTo(a + size, b + size); g.moveTo(a + size, b - size); g.lineTo(a - size, b + size); g.stroke();
      }
    }
    g.globalAlpha = 1;
  }

  /** Which of the steps between dark and bright a row has in a third column; -1 without a value. */
  steps() {
    const span = this.span(this.by, false), read = this.study.reader(this.by);
    return row => {
      const part = (read(row) - span.low) / ((span.high - span.low) || 1);
      return Number.isFinite(part) ? Math.max(0, Math.min(STEPS.length - 1, Math.round(part * (STEPS.length - 1)))) : -1;
    };
  }

  colours() {
    const step = this.steps();
    return row => STEPS[step(row)] || colour('line');
  }

  /** Many points in colour: small squares, a colour at a time. */
  dots(g, rows, px, py) {
    const step = this.steps(), byStep = STEPS.map(() => []);
    for (const row of rows) { const at = step(row); if (at >= 0) byStep[at].push(row); }
    byStep.forEach((some, at) => {
      g.fillStyle = STEPS[at];
      for (const row of some) g.fillRect(px(row) - 1, py(row) - 1, 2, 2);
    });
  }

  drawIntervals(g, rows, scales) {
    if (rows.length > 300) return;
    g.strokeStyle = colour('front');
    g.lineWidth = 1.2;
    g.globalAlpha = 0.6;
    for (const [axis, across] of [['x', true], ['y', false]]) {
      const ends = this.ends(this[axis]);
      if (ends.length < 2 || !this.study.columns.has(ends[0])) continue;
      const low = this.study.reader(ends[0]), high = this.study.reader(ends[1]);
      const other = this.study.reader(across ? this.y : this.x), scale = across ? scales.x : scales.y, at = across ? scales.y : scales.x;
      for (const row of rows) {
        const a = scale(low(row)), b = scale(high(row)), c = at(other(row));
        if (!Number.isFinite(a + b + c)) continue;
        g.beginPath();
        if (across) { g.moveTo(a, c); g.lineTo(b, c); g.moveTo(a, c - 4); g.lineTo(a, c + 4); g.moveTo(b, c - 4); g.lineTo(b, c + 4); }
        else { g.moveTo(c, a); g.lineTo(c, b); g.moveTo(c - 4, a); g.lineTo(c + 4, a); g.moveTo(c - 4, b); g.lineTo(c + 4, b); }
        g.stroke();
      }
    }
    g.globalAlpha = 1;
  }

  /** With two objectives on the axes, what lies beyond the staircase is dominated. */
  stairs(g, members, px, py) {
    const [a, b] = this.study.objectives;
    if (this.study.objectives.length !== 2 || ![this.x + this.y, this.y + this.x].includes(a.id + b.id) || members.length < 2) return;
    const xs = this.study.objectives.find(o => o.id === this.x), read = this.study.reader(this.x);
    const sorted = [...members].sort((p, q) => read(p) - read(q));
    g.strokeStyle = colour('front');
    g.lineWidth = 1.6;
    g.beginPath();
    sorted.forEach((row, i) => {
      if (i === 0) { g.moveTo(px(row), py(row)); return; }
      if (xs.direction === 'minimize') g.lineTo(px(row), py(sorted[i - 1])); else g.lineTo(px(sorted[i - 1]), py(row));
      g.lineTo(px(row), py(row));
    });
    g.stroke();
  }

  brush(box) {
    if (!box) { this.choice.select(null); return; }
    const x = this.study.reader(this.x), y = this.study.reader(this.y);
    this.choice.select(row => this.study.complete(row) && x(row) >= box.x0 && x(row) <= box.x1 && y(row) >= box.y0 && y(row) <= box.y1);
  }

  nearest(px, py) {
    if (!this.there()) return -1;
    const scales = this.plot.scales(), x = this.study.reader(this.x), y = this.study.reader(this.y), flags = this.study.columns.get('flags').values;
    let best = -1, least = 14 * 14;
    for (const rows of [this.others, this.members]) for (const row of rows) {
      const a = scales.x(x(row)) - px, b = scales.y(y(row)) - py;
      // members lie above the others
      const distance = (a * a + b * b) * (flags[row] & FRONT ? 0.5 : 1);
      if (distance < least) { least = distance; best = row; }
    }
    return best;
  }

  hover(px, py, event) {
    const row = event ? this.nearest(px, py) : -1;
    this.tip.hidden = row < 0;
    if (row < 0) return;
    const { study } = this, flags = study.flags(row);
    const lines = [...new Set([...study.objectives.map(o => o.id), this.x, this.y, ...(this.by ? [this.by] : [])])].slice(0, 8);
    replace(this.tip, el('b', {}, 'trial ' + row), flags & FRONT ? ' on the front' : '', flags & FEASIBLE ? '' : ' breaks a constraint',
      lines.map(id => el('div', {}, study.title(id) + ' ', el('b', {}, number(study.value(id, row))))),
      CAVEATS.filter(([bit]) => flags & bit).map(([, words]) => el('div', { className: 'flag' }, words)),
      el('div', { className: 'note' }, 'click for all of it'));
    const left = px > this.plot.width - 240;
    this.tip.style.left = (left ? px - 20 - this.tip.offsetWidth : px + 14) + 'px';
    this.tip.style.top = Math.min(py + 10, this.plot.height - this.tip.offsetHeight - 4) + 'px';
  }

  /** What is recommended, in words, with the way to the file. */
  say() {
    const { study, choice } = this, front = choice.front();
    const knee = kneeOf(study, front);
    this.kneeRow = knee;
    const complete = choice.count;
    this.said.textContent = plural(complete, 'trial') + (complete === 1 ? ' passes' : ' pass') + ' the filter, ' + plural(front.length, 'member') + ' of the front'
      + (choice.selected ? '; ' + plural(choice.selectedCount, 'trial') + ' selected' : '; drag to select, double click to show all')
      + (this.others.length > MANY && !this.by ? '; so many points are drawn as density' : '') + '.';
    const span = this.by ? this.span(this.by, false) : { low: NaN };
    this.scale.hidden = !Number.isFinite(span.low);
    if (!this.scale.hidden) replace(this.scale, 'colour: ' + study.title(this.by) + ', ' + number(span.low), el('i'), number(span.high));
    const parts = [];
    const advice = recommended(study, front);
    if (advice) parts.push(this.recommended(advice.title, advice.row, advice.why));
    parts.push(this.underLimit(front));
    if (choice.selected && choice.selectedCount > 0) {
      parts.push(el('h3', {}, plural(choice.selectedCount, 'selected trial')),
        el('button', { type: 'button', onclick: () => { this.plot.showAll(); } }, 'clear the selection'));
    }
    // typing into the limit must not lose the place
    if (!this.advice.contains(document.activeElement) || document.activeElement.tagName !== 'INPUT') replace(this.advice, parts);
    else { const old = this.advice.querySelector('.limit-answer'); if (old) old.replaceWith(this.limitAnswer(front)); }
  }

  recommended(title, row, why) {
    const { study } = this;
    return el('div', { className: 'pick' }, el('h3', {}, title + ': trial ' + row),
      study.objectives.map(o => el('div', {}, study.title(o.id) + ' ', el('b', {}, number(study.value(o.id, row))))),
      el('p', { className: 'note' }, why),
      el('button', { type: 'button', onclick: () => this.choice.show(row) }, 'open'), ' ',
      el('button', { type: 'button', onclick: () => this.choice.pin(row) }, this.choice.pinned.includes(row) ? 'unpin' : 'pin'));
  }

  underLimit(front) {
    const { study } = this;
    if (study.objectives.length < 2) return null;
    const first = study.objectives[0], cost = study.objectives.find(o => o.id !== first.id);
    const word = cost.direction === 'minimize' ? 'at most' : 'at least';
    return el('div', { className: 'pick limit' }, el('h3', {}, 'Best ' + first.name + ' under a limit'),
      el('label', { className: 'field' }, study.title(cost.id) + ' ' + word,
        el('input', { type: 'number', step: 'any', value: this.limit, oninput: event => { this.limit = event.target.value; this.advice.querySelector('.limit-answer').replaceWith(this.limitAnswer(this.choice.front())); } })),
      this.limitAnswer(front));
  }

  limitAnswer(front) {
    const node = el('div', { className: 'limit-answer' });
    this.limitRow = -1;
    if (this.limit === '') { this.plot.draw(); return node; }
    const { study } = this, first = study.objectives[0], cost = study.objectives.find(o => o.id !== first.id), limit = Number(this.limit);
    const inside = front.filter(row => cost.direction === 'minimize' ? study.value(cost.id, row) <= limit : study.value(cost.id, row) >= limit);
    const best = this.limitRow = bestOf(study, inside);
    this.plot.draw();
    if (best < 0) node.append(el('p', { className: 'note' }, 'No member of the front is within it.'));
    else node.append(this.recommended('Within it', best, ''));
    return node;
  }
}

/** The dark end of the scale is the theme's: it must stand out from what it is drawn on. */
let cold, STEPS;

function mix() {
  const hex = parseInt(colour('cold').slice(1), 16);
  cold = [hex >> 16, (hex >> 8) & 255, hex & 255];
  STEPS = Array.from({ length: 32 }, (_, i) => shade(i / 31));
}

/** Points as counts of small cells: its time does not grow with what is seen. */
function density(g, rows, px, py, plot) {
  const across = Math.ceil(plot.width / CELL), down = Math.ceil(plot.height / CELL);
  const counts = new Uint32Array(across * down);
  let most = 1;
  for (const row of rows) {
    const i = Math.floor(px(row) / CELL), j = Math.floor(py(row) / CELL);
    if (i < 0 || j < 0 || i >= across || j >= down) continue;
    const count = ++counts[j * across + i];
    if (count > most) most = count;
  }
  g.fillStyle = colour('other');
  const scale = Math.log(most + 1);
  for (let level = 1; level <= 8; level++) {
    g.globalAlpha = 0.15 + 0.1 * level;
    for (let at = 0; at < counts.length; at++) {
      if (counts[at] && Math.ceil(8 * Math.log(counts[at] + 1) / scale) === level) {
        g.fillRect(at % across * CELL, Math.floor(at / across) * CELL, CELL, CELL);
      }
    }
  }
  g.globalAlpha = 1;
}

/** A colour between blue and yellow (after cividis: also for those who see few colours). */
export function shade(part) {
  const middle = [125, 124, 120], to = [253, 215, 60];
  const [a, b, t] = part < 0.5 ? [cold, middle, part * 2] : [middle, to, part * 2 - 1];
  return 'rgb(' + a.map((v, i) => Math.round(v + (b[i] - v) * t)).join(',') + ')';
}

function diamond(g, x, y, size, fill, line) {
  g.beginPath(); g.moveTo(x, y - size); g.lineTo(x + size, y); g.lineTo(x, y + size); g.lineTo(x - size, y); g.closePath();
  g.fillStyle = fill; g.strokeStyle = line; g.lineWidth = 1.8; g.fill(); g.stroke();
}

function ring(g, x, y, size, line) { g.beginPath(); g.arc(x, y, size, 0, 7); g.strokeStyle = line; g.lineWidth = 2; g.stroke(); }

function letter(g, x, y, i) {
  g.fillStyle = colour('pin'); g.font = 'bold 12px sans-serif'; g.textAlign = 'left'; g.textBaseline = 'bottom';
  g.fillText('ABCDEFGH'[i], x + 9, y - 5);
}

mix();
whenRedrawn(mix);
