// Answers that a report has with it, in the place of a server: compressed texts by the path that is asked for.

import { el } from './dom.js';
import { columnsOf, Refused } from './message.js';

const TRIAL = /^(.*\/trials)\/(\d+)(?:\/([a-z]+))?$/;

export class Kept {
  constructor(scripts) {
    this.scripts = new Map([...scripts].map(script => [script.dataset.path, script]));
    this.unpacked = new Map();
  }

  /** What is kept under a path, made of its bytes once. */
  kept(path, make) {
    const script = this.scripts.get(path);
    if (!script) return Promise.reject(new Refused(404, 'this report does not have it; paretune serve shows it'));
    if (!this.unpacked.has(path)) this.unpacked.set(path, unpacked(script).then(make));
    return this.unpacked.get(path);
  }

  async json(path) {
    const [plain, query] = path.split('?'), trial = TRIAL.exec(plain);
    if (trial) return this.trial(trial[1], trial[2], trial[3]);
    if (plain.endsWith('/curves')) return this.curves(plain.replace('/curves', '/trials'), new URLSearchParams(query).get('trials').split(','));
    return this.kept(plain, parsed);
  }

  async trial(path, number, part) {
    const found = (await this.kept(path, parsed))[number];
    const answer = found && part ? found[part] : found;
    if (!answer) throw new Refused(404, 'this report does not have ' + (part || 'more') + ' of trial ' + number + '; paretune serve shows it');
    return answer;
  }

  async curves(path, numbers) {
    const trials = await this.kept(path, parsed);
    return { curves: numbers.filter(number => trials[number]).map(number =>
      ({ trial: Number(number), state: trials[number].state, points: trials[number].reports })) };
  }

  async columns(path) {
    const [plain, query] = path.split('?'), asked = new URLSearchParams(query);
    const ids = asked.get('c').split(',').map(id => id.split('@')[0]);
    const whole = await this.kept(plain + '?from=' + asked.get('from'), columnsOf);
    return { ...whole, columns: whole.columns.filter(column => ids.includes(column.id)) };
  }

  /** Runs a library that is kept, under the nonce that the report's own scripts have. */
  async library(name) {
    const text = await this.kept('/site/' + name, bytes => new TextDecoder().decode(bytes));
    document.head.append(el('script', { nonce: document.querySelector('script[nonce]').nonce, textContent: text }));
  }

  /** A report does not change. */
  follow() {}
}

function parsed(bytes) { return JSON.parse(new TextDecoder().decode(bytes)); }

async function unpacked(script) {
  const bytes = Uint8Array.from(atob(script.textContent), letter => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
}
