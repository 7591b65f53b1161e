/** A stretch of a line cut into boxes of one width, so few that each can be counted. */
export class LineBoxes {
  /** How many boxes, from number 0 on. */
  readonly count: number;
  readonly #low: number;
  readonly #scale: number;

  /**
   * @param low - where the first begins
   * @param high - what the last holds
   * @param width - of a box; wider where there would be more than so many
   */
  constructor(low: number, high: number, width: number, most: number) {
    const wide = Math.max(width, (high - low) / most);
    this.#low = low;
    this.#scale = 1 / wide;
    this.count = this.of(high) + 1;
  }

  /** Width of a box. */
  get width(): number {
    return 1 / this.#scale;
  }

  /** The box of a place, below 0 or from `count` on outside. */
  of(x: number): number {
    return Math.floor((x - this.#low) * this.#scale);
  }

  /** How many of some places are in each. */
  countsOf(places: Float64Array): Int32Array {
    const counts = new Int32Array(this.count);
    for (let i = 0; i < places.length; i++) {
      const box = this.of(places[i]);
      if (box >= 0 && box < counts.length) counts[box]++;
    }
    return counts;
  }
}
