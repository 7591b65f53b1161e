// The picture: points, bands, curves, axes. Many points are cells on a canvas below the lines.

import type { Cells, Curve, Picture, Points } from './messages.js';
import { linear, type Scale, type Tick, ticks, timeTicks } from './scale.js';
import { areaOf, element, lineOf, pixel } from './svg.js';

/** Where the picture is in its frame. */
export interface Frame {
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  /** With the key where that stands below the picture. */
  readonly height: number;
  readonly key: KeyPlace | undefined;
}

/** Where the key of the colors stands. */
interface KeyPlace {
  readonly left: number;
  readonly top: number;
  /** The width of an entry. */
  readonly entry: number;
  readonly perRow: number;
  readonly height: number;
  /** Whether it lies over the picture, and not below. */
  readonly isOver: boolean;
}

/** What is drawn. */
export interface Drawn {
  readonly picture: Picture;
  readonly points: Points | undefined;
  readonly view: 'curve' | 'residuals' | 'density';
}

const TOP = 14;
const BOTTOM = 44;
const RIGHT = 16;
/** Width of a digit, about, in pixels. */
const DIGIT = 7.2;
/** A key that would cover more of the picture than that stands below it. */
const MOST_COVERED = 0.06;
/** Letters of a name in the key over the picture, and below it. */
const KEY_LETTERS = [22, 40] as const;
/** A line of the key, and its entry without the name, in pixels. */
const KEY_LINE = 18;
const KEY_MARK = 34;

/** The ranges of everything that is drawn. */
function rangesOf({ picture, points, view }: Drawn): { x: [number, number]; y: [number, number] } {
  const { curves } = picture;
  let [left, right] = points?.xRange ?? [Infinity, -Infinity];
  let [bottom, top] = view === 'density' ? [0, 0] : (points?.yRange ?? [Infinity, -Infinity]);
  for (const curve of curves) {
    left = Math.min(left, curve.x[0]!);
    right = Math.max(right, curve.x.at(-1)!);
    for (const line of [curve.y, curve.lower, curve.upper, curve.low, curve.high])
      for (const value of line ?? []) {
        if (value < bottom) bottom = value;
        if (value > top) top = value;
      }
  }
  if (!(left < right)) [left, right] = Number.isFinite(left) ? [left - 1, left + 1] : [0, 1];
  if (!(bottom < top)) [bottom, top] = Number.isFinite(bottom) ? [bottom - 1, bottom + 1] : [0, 1];
  const gap = (right - left) / 50;
  const space = (top - bottom) / 25;
  return {
    x: [left - gap, right + gap],
    y: [view === 'density' ? 0 : bottom - space, top + space],
  };
}

function axisTicks(isTime: boolean, [from, to]: readonly [number, number], wanted: number): Tick[] {
  return isTime ? timeTicks(from, to, wanted) : ticks(from, to, wanted);
}

/** Ticks below a picture, as many as have room for their labels. */
function columnTicks(isTime: boolean, { from, to, start, end, at }: Scale): Tick[] {
  for (let wanted = Math.max(2, (end - start) / (isTime ? 105 : 80)); ; wanted /= 1.5) {
    const made = axisTicks(isTime, [from, to], wanted);
    const apart = made.length > 1 ? at(made[1]!.value) - at(made[0]!.value) : Infinity;
    const longest = Math.max(...made.map(({ label }) => label.length));
    if (apart > (longest + 1) * DIGIT || wanted < 1) return made;
  }
}

/** Where the key of curves stands: over the picture while it hides little of it. */
function keyPlace(
  curves: readonly Curve[],
  [left, right]: readonly [number, number],
  height: number,
): KeyPlace | undefined {
  if (curves.length < 2) return undefined;
  const width = right - left;
  const longest = Math.max(...curves.map(({ name }) => name.length));
  const entryOf = (letters: number): number => KEY_MARK + Math.min(letters, longest) * DIGIT;
  const narrow = entryOf(KEY_LETTERS[0]);
  const over = { entry: narrow, perRow: 1, height: curves.length * KEY_LINE + 8, isOver: true };
  if ((narrow + 8) * over.height <= MOST_COVERED * width * (height - TOP - BOTTOM))
    return { ...over, left: right - narrow, top: TOP };
  const entry = Math.min(width, entryOf(KEY_LETTERS[1]));
  const most = Math.max(1, Math.floor(width / entry));
  const rows = Math.ceil(curves.length / most);
  const perRow = Math.ceil(curves.length / rows);
  return { left, top: height - 4, entry, perRow, height: rows * KEY_LINE + 12, isOver: false };
}

