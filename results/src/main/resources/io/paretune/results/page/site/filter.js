// "accuracy > 0.9 and (bits.stem = 8 or width <= 32) and state = complete": a filter of trials as a text.

import { STATES, FRONT, FEASIBLE } from './format.js';

const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(<=|>=|!=|=|<|>|~|\(|\))|([^\s()<>=!~"]+))/y;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error('cannot be understood');
    found.push(match[1] ? { word: match[1].slice(1, -1).replace(/\\(.)/g, '$1'), quoted: true }
      : match[2] ? { sign: match[2] } : { word: match[3] });
  }
  return found;
}

/**
 * What a text asks for: {ids, test}, the columns that it looks at and a function that makes a test of rows
 * once they are loaded. Throws an error whose message says what is wrong.
 */
export function parse(text, study) {
  const left = tokens(text);
  const ids = new Set();
  const peek = () => left[0] || {};
  const isWord = word => !peek().quoted && (peek().word || '').toLowerCase() === word;

  function either() {
    const parts = [both()];
    while (isWord('or')) { left.shift(); parts.push(both()); }
    return parts.length === 1 ? parts[0] : () => { const tests = parts.map(p => p()); return row => tests.some(t => t(row)); };
  }
  function both() {
    const parts = [single()];
    while (isWord('and')) { left.shift(); parts.push(single()); }
    return parts.length === 1 ? parts[0] : () => { const tests = parts.map(p => p()); return row => tests.every(t => t(row)); };
  }
  function single() {
    if (isWord('not')) { left.shift(); const inner = single(); return () => { const test = inner(); return row => !test(row); }; }
    if (peek().sign === '(') {
      left.shift();
      const inner = either();
      if ((left.shift() || {}).sign !== ')') throw new Error('a bracket is not closed');
      return inner;
    }
    return comparison();
  }
  function comparison() {
    const name = left.shift();
    if (!name || name.word === undefined) throw new Error('a name is missing');
    if (!peek().sign || '()'.includes(peek().sign)) {
      if (name.word === 'front') return () => row => (study.flags(row) & FRONT) !== 0;
      if (name.word === 'feasible') return () => row => (study.flags(row) & FEASIBLE) !== 0;
      throw new Error("after '" + name.word + "' comes =, !=, <, <=, >, >= or ~");
    }
    const sign = left.shift().sign, value = left.shift();
    if (!value || value.word === undefined) throw new Error("a value is missing after '" + name.word + ' ' + sign + "'");
    const column = study.named(name.word);
    if (!column) throw new Error("there is no '" + name.word + "'");
    ids.add(column.id);
    return () => tester(study, column.id, sign, value.word);
  }
  const made = left.length ? either() : () => () => true;
  if (left.length) throw new Error("'and' or 'or' is missing before '" + (left[0].word || left[0].sign) + "'");
  return { ids: [...ids], test: made };
}

function tester(study, id, sign, word) {
  if (id === 'state') {
    const wanted = STATES.indexOf(word.toUpperCase());
    if (wanted < 0) throw new Error('a state is one of ' + STATES.join(', ').toLowerCase());
    return sign === '!=' ? row => study.state(row) !== wanted : row => study.state(row) === wanted;
  }
  const column = study.columns.get(id);
  if (column && column.type === 'u32') {
    // asked of each text once
    const lower = word.toLowerCase();
    const fits = column.texts.map(text => sign === '~' ? text.toLowerCase().includes(lower) : sign === '!=' ? text !== word : text === word);
    return row => fits[column.values[row]];
  }
  const bound = Number(word);
  if (Number.isNaN(bound)) throw new Error("'" + word + "' is no number");
  const read = study.reader(id);
  switch (sign) {
    case '<': return row => read(row) < bound;
    case '<=': return row => read(row) <= bound;
    case '>': return row => read(row) > bound;
    case '>=': return row => read(row) >= bound;
    case '!=': return row => read(row) !== bound;
    case '=': return row => read(row) === bound;
    default: throw new Error('~ is for texts');
  }
}
