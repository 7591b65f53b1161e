// The criteria of local means with a compact polynomial kernel along one predictor, from a sample
// that is sorted once for all bandwidths.

import type { Kernel } from '../kernels/Kernel.js';
import { SortedSample } from '../sums/SortedSample.js';
import { windowedSums } from '../sums/windowed.js';
import type { CriterionName } from './CriterionName.js';
import { criterionError, criterionValue, emptyTally } from './criterionValue.js';
import { globalTally } from './globalTally.js';
import type { Line } from './Line.js';
import type { LineObjective, LineTrial } from './LineTrial.js';

const ERROR = 1e-12;
const FIT_ERROR = 1e-12;

/** A criterion along one dimension for local means with a compact kernel, O(n) a bandwidth. */
export class CompactLine implements LineObjective {
  readonly smooth = false;
  readonly noise: number;
  readonly #sorted: SortedSample;

  constructor(
    readonly line: Line,
    readonly kernel: Kernel,
    readonly criterion: CriterionName,
    readonly tolerance: number,
  ) {
    const { n, p, x, columns } = line;
    this.noise = criterion === 'aicc' ? 1e-12 : 1e-24 * line.size;
    this.#sorted = new SortedSample({ n, d: 1, c: 1 + p, points: x, columns });
  }

  trial(h: number): LineTrial {
    const { line, criterion } = this;
    const tally = emptyTally(line.p);
    if (h === Infinity) globalTally(line, 0, tally);
    else this.#addTo(tally, h);
    const value = criterionValue(criterion, tally, line.n, line.total);
    const { total, size } = line;
    return {
      h,
      value,
      error: criterionError(criterion, value, tally, total, size, ERROR, FIT_ERROR),
    };
  }

  #addTo(tally: Float64Array, h: number): void {
    const { n, p, x, y, columns } = this.line;
    const { sums, logScale } = windowedSums(this.#sorted, x, {
      kernel: this.kernel,
      product: false,
      inverseBandwidth: Float64Array.of(1 / h),
      degrees: Array<number>(1 + p).fill(0),
      squared: false,
      excludeSelf: true,
      tolerance: this.tolerance,
    });
    const peak = this.kernel.value(0);
    for (let i = 0; i < n; i++) {
      const rest = sums[i * (1 + p)];
      const w = columns[i];
      const own = logScale[i] === 0 ? w * peak : w * peak * Math.exp(-logScale[i]);
      const free = rest / (rest + own);
      tally[0] += free;
      for (let k = 0; k < p; k++) {
        const residual = y[k * n + i] - sums[i * (1 + p) + 1 + k] / rest;
        // Alone in its window an observation is its own fit.
        if (rest > 0) tally[1 + k] += w * (free * residual) ** 2;
        tally[1 + p + k] += w * residual ** 2;
      }
    }
  }
}
