// What was searched, on what, and how this page says it.

import { el, replace } from './dom.js';
import { number } from './format.js';

const MOST = 500;

export class FactsView {
  constructor(study) {
    this.study = study;
    this.node = el('div', {});
  }

  refresh() {
    const { study } = this, { definition } = study.meta;
    const facts = Object.entries(study.facts).filter(([name]) => !name.startsWith('preparation.curve'));
    replace(this.node, el('section', { className: 'card' }, el('h2', {}, 'Study'), el('dl', {},
      [...(study.meta.path ? [['directory', study.meta.path]] : []), ['seed', String(definition.seed)], ['objectives', definition.objectives.map(o => o.direction + ' ' + o.name + (o.unit ? ' (' + o.unit + ')' : '')).join(', ')],
        ['constraints', definition.constraints.map(c => c.metric + (c.kind === 'at-most' ? ' \u2264 ' : ' \u2265 ') + number(c.bound)).join(', ') || 'none'], ...facts]
        .map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]))),
    el('section', { className: 'card' }, el('h2', {}, 'Search space'), el('div', { className: 'scroll', tabIndex: 0 }, el('table', {}, el('thead', {}, el('tr', {}, el('th', {}, 'parameter'), el('th', {}, 'values'), el('th', {}, 'exists when'))),
      el('tbody', {}, definition.space.slice(0, MOST).map(p => el('tr', {}, el('td', {}, p.name), el('td', {}, domain(p.domain)), el('td', {}, p.when ? condition(p.when) : 'always')))))),
    definition.space.length > MOST ? el('p', { className: 'note' }, 'and ' + (definition.space.length - MOST) + ' more') : null));
  }
}

function domain(given) {
  const [kind, of] = Object.entries(given)[0];
  if (kind === 'choice') return 'one of ' + of.join(', ');
  return kind.replace('-', ' ') + ' ' + number(of.low) + ' to ' + number(of.high) + (of.step && of.step !== 1 ? ', step ' + number(of.step) : '');
}

/** When a parameter exists, in words. */
function condition(given) {
  const [kind, of] = Object.entries(given)[0];
  if (kind === 'all') return of.map(condition).join(' and ');
  return kind === 'at-least' ? of.parameter + ' \u2265 ' + number(of.bound) : of.parameter + ' is ' + of.values.join(' or ');
}
