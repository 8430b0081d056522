// All trials in a table that makes only the rows that are seen.

import { el, replace, check, perFrame } from './dom.js';
import { Study } from './study.js';
import { number, duration, STATES, FRONT, CAVEATS, COMPLETE } from './format.js';

const HEIGHT = 26;

/** Higher elements than this are cut by browsers: rows are then placed by share of the way. */
const HIGHEST = 12e6;

const MOST_LISTED = 200;

export class TrialTable {
  constructor(study, choice) {
    this.study = study;
    this.choice = choice;
    this.sort = { id: 'order', down: true };
    this.shown = ['trial', 'state', ...study.objectives.map(o => o.id), 'duration', ...study.parameters.slice(0, 8).map(p => p.id)];
    this.order = new Uint32Array(0);
    this.length = 0;
    this.focus = -1;
    this.node = el('section', { className: 'card' });
    this.filterBox = el('input', { type: 'search', className: 'filter', placeholder: 'filter, for instance: ' + example(study),
      'aria-label': 'filter of trials', spellcheck: false, oninput: event => this.typed(event.target.value) });
    this.wrong = el('span', { className: 'flag' });
    this.chips = el('div', { className: 'controls' });
    this.chooser = el('div', { className: 'chooser', hidden: true });
    this.head = el('div', { className: 'row head', role: 'row' });
    this.body = el('div', { className: 'rows' });
    this.scroller = el('div', { className: 'scroller', tabIndex: 0, role: 'grid', 'aria-label': 'trials', onscroll: perFrame(() => this.draw()), onkeydown: event => this.key(event) },
      this.head, this.body);
    this.said = el('p', { className: 'note' });
    this.node.append(el('h2', {}, 'Trials'), el('div', { className: 'controls' }, this.filterBox, this.wrong), this.chips, this.chooser, this.scroller, this.said);
    let pause = 0;
    choice.addEventListener('change', event => {
      if (event.detail === 'open' || event.detail === 'pinned') { this.draw(); return; }
      if (event.detail !== 'rows') { this.refresh(); return; }
      // a running study changes the order once a second at most
      if (!pause) pause = setTimeout(() => { pause = 0; this.refresh(); }, 900);
    });
    new ResizeObserver(() => this.draw()).observe(this.scroller);
    this.ready = this.load();
  }

  async load() {
    this.offer();
    this.refresh();
    // the others come after what is seen first
    await this.study.need(this.shown.filter(id => id !== 'state'));
    this.offer();
    this.draw();
  }

