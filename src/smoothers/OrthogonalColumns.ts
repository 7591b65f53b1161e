// Gram–Schmidt with a look at what each column adds: columns come in blocks (the degrees of a polynomial), within a block
// the largest first, each projected twice. A column of which almost nothing is left is not carried. O(rows·columns²).

/** A column is carried when what is left of it is at least this beside the first. */
export const CARRIED = 1e-7;

/** Factors A = QR in memory of its own, as far as the columns of A are independent. */
export class OrthogonalColumns {
  /** A before `factor`, the carried columns of Q after, at least `rows` long. */
  columns: Float64Array[] = [];
  /** The carried columns in the order they were taken. */
  order: number[] = [];
  /** The last block up to which every column is carried. */
  complete = 0;
  readonly #ends: readonly number[];
  readonly #upper: Float64Array; // R, column b from b·width on
  #rows = 0;

  /** @param ends - where each block of columns ends; the first holds one column */
  constructor(ends: readonly number[]) {
    this.#ends = ends;
    this.#upper = new Float64Array(this.width * this.width);
  }

  /** How many columns. */
  get width(): number {
    return this.#ends[this.#ends.length - 1];
  }

  /** Makes room for columns of so many rows. */
  reserve(rows: number): void {
    this.#rows = rows;
    if (this.columns.length > 0 && this.columns[0].length >= rows) return;
    const room = Math.max(16, 2 * rows);
    this.columns = Array.from({ length: this.width }, () => new Float64Array(room));
  }

  /** Factors the columns in place. */
  factor(): void {
    const rows = this.#rows;
    const { columns, width } = this;
    this.#upper.fill(0);
    this.order = [];
    this.complete = -1;
    const least = CARRIED * norm(columns[0], rows);
    for (let block = 0, first = 0; block < this.#ends.length; first = this.#ends[block++]) {
      const open = new Set<number>();
      for (let b = first; b < this.#ends[block]; b++) open.add(b);
      const size = open.size;
      while (open.size > 0) {
        let best = -1;
        let largest = 0;
        for (const b of open) {
          this.#project(b);
          const left = norm(columns[b], rows);
          if (left > largest) [largest, best] = [left, b];
        }
        if (best < 0 || !(largest >= least)) break;
        open.delete(best);
        this.#project(best);
        const length = norm(columns[best], rows);
        for (let i = 0; i < rows; i++) columns[best][i] /= length;
        this.#upper[best * width + best] = length;
        this.order.push(best);
      }
      if (open.size === 0 && this.complete === block - 1) this.complete = block;
      if (open.size === size) return; // nor would a later block be carried
    }
  }

  /** Takes the part in the columns carried so far out of a column. */
  #project(b: number): void {
    for (const a of this.order) {
      const part = dot(this.columns[a], this.columns[b], this.#rows);
      this.#upper[b * this.width + a] += part;
      subtract(this.columns[b], part, this.columns[a], this.#rows);
    }
  }

  /**
   * Least squares: R x = Qᵀ right.
   *
   * @param right - left with the residual
   * @param x - [width]; 0 for columns that are not carried
   */
  solveInto(right: Float64Array, x: Float64Array): void {
    const { columns, order, width } = this;
    const upper = this.#upper;
    x.fill(0);
    for (const b of order) {
      x[b] = dot(columns[b], right, this.#rows);
      subtract(right, x[b], columns[b], this.#rows);
    }
    for (let o = order.length - 1; o >= 0; o--) {
      const b = order[o];
      for (let later = o + 1; later < order.length; later++) {
        x[b] -= upper[order[later] * width + b] * x[order[later]];
      }
      x[b] /= upper[b * width + b];
    }
  }

  /**
   * The weights with which a combination of the solution takes the rows: Q R⁻ᵀ f.
   *
   * @param f - [width], the combination
   * @param out - at least `rows` long
   */
  rowWeightsInto(f: Float64Array, out: Float64Array): void {
    const { columns, order, width } = this;
    const v = new Float64Array(width);
    out.fill(0, 0, this.#rows);
    for (const [o, b] of order.entries()) {
      v[b] = f[b];
      for (let earlier = 0; earlier < o; earlier++) {
        const a = order[earlier];
        v[b] -= this.#upper[b * width + a] * v[a];
      }
      v[b] /= this.#upper[b * width + b];
      subtract(out, -v[b], columns[b], this.#rows);
    }
  }
}

function dot(a: Float64Array, b: Float64Array, rows: number): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array, rows: number): number {
  return Math.sqrt(dot(a, a, rows));
}

function subtract(from: Float64Array, factor: number, what: Float64Array, rows: number): void {
  for (let i = 0; i < rows; i++) from[i] -= factor * what[i];
}
