// What the server is asked, and how it is understood. docs/live-page.md describes the answers.

export class Refused extends Error {
  constructor(status, reason) { super(reason); this.status = status; }
}

async function fetched(path) {
  const response = await fetch(path, { credentials: 'same-origin' });
  if (response.ok) return response;
  let reason = response.statusText;
  try { reason = (await response.json()).refused || reason; } catch { /* not ours: the status says enough */ }
  throw new Refused(response.status, reason);
}

const pause = ms => new Promise(done => setTimeout(done, ms));

/** Asks again for a while where the server is only busy. */
async function patiently(path) {
  for (let tries = 0; ; tries++) {
    try { return await fetched(path); } catch (refused) {
      if (refused.status !== 503 || tries >= 5) throw refused;
      await pause(300 * (tries + 1));
    }
  }
}

export async function json(path) { return (await patiently(path)).json(); }

/** Rows of columns: {version, total, next, rows, columns: [{id, type, values, textsFrom, texts}]}. */
export async function columns(path) {
  const bytes = await (await patiently(path)).arrayBuffer();
  const headLength = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headLength)));
  let at = 4 + headLength;
  const kinds = { u8: Uint8Array, u32: Uint32Array, f64: Float64Array };
  const take = type => {
    const values = new kinds[type](bytes, at, head.count);
    at = Math.ceil((at + values.byteLength) / 8) * 8;
    return values;
  };
  head.rows = take('u32');
  for (const column of head.columns) column.values = take(column.type);
  return head;
}

/** Changes a token for a cookie. */
export async function showToken(token) {
  const response = await fetch('/session', { method: 'POST', body: token, credentials: 'same-origin' });
  if (!response.ok) throw new Refused(response.status, (await response.json()).refused);
}

/**
 * Follows what changes; closed while nobody sees the page, so that nothing is read for it, and because a
 * browser has few connections for all its pages of one server.
 */
export function follow(heard, connected) {
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
