// Several runs beside each other: their fronts in one picture, their figures in one table.

import { el, replace, select } from './dom.js';
import { number, FRONT } from './format.js';
import { Study } from './study.js';
import { palette } from './charts.js';
import { Plot, extent } from './plot.js';

/** More are not told apart by colours. */
const MOST = 10;

export class RunsView {
  constructor(studies, current) {
    this.known = studies;
    this.current = current;
    this.loaded = new Map([[current.place, current]]);
    this.x = (current.objectives.find(o => o.direction === 'minimize') || current.objectives[0]).name;
    this.y = (current.objectives.find(o => o.name !== this.x) || current.objectives[0]).name;
    this.controls = el('div', { className: 'controls' });
    this.chart = el('div', { className: 'area' });
    this.legend = el('p', { className: 'legend' });
    this.series = [];
    this.plot = new Plot(this.chart, 'Fronts of several runs; the table below says the same', { draw: (g, plot) => this.draw(g, plot) });
    this.table = el('div', { className: 'scroll', tabIndex: 0 });
    this.node = el('section', { className: 'card' }, el('h2', {}, 'Runs'), this.controls, this.legend, this.chart, this.table,
      el('p', { className: 'note' }, 'The fronts of the runs that have both objectives' + (studies.length > MOST ? ', of the first ' + MOST : '') + '. Figures of different machines are not to be compared; each run\u2019s page says where it measured.'));
  }

  async refresh() {
    const names = this.current.objectives.map(o => [o.name, this.current.title(o.id)]);
    replace(this.controls, select('across', names, this.x, value => { this.x = value; this.refresh(); }), select('up', names, this.y, value => { this.y = value; this.refresh(); }));
    for (let place = 0; place < Math.min(MOST, this.known.length); place++) {
      if (!this.loaded.has(place)) { const study = new Study(place); await study.load(); this.loaded.set(place, study); }
      else if (place !== this.current.place) await this.loaded.get(place).update();
    }
    const studies = [...this.loaded.entries()].sort((a, b) => a[0] - b[0]).map(([, study]) => study);
    this.series = studies.map(study => this.front(study)).filter(one => one !== null);
    replace(this.legend, this.series.map(one => [el('span', { className: 'dot' }), one.name]));
    const ends = at => this.series.flatMap(one => one.points).reduce(([low, high], p) => [Math.min(low, p[at]), Math.max(high, p[at])], [Infinity, -Infinity]);
    const [low, high] = ends(0), log = low > 0 && high > 10 * low;
    this.plot.axes({ ...extent(low, high, log), log, label: this.x }, { ...extent(...ends(1), false), log: false, label: this.y });
    replace(this.table, el('table', {}, el('thead', {}, el('tr', {}, ['run', 'trials', 'complete', 'front', ...names.map(([, title]) => 'best ' + title)].map(text => el('th', {}, text)))),
      el('tbody', {}, studies.map(study => el('tr', {}, el('td', {}, el('a', { href: '#study=' + study.place + '&view=front' }, this.label(study))),
        [study.meta.trials, study.meta.counts.COMPLETE || 0, study.meta.front].map(count => el('td', { className: 'number' }, count.toLocaleString('en'))),
        names.map(([name]) => el('td', { className: 'number' }, number(best(study, name)))))))));
  }

  draw(g, plot) {
    const { x, y } = plot.scales();
    this.legend.querySelectorAll('.dot').forEach((dot, i) => { dot.style.background = palette()[i]; });
    this.series.forEach((one, i) => {
      g.strokeStyle = g.fillStyle = palette()[i];
      g.lineWidth = 1.6;
      g.beginPath();
      one.points.forEach(([a, b], k) => {
        if (k > 0 && one.stairs === 'after') g.lineTo(x(a), y(one.points[k - 1][1]));
        if (k > 0 && one.stairs === 'before') g.lineTo(x(one.points[k - 1][0]), y(b));
        if (k > 0 && one.stairs) g.lineTo(x(a), y(b)); else g.moveTo(x(a), y(b));
      });
      g.stroke();
      for (const [a, b] of one.points) { g.beginPath(); g.arc(x(a), y(b), 4, 0, 7); g.fill(); }
    });
  }

  label(study) { return study.meta.definition.name + ' \u2013 ' + study.meta.path; }

  /** The members of a run's front as a staircase; nothing if it has other objectives. */
  front(study) {
    const x = study.objectives.find(o => o.name === this.x), y = study.objectives.find(o => o.name === this.y);
    if (!x || !y) return null;
    const points = [];
    for (let row = 0; row < study.rows; row++) if (study.flags(row) & FRONT) points.push([study.value(x.id, row), study.value(y.id, row)]);
    points.sort((a, b) => a[0] - b[0]);
    return { name: this.label(study), points, stairs: study.objectives.length !== 2 ? null : x.direction === 'minimize' ? 'after' : 'before' };
  }
}

function best(study, name) {
  const objective = study.objectives.find(o => o.name === name);
  if (!objective) return NaN;
  let found = NaN;
  for (let row = 0; row < study.rows; row++) {
    const value = study.value(objective.id, row);
    if (study.flags(row) & FRONT && !(objective.direction === 'minimize' ? value >= found : value <= found)) found = value;
  }
  return found;
}
