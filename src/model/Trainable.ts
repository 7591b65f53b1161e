import type { AttentionOptions } from '../attention/AttentionOptions.js';
import type { Tensor } from '../tensor/tensor.js';
import type { ArrayInput } from '../types.js';
import type { Parameter } from './Parameter.js';

/** Options of a single forward pass. */
export type ForwardOptions = Pick<
  AttentionOptions,
  'mask' | 'bias' | 'excludeSelf' | 'sampleWeights'
>;

/** The names of {@link ForwardOptions}. */
export const forwardOptionNames = ['mask', 'bias', 'excludeSelf', 'sampleWeights'] as const;

/** What `train` trains: a network that pools values for queries and passes gradients back. */
export interface Trainable {
  /** What kind of network it is, for checkpoints: kernel, parameterization, how heads are mixed. */
  readonly description: string;
  /** What is learned. */
  parameters(): Parameter[];
  /** Pools values for queries, and keeps what `backward` needs. */
  forward(
    queries: ArrayInput,
    keys: ArrayInput,
    values: ArrayInput,
    options?: ForwardOptions,
  ): Tensor;
  /** Adds to the gradients of the parameters. */
  backward(gradOutput: ArrayInput): unknown;
}
