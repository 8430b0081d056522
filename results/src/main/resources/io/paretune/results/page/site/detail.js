// All of one trial, beside the rest of the page.

import * as api from './api.js';
import { el, replace, copyButton } from './dom.js';
import { number, duration, moment, FRONT, CAVEATS, ELSEWHERE } from './format.js';
import { answers } from './answers.js';
import { lines, forget } from './charts.js';
import { another, note } from './requests.js';

export class Detail {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.node = el('aside', { className: 'detail', hidden: true, 'aria-label': 'one trial' });
    this.row = -1;
    this.opened = new Set();
    choice.addEventListener('change', event => {
      if (event.detail === 'open') this.open(choice.open);
      else if (event.detail === 'rows' && this.row >= 0 && this.live) this.open(this.row);
    });
    document.addEventListener('keydown', event => { if (event.key === 'Escape' && this.row >= 0) choice.show(-1); });
  }

  async open(row) {
    const moved = row !== this.row;
    this.row = row;
    this.node.hidden = row < 0;
    document.body.classList.toggle('with-detail', row >= 0);
    if (row < 0) return;
    if (moved) replace(this.node, el('p', { className: 'note' }, 'Reading trial ' + row + ' ...'));
    try {
      const trial = await api.json(this.study.path + '/trials/' + row);
      if (this.row === row) this.show(trial);
    } catch (refused) {
      if (this.row === row) replace(this.node, this.head(row), el('p', { className: 'flag' }, refused.message));
    }
  }

  head(row) {
    return el('div', { className: 'detail-head' }, el('h2', {}, 'Trial ' + row),
      el('button', { type: 'button', onclick: () => this.choice.pin(row) }, this.choice.pinned.includes(row) ? 'unpin' : 'pin'),
      el('button', { type: 'button', onclick: () => this.choice.show(-1), 'aria-label': 'close' }, '\u00d7'));
  }

  show(trial) {
    const { study } = this, flags = trial.trial < study.rows ? study.flags(trial.trial) : 0;
    this.live = trial.state === 'RUNNING' || trial.state === 'WAITING';
    const span = trial.finishedAt ? new Date(trial.finishedAt) - new Date(trial.startedAt) : trial.startedAt ? Date.now() - new Date(trial.startedAt) : NaN;
    const names = study.objectives.map(o => o.name);
    const objectives = Object.entries(trial.metrics).filter(([name]) => names.includes(name));
    const others = Object.entries(trial.metrics).filter(([name]) => !names.includes(name));
    forget(this.node);
    replace(this.node, this.head(trial.trial),
      el('p', {}, trial.state.toLowerCase() + (flags & FRONT ? ', on the front' : '') + ', proposed by ' + trial.sampler
        + (trial.attempts > 1 ? ', attempt ' + trial.attempts : '') + (this.live ? ', for ' : ', took ') + duration(span)),
      trial.reason ? el('p', { className: 'flag' }, trial.reason) : null,
      caveats(trial).map(([text, names]) => el('p', { className: 'flag small' }, names.slice(0, 2).join(', ') + (names.length > 2 ? ' and ' + (names.length - 2) + ' more' : '') + ': ' + text)),
      CAVEATS.filter(([bit]) => flags & bit & ELSEWHERE).map(([, words]) => el('p', { className: 'flag' }, words)),
      this.files(trial),
      note(study, trial),
      section('Objectives', objectives, name => study.title((study.named(name) || {}).id || name)),
      curve(trial, study),
      this.part('The network', trial.file && trial.file.endsWith('.onnx') ? 'layers' : null, trial, layers),
      this.part('Where its time goes', trial.file && trial.file.endsWith('.onnx') && !api.isReport ? 'blocks' : null, trial, blocks),
      this.part('Timed runs', trial.provenance['artifact.latency-samples'] ? 'timing' : null, trial, timing),
      section('Parameters', Object.entries(trial.parameters)),
      another(study, trial),
      section('Further figures', others),
      section('Known before the end', Object.entries(trial.declared)),
      answers(trial),
      section('How the figures came about', Object.entries(trial.provenance).filter(([name]) => name !== 'test-split.answers' && !name.startsWith('caveat.'))),
      el('p', { className: 'note' }, 'begun ' + (trial.startedAt ? moment(new Date(trial.startedAt)) : '\u2013') + (trial.finishedAt ? ', ended ' + moment(new Date(trial.finishedAt)) : '')));
  }

  /** A part that is asked for when it is opened. */
  part(title, what, trial, draw) {
    if (!what || !this.study.meta.isRun) return null;
    const body = el('div', {}, el('p', { className: 'note' }, 'Reading ...'));
    const open = this.opened.has(what), read = () => api.json(this.study.path + '/trials/' + trial.trial + '/' + what)
      .then(answer => draw(body, answer), refused => replace(body, el('p', { className: 'flag' }, refused.message)));
    if (open) read();
    return el('details', { open, ontoggle: event => {
      if (event.target.open && !this.opened.has(what)) { this.opened.add(what); read(); }
      if (!event.target.open) this.opened.delete(what);
    } }, el('summary', {}, title), body);
  }

  files(trial) {
    if (!trial.file) return null;
    return el('p', { className: 'controls' },
      el('a', { className: 'button', href: this.study.path + '/trials/' + trial.trial + '/file', download: trial.file }, 'take ' + trial.file),
      copyButton(trial.command, 'copy the command'), el('code', { title: trial.command, tabIndex: 0 }, trial.command));
  }
}

