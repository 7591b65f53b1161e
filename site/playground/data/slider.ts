// The places of a slider, evenly spread on a logarithmic scale.

/** How many steps it has. */
export const STEPS = 120;

/** The bandwidth at a place, in digits that are short to read. */
export function widthAt(place: number, low: number, high: number): number {
  return Number((low * (high / low) ** (place / STEPS)).toPrecision(4));
}

/** The place of a bandwidth, the nearest. */
export function placeOf(width: number, low: number, high: number): number {
  const share = Math.log(width / low) / Math.log(high / low);
  return Math.round(STEPS * Math.min(1, Math.max(0, share)));
}
