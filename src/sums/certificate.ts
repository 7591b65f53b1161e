// Which queries can be read from the field. Its error at a query is at most κ·Σ|c|e^{−u²/4}, while
// tolerance·Σ|c|e^{−u²/2} is allowed. Both sums are bounded over patches of about a fifth of a
// bandwidth, from the masses Σ|c| in them: the first from above by the nearest, the second from
// below by the farthest distance between two patches.

import type { CellMoments } from './CellMoments.js';
import type { CellRuns } from './CellRuns.js';

/** Beyond this distance all mass counts with e^{−REACH²/4} = 5e-22. */
const REACH = 14;
/** Width, in bandwidths, of the blocks of the first and cheaper bound. */
const BLOCK = 1;

/**
 * For each patch and column the room left: Σ|c|e^{−u²/2} − (κ/tolerance)·Σ|c|e^{−u²/4}, at least.
 */
export class Certificate {
  /**
   * @param patch - cells in a patch
   * @param width - width of a patch in bandwidths
   * @param masses - Σ|c| in each patch, shape [patches, c]
   * @param room - shape [patches, c]; negative where nothing is certified
   */
  constructor(
    readonly patch: number,
    readonly width: number,
    readonly c: number,
    readonly masses: Float64Array,
    readonly room: Float64Array,
  ) {}

  /** Whether all columns are certified in a patch. */
  safe(patch: number): boolean {
    for (let j = 0; j < this.c; j++) if (!(this.room[patch * this.c + j] >= 0)) return false;
    return true;
  }
}

/**
 * @param runs - cells of the field, in whole patches
 * @param width - width of a cell in bandwidths
 * @param needed - the patches to look at, shape [patches]
 * @param errors - κ for each column, shape [c]
 */
export function certificate(
  source: CellMoments,
  runs: CellRuns,
  patch: number,
  width: number,
  needed: Uint8Array,
  errors: readonly number[],
  tolerance: number,
): Certificate {
  const { c } = source;
  const patches = runs.cells / patch;
  const masses = new Float64Array(patches * c);
  source.runs.intervals().forEach(([from, to], s) => {
    const target = runs.indexOf(from);
    for (let i = 0; i < to - from; i++)
      for (let j = 0; j < c; j++)
        masses[Math.floor((target + i) / patch) * c + j] += source.mass(
          source.runs.offsets[s] + i,
          j,
        );
  });
  const all = new Float64Array(c);
  for (let i = 0; i < masses.length; i++) all[i % c] += masses[i];

  const step = width * patch;
  const reach = Math.ceil(REACH / step);
  const least = decay(reach, (s) => -0.5 * ((s + 1) * step) ** 2);
  const most = decay(reach, (s) => -0.25 * (Math.max(0, s - 1) * step) ** 2);
  const room = new Float64Array(patches * c);
  const decays = { least, most, block: Math.ceil(BLOCK / step) };
  for (let r = 0; r < runs.length; r++) {
    const first = runs.offsets[r] / patch;
    const end = runs.offsets[r + 1] / patch;
    const wanted = needed.subarray(first, end);
    const run = new Float64Array(end - first);
    for (let j = 0; j < c; j++) {
      for (let p = 0; p < run.length; p++) run[p] = masses[(first + p) * c + j];
      const rest = all[j] * Math.exp(-0.25 * REACH ** 2);
      roomInto(run, wanted, decays, errors[j] / tolerance, rest, room, first * c + j, c);
    }
  }
  return new Certificate(patch, step, c, masses, room);
}

function decay(reach: number, exponent: (s: number) => number): Float64Array {
  return Float64Array.from({ length: reach + 1 }, (_, s) => Math.exp(exponent(s)));
}

/** e^{−u²/2} at the farthest and e^{−u²/4} at the nearest of two patches so many apart. */
interface Decays {
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Patches in a block of the first bound. */
  readonly block: number;
}

/**
 * room[p] = Σ_q mass[q]·least[|p−q|] − weight·(Σ_q mass[q]·most[|p−q|] + rest) for the patches of a
 * run, at first + p·step. The second sum is first bounded block by block; patch by patch only where
 * that does not do.
 */
function roomInto(
  masses: Float64Array,
  needed: Uint8Array,
  { least, most, block }: Decays,
  weight: number,
  rest: number,
  room: Float64Array,
  first: number,
  step: number,
): void {
  const reach = least.length - 1;
  const blocks = new Float64Array(Math.ceil(masses.length / block));
  for (let p = 0; p < masses.length; p++) blocks[Math.floor(p / block)] += masses[p];
  const far = Math.ceil(reach / block);
  for (let b = 0; b < blocks.length; b++) {
    let upper = rest;
    for (let q = Math.max(0, b - far); q < Math.min(blocks.length, b + far + 1); q++)
      upper += blocks[q] * most[Math.max(0, (Math.abs(b - q) - 1) * block)];
    for (let p = b * block; p < Math.min(masses.length, (b + 1) * block); p++) {
      if (needed[p] === 0) continue;
      let left = total(masses, p, 2 * block, least) - weight * upper;
      if (!(left > 0.25 * weight * upper))
        left = total(masses, p, reach, least) - weight * (total(masses, p, reach, most) + rest);
      room[first + p * step] = left;
    }
  }
}

/** Σ_q mass[q]·decay[|p−q|] within `reach` of p. */
function total(masses: Float64Array, p: number, reach: number, decay: Float64Array): number {
  let sum = 0;
  for (let q = Math.max(0, p - reach); q <= p; q++) sum += masses[q] * decay[p - q];
  const last = Math.min(masses.length - 1, p + reach);
  for (let q = p + 1; q <= last; q++) sum += masses[q] * decay[q - p];
  return sum;
}
