// Curves at places, with their bands and intervals.

import { CURVE_POINTS } from './code.js';
import type { Curve } from './messages.js';
import { drawnLevels, type Fitted, type Part, sharesModel, twoColumns } from './models.js';
import type { Observed } from './observe.js';
import type { Settings } from './settings.js';
import { messageOf } from './summary.js';

/** Of each observation the curve that it belongs to. */
export function curveOfRow(
  settings: Settings,
  observed: Observed,
  fitted: readonly Fitted[],
): ((i: number) => number) | undefined {
  const { groups } = observed;
  if (!groups || settings.use === 'cluster') return undefined;
  const codes = sharesModel(settings)
    ? drawnLevels(observed).map(({ code }) => code)
    : fitted.map(({ part }) => (part.rows ? groups[part.rows[0]!]! : -1));
  const curve = new Map(codes.map((code, k) => [code, k]));
  return (i) => curve.get(groups[i]!) ?? -1;
}

/** Evenly spread, as `model.curve` has them. */
function places([from, to]: readonly [number, number]): Float64Array {
  return Float64Array.from({ length: CURVE_POINTS }, (_, q) => {
    const share = q / (CURVE_POINTS - 1);
    return (1 - share) * from + share * to;
  });
}

/** The least and largest x that counts, as `model.curve` has it. */
function rangeOfPart({ x, weights }: Part): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < x.length; i++) {
    if (weights && !(weights[i]! > 0)) continue;
    if (x[i]! < low) low = x[i]!;
    if (x[i]! > high) high = x[i]!;
  }
  return [low, high];
}

/** The curves of all models. */
export function curvesOf(
  fitted: readonly Fitted[],
  observed: Observed,
  settings: Settings,
  warnings: string[],
): Curve[] {
  const { kind, period } = settings;
  return fitted.flatMap(({ part, model }) => {
    const x = places(kind === 'periodic' ? [0, period] : rangeOfPart(part));
    if (!sharesModel(settings))
      return [{ name: part.name, n: part.x.length, x, ...valuesOf(model, x, settings, warnings) }];
    return drawnLevels(observed).map(({ code, n }) => {
      const queries = twoColumns(x, () => code);
      return {
        name: observed.levels[code]!,
        n,
        x,
        ...valuesOf(model, queries, settings, warnings),
      };
    });
  });
}

type Queries = Float64Array | ReturnType<typeof twoColumns>;

function valuesOf(
  model: Fitted['model'],
  queries: Queries,
  { band, interval, level }: Settings,
  warnings: string[],
): Pick<Curve, 'y' | 'lower' | 'upper' | 'low' | 'high'> {
  const attempt = <T>(what: () => T): T | undefined => {
    try {
      return what();
    } catch (error) {
      const message = messageOf(error);
      if (!warnings.includes(message)) warnings.push(message);
      return undefined;
    }
  };
  const share = { level: Number(level) };
  const drawn = band ? attempt(() => model.confidenceBand(queries, share)) : undefined;
  const y = drawn?.fit ?? model.predict(queries);
  const held = interval ? attempt(() => model.predictionInterval(queries, share)) : undefined;
  return {
    y,
    ...(drawn && { lower: drawn.lower, upper: drawn.upper }),
    ...(held && { low: held.lower, high: held.upper }),
  };
}
