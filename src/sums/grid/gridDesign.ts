import { windowWeightsInto } from '../../loops/windowWeights.js';
import { type GridWindow, gridWindow } from './GridWindow.js';
import { gridTaps } from './gridTaps.js';

/**
 * Node spacing, window and taps that keep a tolerance, with the bound they have been measured to
 * keep:
 *
 *   |approximate − u^a K| ≤ epsilon · e^(−(1−slack) u²/2)   for |u| ≤ reach and every power a ≤ degree.
 */
export interface GridDesign {
  /** Node spacing ρ in bandwidths. */
  readonly spacing: number;
  readonly window: GridWindow;
  /** Pairs farther than this along one axis (in bandwidths) may be left out. */
  readonly reach: number;
  readonly slack: number;
  readonly epsilon: number;
  /** Taps reach this many nodes either way. */
  readonly count: number;
  /** One array for each power 0 … degree, shape [2 · count + 1]. */
  readonly taps: readonly Float64Array[];
}

/** What a design must keep: the largest epsilon allowed, on which terms. */
export interface DesignTask {
  readonly epsilon: number;
  readonly slack: number;
  readonly reach: number;
  readonly degree: number;
}

/** Wider windows lose more to rounding than they gain. */
export const MAX_WIDTH = 16;
const SAFETY = 2;
const designs = new Map<string, GridDesign>();

/**
 * Even width expected to keep `epsilon` at a spacing: a fit to measured errors at slack 0.5, for
 * costs and as a first try. More than {@link MAX_WIDTH} means that no window will do.
 */
export function expectedWidth(spacing: number, epsilon: number, degree: number): number {
  const digits = -Math.log10(epsilon / SAFETY) + degree * (0.5 + Math.max(0, spacing - 0.2));
  const width = (digits + 1.35 - 6.5 * spacing) / (1.36 - 1.75 * spacing);
  return Math.max(4, 2 * Math.ceil(width / 2));
}

/**
 * The design of least width that keeps the task at a node spacing, or the best there is.
 *
 * @param spacing - node spacing ρ in bandwidths
 * @returns the same object for the same task; its `epsilon` says what was reached
 */
export function gridDesign(spacing: number, task: DesignTask): GridDesign {
  let width = Math.min(MAX_WIDTH, expectedWidth(spacing, task.epsilon, task.degree));
  let design = measuredDesign(spacing, width, task);
  while (design.epsilon > task.epsilon && width < MAX_WIDTH) {
    width += 2;
    design = measuredDesign(spacing, width, task);
  }
  return design;
}

function measuredDesign(spacing: number, width: number, task: DesignTask): GridDesign {
  const key = [spacing, width, task.slack, task.reach, task.degree].join();
  const known = designs.get(key);
  if (known !== undefined) return known;
  const window = gridWindow(width);
  const count = Math.ceil(task.reach / spacing) + width;
  const taps = gridTaps(spacing, width, window.beta, count, task.degree);
  const epsilon = SAFETY * measuredError(spacing, window, taps, task);
  const { reach, slack } = task;
  const design = { spacing, window, reach, slack, epsilon, count, taps };
  designs.set(key, design);
  return design;
}

const PHASES = 5;

/**
 * The largest error in one dimension over phases of both points and distances up to the reach, over
 * its envelope.
 */
function measuredError(
  spacing: number,
  window: GridWindow,
  taps: readonly Float64Array[],
  task: DesignTask,
): number {
  const { width, table } = window;
  const centre = (taps[0].length - 1) / 2;
  const point = new Float64Array(width);
  const query = new Float64Array(width);
  const step = Math.max(1, Math.round(0.5 / spacing));
  let worst = 0;
  for (let a = 0; a < PHASES; a++) {
    windowWeightsInto(table, 0, width, (a + 0.02) / PHASES, point, 0);
    for (let b = 0; b < PHASES; b++) {
      windowWeightsInto(table, 0, width, (b + 0.02) / PHASES, query, 0);
      for (let offset = 0; (offset + 1) * spacing <= task.reach; offset += step) {
        const u = (offset + (a - b) / PHASES) * spacing;
        const envelope = Math.exp((-(1 - task.slack) * u * u) / 2);
        for (let power = 0; power <= task.degree; power++) {
          let sum = 0;
          for (let j = 0; j < width; j++) {
            const at = centre + offset + j;
            let row = 0;
            for (let l = 0; l < width; l++) row += taps[power][at - l] * query[l];
            sum += point[j] * row;
          }
          const error = Math.abs(sum - u ** power * Math.exp((-u * u) / 2)) / envelope;
          if (error > worst) worst = error;
        }
      }
    }
  }
  return worst;
}