/** Where the picture is, for a host of some size, and of more height where the key needs it. */
export function frameOf(drawn: Drawn, width: number, height: number): Frame {
  const ranges = rangesOf(drawn);
  const rows = axisTicks(drawn.picture.yIsTime, ranges.y, height / 60);
  const longest = Math.max(3, ...rows.map(({ label }) => label.length));
  const left = Math.min(width / 2, 34 + longest * DIGIT);
  const right = Math.max(left + 20, width - RIGHT);
  const key = keyPlace(drawn.picture.curves, [left, right], height);
  return {
    x: linear(...ranges.x, left, right),
    y: linear(...ranges.y, height - BOTTOM, TOP),
    width,
    height: height + (key && !key.isOver ? key.height : 0),
    key,
  };
}

/** A text that fits a length in pixels. */
export function fitting(text: string, length: number): string {
  const most = Math.max(3, Math.floor(length / DIGIT));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The axes with their names. */
function axes({ picture }: Drawn, { x, y, width }: Frame): SVGElement[] {
  const columns = columnTicks(picture.isTime, x);
  const bottom = y.start + BOTTOM;
  const rows = axisTicks(picture.yIsTime, [y.from, y.to], bottom / 60);
  const inside = columns.filter(({ value, label }) => {
    const half = (label.length * DIGIT) / 2;
    return x.at(value) + half < width && x.at(value) - half > 0;
  });
  return [
    ...rows.map(({ value }) =>
      element('line', {
        class: 'grid',
        x1: x.start,
        x2: x.end,
        y1: pixel(y.at(value)),
        y2: pixel(y.at(value)),
      }),
    ),
    ...rows.map(({ value, label }) =>
      element(
        'text',
        { class: 'tick', x: x.start - 7, y: pixel(y.at(value) + 4), 'text-anchor': 'end' },
        label,
      ),
    ),
    element('line', { class: 'axis', x1: x.start, x2: x.end, y1: y.start, y2: y.start }),
    ...inside.flatMap(({ value, label }) => [
      element('line', {
        class: 'axis',
        x1: pixel(x.at(value)),
        x2: pixel(x.at(value)),
        y1: y.start,
        y2: y.start + 5,
      }),
      element(
        'text',
        { class: 'tick', x: pixel(x.at(value)), y: y.start + 18, 'text-anchor': 'middle' },
        label,
      ),
    ]),
    element(
      'text',
      { class: 'title', x: pixel((x.start + x.end) / 2), y: bottom - 8, 'text-anchor': 'middle' },
      fitting(picture.xName, x.end - x.start),
    ),
    element(
      'text',
      {
        class: 'title',
        transform: `translate(16 ${pixel((y.start + y.end) / 2)}) rotate(-90)`,
        'text-anchor': 'middle',
      },
      fitting(picture.yName, y.start - y.end),
    ),
  ];
}

/** The points, each group a path of dots that have no length but round ends. */
function dotsOf({ points, view }: Drawn, { x, y }: Frame): SVGElement[] {
  const dots = points?.dots;
  if (!dots || view === 'density') return [];
  const isOutlier = new Set(dots.outliers);
  const paths = new Map<number, string>();
  let crosses = '';
  for (let i = 0; i < dots.x.length; i++) {
    const [left, top] = [x.at(dots.x[i]!), y.at(dots.y[i]!)];
    if (!Number.isFinite(left) || !Number.isFinite(top)) continue;
    if (isOutlier.has(i)) crosses += `M${pixel(left - 4)} ${pixel(top - 4)}l8 8m0 -8l-8 8`;
    else {
      const group = dots.group[i]!;
      paths.set(group, `${paths.get(group) ?? ''}M${pixel(left)} ${pixel(top)}h0`);
    }
  }
  const many = dots.x.length > 800 ? ' many' : '';
  return [
    ...Array.from(paths, ([group, d]) =>
      element('path', { class: `dots${many}${group < 0 ? '' : ` c${group}`}`, d }),
    ),
    ...(crosses ? [element('path', { class: 'outliers', d: crosses })] : []),
  ];
}

/** Little lines where observations are, below a density. */
function rugOf({ points, view }: Drawn, { x, y }: Frame): SVGElement[] {
  if (view !== 'density' || !points?.dots) return [];
  let d = '';
  for (const value of points.dots.x) d += `M${pixel(x.at(value))} ${pixel(y.start)}v-7`;
  return [element('path', { class: 'axis rug', d })];
}

function areas(curve: Curve, k: number, { x, y }: Frame): SVGElement[] {
  const across = Float64Array.from(curve.x, x.at);
  const down = (values: Float64Array): Float64Array => values.map(y.at);
  const { lower, upper, low, high } = curve;
  return [
    ...(lower && upper
      ? [element('path', { class: `band c${k}`, d: areaOf(across, down(lower), down(upper)) })]
      : []),
    ...(low && high
      ? [
          element('path', {
            class: `interval c${k}`,
            d: lineOf(across, down(low)) + lineOf(across, down(high)),
          }),
        ]
      : []),
  ];
}

/** What the colors mean. */
function keyOf(curves: readonly Curve[], { key }: Frame): SVGElement[] {
  if (!key) return [];
  const { entry, perRow, height, isOver } = key;
  const ground = element('rect', {
    class: 'key-ground',
    x: pixel(key.left - 8),
    y: key.top,
    width: pixel(entry + 8),
    height,
  });
  const entries = curves.flatMap(({ name }, k) => {
    const left = key.left + (k % perRow) * entry;
    const middle = key.top + 13 + Math.floor(k / perRow) * KEY_LINE;
    return [
      element('line', {
        class: `curve c${k}`,
        x1: pixel(left),
        x2: pixel(left + 18),
        y1: middle,
        y2: middle,
      }),
      element(
        'text',
        { class: 'key', x: pixel(left + 24), y: middle + 4 },
        fitting(name, entry - KEY_MARK),
      ),
    ];
  });
  return isOver ? [ground, ...entries] : entries;
}

/** The picture as one SVG element. */
export function drawPicture(drawn: Drawn, frame: Frame): SVGElement {
  const { picture, view } = drawn;
  const { x, y, width, height } = frame;
  const { curves } = picture;
  const zero =
    view === 'residuals'
      ? [
          element('line', {
            class: 'zero',
            x1: x.start,
            x2: x.end,
            y1: pixel(y.at(0)),
            y2: pixel(y.at(0)),
          }),
        ]
      : [];
  const lines = curves.map((curve, k) =>
    element('path', {
      class: `curve c${k}`,
      d: lineOf(Float64Array.from(curve.x, x.at), curve.y.map(y.at)),
    }),
  );
  const isSeveral =
    curves.length > 1 || (drawn.points?.dots?.group.some((each) => each > 0) ?? false);
  return element(
    'svg',
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': 'caption',
      class: isSeveral ? 'several' : 'single',
    },
    [
      ...axes(drawn, frame),
      ...rugOf(drawn, frame),
      ...dotsOf(drawn, frame),
      ...curves.flatMap((curve, k) => areas(curve, k, frame)),
      ...zero,
      ...lines,
      ...keyOf(curves, frame),
    ],
  );
}

