// How a compressed file stands beside the model as it came, on examples as they are and on corrupted ones.

import { el, replace } from './dom.js';
import * as api from './api.js';
import { number } from './format.js';

export class RobustnessCard {
  constructor(study) {
    this.study = study;
    this.node = el('section', { className: 'card', hidden: true });
  }

  async refresh() {
    if (!this.study.meta.isRun) return;
    let told;
    try { told = await api.json(this.study.path + '/robustness'); } catch { return; }
    const rows = told.conditions || [], worst = told['worst-class'];
    this.node.hidden = rows.length === 0;
    if (rows.length === 0) return;
    const share = value => value === undefined ? '' : (100 * value).toFixed(1) + ' %';
    replace(this.node, el('h2', {}, 'How robust'), el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'robust' },
      el('thead', {}, el('tr', {}, ['examples', told.metric + ' as it came', 'recommended.onnx', 'lost', 'answers changed'].map(text => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, rows.map(row => line(row.condition, [number(row['as-it-came']), number(row.recommended), number(row.lost), share(row.changed)])),
        worst ? line('worst class: ' + worst.name, [share(worst['recall-as-it-came']), share(worst['recall-recommended']), number(100 * (worst['recall-as-it-came'] - worst['recall-recommended'])), '']) : null))),
    el('p', { className: 'note' }, 'Of the file that compress chose by its limits, on ' + told.examples + ' test examples, which chose nothing. Lost is in points; changed are answers that are others than the model\u2019s own, right or wrong. Of the worst class, the recall.'));
  }
}

function line(name, cells) {
  return el('tr', {}, el('th', { scope: 'row' }, name), cells.map(text => el('td', { className: 'number' }, text)));
}
