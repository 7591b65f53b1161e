/** A bandwidth that was tried. */
export interface BandwidthTrial {
  /** In units of x, one for each dimension. */
  readonly bandwidth: Float64Array;
  /** The criterion there; ∞ where it is not defined. */
  readonly value: number;
  /** About how far the value may be off: 0 when it was taken to full tolerance. */
  readonly error: number;
}

/** A bandwidth of one dimension that was tried. */
export interface LineTrial {
  readonly h: number;
  readonly value: number;
  readonly error: number;
}

/** A criterion along one dimension. */
export interface LineObjective {
  /** A cheap value, perhaps an estimate. */
  scout(h: number): LineTrial;
  /** The value to a few digits. */
  draft(h: number): LineTrial;
  /** The value to full tolerance. */
  exact(h: number): LineTrial;
  /** Whether the criterion is smooth in log h. */
  readonly smooth: boolean;
  /** Differences of this size are rounding. */
  readonly noise: number;
}
