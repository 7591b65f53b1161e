import type { Trainable } from '../model/Trainable.js';

/** The lowest loss, its parameters, and for how many epochs none was lower. */
interface Best {
  readonly loss: number;
  wait: number;
  readonly values: readonly Float64Array[];
}

/** Watches a loss, keeps the best parameters, and says when to stop. */
export class EarlyStopping {
  best: Best | undefined;
  readonly #net: Trainable;
  readonly #patience: number;

  /**
   * @param net - whose parameters are kept
   * @param patience - so many epochs without a lower loss are waited for
   */
  constructor(net: Trainable, patience: number) {
    this.#net = net;
    this.#patience = patience;
  }

  /** Takes note of a loss at given parameters, by default the present ones. @returns whether it is time to stop */
  note(loss: number, values: readonly Float64Array[] = valuesOf(this.#net)): boolean {
    if (!this.best || loss < this.best.loss) {
      this.best = { loss, wait: 0, values };
      return false;
    }
    this.best.wait++;
    return this.best.wait >= this.#patience;
  }

  /** Writes the best parameters back. */
  restore(): void {
    if (this.best) setValues(this.#net, this.best.values);
  }
}

/** Copies of all parameters of a network. */
export function valuesOf(net: Trainable): Float64Array[] {
  return net.parameters().map(({ value }) => Float64Array.from(value.data));
}

/** Writes copies back. */
export function setValues(net: Trainable, values: readonly Float64Array[]): void {
  for (const [k, { value }] of net.parameters().entries()) value.data.set(values[k]);
}
