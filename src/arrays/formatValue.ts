/**
 * Prints a received value for an error message: short, one line, never a whole array.
 *
 * @param value - anything
 * @returns for example `-1`, `"gauss"`, `an array of length 3`
 */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (Object.prototype.toString.call(value) === '[object Date]' && value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'an invalid Date' : 'a Date';
  if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Prints a shape, for example `[50, 2]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Names of this library, each with what others call the same, in small letters without signs. */
const OTHER_NAMES =
  'gaussian rbf normal gauss se squaredexponential|uniform tophat rectangular box|biweight quartic bisquare|' +
  'cosine cos|triangular triangle linear|laplace exponential|loo cv loocv cvls leaveoneout|aicc aic cvaic|' +
  'plugin sj dpi dpill|silverman nrd0|bandwidth bw h sigma span frac lengthscale cv|degree deg order|' +
  'sampleWeights weights weight sampleweight|weight weights sampleweight sampleweights|lr learningrate stepsize|' +
  'level conflevel confidence|neighbours neighbors k nn knn nneighbors|span frac f fraction alpha|f frac fraction span|' +
  'iterations iter it';

/** Prints an unknown name, with what it is called here when others call something known so. */
export function formatName(given: unknown, known: readonly unknown[]): string {
  const plain = (name: unknown) =>
    String(name)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '');
  const sought = typeof given === 'string' ? plain(given) : '';
  const group = OTHER_NAMES.split('|')
    .map((names) => names.split(' '))
    .find(([name, ...others]) => known.includes(name) && others.includes(sought));
  const here = group ? group[0] : known.find((name) => plain(name) === sought);
  return `${formatValue(given)}${here ? `, called ${formatValue(here)} here` : ''}`;
}

/** By this symbol Node, Bun and Deno, its notebooks too, ask an object how to print it. */
const INSPECT = /* @__PURE__ */ Symbol.for('nodejs.util.inspect.custom');

/**
 * Lets consoles print an object as `String` does. What is added is the object's own and not
 * enumerable: copies, comparisons and other objects of its class do not see it.
 *
 * @param text - what `String` is to give, when its class does not say
 */
export function showAsText<T extends object>(object: T, text?: (this: T) => string): T {
  if (text) Object.defineProperty(object, 'toString', { value: text });
  return Object.defineProperty(object, INSPECT, { value: ownText });
}

function ownText(this: object): string {
  return String(this);
}
