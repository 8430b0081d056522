// What of a study is shown, selected, pinned and open: shared by all views.

import { parse } from './filter.js';
import { COMPLETE, FEASIBLE, FRONT } from './format.js';

export class Choice extends EventTarget {
  constructor(study) {
    super();
    this.study = study;
    this.states = new Set([0, 1, 2, 3, 4]);
    this.feasibleOnly = false;
    this.frontOnly = false;
    this.text = '';
    this.error = '';
    this.test = null;
    this.parsed = null;
    this.selected = null;
    this.pinned = [];
    this.open = -1;
    this.mask = new Uint8Array(0);
    this.count = 0;
    study.addEventListener('change', () => { this.recount(); this.tell('rows'); });
    this.recount();
  }

  tell(what) { this.dispatchEvent(new CustomEvent('change', { detail: what })); }

  /** Works out which rows pass; those that are brushed are asked for apart. */
  recount() {
    const { study } = this;
    if (this.mask.length < study.rows) this.mask = new Uint8Array(Math.ceil(study.rows * 1.3) + 64);
    if (this.parsed) this.test = this.parsed.test();
    const states = study.columns.get('state').values, flags = study.columns.get('flags').values;
    const must = (this.feasibleOnly ? FEASIBLE : 0) | (this.frontOnly ? FRONT : 0);
    let count = 0;
    for (let row = 0; row < study.rows; row++) {
      // what is not complete yet breaks no constraint
      const needed = states[row] === COMPLETE ? must : must & FRONT;
      const pass = this.states.has(states[row]) && (flags[row] & needed) === needed && (!this.test || this.test(row));
      this.mask[row] = pass ? 1 : 0;
      count += pass ? 1 : 0;
    }
    this.count = count;
    if (this.selected && this.selected.length < study.rows) {
      const more = new Uint8Array(this.mask.length);
      more.set(this.selected);
      this.selected = more;
    }
  }

  async filter(text) {
    this.text = text;
    try {
      const parsed = text.trim() ? parse(text, this.study) : null;
      if (parsed) { await this.study.need(parsed.ids); parsed.test(); }
      if (this.text !== text) return;
      this.parsed = parsed;
      this.test = null;
      this.error = '';
    } catch (wrong) {
      this.error = wrong.message;
    }
    this.recount();
    this.tell('filter');
  }

  set(property, value) { this[property] = value; this.recount(); this.tell('filter'); }

  toggleState(state, on) {
    if (on) this.states.add(state); else this.states.delete(state);
    this.recount();
    this.tell('filter');
  }

  passes(row) { return this.mask[row] === 1; }
  isSelected(row) { return this.selected !== null && this.selected[row] === 1; }

  /** Selects the rows that pass a test and the filter; null for none. */
  select(test) {
    this.selected = null;
    this.selectedCount = 0;
    if (test) {
      this.selected = new Uint8Array(this.mask.length);
      for (let row = 0; row < this.study.rows; row++) {
        if (this.mask[row] && test(row)) { this.selected[row] = 1; this.selectedCount++; }
      }
    }
    this.tell('selection');
  }

  pin(row) {
    this.pinned = this.pinned.includes(row) ? this.pinned.filter(other => other !== row) : [...this.pinned, row].slice(-8);
    this.tell('pinned');
  }

  show(row) { this.open = row; this.tell('open'); }

  /** Rows of the front that pass. */
  front() {
    const flags = this.study.columns.get('flags').values, rows = [];
    for (let row = 0; row < this.study.rows; row++) if (this.mask[row] && flags[row] & FRONT) rows.push(row);
    return rows;
  }
}