/** What stands on a canvas: it stays while the same points are drawn in the same color. */
const onCanvas = new WeakMap<
  HTMLCanvasElement,
  { readonly cells: Cells; readonly color: string }
>();

/**
 * Many points as cells of a canvas, the darker the more lie there.
 *
 * @param color - of the points, as CSS has it
 */
export function drawCells(
  canvas: HTMLCanvasElement,
  points: Points | undefined,
  { x, y }: Frame,
  color: string,
): void {
  const cells = points?.cells;
  canvas.hidden = !cells;
  if (!cells || !points) return;
  const there = onCanvas.get(canvas);
  if (there?.cells !== cells || there.color !== color) paintCells(canvas, cells, color);
  const [left, right] = points.xRange.map(x.at) as [number, number];
  const [bottom, top] = points.yRange.map(y.at) as [number, number];
  canvas.style.left = `${left}px`;
  canvas.style.top = `${top}px`;
  canvas.style.width = `${right - left}px`;
  canvas.style.height = `${bottom - top}px`;
}

function paintCells(canvas: HTMLCanvasElement, cells: Cells, color: string): void {
  const { columns, rows, counts, most } = cells;
  canvas.width = columns;
  canvas.height = rows;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
  const image = context.createImageData(columns, rows);
  for (let c = 0; c < counts.length; c++) {
    const own = counts[c]!;
    if (own === 0) continue;
    const share = Math.log1p(own) / Math.log1p(most);
    image.data.set([red!, green!, blue!, Math.round(40 + 190 * share)], 4 * c);
  }
  context.putImageData(image, 0, 0);
  onCanvas.set(canvas, { cells, color });
}
