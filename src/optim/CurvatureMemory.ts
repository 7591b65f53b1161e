// The inverse Hessian of L-BFGS as the last changes of parameters, s, and of gradients, y, applied to a gradient by the
// two-loop recursion (Nocedal, Wright 2006, algorithm 7.4). O(history · size).

/** Past changes, to turn a gradient into a quasi-Newton direction. */
export class CurvatureMemory {
  readonly size: number;
  readonly #most: number;
  #moves: Float64Array[] = [];
  #changes: Float64Array[] = [];

  /**
   * @param size - number of parameters
   * @param most - how many changes are remembered
   */
  constructor(size: number, most: number) {
    this.size = size;
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#moves.length === 0;
  }

  clear(): void {
    this.#moves = [];
    this.#changes = [];
  }

  /** Takes a pair up where the curvature s·y along the move is above 0, so that directions keep going down. */
  remember(move: Float64Array, change: Float64Array): void {
    if (!(dot(move, change) > 1e-16 * dot(change, change) ** 0.5 * dot(move, move) ** 0.5)) return;
    if (this.#moves.length === this.#most) {
      this.#moves.shift();
      this.#changes.shift();
    }
    this.#moves.push(move);
    this.#changes.push(change);
  }

  /** −H·gradient, with H ≈ the inverse Hessian; −gradient when nothing is remembered. */
  direction(gradient: Float64Array): Float64Array {
    const out = gradient.map((g) => -g);
    const count = this.#moves.length;
    const shares = new Float64Array(count);
    for (let k = count - 1; k >= 0; k--) {
      const [s, y] = [this.#moves[k], this.#changes[k]];
      shares[k] = dot(s, out) / dot(s, y);
      addInto(y, -shares[k], out);
    }
    if (count > 0) {
      const [s, y] = [this.#moves[count - 1], this.#changes[count - 1]];
      const scale = dot(s, y) / dot(y, y);
      for (let j = 0; j < out.length; j++) out[j] *= scale;
    }
    for (let k = 0; k < count; k++) {
      const [s, y] = [this.#moves[k], this.#changes[k]];
      addInto(s, shares[k] - dot(y, out) / dot(s, y), out);
    }
    return out;
  }

  /** Moves, then changes, the oldest first. */
  vectors(): Float64Array[] {
    return [...this.#moves, ...this.#changes];
  }

  /** Takes up what {@link CurvatureMemory.vectors} gave. @returns whether it fits */
  restore(vectors: readonly (readonly number[])[]): boolean {
    const fits =
      Array.isArray(vectors) &&
      vectors.length % 2 === 0 &&
      vectors.length <= 2 * this.#most &&
      vectors.every((v) => Array.isArray(v) && v.length === this.size && v.every(Number.isFinite));
    if (!fits) return false;
    const half = vectors.length / 2;
    this.#moves = vectors.slice(0, half).map((v) => Float64Array.from(v));
    this.#changes = vectors.slice(half).map((v) => Float64Array.from(v));
    return true;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

function addInto(a: Float64Array, factor: number, out: Float64Array): void {
  for (let j = 0; j < out.length; j++) out[j] += factor * a[j];
}
