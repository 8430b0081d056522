// How much parameters mattered; worked out by the server when first asked for.

import * as api from './api.js';
import { el, replace } from './dom.js';
import { bars } from './charts.js';

export class ImportanceView {
  constructor(study) {
    this.study = study;
    this.body = el('div', { className: 'grid wide' });
    this.node = el('section', { className: 'card' }, el('h2', {}, 'Importance'), this.body, el('p', { className: 'note' },
      'How much of an objective\u2019s variation over the whole search space each parameter accounts for, alone or with another (functional analysis of variance). It says what to look at next, not which value is best.'));
    this.text = '';
  }

  async refresh() {
    const answer = await api.json(this.study.path + '/importance');
    if (answer.state === 'working') {
      if (!this.text) replace(this.body, el('p', { className: 'note' }, 'Being worked out ...'));
      setTimeout(() => { if (this.node.isConnected) this.refresh(); }, 1000);
      return;
    }
    const text = JSON.stringify(answer);
    if (text === this.text) return;
    this.text = text;
    if (!answer.objectives || answer.objectives.length === 0) {
      replace(this.body, el('p', { className: 'note' }, answer.state === 'done' ? 'It needs at least 20 complete trials whose values differ.' : 'It cannot be told (' + answer.state + ').'));
      return;
    }
    const hosts = answer.objectives.map(() => el('div', { className: 'bars' }));
    replace(this.body, answer.objectives.map((one, i) => el('div', {}, el('h3', {}, one.objective), el('p', { className: one.explained < 0.3 ? 'flag' : 'note' },
        'From ' + one.trials + ' of ' + answer.complete + ' complete trials; the model explains ' + (100 * Math.max(0, one.explained)).toFixed(0) + ' % of what differs among trials it has not seen'
          + (one.explained < 0.3 ? ': too little for the shares to mean much' : '') + '.'), hosts[i],
      el('ul', {}, one.interactions.slice(0, 3).filter(pair => pair.share > 0.01).map(pair =>
        el('li', {}, pair.first + ' with ' + pair.second + ': ' + (100 * pair.share).toFixed(1) + ' %'))))));
    // not in a frame of their own: a page that is printed at once may have none
    await Promise.all(hosts.map((host, i) => bars(host, 'share of the variance', answer.objectives[i].parameters.slice(0, 20).map(p => ({ name: p.name, value: p.share })))));
  }
}
