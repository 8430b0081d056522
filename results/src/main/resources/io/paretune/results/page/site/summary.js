// What somebody who decides asks first: what was searched, what is recommended and why, what it gains, how
// sure that is; and the front as a table that can be read out and printed.

import { el, replace, copyButton } from './dom.js';
import * as api from './api.js';
import { number, duration, plural, FRONT, CAVEATS } from './format.js';
import { baselineOf, recommended } from './advice.js';
import { answers } from './answers.js';
import { RobustnessCard } from './robustness.js';

const MOST_MEMBERS = 40;

/** Further figures of an objective, by what is put behind or before its name. */
const AGAIN = '.again', MEAN = '.mean', DEVIATION = '.deviation', TEST = 'test-';

export class SummaryView {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.searched = el('section', { className: 'card' });
    this.advised = el('section', { className: 'card' });
    this.members = el('section', { className: 'card' });
    this.judged = el('section', { className: 'card', hidden: true });
    this.robust = new RobustnessCard(study);
    this.node = el('div', {}, this.advised, this.searched, this.robust.node, this.members, this.judged);
  }

  async refresh() {
    const { study } = this, front = [];
    await study.need(['sampler', 'started', 'finished', ...study.objectives.flatMap(o => this.further(o)).map(c => c.id), ...study.parameters.slice(0, 200).map(p => p.id)]);
    for (let row = 0; row < study.rows; row++) if (study.flags(row) & FRONT) front.push(row);
    const first = study.reader((study.objectives.find(o => o.direction === 'minimize') || study.objectives[0]).id);
    front.sort((a, b) => first(a) - first(b));
    this.searchedIn();
    const advice = recommended(study, front);
    this.advise(advice, baselineOf(study));
    this.list(front, advice);
    await this.robust.refresh();
    await this.details(advice);
  }

  /** The columns that say how sure an objective is. */
  further(objective) {
    return ['.low', '.high', AGAIN, MEAN, DEVIATION].map(end => this.study.named(objective.name + end))
      .concat(this.study.named(TEST + objective.name)).filter(column => column);
  }

  value(objective, row, end) {
    const column = this.study.named(end === TEST ? TEST + objective.name : objective.name + end);
    return column ? this.study.value(column.id, row) : NaN;
  }

  searchedIn() {
    const { study } = this, { facts, meta } = study, { definition } = meta;
    const times = [];
    for (let row = 0; row < study.rows; row++) {
      const from = study.value('started', row), to = study.value('finished', row);
      if (from > 0 && to > 0) times.push([from, to]);
    }
    const names = definition.space.map(p => p.name);
    const machine = [facts['hardware profile'], facts['machine.cpu-model'], facts['machine.runtime'] && facts['machine.runtime'] + ' ' + (facts['machine.runtime-version'] || '')];
    const examples = ['training', 'validation', 'test'].filter(split => facts['data.' + split + '-examples']).map(split => facts['data.' + split + '-examples'] + ' for ' + split);
    const lines = [
      ['searched', plural(names.length, 'parameter') + ': ' + names.slice(0, 12).join(', ') + (names.length > 12 ? ' and ' + (names.length - 12) + ' more' : '') + (facts.family ? ' (family ' + facts.family + ')' : '')],
      ['for', definition.objectives.map(o => o.direction + ' ' + o.name + (o.unit ? ' (' + o.unit + ')' : '')).join(', ')
        + definition.constraints.map(c => '; ' + c.metric + (c.kind === 'at-most' ? ' at most ' : ' at least ') + number(c.bound)).join('')],
      ['on', [facts.data, facts.task, ...examples].filter(word => word).join(', ')],
      ['measured on', machine.filter(word => word).join(', ')],
      ['trials', meta.trials.toLocaleString('en') + (facts.sampler ? ' by ' + facts.sampler : '') + ', seed ' + definition.seed + (facts.ended ? ' (' + facts.ended + ')' : '')],
      ['took', spent(times, facts)]];
    replace(this.searched, el('h2', {}, 'What was searched'), el('dl', {}, lines.filter(([, text]) => text).map(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])));
  }

  advise(advice, baseline) {
    const { study } = this;
    if (!advice) {
      replace(this.advised, el('h2', {}, 'Recommended'), el('p', {}, 'Nothing yet: no trial is complete and within the constraints.'));
      return;
    }
    const { row } = advice, compared = baseline >= 0 && baseline !== row;
    replace(this.advised, el('h2', {}, 'Recommended: trial ' + row), el('p', {}, advice.title + ' of the front: ' + advice.why + '.'),
      el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'advised' },
        el('thead', {}, el('tr', {}, ['objective', 'trial ' + row, ...(compared ? ['baseline (trial ' + baseline + ')', 'gain'] : []), 'how sure'].map(text => el('th', { scope: 'col' }, text)))),
        el('tbody', {}, study.objectives.map(objective => el('tr', {}, el('th', { scope: 'row' }, study.title(objective.id)),
          el('td', { className: 'number' }, el('b', {}, number(study.value(objective.id, row)))),
          compared ? [el('td', { className: 'number' }, number(study.value(objective.id, baseline))), gained(objective, study.value(objective.id, row), study.value(objective.id, baseline))] : null,
          el('td', {}, this.sure(objective, row).map(line => el('div', {}, line)))))))),
      this.doubts(row),
      el('p', { className: 'note' }, compared ? 'The baseline is the best ' + study.objectives[0].name + ' among the trials that were given before the search proposed any.'
        : baseline === row ? 'It is a trial that was given before the search proposed any: the search found nothing better by this measure.' : 'No trial was given beforehand, so there is no baseline to compare with.'),
      this.taken = el('p', { className: 'controls' }, el('button', { type: 'button', className: 'screen', onclick: () => this.choice.show(row) }, 'all of trial ' + row)));
  }

  /** What is known about the doubt of a figure, a line each. */
  sure(objective, row) {
    const { study } = this, value = study.value(objective.id, row), lines = [];
    const low = this.value(objective, row, '.low'), high = this.value(objective, row, '.high');
    if (Number.isFinite(low + high)) lines.push('interval of the median ' + number(low) + ' to ' + number(high));
    const again = this.value(objective, row, AGAIN);
    if (Number.isFinite(again)) lines.push('measured again after the search: ' + number(again) + (value ? ' (' + signed(100 * (again / value - 1)) + ' %)' : ''));
    const mean = this.value(objective, row, MEAN);
    if (Number.isFinite(mean)) lines.push('over several seeds ' + number(mean) + ' \u00b1 ' + number(this.value(objective, row, DEVIATION)));
    const examples = Number(study.facts['data.validation-examples']);
    if (objective.name === 'accuracy' && examples > 0 && value >= 0 && value <= 1) {
      const [from, to] = wilson(value, examples);
      lines.push('95 % interval ' + number(from) + ' to ' + number(to) + ', from ' + examples + ' validation examples');
    }
    const test = this.value(objective, row, TEST);
    if (Number.isFinite(test)) lines.push('on the test split, which the search never saw: ' + number(test));
    return lines.length ? lines : ['a single figure: nothing is known about its doubt'];
  }

  doubts(row) {
    return CAVEATS.filter(([bit]) => this.study.flags(row) & bit).map(([, words]) => el('p', { className: 'flag' }, 'With care: ' + words + '.'));
  }

  /** The front as a table that fits a sheet: what differs of the parameters stands in one cell. */
  list(front, advice) {
    const { study } = this, tests = study.objectives.map(o => study.named(TEST + o.name)).filter(column => column);
    const differing = study.parameters.filter(p => front.some(row => study.shown(p.id, row) !== study.shown(p.id, front[0])));
    const shown = front.slice(0, MOST_MEMBERS);
    const cells = row => [...study.objectives.map(o => ranged(study.value(o.id, row), this.value(o, row, '.low'), this.value(o, row, '.high'))), ...tests.map(column => number(study.value(column.id, row)))];
    const words = row => differing.map(p => [p.name, study.shown(p.id, row)]).filter(([, value]) => value !== '' && !Number.isNaN(value)).map(([name, value]) => name + '\u00a0' + (typeof value === 'number' ? number(value) : value)).join(', ');
    replace(this.members, el('h2', {}, 'Members of the front'), front.length === 0 ? el('p', { className: 'note' }, 'None yet.') : el('div', { className: 'scroll', tabIndex: 0 }, el('table', { className: 'members' },
      el('thead', {}, el('tr', {}, ['trial', ...study.objectives.map(o => study.title(o.id)), ...tests.map(column => column.name), 'what differs'].map(text => el('th', { scope: 'col' }, text)))),
      el('tbody', {}, shown.map(row => el('tr', { className: advice && advice.row === row ? 'open' : '' },
        el('th', { scope: 'row' }, el('button', { type: 'button', onclick: () => this.choice.show(row) }, String(row)), CAVEATS.some(([bit]) => study.flags(row) & bit) ? el('span', { className: 'flag' }, ' !') : ''),
        cells(row).map(text => el('td', { className: 'number' }, text)), el('td', { className: 'words' }, words(row))))))),
    el('p', { className: 'note' }, (front.length > MOST_MEMBERS ? 'And ' + (front.length - MOST_MEMBERS) + ' more. ' : '')
      + (shown.some(row => CAVEATS.some(([bit]) => study.flags(row) & bit)) ? 'Figures of trials with ! are to be read with care: each trial\u2019s own page says why. ' : '')
      + (front.length ? 'In brackets: the interval of a figure that was measured.' : '')));
  }

  /** What the recommended trial's own record adds: its file, and its answers beside the truth. */
  async details(advice) {
    if (!advice) return;
    let trial;
    try { trial = await api.json(this.study.path + '/trials/' + advice.row); } catch { return; }
    const found = answers(trial);
    this.judged.hidden = !found;
    if (found) replace(this.judged, el('h2', {}, 'Trial ' + advice.row + ' beside the truth'), found);
    if (trial.command && this.taken && !this.taken.querySelector('code')) {
      this.taken.append(copyButton(trial.command, 'copy the command'), el('code', {}, trial.command));
    }
  }
}

