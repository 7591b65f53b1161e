/** A bandwidth of one dimension that was tried. */
export interface LineTrial {
  /** In units of x; may be ∞. */
  readonly h: number;
  /** The criterion; ∞ where it is not defined. */
  readonly value: number;
  /** About how far the value may be off, in its own units. */
  readonly error: number;
}

/**
 * How exactly a criterion is wanted: an estimate at little cost, about six digits, nearly all
 * digits, or the tolerance asked for.
 */
export type Effort = 'estimate' | 'draft' | 'fine' | 'full';

/** A criterion along one dimension. */
export interface LineObjective {
  trial(h: number, effort: Effort): LineTrial;
  /** Whether the criterion is smooth in log h. */
  readonly smooth: boolean;
  /** How closely a minimum is placed in log h by values next to it. */
  readonly resolution: number;
  /** Differences below this, in units of the criterion, are rounding. */
  readonly noise: number;
}
