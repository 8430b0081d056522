// How rows of columns are written: a head as JSON, then typed arrays (see results.live.ColumnMessage).

const KINDS = { u8: Uint8Array, u32: Uint32Array, f64: Float64Array };

/** {version, total, next, rows, columns: [{id, type, values, textsFrom, texts}]} of an ArrayBuffer. */
export function columnsOf(bytes) {
  const headLength = new DataView(bytes).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, headLength)));
  let at = 4 + headLength;
  const take = type => {
    const values = new KINDS[type](bytes, at, head.count);
    at = Math.ceil((at + values.byteLength) / 8) * 8;
    return values;
  };
  head.rows = take('u32');
  for (const column of head.columns) column.values = take(column.type);
  return head;
}

export class Refused extends Error {
  constructor(status, reason) { super(reason); this.status = status; }
}
