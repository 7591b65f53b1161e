// The path of a search, its minima, and the slider that goes along it.

import type { BandwidthTrial } from 'nadaraya/regression';
import type { Basin, Path, Slider } from './messages.js';
import { type Fitted, usesSpan } from './models.js';
import type { Observed } from './observe.js';
import { rangeOf } from './points.js';
import type { Settings } from './settings.js';

/** The one in the middle of those that are finite. */
export function middleOf(widths: readonly number[]): number {
  const finite = widths.filter((width) => width < Infinity).sort((a, b) => a - b);
  return finite[finite.length >> 1] ?? Infinity;
}

/** Minima nearer to each other than that, as a factor, are one. */
const APART = 1.1;

/** A minimum that is less deep than this part of the range of values is none to look at. */
const SHALLOW = 1e-3;

/** The local minima of each degree, where a mean of bandwidths was taken in place of one of them. */
function minimaOf<Trial extends BandwidthTrial>(path: readonly Trial[]): Trial[] {
  const values = path.map(({ value }) => value).sort((a, b) => a - b);
  const deep = SHALLOW * (values[Math.floor(0.75 * values.length)]! - values[0]!);
  const out: Trial[] = [];
  for (const degree of new Set(path.map((trial) => trial.degree))) {
    const line = path.filter((trial) => trial.degree === degree);
    let last: Trial | undefined;
    let highest = Infinity;
    line.forEach((trial, i) => {
      const [before, after] = [line[i - 1]?.value ?? Infinity, line[i + 1]?.value ?? Infinity];
      highest = Math.max(highest, trial.value);
      if (!(trial.value < before && trial.value <= after)) return;
      const isOwn =
        !last ||
        (trial.bandwidth[0]! > APART * last.bandwidth[0]! &&
          highest - Math.max(trial.value, last.value) > deep);
      if (!isOwn && trial.value >= last!.value) return;
      if (!isOwn) out.pop();
      out.push(trial);
      last = trial;
      highest = trial.value;
    });
  }
  return out.sort((a, b) => a.bandwidth[0]! - b.bandwidth[0]!);
}

/**
 * The path of a search along one bandwidth.
 *
 * @param isOne - whether it is one of several groups: then its minima are those of its own degree
 */
export function pathOf({ part, choice }: Fitted, isOne: boolean): Path[] {
  if (!choice || choice.path.length === 0) return [];
  const at = (trial: { bandwidth: ArrayLike<number>; span?: number }): number =>
    trial.span ?? trial.bandwidth[0]!;
  const trials = choice.path.filter(
    (trial) => Number.isFinite(at(trial)) && Number.isFinite(trial.value),
  );
  const sorted = [...trials].sort((a, b) => at(a) - at(b));
  const found = choice.criterion === 'auto' ? minimaOf(sorted) : choice.basins;
  const basins: Basin[] = found
    .filter((trial) => Number.isFinite(at(trial)) && !(isOne && trial.degree !== choice.degree))
    .map((trial) => ({ width: at(trial), value: trial.value, degree: trial.degree }));
  return [
    {
      name: part.name,
      width: Float64Array.from(sorted, at),
      value: Float64Array.from(sorted, ({ value }) => value),
      degree: Uint8Array.from(sorted, ({ degree }) => degree),
      chosen: choice.degree,
      basins,
    },
  ];
}

/** From where to where a slider goes: about what was chosen, with every minimum, within what was tried. */
export function sliderRange(
  paths: readonly Path[],
  width: number,
  observed: Observed,
  isSpan: boolean,
): [number, number] {
  const [left, right] = rangeOf(observed.x);
  const range = isSpan ? 1 : right - left;
  const middle = width < Infinity ? width : range;
  const tried = paths.flatMap((path) => [path.width[0]!, path.width.at(-1)!]).filter(Boolean);
  const minima = paths.flatMap(({ basins }) => basins.map((basin) => basin.width));
  const least = Math.min(middle, Math.max(middle / 30, Math.min(...tried, Infinity) || 0));
  const low = Math.min(least, Math.max(middle / 1e4, Math.min(middle, ...minima) / 2));
  const most = Math.max(middle * 3, 2 * range);
  const high = Math.max(1.5 * middle, Math.min(most, 30 * middle));
  return [Number(low.toPrecision(4)), Number(high.toPrecision(4))];
}

/** The degree that goes with a bandwidth which was set by hand. */
function degreeByHand({ degree, widthDegree }: Settings): number {
  return Number(degree === 'auto' || degree === 'all' ? widthDegree : degree);
}

/** A slider where the settings have it. */
export function sliderTo(
  slider: Slider | undefined,
  observed: Observed,
  settings: Settings,
  fitted: readonly Fitted[] = [],
): Slider | undefined {
  if (slider)
    return settings.width > 0
      ? { ...slider, width: settings.width, degree: degreeByHand(settings) }
      : slider;
  const width = settings.width || middleOf(fitted.map((each) => each.model.bandwidth[0]!));
  if (!(width > 0 && width < Infinity)) return undefined;
  const of = usesSpan(settings) ? 'span' : 'bandwidth';
  const [low, high] = sliderRange([], width, observed, of === 'span');
  return { low, high, width, degree: degreeByHand(settings), of };
}
