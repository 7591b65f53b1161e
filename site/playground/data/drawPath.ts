// The path of the criterion above the slider, on the slider's own scale.

import type { Path, Slider } from './messages.js';
import { linear, logarithmic, logTicks, type Tick, ticks } from './scale.js';
import { element, lineOf, pixel } from './svg.js';

/** Values that are farther above the least than this many times the middle one are cut off. */
const FAR = 3;
const BOTTOM = 22;
const TOP = 12;

/** What a path is drawn for. */
export interface PathView {
  readonly paths: readonly Path[];
  readonly slider: Slider;
  /** What the widths are divided by in labels: of dates a unit of time. */
  readonly unit: number;
  readonly width: number;
  readonly height: number;
  /** From the left end of the host to that of the slider's way, and the same on the right. */
  readonly inset: number;
}

/** The path, or only an axis where there is none. */
export function drawPath(
  view: PathView,
  onBasin: (width: number, degree: number) => void,
): SVGElement {
  const { paths, slider, unit, width, height, inset } = view;
  const x = logarithmic(slider.low, slider.high, inset, width - inset);
  const inside = (at: number): boolean => at >= slider.low && at <= slider.high;
  // each path from its own least value on: those of several groups are not on one scale
  const shown = paths.map((path) => {
    const least = path.value.reduce((best, each) => Math.min(best, each), Infinity);
    const kept = [...path.width.keys()].filter((i) => inside(path.width[i]!));
    // of several groups the degree that each has; of one curve all, the one that it has last and above the others
    const chosen = paths.length > 1 ? path.chosen : slider.degree;
    const tried = paths.length > 1 ? [chosen] : [...new Set(path.degree)];
    const lines = tried
      .sort((a, b) => Number(a === chosen) - Number(b === chosen))
      .map((degree) => {
        const own = kept.filter((i) => path.degree[i] === degree);
        return {
          isChosen: degree === chosen || tried.length === 1,
          width: own.map((i) => path.width[i]!),
          value: own.map((i) => path.value[i]! - least),
        };
      });
    return {
      lines,
      basins: path.basins
        .filter((basin) => inside(basin.width))
        .map((basin) => ({ ...basin, value: basin.value - least })),
    };
  });
  const heights = shown
    .flatMap(({ lines }) => lines.flatMap(({ value }) => value))
    .sort((a, b) => a - b);
  const middle = heights[heights.length >> 1] ?? 1;
  const most = heights.at(-1) ?? 1;
  const basins = shown.flatMap((path) => path.basins.map(({ value }) => value));
  const top = Math.min(most, Math.max(FAR * middle, ...basins.map((value) => 1.3 * value))) || 1;
  const y = linear(0, top, height - BOTTOM - 6, TOP);
  const floor = height - BOTTOM;
  const marks: Tick[] = logTicks(slider.low / unit, slider.high / unit);
  const labelled: Tick[] = [];
  for (const tick of marks.length > 1 ? marks : ticks(slider.low / unit, slider.high / unit, 5)) {
    const last = labelled.at(-1);
    const at = x.at(tick.value * unit);
    if (at > width - 12 || at < 12) continue;
    if (!last || at - x.at(last.value * unit) > 8 * (last.label.length + 1)) labelled.push(tick);
  }
  return element(
    'svg',
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
      class: shown.length > 1 ? 'several' : 'single',
    },
    [
      element('line', { class: 'axis', x1: inset, x2: width - inset, y1: floor, y2: floor }),
      ...labelled.flatMap(({ value, label }) => [
        element('line', {
          class: 'axis',
          x1: pixel(x.at(value * unit)),
          x2: pixel(x.at(value * unit)),
          y1: floor,
          y2: floor + 4,
        }),
        element(
          'text',
          { class: 'tick', x: pixel(x.at(value * unit)), y: floor + 17, 'text-anchor': 'middle' },
          label,
        ),
      ]),
      element('line', {
        class: 'marked',
        x1: pixel(x.at(slider.width)),
        x2: pixel(x.at(slider.width)),
        y1: 2,
        y2: floor,
      }),
      ...shown.flatMap((path, k) =>
        path.lines.map(({ isChosen, width, value }) =>
          element('path', {
            class: `curve c${k}${isChosen ? '' : ' other'}`,
            d: lineOf(
              width.map(x.at),
              value.map(y.at), // what lies above is cut off by the frame
            ),
          }),
        ),
      ),
      ...shown.flatMap((path) =>
        path.basins.map((basin) => {
          const mark = element('circle', {
            class: 'basin',
            cx: pixel(x.at(basin.width)),
            cy: pixel(y.at(Math.min(basin.value, top))),
            r: 6,
          });
          mark.addEventListener('click', () => onBasin(basin.width, basin.degree));
          return mark;
        }),
      ),
    ],
  );
}