  typed(text) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.choice.filter(text).then(() => { this.wrong.textContent = this.choice.error; }), 150);
  }

  offer() {
    const { choice, study } = this;
    replace(this.chips,
      STATES.map((name, state) => check(name.toLowerCase(), choice.states.has(state), on => choice.toggleState(state, on))),
      check('feasible only', choice.feasibleOnly, on => choice.set('feasibleOnly', on)),
      check('front only', choice.frontOnly, on => choice.set('frontOnly', on)),
      el('button', { type: 'button', 'aria-expanded': 'false', onclick: event => {
        this.chooser.hidden = !this.chooser.hidden;
        event.target.setAttribute('aria-expanded', String(!this.chooser.hidden));
        if (!this.chooser.hidden) this.choose('');
      } }, 'columns ...'));
    replace(this.head, el('span', { className: 'cell mark', role: 'columnheader', title: 'the mark pins a trial for comparison' }, 'pin'), this.shown.map(id => {
      const sorted = this.sort.id === id ? (this.sort.down ? 'descending' : 'ascending') : 'none';
      return el('span', { className: 'cell' + (study.isNumber(id) ? ' number' : ''), role: 'columnheader', 'aria-sort': sorted, title: study.title(id) },
        el('button', { type: 'button', onclick: () => this.sortBy(id) }, study.title(id) + (sorted === 'none' ? '' : this.sort.down ? ' \u25be' : ' \u25b4')));
    }));
    this.head.style.width = this.width() + 'px';
  }

  width() { return 46 + this.shown.length * 118; }

  choose(text) {
    const lower = text.toLowerCase(), all = this.study.allColumns(), fit = all.filter(column => column.name.toLowerCase().includes(lower));
    const list = el('div', { className: 'list' }, fit.slice(0, MOST_LISTED).map(column => check(column.name, this.shown.includes(column.id), on => {
      this.shown = on ? [...this.shown, column.id] : this.shown.filter(id => id !== column.id);
      this.load();
    })), fit.length > MOST_LISTED ? el('p', { className: 'note' }, (fit.length - MOST_LISTED) + ' more: type a part of the name') : null);
    if (this.chooser.firstChild) { this.chooser.lastChild.replaceWith(list); return; }
    replace(this.chooser, el('input', { type: 'search', placeholder: 'part of a column\u2019s name', 'aria-label': 'part of a column\u2019s name', oninput: event => this.choose(event.target.value) }), list);
  }

  sortBy(id) {
    this.sort = { id, down: this.sort.id === id ? !this.sort.down : this.study.isNumber(id) };
    this.study.need(id === 'state' ? [] : [id]).then(() => { this.offer(); this.refresh(); });
  }

  /** Walks all rows in the order that was asked for, and keeps those that pass. */
  refresh() {
    const { study, choice } = this, sorted = this.inOrder();
    if (this.order.length < study.rows) this.order = new Uint32Array(Math.ceil(study.rows * 1.3) + 64);
    let length = 0;
    for (const row of sorted) if (choice.mask[row] && (!choice.selected || choice.selected[row])) this.order[length++] = row;
    this.length = length;
    this.draw();
  }

  /** All rows, sorted once for a column and a version of the study; what has no value comes last either way. */
  inOrder() {
    const { study, sort } = this, mark = [sort.id, sort.down, study.version, study.rows].join();
    if (this.sortedMark === mark) return this.sorted;
    this.sortedMark = mark;
    const rows = this.sorted = Uint32Array.from({ length: study.rows }, (_, row) => row), sign = sort.down ? -1 : 1;
    const column = study.columns.get(sort.id);
    let keys;
    if (column && column.type === 'u32') {
      const ranks = new Float64Array(column.texts.length);
      column.texts.map((text, i) => [text, i]).sort((a, b) => a[0] < b[0] ? -1 : 1).forEach(([text, i], rank) => { ranks[i] = text === '' ? NaN : rank; });
      keys = row => ranks[column.values[row]];
    } else keys = study.reader(sort.id);
    const known = new Float64Array(study.rows);
    for (const row of rows) { const key = keys(row); known[row] = Number.isNaN(key) ? Infinity : sign * key; }
    // those that have not ended yet are what one looks for first
    if (sort.id === 'order') for (const row of rows) if (Number.isNaN(keys(row))) known[row] = sort.down ? -Infinity : Infinity;
    if (sort.id === 'trial') { if (sort.down) rows.reverse(); return rows; }
    return rows.sort((a, b) => known[a] - known[b] || (sort.down ? b - a : a - b));
  }

  draw() {
    const { length } = this, full = length * HEIGHT, height = Math.min(full, HIGHEST);
    this.body.style.height = height + 'px';
    this.body.style.width = this.width() + 'px';
    const seen = Math.ceil(this.scroller.clientHeight / HEIGHT) + 1, top = Math.max(0, this.scroller.scrollTop);
    const share = height > 0 && full > height ? top / Math.max(1, height - this.scroller.clientHeight) : null;
    const first = share === null ? Math.floor(top / HEIGHT) : Math.floor(share * Math.max(0, length - seen + 1));
    const begin = Math.max(0, Math.min(first, length - seen)), nodes = [];
    for (let i = begin; i < Math.min(length, begin + seen); i++) {
      const node = this.row(this.order[i], i);
      node.style.top = (share === null ? i * HEIGHT : top + (i - begin) * HEIGHT) + 'px';
      nodes.push(node);
    }
    replace(this.body, nodes);
    this.scroller.setAttribute('aria-rowcount', String(length));
    this.said.textContent = length.toLocaleString('en') + ' of ' + this.study.rows.toLocaleString('en') + ' trials'
      + (this.choice.selected ? ' (selected in a chart)' : '') + '. Click a row for all of it; the mark in front pins it for comparison.';
  }

  row(row, i) {
    const { study, choice } = this, flags = study.flags(row);
    const caveats = CAVEATS.filter(([bit]) => flags & bit).map(([, words]) => words).join('; ');
    const place = choice.pinned.indexOf(row);
    return el('div', { className: 'row' + (choice.open === row ? ' open' : '') + (flags & FRONT ? ' member' : '') + (this.focus === i ? ' focus' : ''), role: 'row',
      'aria-rowindex': String(i + 1), onclick: () => { this.focus = i; choice.show(row); } },
    el('span', { className: 'cell mark', role: 'gridcell' },
      el('button', { type: 'button', className: 'pin' + (place >= 0 ? ' on' : ''), 'aria-pressed': String(place >= 0), 'aria-label': 'pin trial ' + row,
        onclick: event => { event.stopPropagation(); choice.pin(row); } }, place >= 0 ? 'ABCDEFGH'[place] : '\u25cb'),
      flags & FRONT ? el('span', { className: 'star', title: 'on the front' }, '\u25c6') : '',
      caveats ? el('span', { className: 'flag', title: caveats }, '!') : ''),
    this.shown.map(id => el('span', { className: 'cell' + (study.isNumber(id) ? ' number' : ''), role: 'gridcell' }, this.text(id, row))));
  }

  text(id, row) {
    const { study } = this;
    if (id === 'state') return STATES[this.study.state(row)].toLowerCase();
    if (id === 'trial') return String(row);
    if (!Study.behind(id).every(one => study.columns.has(one))) return '\u2026';
    if (id === 'duration') return duration(this.study.value(id, row) * 1000);
    const value = this.study.shown(id, row);
    return typeof value === 'string' ? value : number(value);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 12, PageUp: -12 }[event.key];
    if (step) {
      event.preventDefault();
      this.focus = Math.max(0, Math.min(this.length - 1, this.focus + step));
      const top = this.focus * HEIGHT;
      if (top < this.scroller.scrollTop) this.scroller.scrollTop = top;
      else if (top > this.scroller.scrollTop + this.scroller.clientHeight - 3 * HEIGHT) this.scroller.scrollTop = top - this.scroller.clientHeight + 3 * HEIGHT;
      this.draw();
    } else if (event.key === 'Enter' && event.target === this.scroller && this.focus >= 0) this.choice.show(this.order[this.focus]);
    else if (event.key === ' ' && event.target === this.scroller && this.focus >= 0) { event.preventDefault(); this.choice.pin(this.order[this.focus]); }
  }
}

function example(study) {
  const first = study.objectives[0], p = study.parameters[0];
  return first.name + (first.direction === 'minimize' ? ' < 1' : ' > 0.9') + (p ? ' and ' + p.name + ' = ...' : '');
}
