// A member's answers beside the truth, as far as it was judged on the test split: classes against each other,
// figures of each class or label, or numbers over numbers.

import { el } from './dom.js';
import { number } from './format.js';
import { lines } from './charts.js';

const MOST_CLASSES = 30;

/** Columns of figures that are shares; what follows are numbers of examples. */
const SHARES = 3;

/** What a trial as JSON answered; null if it was not judged so. */
export function answers(trial) {
  let told;
  try { told = JSON.parse(trial.provenance['test-split.answers']); } catch { return null; }
  if (!told || typeof told !== 'object') return null;
  const parts = [confusion(told), oneByOne(told), scatter(told)].filter(part => part);
  const guessing = trial.provenance['test-split.guessing'];
  return parts.length === 0 ? null : el('div', {}, el('h3', {}, 'Answers on the test split'),
    guessing ? el('p', { className: 'note' }, 'Guessing gets ' + guessing + '.') : null, parts);
}

function confusion({ classes, counts }) {
  if (!Array.isArray(classes) || !Array.isArray(counts) || classes.length > MOST_CLASSES) return null;
  const most = Math.max(1, ...counts.flat());
  return el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'confusion' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'truth'), classes.map(name => el('th', { scope: 'col', title: name }, name.slice(0, 12))))),
    el('tbody', {}, counts.map((row, i) => el('tr', {}, el('th', { scope: 'row', title: classes[i] }, classes[i].slice(0, 12)), row.map((count, j) => {
      const cell = el('td', {}, count === 0 ? '' : String(count));
      cell.style.background = 'color-mix(in srgb, ' + (i === j ? 'var(--front)' : 'var(--flag)') + ' ' + Math.round(45 * count / most) + '%, transparent)';
      return cell;
    }))))));
}

function oneByOne({ each, figures }) {
  if (!Array.isArray(each) || !Array.isArray(figures)) return null;
  return el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'each' },
    el('thead', {}, el('tr', {}, ['class', 'precision', 'recall', 'F1', 'examples'].map(name => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, figures.map((row, i) => el('tr', {}, el('th', { scope: 'row' }, String(each[i])), row.map((value, j) =>
      el('td', { className: 'number' }, j < SHARES ? (100 * value).toFixed(2) + ' %' : number(value))))))));
}

function scatter({ target, points }) {
  if (!Array.isArray(points) || points.length === 0 || typeof target !== 'string') return null;
  const low = Math.min(...points.flat()), high = Math.max(...points.flat());
  const host = el('div', { className: 'small-chart' });
  lines(host, { x: 'truth', y: 'answer', gap: true, series: [
    { name: target, points2d: true, color: 'front', points }, { name: 'equal', color: 'other', silent: true, points: [[low, low], [high, high]] }] });
  return host;
}
