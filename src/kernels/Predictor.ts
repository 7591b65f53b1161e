// Kinds of predictors. A number has a kernel of the difference over a bandwidth; a category has weights that
// its parameter λ gives to other categories, beside 1 for the same:
//
//   Aitchison–Aitken    λ/((c − 1)(1 − λ)),   λ up to (c − 1)/c       c levels
//   Li–Racine           λ^s,                  λ up to 1               s steps, 1 for what has no order
//   Wang–van Ryzin      λ^s/2,                λ below 1
//
// λ = 0 leaves the same category only, and where no observation has it all weigh the same; at the upper end of
// the first two all do, and the column does not matter. (Aitchison, Aitken 1976; Wang, van Ryzin 1981; Racine,
// Li 2004)

/** The kernels of categories. */
export type CategoryKernelName = 'aitchisonAitken' | 'liRacine' | 'wangVanRyzin';

/** What a column of x holds. */
export type Predictor = NumberPredictor | CategoryPredictor | PeriodicPredictor | GlobePredictor;

/** Numbers, or times. */
export interface NumberPredictor {
  readonly kind: 'number';
}

/** Levels by their number from 0; −1 in queries for one that is not known, which weighs all the same. */
export interface CategoryPredictor {
  readonly kind: 'category' | 'ordered';
  readonly kernel: CategoryKernelName;
  /** How many levels there are, at least 2. */
  readonly levels: number;
  /** Where the levels of an order stand, ascending: steps are differences, [levels]. */
  readonly positions?: readonly number[];
}

/** Numbers on a circle: distances go round the shorter way. */
export interface PeriodicPredictor {
  readonly kind: 'periodic';
  /** In units of x, above 0. */
  readonly period: number;
}

/** Two columns in degrees, the latitude before the longitude, with one bandwidth in kilometres for both. */
export interface GlobePredictor {
  readonly kind: 'latitude' | 'longitude';
}

/** Whether a column holds categories. */
export function isCategory(predictor: Predictor | undefined): predictor is CategoryPredictor {
  return predictor?.kind === 'category' || predictor?.kind === 'ordered';
}

/** Whether a column has no end, as an hour of the day, or a place on the globe. */
export function goesRound({ kind }: Predictor): boolean {
  return kind === 'periodic' || kind === 'latitude' || kind === 'longitude';
}

/** After how much a column begins again. */
export function periodOf(predictor: Predictor | undefined): number | undefined {
  if (predictor?.kind === 'longitude') return 360;
  return predictor?.kind === 'periodic' ? predictor.period : undefined;
}

/** The upper end of λ: from there on other categories weigh as much as the same, but for Wang and van Ryzin's. */
export function mostOf({ kernel, levels }: CategoryPredictor): number {
  return kernel === 'aitchisonAitken' ? (levels - 1) / levels : 1;
}

/** What level b weighs for a query at level a, beside 1 for the same. */
export function categoryWeight(
  { kernel, levels, positions }: CategoryPredictor,
  lambda: number,
  a: number,
  b: number,
): number {
  if (a === b || a < 0) return 1;
  if (kernel === 'aitchisonAitken') return lambda / ((levels - 1) * (1 - lambda));
  const steps = positions ? Math.abs(positions[a] - positions[b]) : 1;
  return lambda ** steps * (kernel === 'liRacine' ? 1 : 0.5);
}
