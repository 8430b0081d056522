// How what all trials need was made before the first of them, if something was.

import { el, replace } from './dom.js';
import { lines } from './charts.js';

export class Preparation {
  constructor(study) {
    this.study = study;
    this.node = el('section', { className: 'card', hidden: true });
  }

  refresh() {
    const state = this.study.facts.preparation;
    const curves = Object.entries(this.study.facts).filter(([name]) => name.startsWith('preparation.curve'));
    const drawn = JSON.stringify([state, curves]);
    this.node.hidden = !state;
    if (this.node.hidden || this.drawn === drawn) return;
    this.drawn = drawn;
    replace(this.node, el('h2', {}, 'Preparation'), el('p', {}, state), curves.map(([name, text]) => course(name, text)));
  }
}

function course(name, text) {
  let points = [];
  try { points = JSON.parse(text).points || []; } catch { /* cut off: the words are enough */ }
  if (points.length < 2) return null;
  const names = [...new Set(points.flatMap(point => Object.keys(point.figures || {})))];
  const host = el('div', { className: 'chart' });
  lines(host, { x: 'epoch', y: '', series: names.slice(0, 8).map(figure => ({
    name: figure, points: points.filter(point => point.figures && typeof point.figures[figure] === 'number').map(point => [point.step, point.figures[figure]]) })) });
  return el('div', {}, el('h3', {}, name.replace('preparation.curve.', '')), host);
}
