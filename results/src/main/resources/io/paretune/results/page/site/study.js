// A study's columns in this tab: only those that a view has asked for, kept up to date.

import * as api from './api.js';
import { COMPLETE } from './format.js';

const ALWAYS = ['state', 'flags', 'order'];

/** What one request names at most, of 80 columns that it may. */
function portions(ids) {
  const all = [];
  for (let i = 0; i === 0 || i < ids.length; i += 60) all.push(ids.slice(i, i + 60));
  return all;
}

export class Study extends EventTarget {
  constructor(place) {
    super();
    this.place = place;
    this.path = '/api/studies/' + place;
    this.columns = new Map();
    this.rows = 0;
    this.version = -1;
    this.meta = null;
    this.facts = {};
    this.factsVersion = -1;
    this.busy = null;
  }

  async load() {
    await this.refreshMeta();
    await this.need([...ALWAYS, ...this.objectives.map(objective => objective.id)]);
  }

  async refreshMeta() {
    const meta = await api.json(this.path);
    this.meta = meta;
    const units = new Map(meta.definition.objectives.map(o => [o.name, o.unit]));
    const domains = new Map(meta.definition.space.map(p => [p.name, p.domain]));
    this.parameters = meta.parameters.map((name, i) => ({ id: 'p' + i, name, kind: 'parameter', domain: domains.get(name) }));
    this.metrics = meta.metrics.map((name, i) => ({ id: 'm' + i, name, kind: 'metric', unit: units.get(name) || '' }));
    this.objectives = meta.definition.objectives.map((o, i) => ({ id: 'm' + i, name: o.name, kind: 'metric', unit: o.unit, direction: o.direction }));
    this.metrics.splice(0, this.objectives.length, ...this.objectives);
    if (meta.factsVersion !== this.factsVersion) {
      this.facts = await api.json(this.path + '/facts');
      this.factsVersion = meta.factsVersion;
    }
  }

  /** All columns that can be shown, the trial's own first. */
  allColumns() {
    return [
      { id: 'trial', name: 'trial', kind: 'own' }, { id: 'state', name: 'state', kind: 'own' },
      ...this.objectives,
      { id: 'duration', name: 'duration', kind: 'own', unit: 's' }, { id: 'order', name: 'ended as', kind: 'own' },
      { id: 'attempts', name: 'attempts', kind: 'own' }, { id: 'step', name: 'steps reported', kind: 'own' },
      { id: 'last', name: 'last report', kind: 'own' }, { id: 'violation', name: 'violation', kind: 'own' },
      { id: 'sampler', name: 'sampler', kind: 'own' }, { id: 'reason', name: 'reason', kind: 'own' },
      { id: 'machine', name: 'machine', kind: 'own' },
      ...this.metrics.slice(this.objectives.length), ...this.parameters];
  }

  column(id) { return this.allColumns().find(column => column.id === id); }

  named(name) {
    const lower = name.toLowerCase();
    const all = this.allColumns();
    return all.find(column => column.name === name) || all.find(column => column.name.toLowerCase() === lower);
  }

  /** What columns are read for a column: some are worked out here. */
  static behind(id) { return id === 'trial' ? [] : id === 'duration' ? ['started', 'finished'] : [id]; }

  title(id) {
    const column = this.column(id);
    if (!column) return id;
    return column.unit && column.name !== column.unit && !column.name.endsWith('-' + column.unit) ? column.name + ' (' + column.unit + ')' : column.name;
  }

  /** Whether a column has numbers that can be an axis. */
  isNumber(id) {
    if (id === 'state') return false;
    const known = this.columns.get(id);
    if (known) return known.type === 'f64' || known.type === 'u8';
    const column = this.column(id);
    if (!column) return false;
    if (column.domain && column.domain.choice) return column.domain.choice.every(option => typeof option === 'number');
    return !['sampler', 'reason', 'machine', 'state'].includes(id);
  }

  /** Loads columns that are not there yet. */
  async need(ids) {
    const missing = [...new Set(ids.flatMap(Study.behind))].filter(id => !this.columns.has(id));
    if (missing.length === 0) return;
    while (this.busy) await this.busy;
    const still = missing.filter(id => !this.columns.has(id));
    if (still.length === 0) return;
    this.busy = this.loadAll(still).finally(() => { this.busy = null; });
    await this.busy;
  }

