// The plot: keys and values as points, the pooled curve, a query that one drags, and the weights of its keys as light on
// the points and as stems below them.

import { linearScale, type Scale } from '../../shared/scale.js';
import { at, setAll, svg } from '../../shared/svg.js';
import type { Point } from './sample.js';
import { onGrid, X_RANGE, Y_RANGE } from './state.js';

/** What the plot asks the page to do. */
export interface PlotActions {
  moveQuery(query: number): void;
  movePoint(index: number, point: Point): void;
  addPoint(point: Point): void;
  removePoint(index: number): void;
  selectPoint(index: number): void;
  /** A press begins; what it does may have to be taken back. */
  begin(): void;
  /** What was taken for a drag is the page being scrolled. */
  takeBack(): void;
}

/** What does not change while the query moves. */
export interface Scene {
  readonly points: readonly Point[];
  readonly selected: number | undefined;
  readonly curve: ArrayLike<number>;
  readonly grid: ArrayLike<number>;
  /** The curve that the points come from. */
  readonly truth: ((t: number) => number) | undefined;
}

/** What moves with the query. */
export interface QueryScene {
  readonly query: number;
  readonly yHat: number;
  /** Of each point. */
  readonly weightOf: (index: number) => number;
}

const MARGIN = { left: 34, right: 10, top: 12, bottom: 26 };
/** Height of the strip of stems. */
const STRIP = 64;
/** How near a pointer must come to take hold of a point, by kind of pointer, in pixels. */
const REACH = { mouse: 9, pen: 12, touch: 20 } as const;
/** Points that are drawn in one stroke are so far apart, in pixels. */
const STROKE = 14;
/** A share of the largest weight from which on a point is lit. */
const LIT = 0.02;

/** The plot in an element of the page. */
export class Plot {
  /** Whether a press draws points. */
  isDrawing = false;
  readonly #svg: SVGSVGElement;
  readonly #actions: PlotActions;
  readonly #axes = svg('g', { class: 'axes' });
  readonly #truth = svg('path', { class: 'truth' });
  readonly #curve = svg('path', { class: 'pooled' });
  readonly #stems = svg('path', { class: 'stems' });
  readonly #points = svg('g', { class: 'keys' });
  readonly #ring = svg('circle', { class: 'ring', r: 11, visibility: 'hidden' });
  readonly #line = svg('line', { class: 'query-line' });
  readonly #level = svg('line', { class: 'query-level' });
  readonly #handle: SVGGElement;
  readonly #dot = svg('circle', { class: 'query-dot', r: 7 });
  #circles: SVGCircleElement[] = [];
  #scene: Scene | undefined;
  #queryScene: QueryScene | undefined;
  #query = 0;
  #x: Scale = linearScale(0, 1, 0, 1);
  #y: Scale = linearScale(0, 1, 0, 1);
  #stripTop = 0;
  #bottom = 0;
  #held: number | 'query' | 'stroke' | undefined;
  #lastStroke = [0, 0];