/**
 * How long the trials took, and the whole run with what comes before and after them: kept of each start at its end, so it
 * is not told of a run that was killed, whose trials have run for longer than that.
 */
export function spent(times, facts) {
  const whole = 1000 * Number(facts['run.seconds']), sorted = [...times].sort((a, b) => a[0] - b[0]);
  let ran = 0, end = sorted.length ? sorted[0][0] : 0;
  for (const [from, to] of sorted) {
    ran += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  const trials = sorted.length ? end - sorted[0][0] : 0;
  return [whole > 0 && whole >= ran ? duration(whole) + ' in all' : '', trials > 0 ? duration(trials) + ' from the first trial to the last' : '',
    facts.preparation ? 'preparation: ' + facts.preparation : ''].filter(word => word).join('; ');
}

function signed(value) { return (value > 0 ? '+' : '') + number(value); }

function ranged(value, low, high) {
  return number(value) + (Number.isFinite(low + high) ? ' (' + number(low) + '\u2013' + number(high) + ')' : '');
}

/** A difference for shares, a factor for costs: as people say it. */
function gained(objective, value, baseline) {
  const better = objective.direction === 'minimize' ? value < baseline : value > baseline;
  const text = objective.direction === 'minimize' && value > 0 && baseline > 0
    ? (better ? number(baseline / value) + ' times less' : value === baseline ? 'the same' : number(value / baseline) + ' times more') : signed(value - baseline);
  return el('td', { className: 'number' + (better ? ' best' : '') }, text);
}

/** A share's interval at 95 % (Wilson 1927, doi:10.1080/01621459.1927.10502953). */
function wilson(share, n) {
  const z = 1.96, middle = (share + z * z / (2 * n)) / (1 + z * z / n);
  const half = z / (1 + z * z / n) * Math.sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return [middle - half, middle + half];
}
