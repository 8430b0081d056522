// How good trials were in the order in which they ended, the best so far, and the hypervolume.

import * as api from './api.js';
import { el, replace, select } from './dom.js';
import { COMPLETE, FEASIBLE } from './format.js';
import { lines } from './charts.js';

export class HistoryView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.metric = study.objectives[0].id;
    this.over = 'trials';
    this.controls = el('div', { className: 'controls' });
    this.chart = el('div', { className: 'chart' });
    this.volume = el('div', { className: 'chart' });
    this.volumeCard = el('section', { className: 'card', hidden: study.objectives.length < 2 }, el('h2', {}, 'Hypervolume'), this.volume,
      el('p', { className: 'note' }, 'The share of the box between the best and worst values seen so far that the front covers; when a new extreme widens the box, earlier values change with it.'));
    this.node = el('div', {}, el('section', { className: 'card' }, el('h2', {}, 'Objective by trial'), this.controls, this.chart), this.volumeCard);
    choice.addEventListener('change', event => { if (event.detail === 'filter' && this.node.isConnected) this.refresh(); });
  }

  async refresh() {
    const { study } = this;
    await study.need(['order', 'finished', 'started', this.metric]);
    replace(this.controls,
      select('of', [...study.objectives, ...study.metrics.slice(study.objectives.length)].map(c => [c.id, study.title(c.id)]), this.metric, value => { this.metric = value; this.refresh(); }),
      select('over', [['trials', 'trials ended'], ['time', 'time']], this.over, value => { this.over = value; this.refresh(); }));
    const order = study.columns.get('order').values, finished = study.columns.get('finished').values, started = study.columns.get('started').values;
    const values = study.reader(this.metric), flags = study.columns.get('flags').values, rows = [];
    let begin = Infinity;
    for (let row = 0; row < study.rows; row++) {
      if (started[row] < begin) begin = started[row];
      if (study.state(row) === COMPLETE && this.choice.passes(row) && Number.isFinite(values(row))) rows.push(row);
    }
    rows.sort((a, b) => order[a] - order[b]);
    const span = rows.length ? finished[rows[rows.length - 1]] - begin : 0;
    const [unit, size] = span > 7.2e6 ? ['hours', 3.6e6] : span > 1.2e5 ? ['minutes', 6e4] : ['seconds', 1e3];
    this.unit = [unit, size, begin];
    const x = row => this.over === 'trials' ? order[row] + 1 : (finished[row] - begin) / size;
    const objective = study.objectives.find(o => o.id === this.metric), sign = objective && objective.direction === 'minimize' ? 1 : -1;
    const points = new Float64Array(rows.length * 2), best = [];
    let least = Infinity;
    rows.forEach((row, i) => {
      points[2 * i] = x(row);
      points[2 * i + 1] = values(row);
      const value = sign * values(row);
      if (flags[row] & FEASIBLE && value < least) { least = value; best.push([x(row), values(row)]); }
    });
    if (rows.length && best.length) best.push([x(rows[rows.length - 1]), sign * least]);
    lines(this.chart, { x: this.over === 'trials' ? 'trials ended' : unit, y: study.title(this.metric), zoom: true, minX: 0, series: [
      { name: 'trials', points: rows.length > 1500 ? points : rows.map((row, i) => [points[2 * i], points[2 * i + 1]]), points2d: true, color: 'other' },
      ...(objective ? [{ name: 'best feasible so far', points: best, step: 'end', color: 'front', width: 2.4 }] : [])] });
    if (study.objectives.length > 1) await this.hypervolume();
  }

  async hypervolume() {
    const answer = await api.json(this.study.path + '/hypervolume');
    if (!answer.points) { setTimeout(() => { if (this.node.isConnected) this.hypervolume(); }, 800); return; }
    const [unit, size, begin] = this.unit;
    lines(this.volume, { x: this.over === 'trials' ? 'trials ended' : unit, y: 'share of the box', minX: 0, minY: 0, maxY: 1, series: [
      { name: 'hypervolume', step: 'end', color: 'front', area: true, points: answer.points.map(([ended, at, share]) => [this.over === 'trials' ? ended : (at - begin) / size, share]) }] });
  }
}