/** Why figures must be read with care: figures of one measurement share their reason. */
function caveats(trial) {
  const byText = new Map();
  for (const [name, text] of Object.entries(trial.provenance)) {
    if (name.startsWith('caveat.')) byText.set(text, [...(byText.get(text) || []), name.slice(7)]);
  }
  return [...byText];
}

function section(title, entries, name) {
  if (entries.length === 0) return null;
  const most = 300;
  return el('div', {}, el('h3', {}, title), el('dl', {}, entries.slice(0, most).map(([key, value]) => [
    el('dt', {}, name ? name(key) : key), el('dd', {}, typeof value === 'number' ? number(value) : String(value))])),
  entries.length > most ? el('p', { className: 'note' }, 'and ' + (entries.length - most) + ' more') : null);
}

function curve(trial, study) {
  if (trial.reports.length < 2) return null;
  const host = el('div', { className: 'small-chart' });
  requestAnimationFrame(() => lines(host, {
    x: 'step', y: study.objectives[0].name, series: [{ name: 'trial ' + trial.trial, points: trial.reports }] }));
  return el('div', {}, el('h3', {}, 'While it ran'), host);
}

/** The layers that have weights, block by block: their shapes and bits, and how the weights are shared out. */
function layers(body, answer) {
  const most = Math.max(1, ...answer.layers.map(layer => layer.weights));
  let block = null;
  const rows = answer.layers.flatMap(layer => {
    const dot = layer.name.lastIndexOf('.'), of = dot < 0 ? layer.name : layer.name.slice(0, dot), name = dot < 0 ? '' : layer.name.slice(dot + 1);
    const head = of === block ? [] : [el('tr', {}, el('th', { colSpan: 4, scope: 'colgroup' }, of))];
    block = of;
    const bar = el('span', { className: 'weight-bar b' + layer.bits });
    bar.style.width = Math.max(1, Math.round(100 * Math.sqrt(layer.weights / most))) + 'px';
    return [...head, el('tr', {}, el('td', {}, (name || layer.kind) + ' '), el('td', { className: 'number' }, layer.shape.join('\u00d7')),
      el('td', { className: 'number' }, layer.bits + ' bit'), el('td', {}, bar, ' ' + layer.weights.toLocaleString('en')))];
  });
  replace(body, el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'layers' }, rows)), el('p', { className: 'note' },
    'Weights as stored (outputs \u00d7 inputs \u00d7 kernel); bars by the square root of their number, narrow ones in fewer bits. Beside them: '
    + Object.entries(answer.operators).map(([kind, count]) => count + ' ' + kind).join(', ') + '.'));
}

/** Each block's share of a run's time, by the engine's own profiler. */
function blocks(body, answer) {
  const all = answer.blocks.reduce((sum, block) => sum + block.micros, 0) || 1, most = Math.max(1e-9, ...answer.blocks.map(block => block.micros));
  replace(body, el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'layers' }, answer.blocks.map(block => {
    const bar = el('span', { className: 'weight-bar' });
    bar.style.width = Math.max(1, Math.round(120 * block.micros / most)) + 'px';
    return el('tr', {}, el('td', {}, block.name), el('td', { className: 'number' }, (100 * block.micros / all).toFixed(1) + ' %'),
      el('td', { className: 'number' }, number(block.micros) + ' \u00b5s'), el('td', {}, bar));
  }))), el('p', { className: 'note' }, 'By ONNX Runtime\u2019s profiler, on the machine that serves this page, under ' + answer.profile + ', from ' + answer.runs + ' runs; its clock counts whole microseconds, so shares of small blocks are rough. '
    + 'What the engine adds stands under its operator. It ran on made-up values of the full size: a network for texts on its longest ones, where the latency is that of a text as long as half of the others, so that only the shares can be compared.'));
}

/** How long each timed run took, attempt by attempt: as a histogram, rejected ones apart. */
function timing(body, answer) {
  const all = answer.attempts.flatMap(attempt => attempt.ms).sort((a, b) => a - b);
  const low = all[0], high = all[Math.floor(all.length * 0.99)], bins = 40, width = (high - low) / bins || 1;
  const series = answer.attempts.map((attempt, i) => {
    const counts = new Array(bins).fill(0);
    for (const ms of attempt.ms) if (ms <= high) counts[Math.min(bins - 1, Math.floor((ms - low) / width))]++;
    return { name: 'attempt ' + (i + 1) + (attempt.accepted ? '' : ' (rejected)'), step: 'middle', area: attempt.accepted, color: attempt.accepted ? 'front' : 'other',
      points: counts.map((count, at) => [low + (at + 0.5) * width, count / attempt.ms.length]) };
  });
  const host = el('div', { className: 'small-chart' });
  replace(body, host, el('p', { className: 'note' }, 'Share of the runs by milliseconds, up to the 99th percentile.'), answer.attempts.map((attempt, i) =>
    el('p', { className: attempt.accepted ? 'note' : 'flag' }, 'attempt ' + (i + 1) + ': ' + attempt.runs + ' runs' + (attempt.accepted ? ', accepted' : ', rejected: ' + attempt.reasons.join('; ')))));
  requestAnimationFrame(() => lines(host, { x: 'ms', y: 'share', minY: 0, series }));
}
