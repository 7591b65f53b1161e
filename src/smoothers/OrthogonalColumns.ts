// Gram–Schmidt with a look at what each column adds: columns come in blocks (the degrees of a polynomial), within a block
// the largest first, each projected twice. A block with a column of which almost nothing is left is not carried, nor are
// those after it. O(rows·columns²).

/** A column is carried when what is left of it is at least this beside the first. */
export const CARRIED = 1e-7;

/** Factors A = QR in memory of its own, as far as the columns of A are independent. */
export class OrthogonalColumns {
  /** A before `factor`, the carried columns of Q after, at least `rows` long. */
  columns: Float64Array[] = [];
  /** The carried columns in the order they were taken. */
  order: number[] = [];
  /** The last block that is carried. */
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

  /**
   * Factors the columns in place.
   *
   * @param absent - columns that are left out, [width]
   */
  factor(absent: Uint8Array): void {
    this.#upper.fill(0);
    this.order = [];
    this.complete = -1;
    const least = CARRIED * norm(this.columns[0], this.#rows);
    for (let block = 0, first = 0; block < this.#ends.length; first = this.#ends[block++]) {
      const open = new Set<number>();
      for (let b = first; b < this.#ends[block]; b++) if (absent[b] === 0) open.add(b);
      const before = this.order.length;
      if (block > 0 && open.size === 0) return;
      while (open.size > 0) {
        const best = this.#largest(open);
        if (!(norm(this.columns[best], this.#rows) >= least)) {
          this.order.length = before; // part of a block would depend on which part
          return;
        }
        open.delete(best);
        this.#carry(best);
      }
      this.complete = block;
    }
  }

  /** Projects what is open, and finds the largest of it. */
  #largest(open: ReadonlySet<number>): number {
    let best = -1;
    let largest = -1;
    for (const b of open) {
      this.#project(b);
      const left = norm(this.columns[b], this.#rows);
      if (left > largest || best < 0) [largest, best] = [left, b];
    }
    return best;
  }

  /** Makes the next column of Q of a column. */
  #carry(b: number): void {
    this.#project(b);
    const column = this.columns[b];
    const length = norm(column, this.#rows);
    for (let i = 0; i < this.#rows; i++) column[i] /= length;
    this.#upper[b * this.width + b] = length;
    this.order.push(b);
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
