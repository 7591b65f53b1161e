import { formatValue } from './formatValue.js';

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
