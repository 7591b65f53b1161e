// A quantity by epoch, drawn while it is made, with the run before it in the background.

import { linearScale, logScale } from '../../shared/scale.js';
import { at, setAll, svg } from '../../shared/svg.js';

const MARGIN = { left: 46, right: 8, top: 8, bottom: 22 };
const HEIGHT = 150;

/** A chart on a logarithmic scale in an element of the page. */
export class HistoryChart {
  readonly #svg: SVGSVGElement;
  readonly #axes = svg('g', { class: 'axes' });
  readonly #before = svg('path', { class: 'before' });
  readonly #now = svg('path', { class: 'now' });
  readonly #end = svg('circle', { class: 'end', r: 3.5, visibility: 'hidden' });
  readonly #hint: HTMLElement | null;
  #width = 0;
  #last: [readonly number[], readonly number[]] = [[], []];

  constructor(element: HTMLElement, label: string) {
    this.#svg = svg(
      'svg',
      { class: 'history', role: 'img', 'aria-label': label },
      this.#axes,
      this.#before,
      this.#now,
      this.#end,
    );
    element.append(this.#svg);
    this.#hint = element.querySelector('.hint');
    new ResizeObserver(() => {
      this.#width = Math.max(160, element.clientWidth);
      this.draw(...this.#last);
    }).observe(element);
    this.#width = Math.max(160, element.clientWidth);
    this.draw([], []);
  }

  /**
   * Draws a run and the one before it.
   *
   * @param now - a number above 0 for each epoch
   * @param before - the same
   */
  draw(now: readonly number[], before: readonly number[]): void {
    this.#last = [now, before];
    const width = this.#width;
    setAll(this.#svg, { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
    const all = [...now, ...before].map((value) => Math.max(value, 1e-12));
    const [low, high] = all.length > 0 ? widened(Math.min(...all), Math.max(...all)) : [0.1, 1];
    if (this.#hint) this.#hint.hidden = all.length > 0;
    const last = Math.max(20, now.length, before.length) - 1;
    const x = linearScale(0, last, MARGIN.left, width - MARGIN.right);
    const y = logScale(low, high, HEIGHT - MARGIN.bottom, MARGIN.top);
    const path = (values: readonly number[]): string =>
      values
        .map((value, i) => `${i === 0 ? 'M' : 'L'}${at(x(i), y(Math.max(value, 1e-12)))}`)
        .join('');
    this.#now.setAttribute('d', path(now));
    this.#before.setAttribute('d', path(before));
    const end = now.at(-1);
    this.#end.setAttribute('visibility', end === undefined ? 'hidden' : 'visible');
    if (end !== undefined)
      setAll(this.#end, { cx: x(now.length - 1), cy: y(Math.max(end, 1e-12)) });
    const text = (words: string, attributes: Record<string, string | number>): SVGTextElement => {
      const element = svg('text', attributes);
      element.textContent = words;
      return element;
    };
    this.#axes.replaceChildren(
      ...(all.length > 0 ? y.ticks(4) : []).flatMap((value) => [
        svg('line', { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
        text(shortNumber(value), { x: MARGIN.left - 6, y: y(value) + 4, 'text-anchor': 'end' }),
      ]),
      ...x
        .ticks(4)
        .filter((value) => Number.isInteger(value))
        .map((value) =>
          text(String(value), { x: x(value), y: HEIGHT - 5, 'text-anchor': 'middle' }),
        ),
    );
  }
}

/** A range with room for a tick. */
function widened(low: number, high: number): [number, number] {
  const factor = Math.max(1.05, (high / low) ** 0.04);
  return [low / factor, high * factor];
}

/** A number of at least 0 in three digits, as a power of ten with so many decimals. */
export function shortNumber(value: number, decimals = 0): string {
  if (value >= 1e5 || value < 1e-3)
    return value.toExponential(decimals).replace('e+', 'e').replace('-', '−');
  return String(Number(value.toPrecision(3)));
}
