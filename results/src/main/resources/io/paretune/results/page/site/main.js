// The page: which study, which view, and whether it is live.

import * as api from './api.js';
import { el, replace, select } from './dom.js';
import { plural, STATES } from './format.js';
import { Study } from './study.js';
import { Choice } from './choice.js';
import { FrontView } from './front.js';
import { TrialTable } from './table.js';
import { Compare } from './compare.js';
import { Detail } from './detail.js';
import { RunningView } from './running.js';
import { HistoryView } from './history.js';
import { ParallelView } from './parallel.js';
import { SliceView } from './slices.js';
import { ContourView } from './contours.js';
import { ImportanceView } from './importance.js';
import { TimelineView } from './timeline.js';
import { EndingsView } from './endings.js';
import { FactsView } from './facts.js';
import { SummaryView } from './summary.js';
import { Sheet, Tabs } from './layout.js';
import { stopButton } from './requests.js';
import { themeButton } from './theme.js';
import { RunsView } from './runs.js';

const VIEWS = [
  ['front', 'Front', (study, choice) => {
    const front = new FrontView(study, choice), compare = new Compare(study, choice), table = new TrialTable(study, choice);
    return { node: el('div', {}, front.node, compare.node, table.node), refresh: () => {} };
  }],
  ['summary', 'Summary', (study, choice) => new SummaryView(study, choice)],
  ['running', api.isReport ? 'Training' : 'Running', (study, choice) => new RunningView(study, choice)],
  ['history', 'History', (study, choice) => new HistoryView(study, choice)],
  ['parallel', 'Parallel', (study, choice) => new ParallelView(study, choice)],
  ['slices', 'Slices', (study, choice) => new SliceView(study, choice)],
  ['contours', 'Contours', (study, choice) => new ContourView(study, choice)],
  ['importance', 'Importance', (study, choice) => new ImportanceView(study, choice)],
  ['timeline', 'Timeline', (study, choice) => new TimelineView(study, choice)],
  ['endings', 'Failed, pruned', (study, choice) => new EndingsView(study, choice)],
  ['facts', 'Study', (study, choice) => new FactsView(study, choice)],
  ['runs', 'Runs', study => new RunsView(studies, study)]];

const app = document.getElementById('app');
let studies = [], current = null, viewName = '', server = null, mayAsk = false;

/** The views of a page that is live, or, with what sums it up first, of a report. */
const shown = VIEWS.filter(([name]) => !api.isReport || name !== 'runs');
if (api.isReport) shown.unshift(...shown.splice(shown.findIndex(([name]) => name === 'summary'), 1));

/** What the address says after '#': study and view, so that a link leads back to both. */
function address() {
  return new URLSearchParams(location.hash.slice(1));
}

async function begin() {
  const token = address().get('token');
  if (token) {
    history.replaceState(null, '', '/');
    try { await api.showToken(token); } catch (refused) { askForToken(refused.message); return; }
  }
  try {
    await list();
  } catch (refused) {
    if (refused.status === 401) askForToken(''); else replace(app, el('p', { className: 'flag' }, 'The server does not answer: ' + refused.message));
    return;
  }
  api.follow(heard, connected => document.body.classList.toggle('cut-off', !connected));
  window.addEventListener('hashchange', () => go());
  await go();
}

async function list() {
  const answer = await api.json('/api/studies');
  server = answer.server;
  studies = answer.studies;
  mayAsk = Boolean(answer.mayAsk);
}

function askForToken(wrong) {
  const box = el('input', { type: 'password', autocomplete: 'off', 'aria-label': 'token' });
  const show = async event => {
    event.preventDefault();
    try { await api.showToken(box.value.trim()); await begin(); } catch (refused) { askForToken(refused.message); }
  };
  replace(app, el('main', { className: 'card token' }, el('h1', {}, 'Paretune'), el('p', {}, 'This page asks for the token that its server was started with.'),
    el('form', { onsubmit: show }, box, ' ', el('button', {}, 'show it')), wrong ? el('p', { className: 'flag' }, wrong) : null));
  box.focus();
}

