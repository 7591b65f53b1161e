/**
 * Bandwidths of a search, ascending: equally spaced in log h, then ∞.
 *
 * @param perOctave - how many for each doubling
 */
export function bandwidthGrid(low: number, high: number, perOctave: number): number[] {
  if (!(low > 0 && low < high && high < Infinity)) return [Infinity];
  const steps = Math.ceil(perOctave * Math.log2(high / low));
  const grid: number[] = [];
  for (let g = 0; g <= steps; g++) grid.push(low * (high / low) ** (g / steps));
  grid.push(Infinity);
  return grid;
}
