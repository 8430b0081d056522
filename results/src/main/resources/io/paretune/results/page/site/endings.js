// Why trials failed or were pruned.

import { el, replace } from './dom.js';
import { FAILED, PRUNED, plural } from './format.js';

const MOST = 100;

export class EndingsView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.node = el('div', {});
  }

  async refresh() {
    await this.study.need(['reason', 'step']);
    replace(this.node, this.card('Failed', FAILED), this.card('Pruned', PRUNED));
  }

  card(title, state) {
    const { study } = this, byReason = new Map();
    for (let row = 0; row < study.rows; row++) {
      if (study.state(row) !== state) continue;
      // reasons that differ in numbers alone are of one kind
      const reason = study.shown('reason', row), kind = reason.replace(/-?\d+(\.\d+)?(e-?\d+)?/gi, '#');
      const known = byReason.get(kind);
      if (known) known.rows.push(row); else byReason.set(kind, { reason, rows: [row] });
    }
    const kinds = [...byReason.values()].sort((a, b) => b.rows.length - a.rows.length);
    return el('section', { className: 'card' }, el('h2', {}, title), kinds.length === 0 ? el('p', { className: 'note' }, 'None.')
      : el('table', { className: 'endings' }, el('thead', {}, el('tr', {}, el('th', {}, 'trials'), el('th', {}, 'reason of the first'), el('th', {}, 'which'))), el('tbody', {}, kinds.slice(0, MOST).map(kind =>
        el('tr', {}, el('td', { className: 'number' }, kind.rows.length.toLocaleString('en')), el('td', { className: 'reason' }, kind.reason || '(none given)'),
          el('td', {}, kind.rows.slice(0, 6).map(row => [el('button', { type: 'button', onclick: () => this.choice.show(row) }, String(row)), ' ']), kind.rows.length > 6 ? '\u2026' : ''))))),
    kinds.length > MOST ? el('p', { className: 'note' }, 'and ' + plural(kinds.length - MOST, 'further reason')) : null);
  }
}
