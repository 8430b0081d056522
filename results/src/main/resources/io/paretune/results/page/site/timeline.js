// When trials ran: each a bar, as many lanes as ran at a time.

import * as api from './api.js';
import { el, colour, replace } from './dom.js';
import { duration, moment, plural, STATES, COMPLETE, PRUNED, FAILED, RUNNING } from './format.js';
import { Plot, saying } from './plot.js';

const COLOURS = { [COMPLETE]: 'front', [PRUNED]: 'other', [FAILED]: 'flag', [RUNNING]: 'good' };

export class TimelineView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.area = el('div', { className: 'area timeline' });
    this.tip = el('div', { className: 'tip', hidden: true });
    this.said = el('p', { className: 'note' });
    this.node = el('section', { className: 'card' }, el('h2', {}, 'Timeline'), el('p', { className: 'legend' },
      Object.entries(COLOURS).map(([state, name]) => { const dot = el('span', { className: 'dot' }); dot.style.background = 'var(--' + name + ')'; return [dot, STATES[state].toLowerCase() + ' ']; }),
    this.measuring = el('span', { hidden: true }, el('span', { className: 'dot measured' }), 'measuring')), this.area, this.said, this.hosts = el('div', { className: 'scroll', tabIndex: 0, hidden: true }));
    this.area.append(this.tip);
    this.plot = new Plot(this.area, 'Trials over time', {
      draw: (g, plot) => this.draw(g, plot), click: (x, y) => { const bar = this.find(x, y); if (bar) this.choice.show(bar.row); },
      hover: (x, y, event) => this.hover(x, y, event) });
    this.bars = [];
    this.measured = new Map();
  }

  async refresh() {
    const { study } = this;
    await study.need(['started', 'finished']);
    const told = study.meta.isRun ? await api.json(study.path + '/workers') : {};
    this.showHosts(told.hosts || [], told.unread);
    const worker = new Map();
    (told.trials || []).forEach((trial, i) => worker.set(trial, told.workers[i]));
    const started = study.columns.get('started').values, finished = study.columns.get('finished').values, rows = [];
    for (let row = 0; row < study.rows; row++) if (started[row] > 0) rows.push(row);
    rows.sort((a, b) => started[a] - started[b]);
    // of a run that does not go on, the last event is all that is known of those that were cut off
    const now = study.meta.running ? Date.now() : rows.reduce((latest, row) => Math.max(latest, started[row], finished[row] || 0), 0);
    // by worker where the run's log says it; a log that begins later leaves the rest to what is free
    const unknown = rows.filter(row => !worker.has(row)).length, known = unknown < rows.length;
    this.measured = new Map();
    for (const [row, from, to] of told.measured || []) this.measured.set(row, [...(this.measured.get(row) || []), [from, to]]);
    this.measuring.hidden = this.measured.size === 0;
    const begin = rows.length ? started[rows[0]] : 0, free = [];
    let end = begin, busy = 0;
    this.bars = rows.map(row => {
      const from = started[row], to = finished[row] > 0 ? finished[row] : now;
      let lane = worker.has(row) ? worker.get(row) : free.findIndex(until => !(until > from + 1));
      // beyond so many the last lane is shared
      if (lane < 0) lane = Math.min(free.length, 63);
      free[lane] = Math.max(free[lane] || 0, to);
      end = Math.max(end, to);
      busy += to - from;
      return { row, from, to, lane };
    });
    const span = Math.max(1, end - begin), [unit, size] = span > 7.2e6 ? ['hours', 3.6e6] : span > 1.2e5 ? ['minutes', 6e4] : ['seconds', 1e3];
    this.begin = begin;
    this.size = size;
    this.area.style.height = Math.max(160, Math.min(640, free.length * 26 + 80)) + 'px';
    this.plot.axes({ low: 0, high: span / size, log: false, label: unit + (rows.length ? ' since ' + moment(begin) : '') }, { low: -0.5, high: Math.max(0.5, free.length - 0.5), log: false, label: known ? 'worker' : 'at a time', bare: !known, whole: true });
    this.said.textContent = rows.length ? (known ? plural(free.length, 'worker') + (unknown ? ', which the log does not tell of ' + plural(unknown, 'trial') : '') + '; ' : free.length + ' at a time at most; ') + (100 * busy / (span * free.length)).toFixed(0) + ' % of their time busy. Ctrl and wheel zooms, shift and drag moves.' : 'No trial has begun.';
  }

  /** Other machines, of a run that listened for them. */
  showHosts(hosts, unread) {
    this.hosts.hidden = hosts.length === 0 && !unread;
    replace(this.hosts, unread ? el('p', { className: 'flag' }, unread) : el('table', {}, el('thead', {}, el('tr', {}, ['machine', 'trials', 'failures', 'at work'].map(text => el('th', {}, text)))),
      el('tbody', {}, hosts.map(host => el('tr', {}, [host.host, host.trials, host.failures, (100 * host.utilisation).toFixed(0) + ' %'].map(text => el('td', {}, text)))))));
  }

  draw(g, plot) {
    const scales = plot.scales(), colours = {};
    for (const [state, name] of Object.entries(COLOURS)) colours[state] = colour(name);
    const high = Math.max(2, Math.min(20, Math.abs(scales.y(0) - scales.y(1)) * 0.76));
    if (this.bars.length === 0) saying(g, plot, 'No trial has begun yet.');
    let lastX = [], lastState = [];
    for (const bar of this.bars) {
      const a = scales.x((bar.from - this.begin) / this.size), b = scales.x((bar.to - this.begin) / this.size);
      const state = this.study.state(bar.row), width = Math.max(1, b - a - 0.5);
      if (b < 0 || a > plot.width || (b < (lastX[bar.lane] || -1) && lastState[bar.lane] === state)) continue;
      g.fillStyle = colours[state] || colour('line');
      g.fillRect(a, scales.y(bar.lane) - high / 2, width, high);
      for (const [from, to] of this.measured.get(bar.row) || []) {
        const begun = scales.x((from - this.begin) / this.size);
        g.fillStyle = colour('ink');
        g.fillRect(begun, scales.y(bar.lane) - high / 8, Math.max(1, scales.x((to - this.begin) / this.size) - begun), high / 4);
      }
      lastX[bar.lane] = Math.floor(a) + 1;
      lastState[bar.lane] = state;
    }
  }

  find(px, py) {
    const [x, y] = this.plot.at(px, py), at = this.begin + x * this.size, lane = Math.round(y);
    return this.bars.find(bar => bar.lane === lane && bar.from <= at && bar.to >= at);
  }

  hover(px, py, event) {
    const bar = event ? this.find(px, py) : null;
    this.tip.hidden = !bar;
    if (!bar) return;
    replace(this.tip, el('b', {}, 'trial ' + bar.row), ' ' + STATES[this.study.state(bar.row)].toLowerCase(), el('div', {}, duration(bar.to - bar.from)),
      (this.measured.get(bar.row) || []).map(([from, to]) => el('div', {}, 'measuring ' + duration(to - from))));
    this.tip.style.left = Math.min(px + 14, this.plot.width - 180) + 'px';
    this.tip.style.top = py + 'px';
  }
}
