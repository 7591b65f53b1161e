// A step length t along a direction by the strong Wolfe conditions
//
//   φ(t) ≤ φ(0) + c₁ t φ′(0)  and  |φ′(t)| ≤ c₂ |φ′(0)|
//
// An interval whose left end goes down and is low enough and whose right end is not is narrowed by cubic interpolation
// (Nocedal, Wright 2006, §3.5). Close to a minimum φ only rounds; there slopes decide alone (Hager, Zhang 2005).

/** A loss and its slope at a place t of the line; infinite where the loss cannot be taken. */
export interface LinePoint {
  readonly t: number;
  readonly value: number;
  readonly slope: number;
}

const armijo = 1e-4;
const curvature = 0.9;
const mostTrials = 40;
/** Losses that differ by less than this share are the same. */
const rounding = 1e-13;

/**
 * Searches for an acceptable step.
 *
 * @param start - at t = 0, with a slope below 0
 * @param first - the first t to try
 * @param at - takes the loss and its slope
 * @returns an acceptable point, or the lowest found that is below the start; `undefined` when there is none
 */
export function lineSearch(
  start: LinePoint,
  first: number,
  at: (t: number) => LinePoint,
): LinePoint | undefined {
  const steepness = Math.abs(start.slope);
  const same = start.value + rounding * Math.abs(start.value);
  let low = start;
  let high: LinePoint | undefined;
  let t = first;
  for (let trial = 0; trial < mostTrials; trial++) {
    const point = at(t);
    const falls =
      point.value <= start.value + armijo * t * start.slope ||
      (point.value <= same && point.slope <= (1 - 2 * armijo) * steepness);
    if (falls && Math.abs(point.slope) <= curvature * steepness) return point;
    if (!falls || point.slope > 0) high = point;
    else low = point;
    const next = high ? between(low, high) : 4 * t;
    if (next === t || !Number.isFinite(next)) break;
    t = next;
  }
  return low.t > 0 && low.value < start.value ? low : undefined;
}

/** The minimum of the cubic through both ends, kept a tenth of the interval away from them; the middle when there is none. */
function between(low: LinePoint, high: LinePoint): number {
  const width = high.t - low.t;
  const middle = low.t + width / 2;
  if (!Number.isFinite(high.value) || !Number.isFinite(high.slope)) return low.t + width / 8;
  const d1 = low.slope + high.slope - (3 * (low.value - high.value)) / (low.t - high.t);
  const square = d1 * d1 - low.slope * high.slope;
  if (!(square >= 0)) return middle;
  const d2 = Math.sqrt(square);
  const t = high.t - (width * (high.slope + d2 - d1)) / (high.slope - low.slope + 2 * d2);
  if (!Number.isFinite(t)) return middle;
  return Math.max(low.t + 0.1 * width, Math.min(high.t - 0.1 * width, t));
}
