// Numbers, times and titles as people read them.

export const STATES = ['WAITING', 'RUNNING', 'COMPLETE', 'PRUNED', 'FAILED'];
export const WAITING = 0, RUNNING = 1, COMPLETE = 2, PRUNED = 3, FAILED = 4;

// bits of the column 'flags'
export const FRONT = 1, FEASIBLE = 2, ELSEWHERE = 4, INHERITED = 8, UNSTABLE = 16, FORETOLD = 32, APART = 64;

export const CAVEATS = [
  [ELSEWHERE, 'measured on another machine'], [INHERITED, 'inherited weights, not trained'],
  [UNSTABLE, 'unstable latency'], [FORETOLD, 'foretold, not measured'], [APART, 'two figures far apart']];

export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return '\u2013';
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(3).replace(/\.?0+e/, 'e');
  if (size >= 1000) return Math.round(value).toLocaleString('en');
  return String(+value.toPrecision(4));
}

export function duration(ms) {
  if (!(ms >= 0)) return '\u2013';
  const s = ms / 1000;
  if (s < 1) return Math.round(ms) + ' ms';
  if (s < 100) return s.toFixed(1) + ' s';
  if (s < 7200) return Math.floor(s / 60) + ' min ' + Math.round(s % 60) + ' s';
  return (s / 3600).toFixed(1) + ' h';
}

export function moment(ms) {
  return ms > 0 ? new Date(ms).toISOString().slice(0, 19).replace('T', ' ') + ' UTC' : '\u2013';
}

export function plural(count, word) {
  return count.toLocaleString('en') + ' ' + word + (count === 1 ? '' : 's');
}

/** Round places of an axis between two ends: [value, label]; on a logarithmic one 1, 2, 5 of each decade. */
export function ticks(low, high, log, most) {
  const places = [];
  if (log) {
    const decades = Math.log10(high / low);
    const steps = decades > most ? [1] : decades > most / 3 ? [1, 3] : [1, 2, 5];
    if (decades < 0.7) return ticks(low, high, false, most);
    const every = Math.max(1, Math.ceil(decades / most));
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) {
      if (steps.length === 1 && e % every !== 0) continue;
      for (const step of steps) {
        const value = step * 10 ** e;
        if (value >= low * 0.9999 && value <= high * 1.0001) places.push(value);
      }
    }
  } else {
    const raw = (high - low) / most, unit = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].find(m => m * unit >= raw * 0.999) * unit;
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && places.length < 50; i++) places.push(i === 0 ? 0 : i * step);
    // as many digits as tell neighbours apart
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    if (digits <= 8 && Math.abs(high) < 1e7) return places.map(v => [v, (v + 0).toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })]);
  }
  return places.map(v => [v, number(v)]);
}
