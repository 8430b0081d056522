// Which members of a front are worth a look first.

/** The row that is best in the first objective; -1 of none. */
export function bestOf(study, rows) {
  const first = study.objectives[0], sign = first.direction === 'minimize' ? 1 : -1;
  let best = -1;
  for (const row of rows) if (best < 0 || sign * study.value(first.id, row) < sign * study.value(first.id, best)) best = row;
  return best;
}

/**
 * The member farthest from the plane through the best of each objective, all scaled to 0..1 (normal boundary
 * intersection: Das 1999); none with fewer than three members.
 */
export function kneeOf(study, rows) {
  const objectives = study.objectives;
  if (objectives.length < 2 || rows.length < 3) return -1;
  const reads = objectives.map(o => { const read = study.reader(o.id), sign = o.direction === 'minimize' ? 1 : -1; return row => sign * read(row); });
  const low = reads.map(read => rows.reduce((m, row) => Math.min(m, read(row)), Infinity));
  const high = reads.map(read => rows.reduce((m, row) => Math.max(m, read(row)), -Infinity));
  let best = -1, least = Infinity;
  for (const row of rows) {
    const sum = reads.reduce((s, read, i) => s + (high[i] > low[i] ? (read(row) - low[i]) / (high[i] - low[i]) : 0), 0);
    if (sum < least) { least = sum; best = row; }
  }
  return best;
}

/** What is recommended of a front, and why: {title, row, why}; null of an empty one. */
export function recommended(study, front) {
  const knee = kneeOf(study, front), first = study.objectives[0].name;
  if (knee >= 0) return { title: 'Knee', row: knee, why: 'farthest from the line between the best of each objective: past it, gaining in one costs most in another' };
  const best = bestOf(study, front);
  if (best < 0) return null;
  return { title: 'Best', row: best, why: 'the best ' + first + ' of all feasible trials' + (study.objectives.length > 1 ? '; a front of fewer than three members has no knee' : '') };
}

/**
 * What the recommended member is compared with: of the trials that were given before the sampler proposed any
 * (baselines, points of the user's own), the best in the first objective; -1 if there are none.
 */
export function baselineOf(study) {
  const given = [];
  for (let row = 0; row < study.rows && (!study.complete(row) || study.shown('sampler', row) === 'user'); row++) {
    if (study.complete(row) && Number.isFinite(study.value(study.objectives[0].id, row))) given.push(row);
  }
  return bestOf(study, given);
}