  async loadAll(ids) {
    for (const portion of portions(ids)) await this.loadNew(portion);
  }

  async loadNew(ids) {
    const fresh = new Map();
    let first = null, from = 0;
    while (from >= 0) {
      const part = await api.columns(this.path + '/columns?since=-1&from=' + from + '&c=' + ids.map(id =>
        id + (fresh.has(id) ? '@' + fresh.get(id).texts.length : '')).join(','));
      first = first === null ? part.version : first;
      put(fresh, part);
      this.rows = Math.max(this.rows, part.total);
      from = part.next;
    }
    for (const [id, column] of fresh) this.columns.set(id, column);
    this.version = this.version < 0 ? first : Math.min(this.version, first);
    for (const column of this.columns.values()) grow(column, this.rows);
  }

  /** Reads what changed since; one reading at a time. */
  async update() {
    while (this.busy) await this.busy;
    this.busy = this.readChanges().finally(() => { this.busy = null; });
    const changed = await this.busy;
    await this.refreshMeta();
    this.dispatchEvent(new CustomEvent('change', { detail: changed }));
  }

  async readChanges() {
    const names = [...this.columns.keys()], since = this.version;
    let first = null, changed = 0;
    for (const portion of portions(names)) {
      for (let from = 0; from >= 0;) {
        const ids = portion.map(id => { const known = this.columns.get(id).texts.length; return known ? id + '@' + known : id; });
        const part = await api.columns(this.path + '/columns?since=' + since + '&from=' + from + '&c=' + ids.join(','));
        first = first === null ? part.version : first;
        put(this.columns, part);
        this.rows = Math.max(this.rows, part.total);
        if (portion[0] === names[0]) changed += part.rows.length;
        from = part.next;
      }
    }
    for (const column of this.columns.values()) grow(column, this.rows);
    this.version = first;
    return changed;
  }

  /** A number of a row; NaN where there is none. */
  value(id, row) {
    if (id === 'trial') return row;
    if (id === 'duration') return (this.value('finished', row) - this.value('started', row)) / 1000;
    const column = this.columns.get(id);
    return column ? column.values[row] : NaN;
  }

  /** A value as it is shown or compared: a text or a number. */
  shown(id, row) {
    const column = this.columns.get(id);
    if (column && column.type === 'u32') return column.texts[column.values[row]] || '';
    return this.value(id, row);
  }

  /** A function from rows to numbers, without looking the column up each time. */
  reader(id) {
    if (id === 'trial') return row => row;
    if (id === 'duration') {
      if (!this.columns.has('started')) return () => NaN;
      const started = this.columns.get('started').values, finished = this.columns.get('finished').values;
      return row => (finished[row] - started[row]) / 1000;
    }
    const column = this.columns.get(id);
    if (!column) return () => NaN;
    const values = column.values;
    return row => values[row];
  }

  state(row) { return this.columns.get('state').values[row]; }
  flags(row) { return this.columns.get('flags').values[row]; }
  complete(row) { return this.state(row) === COMPLETE; }
}

const KINDS = { u8: Uint8Array, u32: Uint32Array, f64: Float64Array };

function grow(column, rows) {
  if (column.values.length >= rows) return;
  const more = new KINDS[column.type](Math.max(rows, Math.ceil(column.values.length * 1.3), 64));
  if (column.type === 'f64') more.fill(NaN);
  more.set(column.values);
  column.values = more;
}

/** Puts rows that came into columns. */
function put(columns, part) {
  for (const from of part.columns) {
    let to = columns.get(from.id);
    if (!to) { to = { type: from.type, values: new KINDS[from.type](0), texts: [] }; columns.set(from.id, to); }
    grow(to, part.total);
    if (from.texts) to.texts.splice(from.textsFrom, Infinity, ...from.texts);
    const values = to.values, rows = part.rows, came = from.values;
    for (let i = 0; i < rows.length; i++) values[rows[i]] = came[i];
  }
}
