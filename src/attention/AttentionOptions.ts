import type { KernelInput } from '../kernels/createKernel.js';
import type { SumsMethodChoice } from '../sums/kernelSums.js';
import type { ArrayInput, EmptyWindow, MaskInput } from '../types.js';

/** How queries attend to keys. Every field may be left out. */
export interface AttentionOptions {
  /**
   * `'distance'`: the log kernel of the scaled distance ‖(q − k)/h‖. `'dot'`: the scaled dot
   * product of transformers, scale · q·k. On the unit sphere the two give the same weights: −‖q −
   * k‖²/2 = q·k − 1.
   *
   * @defaultValue 'distance'
   */
  readonly score?: 'distance' | 'dot';
  /**
   * The kernel, by name or an object of your own, nowhere negative; for `score: 'distance'`. @defaultValue 'gaussian'
   */
  readonly kernel?: KernelInput;
  /**
   * Bandwidth h in the units of the keys: a number, or one for each dimension, above 0. Not with
   * `w`.
   */
  readonly bandwidth?: number | ArrayInput;
  /**
   * Inverse bandwidth: a number, one for each dimension [d], or a matrix [d, d] for ‖W(q − k)‖. Not
   * with `bandwidth`.
   *
   * @defaultValue 1
   */
  readonly w?: number | ArrayInput;
  /** Factor of the dot product; for `score: 'dot'`. @defaultValue 1/√d */
  readonly scale?: number;
  /**
   * Which keys may be attended to: shape [n], or [m, n]; of a batch also [b, m, n], or [b, 1, n] for
   * all queries of an entry. What no query may attend to may hold NaN. @defaultValue all
   */
  readonly mask?: MaskInput;
  /**
   * Numbers added to the scores, as a float mask is in PyTorch: shape as that of
   * `mask`; −∞ masks. @defaultValue 0
   */
  readonly bias?: ArrayInput;
  /**
   * Whether query i leaves out key i, for leave-one-out; the keys must be shared, and as many as
   * the queries. For queries that are some of the keys: the index of the key that each leaves out,
   * −1 for none, shape [m], or [b, m] of a batch.
   *
   * @defaultValue false
   */
  readonly excludeSelf?: boolean | ArrayInput;
  /**
   * Observation weights at least 0, by which each kernel value is multiplied; 0 leaves an
   * observation out, as a mask does: shape [n], or [m, n]. Of a batch [n], [b, n] or [b, m, n]: they
   * belong to keys, so that two axes are entries and keys. @defaultValue 1
   */
  readonly sampleWeights?: ArrayInput;
  /**
   * What becomes of a query with nothing to attend to (all keys masked, or outside a compact
   * kernel): `'nan'`, the value of the `'nearest'` key that is not masked (for `score: 'distance'`;
   * an error when all are masked), or `'throw'` a `NumericalError`. A kernel that never vanishes
   * always gives the nearest key in the limit.
   *
   * @defaultValue 'nan'
   */
  readonly emptyWindow?: EmptyWindow;
}

/** Options of {@link attentionPooling}: those of attention, and how its kernel sums are made. */
export interface PoolingOptions extends AttentionOptions {
  /**
   * How kernel sums are made. `'auto'` takes what should be fastest; all keep the tolerance.
   * `'direct'` serves every kernel and dimension, `'windowed'` compact polynomial kernels in one
   * dimension, `'binned'` the Gaussian in up to three,
   * `'tree'` the Gaussian and compact kernels in two and more.
   *
   * @defaultValue 'auto'
   */
  readonly method?: SumsMethodChoice;
  /**
   * Error allowed in a pooled value, relative to the range of the values; above 0.
   *
   * @defaultValue 1e-12, or 5e-6 when queries and keys are 32-bit floats
   */
  readonly tolerance?: number;
}

/** The names of {@link AttentionOptions}, to find unknown ones. */
export const attentionOptionNames = [
  'score',
  'kernel',
  'bandwidth',
  'w',
  'scale',
  'mask',
  'bias',
  'excludeSelf',
  'sampleWeights',
  'emptyWindow',
] as const satisfies readonly (keyof AttentionOptions)[];

/** The names of {@link PoolingOptions}. */
export const poolingOptionNames = [...attentionOptionNames, 'method', 'tolerance'] as const;
