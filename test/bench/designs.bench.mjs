// What does a search cost on data as people have it, beside uniform data? Processor time of one
// `new KernelRegressor({ kernel, degree, bandwidth }).fit(x, y)` for each design and degree.
//   node scripts/runBench.mjs designs [n, 20000] [--compact] [--criterion=loo] [--degree=0,1,2,3]
//     [--limit=30, seconds for a search] [--only=part of a design's name] [--verify]
//   node scripts/runBench.mjs designs [n, 20000] --default [--limit] [--only]
//     instead: the fit without options, the longest step of its search, and its first band
//   … --together: all designs in turns in one process, the least of three rounds after one to warm up;
//     otherwise each is measured in a process of its own, so that one that takes too long can be ended
// The chosen criterion must not lie above any on its path; with --verify (leave-one-out only) nor
// above that of fits at a part of the path's bandwidths, by their residuals.
import { designs, sampleOf } from './designs.mjs';
import { limitedSearch, timedSearch } from './limitedSearch.mjs';

const TARGET = 2.5;
const BAND_POINTS = 200;
/** What is timed of the default. */
const PARTS = ['seconds', 'step', 'band'];
/** Rounds of which the least counts, after one to warm up. */
const ROUNDS = 3;
const option = (name, otherwise) =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const has = (name) => process.argv.includes(`--${name}`);

const n = Number(process.argv.slice(2).find((text) => !text.startsWith('--')) ?? 2e4);
const kernel = has('compact') ? 'epanechnikov' : 'gaussian';
const bandwidth = option('criterion', 'loo');
const degrees = option('degree', has('compact') ? '0,1' : '0,1,2,3')
  .split(',')
  .map(Number);
const limit = Number(option('limit', 30));
const names = [...designs.keys()].filter((name) => name.includes(option('only', '')));

if (has('together')) await benchTogether();
else if (has('default')) await benchDefault();
else await benchSearches();

async function benchTogether() {
  const { KernelRegressor } = await import('nadaraya');
  const parts = has('default') ? PARTS : ['seconds'];
  const wanted = has('default') ? [{}] : degrees.map((degree) => ({ kernel, degree, bandwidth }));
  const least = new Map(names.map((name) => [name, wanted.map(() => [])]));
  wanted.forEach((options, w) => {
    for (let round = 0; round <= ROUNDS; round++)
      for (const name of names) {
        const points = has('default') ? BAND_POINTS : 0;
        const found = timedSearch(KernelRegressor, sampleOf(name, n), options, points);
        const row = least.get(name);
        if (round > 0)
          row[w] = parts.map((part, k) => Math.min(found[part], row[w][k] ?? Infinity));
      }
  });
  console.log(`n = ${n}: ${has('default') ? 'fit, longest step, band' : `degrees ${degrees}`}`);
  const base = least.get('uniform').flat();
  for (const [name, row] of least) {
    const cells = row.flat().map((s, k) => `${s.toFixed(4)} s ${(s / base[k]).toFixed(1)}`);
    console.log(`${name.padEnd(32)} ${cells.map((cell) => cell.padStart(15)).join('')}`);
  }
}

async function benchDefault() {
  const search = (design) => limitedSearch({ design, n, limit, options: {}, points: BAND_POINTS });
  console.log(
    `the default, n = ${n}: processor time of the fit, of the longest step of its search`,
  );
  console.log(
    `and of a band of ${BAND_POINTS} points, as multiples of uniform x (target ${TARGET})\n`,
  );
  const uniform = await search('uniform');
  for (const design of names) {
    const found = design === 'uniform' ? uniform : await search(design);
    const cells = PARTS.map((part) => {
      if (found === undefined) return `> ${limit} s`;
      const ratio = found[part] / (uniform?.[part] ?? Number.NaN);
      return `${found[part].toFixed(4)} s ${ratio.toFixed(2).padStart(7)}`;
    });
    console.log(`${design.padEnd(32)} ${cells.map((cell) => cell.padStart(18)).join('')}`);
  }
}

async function benchSearches() {
  console.log(`${kernel}, ${bandwidth}, n = ${n}: processor time, as multiples of uniform x`);
  console.log(`(target ${TARGET}), the bandwidth chosen and its criterion\n`);
  for (const degree of degrees) {
    const search = (design) =>
      limitedSearch({
        ...{ design, n, limit, options: { kernel, degree, bandwidth } },
        isVerified: has('verify') && bandwidth === 'loo',
      });
    const uniform = await search('uniform');
    for (const design of names) {
      const what = `degree ${degree}, ${design}`.padEnd(42);
      const found = design === 'uniform' ? uniform : await search(design);
      if (found === undefined) {
        console.log(`${what}   > ${limit} s`);
        continue;
      }
      const { seconds, h, value } = found;
      const ratio = seconds / (uniform?.seconds ?? Number.NaN);
      const cells = [`${seconds.toFixed(3)} s`.padStart(10), ratio.toFixed(2).padStart(8)];
      const verdict = ratio > TARGET ? 'missed' : 'met';
      const choice = `h = ${(h ?? Infinity).toPrecision(6)}, ${value.toPrecision(10)}`;
      console.log(`${what} ${cells.join(' ')}  ${verdict.padEnd(6)}  ${choice}`);
    }
  }
}
