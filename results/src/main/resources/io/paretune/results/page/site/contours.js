// A metric over two parameters: trials as points, and between them what their neighbours let expect.

import { el, replace, select } from './dom.js';
import { number, COMPLETE, plural } from './format.js';
import { shade } from './front.js';
import { Plot, extent, saying } from './plot.js';

const CELL = 7;

/** Trials that the field is made of: each cell looks at all of them. */
const MOST = 600;

const LEVELS = 12;

export class ContourView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.metric = study.objectives[0].id;
    [this.x, this.y] = [study.parameters[0], study.parameters[1] || study.parameters[0]].map(parameter => parameter && parameter.id);
    this.rows = [];
    this.controls = el('div', { className: 'controls' });
    this.area = el('div', { className: 'area' });
    this.said = el('p', { className: 'note' });
    this.node = el('section', { className: 'card' }, el('h2', {}, 'Contours'), this.controls, this.area, this.said);
    this.plot = new Plot(this.area, 'A metric over two parameters', { draw: (g, plot) => this.draw(g, plot),
      click: (x, y) => { const row = this.nearest(x, y); if (row >= 0) this.choice.show(row); } });
    choice.addEventListener('change', event => { if (this.node.isConnected && event.detail === 'filter') this.refresh(); });
  }

  async refresh() {
    const { study } = this;
    if (!this.x) { this.said.textContent = 'Nothing was searched.'; return; }
    await study.need([this.x, this.y, this.metric]);
    const parameters = study.parameters.slice(0, 200).map(p => [p.id, p.name]);
    replace(this.controls, select('across', parameters, this.x, value => { this.x = value; this.refresh(); }), select('up', parameters, this.y, value => { this.y = value; this.refresh(); }),
      select('colour', study.metrics.slice(0, 60).map(m => [m.id, study.title(m.id)]), this.metric, value => { this.metric = value; this.refresh(); }));
    const value = study.reader(this.metric), rows = [];
    for (let row = 0; row < study.rows; row++) {
      if (study.state(row) === COMPLETE && this.choice.passes(row) && [value(row), this.place('x')(row), this.place('y')(row)].every(Number.isFinite)) rows.push(row);
    }
    const every = Math.max(1, Math.ceil(rows.length / MOST));
    this.rows = rows.filter((_, i) => i % every === 0);
    const values = this.rows.map(value);
    this.low = Math.min(...values);
    this.high = Math.max(...values);
    this.plot.axes(this.axis('x'), this.axis('y'));
    this.said.textContent = rows.length === 0 ? 'No complete trial has both.' : plural(rows.length, 'trial') + (every > 1 ? ', of which each ' + every + 'th is drawn' : '') + '; ' + study.title(this.metric) + ' from '
      + number(this.low) + ' (dark) to ' + number(this.high) + ' (bright). Between trials: their mean by distance, so other parameters are mixed in' + [this.words('x'), this.words('y')].join('') + '.';
  }

  /** A row's place on an axis; of texts, their number. */
  place(which) {
    const column = this.study.columns.get(this[which]), read = this.study.reader(this[which]);
    return column.type === 'u32' ? row => column.texts[read(row)] === '' ? NaN : read(row) : read;
  }

  words(which) {
    const column = this.study.columns.get(this[which]);
    return column.type !== 'u32' ? '' : '; ' + this.study.title(this[which]) + ': ' + column.texts.slice(1, 9).map((text, i) => (i + 1) + ' ' + text).join(', ');
  }

  axis(which) {
    const domain = (this.study.column(this[which]) || {}).domain || {}, log = Boolean(domain['log-real'] || domain['log-whole']);
    const places = this.rows.map(this.place(which));
    return { ...extent(Math.min(...places), Math.max(...places), log), log, label: this.study.title(this[which]) };
  }

  draw(g, plot) {
    if (this.rows.length === 0) { saying(g, plot, this.said.textContent); return; }
    const { x, y } = plot.scales(), placeX = this.place('x'), placeY = this.place('y'), read = this.study.reader(this.metric);
    const points = this.rows.map(row => [x(placeX(row)), y(placeY(row)), read(row)]);
    const part = value => (value - this.low) / ((this.high - this.low) || 1);
    g.globalAlpha = 0.75;
    for (let px = 0; px < plot.width; px += CELL) for (let py = 0; py < plot.height; py += CELL) {
      let sum = 0, weights = 0;
      for (const [a, b, value] of points) {
        // Shepard (1968, doi:10.1145/800186.810616), with some room around each point
        const d = (a - px) ** 2 + (b - py) ** 2 + 60, weight = 1 / (d * d);
        sum += weight * value;
        weights += weight;
      }
      g.fillStyle = shade(Math.round(part(sum / weights) * LEVELS) / LEVELS);
      g.fillRect(px, py, CELL, CELL);
    }
    g.globalAlpha = 1;
    for (const [a, b, value] of points) {
      g.beginPath(); g.arc(a, b, 3.2, 0, 7);
      g.fillStyle = shade(part(value)); g.strokeStyle = '#000'; g.lineWidth = 0.8; g.fill(); g.stroke();
    }
  }

  nearest(px, py) {
    if (this.rows.length === 0) return -1;
    const { x, y } = this.plot.scales(), placeX = this.place('x'), placeY = this.place('y');
    const distance = row => (x(placeX(row)) - px) ** 2 + (y(placeY(row)) - py) ** 2;
    const best = this.rows.reduce((near, row) => distance(row) < distance(near) ? row : near);
    return distance(best) < 200 ? best : -1;
  }
}
