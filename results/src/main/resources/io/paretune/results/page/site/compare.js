// Pinned trials side by side; what differs is marked.

import { el, replace } from './dom.js';
import { number, STATES } from './format.js';

const MOST = 400;

export class Compare {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.onlyDifferent = true;
    this.node = el('section', { className: 'card', hidden: true });
    choice.addEventListener('change', event => { if (event.detail === 'pinned' || event.detail === 'rows') this.refresh(); });
  }

  async refresh() {
    const { study, choice } = this, rows = choice.pinned;
    this.node.hidden = rows.length === 0;
    if (rows.length === 0) return;
    const columns = [...study.objectives, study.column('duration'), ...study.metrics.slice(study.objectives.length), ...study.parameters].slice(0, MOST);
    // in portions: a request names 80 columns at most
    for (let i = 0; i < columns.length; i += 60) await study.need(columns.slice(i, i + 60).map(column => column.id));
    if (rows !== choice.pinned) return;
    const lines = [];
    for (const column of columns) {
      const values = rows.map(row => study.shown(column.id, row));
      const texts = values.map(value => typeof value === 'string' ? value : number(value));
      const different = texts.some(text => text !== texts[0]);
      if (texts.every(text => text === '\u2013' || text === '') || (this.onlyDifferent && !different && column.kind === 'parameter')) continue;
      const best = column.direction && different ? (column.direction === 'minimize' ? Math.min(...values) : Math.max(...values)) : null;
      lines.push(el('tr', { className: different ? 'different' : '' }, el('th', { scope: 'row' }, study.title(column.id)),
        values.map((value, i) => el('td', { className: 'number' + (best !== null && value === best ? ' best' : '') }, texts[i]))));
    }
    replace(this.node, el('h2', {}, 'Compared'), el('label', { className: 'check' }, el('input', { type: 'checkbox', checked: this.onlyDifferent,
      onchange: event => { this.onlyDifferent = event.target.checked; this.refresh(); } }), 'only parameters that differ'), ' ',
    el('button', { type: 'button', onclick: () => { choice.pinned = []; choice.tell('pinned'); } }, 'unpin all'),
    el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'compare' }, el('thead', {}, el('tr', {}, el('td', {}), rows.map((row, i) =>
      el('th', { scope: 'col' }, el('button', { type: 'button', onclick: () => choice.show(row) }, 'ABCDEFGH'[i] + ': trial ' + row), ' ',
        el('button', { type: 'button', 'aria-label': 'unpin trial ' + row, onclick: () => choice.pin(row) }, '\u00d7'))))),
    el('tbody', {}, el('tr', {}, el('th', { scope: 'row' }, 'state'), rows.map(row => el('td', { className: 'number' }, STATES[study.state(row)].toLowerCase()))), lines))));
  }
}