async function go() {
  if (studies.length === 0) {
    replace(app, el('main', { className: 'card' }, el('h1', {}, 'Paretune'), el('p', {}, 'No study yet: the run is only starting. This page goes on by itself.')));
    return;
  }
  const asked = address(), place = Math.min(studies.length - 1, Math.max(0, Number(asked.get('study')) || 0));
  viewName = shown.some(([name]) => name === asked.get('view')) ? asked.get('view') : shown[0][0];
  // views and columns of the other study are let go at once
  if (current && current.study.place !== place) { location.reload(); return; }
  if (!current) {
    const study = new Study(place);
    study.mayAsk = mayAsk;
    replace(app, el('p', { className: 'note' }, 'Reading ' + studies[place].name + ' ...'));
    await study.load();
    const choice = new Choice(study);
    current = { study, choice, detail: new Detail(study, choice) };
    frame();
    current.layout = new (api.isReport ? Sheet : Tabs)(document.getElementById('view'), shown.map(([name, title, make]) => ({ name, title, make: () => make(study, choice) })));
    const trial = asked.get('trial');
    if (trial !== null && Number(trial) < study.rows) choice.show(Number(trial));
  }
  show(asked.has('view'));
}

function frame() {
  const { study, detail } = current;
  const heading = el('div', {}, el('h1', {}, studies[study.place].name), el('p', { className: 'sentence', id: 'sentence' }));
  const more = studies.length > 1
    ? select('study', studies.map((s, i) => [String(i), s.name + ' \u2013 ' + s.path]), String(study.place), value => { location.hash = 'study=' + value + '&view=' + viewName; }) : null;
  const nav = el('nav', { 'aria-label': 'views' }, shown.map(([name, title]) =>
    el('a', { href: '#study=' + study.place + '&view=' + name, id: 'view-' + name, hidden: name === 'runs' && studies.length < 2 }, title)));
  replace(app, el('header', {}, heading, el('div', { className: 'right' }, more, mayAsk ? stopButton(study) : null, el('span', { id: 'live', className: 'live', role: 'status', hidden: api.isReport }), themeButton())), nav,
    el('main', { id: 'view' }), detail.node, el('footer', { className: 'note' }, 'Made by Paretune. Charts by Apache ECharts (Apache-2.0; with ZRender, BSD-3-Clause).'));
  document.title = studies[study.place].name + ' \u2013 Paretune';
  said();
}

function said() {
  const { study } = current, meta = study.meta;
  const counts = STATES.filter(state => meta.counts[state]).map(state => meta.counts[state].toLocaleString('en') + ' ' + state.toLowerCase());
  document.getElementById('sentence').textContent = (meta.complete ? '' : 'Still reading: ') + plural(meta.trials, 'trial') + (counts.length ? ' (' + counts.join(', ') + ')' : '')
    + ', ' + meta.front.toLocaleString('en') + ' on the front; ' + study.objectives.map(o => o.direction + ' ' + o.name).join(', ')
    + (study.facts.ended && !meta.running ? '; ended: ' + study.facts.ended : '') + '.';
  const live = document.getElementById('live');
  live.textContent = meta.running ? 'running' : 'not running';
  live.classList.toggle('on', meta.running);
  if (mayAsk) document.getElementById('stop').hidden = !meta.running || !meta.isRun;
  const running = document.getElementById('view-running');
  if (!api.isReport) running.textContent = 'Running' + (meta.counts.RUNNING ? ' (' + meta.counts.RUNNING + ')' : '');
}

function show(asked) {
  // on a narrow page one trial covers the views
  if (innerWidth < 900 && current.seen && current.choice.open >= 0) current.choice.show(-1);
  current.seen = true;
  for (const [name] of shown) document.getElementById('view-' + name).toggleAttribute('aria-current', name === viewName);
  current.layout.show(viewName, asked);
}

/** One update at a time; what is heard meanwhile is looked at after it. */
let reading = false, latest = null;
async function heard(state) {
  latest = state;
  if (reading) return;
  reading = true;
  try {
    while (latest) {
      const now = latest;
      latest = null;
      if (server !== now.server) { location.reload(); return; }
      if (now.versions.length !== studies.length) {
        const first = studies.length === 0;
        await list();
        if (first) await go();
      } else if (current && now.versions[current.study.place] !== current.study.meta.version) {
        await current.study.update();
        said();
        current.layout.refresh();
      }
    }
  } catch (refused) {
    if (refused.status === 401) askForToken('');
    else setTimeout(() => heard(state), 2000);
  } finally {
    reading = false;
  }
}

begin();
