// Answers of the server that this page came from. docs/live-page.md describes them.

import { el } from './dom.js';
import { columnsOf, Refused } from './message.js';

const pause = ms => new Promise(done => setTimeout(done, ms));

export class Server {
  async fetched(path) {
    const response = await fetch(path, { credentials: 'same-origin' });
    if (response.ok) return response;
    let reason = response.statusText;
    try { reason = (await response.json()).refused || reason; } catch { /* not ours: the status says enough */ }
    throw new Refused(response.status, reason);
  }

  /** Asks again for a while where the server is only busy. */
  async patiently(path) {
    for (let tries = 0; ; tries++) {
      try { return await this.fetched(path); } catch (refused) {
        if (refused.status !== 503 || tries >= 5) throw refused;
        await pause(300 * (tries + 1));
      }
    }
  }

  async json(path) { return (await this.patiently(path)).json(); }

  async columns(path) { return columnsOf(await (await this.patiently(path)).arrayBuffer()); }

  /** Runs a library of the site. */
  library(name) {
    return new Promise((done, failed) => {
      document.head.append(el('script', { src: '/site/' + name, onload: done, onerror: () => failed(new Error('no ' + name)) }));
    });
  }

  /** Asks something of a study; a body is a text. */
  async ask(path, body) {
    const response = await fetch(path, { method: 'POST', body, credentials: 'same-origin' });
    if (!response.ok) throw new Refused(response.status, (await response.json()).refused);
  }

  /** Changes a token for a cookie. */
  async showToken(token) {
    await this.ask('/session', token);
  }

  /**
   * Follows what changes; closed while nobody sees the page, so that nothing is read for it, and because a
   * browser has few connections for all its pages of one server.
   */
  follow(heard, connected) {
    let source = null;
    const open = () => {
      if (source || document.hidden) return;
      source = new EventSource('/api/events');
      source.onopen = () => connected(true);
      source.onmessage = event => heard(JSON.parse(event.data));
      source.onerror = () => {
        connected(false);
        // the browser tries again by itself unless it was refused
        if (source && source.readyState === EventSource.CLOSED) { source = null; setTimeout(open, 3000); }
      };
    };
    document.addEventListener('visibilitychange', () => {
      if (document.hidden && source) { source.close(); source = null; } else open();
    });
    open();
  }
}
