// Downhill simplex with coefficients that depend on the dimension, so that it still makes progress
// in many.

/** The lowest vertex of a simplex. */
export interface SimplexMinimum {
  readonly place: Float64Array;
  readonly value: number;
}

/**
 * Minimises a function of d variables without derivatives; yields the values it sees.
 *
 * @param start - first vertex, shape [d]
 * @param step - edge of the first simplex
 * @param tolerance - the simplex is small enough to stop
 * @param limit - evaluations, at most
 * @see Nelder, Mead (1965), A simplex method for function minimization
 * @see Gao, Han (2012), Implementing the Nelder–Mead simplex algorithm with adaptive parameters
 */
export function* nelderMead(
  value: (place: Float64Array) => number,
  start: Float64Array,
  step: number,
  tolerance: number,
  limit: number,
): Generator<SimplexMinimum, SimplexMinimum> {
  const d = start.length;
  const at = (place: Float64Array): SimplexMinimum => ({ place, value: value(place) });
  const simplex: SimplexMinimum[] = [];
  for (let v = 0; v <= d; v++) {
    const place = start.slice();
    if (v > 0) place[v - 1] += step;
    simplex.push(at(place));
    yield simplex[v];
  }
  const [expand, contract, shrink] = [1 + 2 / d, 0.75 - 0.5 / d, 1 - 1 / d];
  for (let seen = d + 1; seen < limit; ) {
    simplex.sort((a, b) => a.value - b.value);
    const [best, worst] = [simplex[0], simplex[d]];
    let size = 0;
    for (const { place } of simplex)
      for (let j = 0; j < d; j++) size = Math.max(size, Math.abs(place[j] - best.place[j]));
    if (size < tolerance) break;
    const centre = new Float64Array(d);
    for (let v = 0; v < d; v++) for (let j = 0; j < d; j++) centre[j] += simplex[v].place[j] / d;
    const along = (t: number) => at(centre.map((c, j) => c + t * (c - worst.place[j])));
    const reflected = along(1);
    yield reflected;
    seen++;
    if (reflected.value < best.value) {
      const expanded = along(d === 1 ? 2 : expand);
      yield expanded;
      seen++;
      simplex[d] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[Math.max(0, d - 1)].value) simplex[d] = reflected;
    else {
      const inside = reflected.value >= worst.value;
      const part = d === 1 ? 0.5 : contract;
      const contracted = along(inside ? -part : part);
      yield contracted;
      seen++;
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[d] = contracted;
      else
        for (let v = 1; v <= d; v++) {
          const factor = d === 1 ? 0.5 : shrink;
          const { place } = simplex[v];
          simplex[v] = at(place.map((t, j) => best.place[j] + factor * (t - best.place[j])));
          yield simplex[v];
          seen++;
        }
    }
  }
  return simplex.reduce((a, b) => (b.value < a.value ? b : a));
}
