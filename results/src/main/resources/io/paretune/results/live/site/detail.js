// All of one trial, beside the rest of the page.

import * as api from './api.js';
import { el, replace, copyButton } from './dom.js';
import { number, duration, moment, FRONT, CAVEATS, RUNNING } from './format.js';
import { lines } from './charts.js';

export class Detail {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.node = el('aside', { className: 'detail', hidden: true, 'aria-label': 'one trial' });
    this.row = -1;
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
    replace(this.node, this.head(trial.trial),
      el('p', {}, trial.state.toLowerCase() + (flags & FRONT ? ', on the front' : '') + ', proposed by ' + trial.sampler
        + (trial.attempts > 1 ? ', attempt ' + trial.attempts : '') + (this.live ? ', for ' : ', took ') + duration(span)),
      trial.reason ? el('p', { className: 'flag' }, trial.reason) : null,
      CAVEATS.filter(([bit]) => flags & bit).map(([, words]) => el('p', { className: 'flag' }, words)),
      this.files(trial),
      section('Objectives', objectives, name => study.title((study.named(name) || {}).id || name)),
      curve(trial, study),
      section('Parameters', Object.entries(trial.parameters)),
      section('Further figures', others),
      section('Known before the end', Object.entries(trial.declared)),
      confusion(trial),
      section('How the figures came about', Object.entries(trial.provenance).filter(([name]) => name !== 'test-split.answers')),
      el('p', { className: 'note' }, 'begun ' + (trial.startedAt ? moment(new Date(trial.startedAt)) : '\u2013') + (trial.finishedAt ? ', ended ' + moment(new Date(trial.finishedAt)) : '')));
  }

  files(trial) {
    if (!trial.file) return null;
    return el('p', { className: 'controls' },
      el('a', { className: 'button', href: this.study.path + '/trials/' + trial.trial + '/file', download: trial.file }, 'take ' + trial.file),
      copyButton(trial.command, 'copy the command'), el('code', { title: trial.command }, trial.command));
  }
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

/** Answers beside the truth, where the trial was judged on the test split. */
function confusion(trial) {
  const text = trial.provenance['test-split.answers'];
  if (!text) return null;
  let answers;
  try { answers = JSON.parse(text); } catch { return null; }
  if (!answers.classes || !answers.counts || answers.classes.length > 30) return null;
  const most = Math.max(1, ...answers.counts.flat());
  return el('div', {}, el('h3', {}, 'Answers on the test split'), el('div', { className: 'scroll' }, el('table', { className: 'confusion' },
    el('tr', {}, el('th', {}, 'truth'), answers.classes.map(name => el('th', { title: name }, name.slice(0, 12)))),
    answers.counts.map((counts, i) => el('tr', {}, el('th', { title: answers.classes[i] }, answers.classes[i].slice(0, 12)), counts.map((count, j) => {
      const cell = el('td', {}, count === 0 ? '' : String(count));
      cell.style.background = 'color-mix(in srgb, ' + (i === j ? 'var(--front)' : 'var(--flag)') + ' ' + Math.round(60 * count / most) + '%, transparent)';
      return cell;
    }))))));
}
