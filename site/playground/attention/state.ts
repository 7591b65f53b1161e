// What the page shows, and how it is written into its address. Whatever an address says is checked: what is not as it
// should be is as if it were not there.

import { createKernel, type KernelName, kernelNames } from 'nadaraya/attention';
import type { Point } from './sample.js';
import { type CurveName, curves } from './sample.js';

/** Who takes the steps. */
export type OptimizerName = 'sgd' | 'adam' | 'lbfgs';

/** All that a link reproduces. */
export interface State {
  readonly curve: CurveName;
  readonly n: number;
  readonly noise: number;
  readonly seed: number;
  /** Points that were drawn or moved; without them they come from the curve. */
  readonly points: readonly Point[] | undefined;
  readonly kernel: KernelName;
  readonly w: number;
  readonly query: number;
  readonly optimizer: OptimizerName;
  readonly leaveOneOut: boolean;
}

/** The axes of the plot; points stay in them. */
export const X_RANGE = [0, 5] as const;
export const Y_RANGE = [-1, 5] as const;
/** Steps of points that were drawn, so that an address holds each in four characters and code in few digits. */
const STEP = 0.002;
/** More points than this would be more than one can see. */
export const MOST_POINTS = 300;
/** What the slider of w reaches; training goes beyond. */
export const W_RANGE = [0.1, 100] as const;
const W_LIMITS = [1e-3, 1e9] as const;

export const initialState: State = {
  curve: 'chapter',
  n: 50,
  noise: 0.5,
  seed: 2026,
  points: undefined,
  kernel: 'gaussian',
  w: 1,
  query: 2.5,
  optimizer: 'sgd',
  leaveOneOut: true,
};

/** Kernels whose weights are at least 0, each once. */
export const kernels: readonly KernelName[] = kernelNames.filter(
  (name) => name !== 'boxcar' && !createKernel(name).isSigned,
);

const optimizers: readonly OptimizerName[] = ['sgd', 'adam', 'lbfgs'];

/** A point on the grid of those that an address can hold. */
export function onGrid({ x, y }: Point): Point {
  return { x: snapped(x, X_RANGE), y: snapped(y, Y_RANGE) };
}

function snapped(value: number, [low, high]: readonly [number, number]): number {
  const inside = Math.min(high, Math.max(low, value));
  return Math.round(Math.round(inside / STEP) * STEP * 1000) / 1000;
}

/** A state as the part of an address behind `#`; what is as at first is left out. */
export function writeState(state: State): string {
  const parts = new URLSearchParams();
  const put = (name: string, value: string | number, initial: string | number): void => {
    if (value !== initial) parts.set(name, String(value));
  };
  if (state.points) parts.set('points', writePoints(state.points));
  else {
    put('curve', state.curve, initialState.curve);
    put('n', state.n, initialState.n);
    put('noise', state.noise, initialState.noise);
    put('seed', state.seed, initialState.seed);
  }
  put('kernel', state.kernel, initialState.kernel);
  put('w', Number(state.w.toPrecision(10)), initialState.w);
  put('query', state.query, initialState.query);
  put('by', state.optimizer, initialState.optimizer);
  if (!state.leaveOneOut) parts.set('loo', '0');
  return parts.toString();
}

/** The state of an address. */
export function readState(hash: string): State {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const number = (name: string, low: number, high: number, initial: number): number => {
    const text = parts.get(name);
    if (text === null || !/^-?\d+(\.\d+)?(e[+-]?\d+)?$/.test(text)) return initial;
    const value = Number(text);
    return value >= low && value <= high ? value : initial;
  };
  const whole = (name: string, low: number, high: number, initial: number): number => {
    const value = number(name, low, high, initial);
    return Number.isInteger(value) ? value : initial;
  };
  const choice = <Name extends string>(name: string, names: readonly Name[], initial: Name): Name =>
    names.find((each) => each === parts.get(name)) ?? initial;
  return {
    curve: choice('curve', Object.keys(curves) as CurveName[], initialState.curve),
    n: whole('n', 2, MOST_POINTS, initialState.n),
    noise: number('noise', 0, 2, initialState.noise),
    seed: whole('seed', 0, 2 ** 31 - 1, initialState.seed),
    points: readPoints(parts.get('points')),
    kernel: choice('kernel', kernels, initialState.kernel),
    w: number('w', ...W_LIMITS, initialState.w),
    query: number('query', ...X_RANGE, initialState.query),
    optimizer: choice('by', optimizers, initialState.optimizer),
    leaveOneOut: parts.get('loo') !== '0',
  };
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const twoDigits = (value: number, low: number): string => {
  const step = Math.round((value - low) / STEP);
  return DIGITS[step >> 6]! + DIGITS[step & 63]!;
};

function writePoints(points: readonly Point[]): string {
  return points.map(({ x, y }) => twoDigits(x, X_RANGE[0]) + twoDigits(y, Y_RANGE[0])).join('');
}

function readPoints(text: string | null): readonly Point[] | undefined {
  if (text === null || !/^([A-Za-z0-9_-]{4}){2,}$/.test(text)) return undefined;
  if (text.length > 4 * MOST_POINTS) return undefined;
  const steps = (from: number): number =>
    DIGITS.indexOf(text[from]!) * 64 + DIGITS.indexOf(text[from + 1]!);
  return Array.from({ length: text.length / 4 }, (_, k) =>
    onGrid({ x: X_RANGE[0] + steps(4 * k) * STEP, y: Y_RANGE[0] + steps(4 * k + 2) * STEP }),
  );
}
