import type { CriterionName } from './CriterionName.js';
import { criterionError, criterionValue } from './criterionValue.js';
import type { Effort, LineObjective, LineTrial } from './LineTrial.js';
import type { SmootherTally } from './smootherTally.js';

const DRAFT_TOLERANCE = 1e-6;
const DRAFT_ERROR = 1e-4;
const FULL_ERROR = 1e-12;
const FULL_FIT_ERROR = 1e-13;

/** A criterion along one dimension for any smoother: each value from a fit at all observations. */
export class SmootherLine implements LineObjective {
  readonly resolution = 1e-8;
  readonly noise: number;

  /**
   * @param tallyAt - fits at a bandwidth with sums of a tolerance
   * @param size - the mean square of the centred outputs
   * @param smooth - whether the kernel is
   * @param tolerance - of sums at full effort
   */
  constructor(
    readonly criterion: CriterionName,
    readonly tallyAt: (h: number, tolerance: number) => SmootherTally,
    readonly size: number,
    readonly smooth: boolean,
    readonly tolerance: number,
  ) {
    this.noise = criterion === 'aicc' ? 1e-12 : 1e-24 * size;
  }

  trial(h: number, effort: Effort): LineTrial {
    const { criterion, size, tolerance } = this;
    const isDraft = effort === 'estimate' || effort === 'draft';
    const { tally, n, total } = this.tallyAt(
      h,
      isDraft ? Math.max(tolerance, DRAFT_TOLERANCE) : tolerance,
    );
    const value = criterionValue(criterion, tally, n, total);
    const [relative, part] = isDraft
      ? [DRAFT_ERROR, DRAFT_TOLERANCE]
      : [FULL_ERROR, FULL_FIT_ERROR];
    return {
      h,
      value,
      error: criterionError(criterion, value, tally, total, size, relative, part),
    };
  }
}
