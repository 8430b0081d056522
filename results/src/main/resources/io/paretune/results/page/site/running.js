// Trials that are being evaluated, with what they have reported so far.

import * as api from './api.js';
import { el, replace } from './dom.js';
import { duration, number, plural, RUNNING, WAITING } from './format.js';
import { lines } from './charts.js';
import { Preparation } from './preparation.js';

export class RunningView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.list = el('div', { className: 'cards' });
    this.chart = el('div', { className: 'chart', hidden: true });
    this.none = el('p', { className: 'note' }, 'No trial has reported yet.');
    this.said = el('p', { className: 'note' });
    this.preparation = new Preparation(study);
    this.now = el('section', { className: 'card' }, el('h2', {}, 'Running now'), this.said, this.list);
    this.node = el('div', {}, this.preparation.node, this.now,
      el('section', { className: 'card' }, el('h2', {}, 'Learning curves'), this.chart, this.none,
        el('p', { className: 'note' }, 'Of the running trials, beside the last that ended: the first objective as each reported it.')));
    setInterval(() => { if (this.node.isConnected && !document.hidden) this.ages(); }, 1000);
  }

  async refresh() {
    const { study } = this;
    await study.need(['started', 'step', 'last', 'attempts']);
    const running = [], ended = [];
    let waiting = 0;
    for (let row = study.rows - 1; row >= 0 && row >= study.rows - 5000; row--) {
      const state = study.state(row);
      if (state === RUNNING) running.push(row); else if (state === WAITING) waiting++;
      else if (ended.length < 12 && study.value('step', row) > 0) ended.push(row);
    }
    this.running = running;
    // a report of a study that has ended has nothing to say of it
    this.now.hidden = api.isReport && running.length === 0;
    this.said.textContent = running.length > 0 && !study.meta.running ? 'The run does not go on; these trials were cut off and will be repeated if it is resumed.' : running.length === 0 ? (study.meta.running ? 'No trial is being evaluated at this moment.' : 'The run does not go on.')
      : plural(running.length, 'trial') + ' being evaluated' + (waiting ? ', ' + waiting + ' waiting' : '') + '.';
    replace(this.list, running.slice(0, 60).map(row => el('button', { type: 'button', className: 'pick', onclick: () => this.choice.show(row) },
      el('b', {}, 'trial ' + row), el('span', { className: 'age', 'data-row': String(row) }, ''),
      el('span', {}, study.value('step', row) > 0 ? 'step ' + number(study.value('step', row)) + ', ' + study.objectives[0].name + ' ' + number(study.value('last', row))
        : 'no report yet: being built, trained to its first report, or measured'),
      study.value('attempts', row) > 1 ? el('span', { className: 'flag' }, 'attempt ' + study.value('attempts', row)) : null)));
    this.ages();
    this.preparation.refresh();
    await this.curves([...running.slice(0, 16), ...ended]);
  }

  ages() {
    if (!this.study.meta.running) return;
    for (const node of this.list.querySelectorAll('.age')) node.textContent = ' for ' + duration(Date.now() - this.study.value('started', Number(node.dataset.row)));
  }

  async curves(rows) {
    if (rows.length === 0) { this.chart.hidden = true; this.none.hidden = false; return; }
    const answer = await api.json(this.study.path + '/curves?trials=' + rows.slice(0, 40).join(','));
    const live = new Set(this.running);
    this.chart.hidden = answer.curves.every(curve => curve.points.length === 0);
    this.none.hidden = !this.chart.hidden;
    lines(this.chart, { x: 'step', y: this.study.objectives[0].name, series: answer.curves.filter(curve => curve.points.length > 0).map(curve => ({
      name: 'trial ' + curve.trial + (live.has(curve.trial) ? '' : ' (' + curve.state.toLowerCase() + ')'), points: curve.points,
      color: live.has(curve.trial) ? undefined : 'other', width: live.has(curve.trial) ? 2.6 : 1 })) });
  }
}
