/** A place on a circle in [0, period), one on a line (no period) as it is. */
export function insidePeriod(at: number, period = 0): number {
  return period > 0 ? at - period * Math.floor(at / period) : at;
}
