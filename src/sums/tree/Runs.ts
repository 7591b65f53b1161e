/** A list of runs of consecutive points; a run that touches the one before is joined to it. */
export class Runs {
  count = 0;
  from = new Int32Array(256);
  to = new Int32Array(256);

  clear(): void {
    this.count = 0;
  }

  add(from: number, to: number): void {
    if (this.count > 0 && this.to[this.count - 1] === from) {
      this.to[this.count - 1] = to;
      return;
    }
    if (this.count === this.from.length) {
      this.from = doubled(this.from);
      this.to = doubled(this.to);
    }
    this.from[this.count] = from;
    this.to[this.count++] = to;
  }
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
