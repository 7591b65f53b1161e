// The weights of all queries as a heat map, a row for each query and a column for each key in order, with the row of the
// query marked.

import { setAll, svg } from '../../shared/svg.js';
import { X_RANGE } from './state.js';

type Color = readonly [number, number, number];

/** From no weight to the largest, as in the light and in the dark. */
const RAMPS: Readonly<Record<'light' | 'dark', readonly Color[]>> = {
  light: [
    [246, 247, 247],
    [158, 205, 232],
    [0, 114, 178],
    [7, 47, 82],
  ],
  dark: [
    [30, 34, 40],
    [18, 78, 122],
    [86, 180, 233],
    [232, 246, 255],
  ],
};
const SHADES = 256;

/** The heat map in an element of the page. */
export class HeatMap {
  readonly #canvas = document.createElement('canvas');
  readonly #mark = svg('rect', { class: 'mark', x: 1, height: 6, rx: 2 });
  readonly #frame = svg('svg', { class: 'marks', 'aria-hidden': 'true' }, this.#mark);
  #image: ImageData | undefined;
  #last: { weights: ArrayLike<number>; rows: number } | undefined;
  #query = 0;

  constructor(element: HTMLElement, moveQuery: (query: number) => void) {
    this.#canvas.setAttribute('role', 'img');
    this.#canvas.setAttribute(
      'aria-label',
      'Attention weights: a row for each query, a column for each key in order',
    );
    element.append(this.#canvas, this.#frame);
    new ResizeObserver(() => this.markQuery(this.#query)).observe(element);
    document.addEventListener('themechange', () => {
      if (this.#last) this.draw(this.#last.weights, this.#last.rows);
    });
    const follow = (event: PointerEvent): void => {
      if (event.buttons !== 1) return;
      const { top, height } = element.getBoundingClientRect();
      const share = Math.min(1, Math.max(0, (event.clientY - top) / height));
      moveQuery(Math.round(1000 * (X_RANGE[0] + share * (X_RANGE[1] - X_RANGE[0]))) / 1000);
    };
    element.addEventListener('pointerdown', follow);
    element.addEventListener('pointermove', follow);
  }

  /**
   * Draws the weights.
   *
   * @param weights - [rows, n], flat
   */
  draw(weights: ArrayLike<number>, rows: number): void {
    this.#last = { weights, rows };
    const n = weights.length / rows;
    if (this.#canvas.width !== n || this.#canvas.height !== rows || !this.#image) {
      this.#canvas.width = n;
      this.#canvas.height = rows;
      this.#image = new ImageData(n, rows);
    }
    let largest = 0;
    for (let i = 0; i < weights.length; i++) largest = Math.max(largest, weights[i]!);
    const shades = shadesOf(document.documentElement);
    const pixels = new Uint32Array(this.#image.data.buffer);
    for (let i = 0; i < weights.length; i++) {
      // the root shows small weights too
      pixels[i] = shades[Math.round((SHADES - 1) * Math.sqrt(weights[i]! / largest))]!;
    }
    this.#canvas.getContext('2d')!.putImageData(this.#image, 0, 0);
  }

  /** Marks the row of a query. */
  markQuery(query: number): void {
    this.#query = query;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const share = (query - X_RANGE[0]) / (X_RANGE[1] - X_RANGE[0]);
    setAll(this.#mark, {
      width: Math.max(0, width - 2),
      y: Math.min(height - 7, Math.max(1, share * height - 3)).toFixed(1),
    });
  }
}

/** The ramp of the present theme as pixels. */
function shadesOf(html: HTMLElement): Uint32Array {
  const isDark = getComputedStyle(html).colorScheme === 'dark';
  const ramp = RAMPS[isDark ? 'dark' : 'light'];
  return Uint32Array.from({ length: SHADES }, (_, k) => {
    const place = (k / (SHADES - 1)) * (ramp.length - 1);
    const from = Math.min(ramp.length - 2, Math.floor(place));
    const [a, b] = [ramp[from]!, ramp[from + 1]!];
    const mix = (c: 0 | 1 | 2): number => Math.round(a[c] + (place - from) * (b[c] - a[c]));
    return (0xff << 24) | (mix(2) << 16) | (mix(1) << 8) | mix(0);
  });
}
