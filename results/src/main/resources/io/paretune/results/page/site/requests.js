// What may be asked of a study where the page has a token: a note at a trial, a trial like it, a stop.

import * as api from './api.js';
import { el } from './dom.js';

/** A button that asks for something and says what came of it. */
function asking(words, path, body, done) {
  const said = el('span', { role: 'status', className: 'note' });
  return [el('button', { type: 'button', onclick: async () => {
    try { await api.ask(path, body()); said.textContent = ' ' + done; } catch (refused) { said.textContent = ' ' + refused.message; }
  } }, words), said];
}

export function stopButton(study) {
  return el('span', { id: 'stop', hidden: true }, asking('stop the run', study.path + '/stop', () => 'stop', 'asked for: running trials finish'));
}

/** The note at a trial: to be read, or written where that may be asked. */
export function note(study, trial) {
  const text = study.facts['note.' + trial.trial] || '';
  if (!study.mayAsk) return text ? el('div', {}, el('h3', {}, 'Note'), el('p', { className: 'written' }, text)) : null;
  const box = el('textarea', { rows: 2, maxLength: 4000, value: text, 'aria-label': 'note at trial ' + trial.trial });
  return el('div', {}, el('h3', {}, 'Note'), box, el('p', {}, asking('keep the note', study.path + '/trials/' + trial.trial + '/note', () => box.value || ' ', 'kept')));
}

/** A trial like one that is there, with some values changed. */
export function another(study, trial) {
  if (!study.mayAsk || !study.meta.isRun || !study.meta.running) return null;
  const inputs = new Map(Object.entries(trial.parameters).map(([name, value]) => [name, field(study, name, value)]));
  const body = () => JSON.stringify(Object.fromEntries([...inputs].map(([name, input]) => [name, JSON.parse(input.value)])));
  return el('details', {}, el('summary', {}, 'Try one like it'),
    el('div', { className: 'fields' }, [...inputs].map(([name, input]) => el('label', { className: 'field' }, name, input))),
    el('p', {}, asking('enqueue it', study.path + '/enqueue', body, 'enqueued: it goes before what the sampler proposes')));
}

/** Values are JSON, so that a text of digits stays a text. */
function field(study, name, value) {
  const { domain } = study.named(name) || {};
  if (!domain || !domain.choice) return el('input', { type: 'number', step: 'any', value: String(value) });
  const box = el('select', {});
  for (const option of domain.choice) box.append(new Option(String(option), JSON.stringify(option), option === value, option === value));
  return box;
}
