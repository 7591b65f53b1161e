import { showAsText } from '../arrays/formatValue.js';
import { type Tensor, type TensorInput, tensor, wrapTensor } from '../tensor/tensor.js';

/**
 * A tensor that is learned, with the gradient that has been gathered for it.
 *
 * @example
 * ```ts
 * import { Parameter } from 'nadaraya';
 *
 * const w = new Parameter('w', [0.5, 2]);
 * w.grad.set(1, 3); // backward adds here
 * console.log(w); // → Parameter w: value tensor([0.5, 2. ]), grad tensor([0., 3.])
 * w.zeroGrad();
 * console.log(w.grad); // → tensor([0., 0.])
 * ```
 */
export class Parameter {
  /** What it is called in messages and histories, for example `w`. */
  readonly name: string;
  /** Its present value; an optimizer writes into it. */
  readonly value: Tensor;
  /** Its gathered gradient, in the same shape; `backward` adds to it. */
  readonly grad: Tensor;

  /**
   * @param name - what it is called
   * @param value - its start value; copied
   */
  constructor(name: string, value: TensorInput) {
    this.name = name;
    this.value = tensor(value);
    this.grad = wrapTensor(new Float64Array(this.value.size), this.value.shape, false);
    showAsText(this);
  }

  /**
   * Its name, value and gradient, which consoles print as well.
   *
   * @example
   * ```ts
   * import { Parameter } from 'nadaraya';
   *
   * console.log(String(new Parameter('w', [2]))); // → Parameter w: value tensor([2.]), grad tensor([0.])
   * ```
   */
  toString(): string {
    return `Parameter ${this.name}: value ${this.value}, grad ${this.grad}`;
  }

  /**
   * Sets the gathered gradient to zero.
   *
   * @example
   * ```ts
   * import { Parameter } from 'nadaraya';
   *
   * const w = new Parameter('w', [2]);
   * w.grad.set(0, 5);
   * w.zeroGrad();
   * console.log(w.grad); // → tensor([0.])
   * ```
   */
  zeroGrad(): void {
    this.grad.data.fill(0);
  }
}