  constructor(element: HTMLElement, actions: PlotActions) {
    this.#actions = actions;
    this.#handle = svg(
      'g',
      {
        class: 'query-handle',
        role: 'slider',
        tabindex: 0,
        'aria-label': 'Query',
        'aria-valuemin': X_RANGE[0],
        'aria-valuemax': X_RANGE[1],
      },
      this.#line,
      this.#dot,
    );
    this.#svg = svg(
      'svg',
      { class: 'plot', role: 'group', 'aria-label': 'Keys, values, the pooled curve and a query' },
      this.#axes,
      this.#stems,
      this.#truth,
      this.#level,
      this.#curve,
      this.#points,
      this.#ring,
      this.#handle,
    );
    element.append(this.#svg);
    this.#listen();
    new ResizeObserver(() => this.#resize()).observe(element);
    this.#resize();
  }

  /** Draws points and curve. */
  draw(scene: Scene): void {
    this.#scene = scene;
    const { points, selected, curve, grid, truth } = scene;
    while (this.#circles.length > points.length) this.#circles.pop()!.remove();
    while (this.#circles.length < points.length) {
      const circle = svg('circle', { r: 3.5 });
      this.#circles.push(circle);
      this.#points.append(circle);
    }
    points.forEach(({ x, y }, i) => {
      setAll(this.#circles[i]!, { cx: this.#x(x).toFixed(1), cy: this.#yInside(y).toFixed(1) });
    });
    const path = (yAt: (i: number) => number): string => {
      let text = '';
      for (let i = 0; i < grid.length; i++)
        text += `${i === 0 ? 'M' : 'L'}${at(this.#x(grid[i]!), this.#yInside(yAt(i)))}`;
      return text;
    };
    this.#curve.setAttribute(
      'd',
      path((i) => curve[i]!),
    );
    this.#truth.setAttribute('d', truth ? path((i) => truth(grid[i]!)) : '');
    const chosen = selected === undefined ? undefined : points[selected];
    this.#ring.setAttribute('visibility', chosen ? 'visible' : 'hidden');
    if (chosen) setAll(this.#ring, { cx: this.#x(chosen.x), cy: this.#yInside(chosen.y) });
  }

  /** Draws the query and the weights of its keys. */
  drawQuery(scene: QueryScene): void {
    this.#queryScene = scene;
    const { query, yHat, weightOf } = scene;
    this.#query = query;
    const { points } = this.#scene!;
    let largest = 0;
    for (let i = 0; i < points.length; i++) largest = Math.max(largest, weightOf(i));
    let stems = '';
    for (let i = 0; i < points.length; i++) {
      const weight = weightOf(i);
      const share = largest > 0 ? weight / largest : 0;
      const circle = this.#circles[i]!;
      // most keys are not lit and stay as they are
      const radius = share > LIT ? (3.5 + 4.5 * share).toFixed(1) : '3.5';
      if (circle.getAttribute('r') !== radius) {
        circle.setAttribute('r', radius);
        const opacity = share > LIT ? (0.35 + 0.65 * share).toFixed(2) : '';
        circle.setAttribute('class', share > LIT ? 'lit' : '');
        if (opacity) circle.setAttribute('fill-opacity', opacity);
        else circle.removeAttribute('fill-opacity');
      }
      if (share > 0.004) {
        const x = this.#x(points[i]!.x);
        const height = share * (STRIP - 8);
        stems += `M${at(x, this.#bottom)}V${Math.round(10 * (this.#bottom - height)) / 10}`;
      }
    }
    this.#stems.setAttribute('d', stems);
    const [x, y] = [this.#x(query).toFixed(1), this.#yInside(yHat).toFixed(1)];
    setAll(this.#line, { x1: x, x2: x, y1: MARGIN.top, y2: this.#bottom });
    setAll(this.#dot, { cx: x, cy: y });
    setAll(this.#level, { x1: MARGIN.left, x2: x, y1: y, y2: y });
    setAll(this.#handle, {
      'aria-valuenow': query,
      'aria-valuetext': `query ${query.toFixed(2)}, pooled value ${yHat.toFixed(2)}`,
    });
  }

  #yInside(y: number): number {
    return this.#y(Math.min(Y_RANGE[1], Math.max(Y_RANGE[0], y)));
  }

  #resize(): void {
    const width = Math.max(240, this.#svg.parentElement!.clientWidth);
    const height = Math.round(Math.min(500, Math.max(330, width * 0.58)));
    setAll(this.#svg, { width, height, viewBox: `0 0 ${width} ${height}` });
    this.#bottom = height - MARGIN.bottom;
    this.#stripTop = this.#bottom - STRIP;
    this.#x = linearScale(...X_RANGE, MARGIN.left, width - MARGIN.right);
    this.#y = linearScale(...Y_RANGE, this.#stripTop - 6, MARGIN.top);
    this.#drawAxes(width);
    if (this.#scene) this.draw(this.#scene);
    if (this.#queryScene) this.drawQuery(this.#queryScene);
  }

  #drawAxes(width: number): void {
    const right = width - MARGIN.right;
    const text = (words: string, attributes: Record<string, string | number>): SVGTextElement => {
      const element = svg('text', attributes);
      element.textContent = words;
      return element;
    };
    this.#axes.replaceChildren(
      ...this.#y.ticks(5).flatMap((value) => [
        svg('line', { x1: MARGIN.left, x2: right, y1: this.#y(value), y2: this.#y(value) }),
        text(String(value).replace('-', '−'), {
          x: MARGIN.left - 8,
          y: this.#y(value) + 4,
          'text-anchor': 'end',
        }),
      ]),
      svg('line', {
        class: 'base',
        x1: MARGIN.left,
        x2: right,
        y1: this.#bottom,
        y2: this.#bottom,
      }),
      ...this.#x.ticks(6).map((value) =>
        text(String(value), {
          x: this.#x(value),
          y: this.#bottom + 18,
          'text-anchor': 'middle',
        }),
      ),
      text('weights', {
        class: 'strip-name',
        x: right,
        y: this.#stripTop + 12,
        'text-anchor': 'end',
      }),
    );
  }

  #listen(): void {
    const { moveQuery } = this.#actions;
    const element = this.#svg;
    const placeOf = (event: MouseEvent): [number, number] => {
      const box = element.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const pointAt = (px: number, py: number): Point =>
      onGrid({ x: this.#x.inverse(px), y: this.#y.inverse(py) });
    const queryAt = (px: number): void => moveQuery(roundQuery(this.#x.inverse(px)));

    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const [px, py] = placeOf(event);
      this.#actions.begin();
      const near = this.#nearest(px, py, REACH[event.pointerType as keyof typeof REACH] ?? 9);
      if (near !== undefined) {
        this.#held = near;
        this.#actions.selectPoint(near);
      } else if (this.isDrawing) {
        this.#held = 'stroke';
        this.#lastStroke = [px, py];
        this.#actions.addPoint(pointAt(px, py));
      } else {
        this.#held = 'query';
        this.#handle.focus({ preventScroll: true });
        queryAt(px);
      }
      element.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    element.addEventListener('pointermove', (event) => {
      const [px, py] = placeOf(event);
      if (this.#held === undefined) {
        const isNear =
          event.pointerType === 'mouse' && this.#nearest(px, py, REACH.mouse) !== undefined;
        element.classList.toggle('near-point', isNear);
      } else if (this.#held === 'query') queryAt(px);
      else if (this.#held === 'stroke') {
        const [x, y] = this.#lastStroke as [number, number];
        if (Math.hypot(px - x, py - y) < STROKE) return;
        this.#lastStroke = [px, py];
        this.#actions.addPoint(pointAt(px, py));
      } else this.#actions.movePoint(this.#held, pointAt(px, py));
    });
    const release = (): void => {
      this.#held = undefined;
    };
    element.addEventListener('pointerup', release);
    element.addEventListener('pointercancel', () => {
      if (this.#held !== undefined) this.#actions.takeBack();
      release();
    });
    element.addEventListener('dblclick', (event) => {
      const near = this.#nearest(...placeOf(event), REACH.mouse);
      if (near !== undefined) this.#actions.removePoint(near);
    });
    this.#handle.addEventListener('keydown', (event) => {
      const to = afterKey(event.key, event.shiftKey, this.#query);
      if (to === undefined) return;
      event.preventDefault();
      this.#query = roundQuery(to); // the next key may come before the next frame
      moveQuery(this.#query);
    });
  }

  /** The point that a pointer can take hold of. */
  #nearest(px: number, py: number, reach: number): number | undefined {
    let [nearest, least]: [number | undefined, number] = [undefined, reach];
    this.#scene?.points.forEach(({ x, y }, i) => {
      const distance = Math.hypot(this.#x(x) - px, this.#yInside(y) - py);
      if (distance <= least) [nearest, least] = [i, distance];
    });
    return nearest;
  }
}

/** Queries have three decimals, and stay on the axis. */
function roundQuery(query: number): number {
  const [low, high] = X_RANGE;
  return Math.round(Math.min(high, Math.max(low, query)) * 1000) / 1000;
}

/** Where a key leads the query, as sliders do. */
function afterKey(key: string, shift: boolean, from: number): number | undefined {
  const step = shift ? 0.5 : 0.05;
  if (key === 'ArrowRight' || key === 'ArrowUp') return from + step;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return from - step;
  if (key === 'PageUp') return from + 0.5;
  if (key === 'PageDown') return from - 0.5;
  if (key === 'Home') return X_RANGE[0];
  if (key === 'End') return X_RANGE[1];
  return undefined;
}
