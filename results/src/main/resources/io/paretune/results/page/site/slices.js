// An objective against each parameter: where good values lie.

import { el, replace, select } from './dom.js';
import { COMPLETE, plural } from './format.js';
import { lines } from './charts.js';

const MOST = 24;
const MOST_POINTS = 5000;

export class SliceView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.metric = study.objectives[0].id;
    this.controls = el('div', { className: 'controls' });
    this.grid = el('div', { className: 'grid' });
    this.said = el('p', { className: 'note said' });
    this.node = el('section', { className: 'card' }, el('h2', {}, 'Slices'), this.controls, this.said, this.grid);
    choice.addEventListener('change', event => { if (this.node.isConnected && event.detail === 'filter') this.refresh(); });
  }

  async refresh() {
    const { study } = this, shown = study.parameters.slice(0, MOST);
    await study.need([this.metric, ...shown.map(p => p.id)]);
    replace(this.controls, select('of', study.metrics.slice(0, 60).map(m => [m.id, study.title(m.id)]), this.metric, value => { this.metric = value; this.refresh(); }));
    const rows = [];
    for (let row = 0; row < study.rows; row++) if (study.state(row) === COMPLETE && this.choice.passes(row)) rows.push(row);
    const every = Math.max(1, Math.ceil(rows.length / MOST_POINTS)), some = rows.filter((_, i) => i % every === 0);
    this.said.textContent = plural(rows.length, 'trial') + (every > 1 ? ', of which each ' + every + 'th is drawn' : '')
      + (study.parameters.length > MOST ? '; the first ' + MOST + ' of ' + study.parameters.length + ' parameters' : '') + '.';
    while (this.grid.children.length > shown.length) this.grid.lastChild.remove();
    shown.forEach((parameter, i) => {
      const host = this.grid.children[i] || this.grid.appendChild(el('div', { className: 'small-chart' }));
      const column = study.columns.get(parameter.id);
      const texts = column.type === 'u32' ? column.texts : null;
      lines(host, { x: parameter.name + (texts ? ': ' + texts.slice(1, 6).map((t, k) => (k + 1) + ' ' + t).join(', ') : ''), y: study.title(this.metric), gap: true,
        series: [{ name: parameter.name, points2d: true, color: 'front', points: some.map(row => [study.value(parameter.id, row), study.value(this.metric, row)]) }] });
    });
  }
}
