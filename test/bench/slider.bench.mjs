// Somebody moves a slider: what does one more bandwidth cost, from data to the picture? Processor time
// of new KernelRegressor({ bandwidth, degree }).fit(x, y), with its curve of 200 points, and with a band
// about that, the bandwidth another one each time, in milliseconds: what one call in ten stays below,
// since on a busy machine the others say more of what else runs there.
//   node scripts/runBench.mjs slider [sizes, 1e3 1e4 1e5] [--design=uniform,normal,lognormal]
// Targets are for uniform x and degree 0.
import { KernelRegressor } from 'nadaraya';
import { sampleOf } from './designs.mjs';

const option = (name, otherwise) =>
  process.argv.find((text) => text.startsWith(`--${name}=`))?.split('=')[1] ?? otherwise;
const given = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const SIZES = given.length > 0 ? given.map(Number) : [1e3, 1e4, 1e5];
const DESIGNS = option('design', 'uniform,normal,lognormal').split(',');
const POINTS = 200;
/** Places of the slider, a factor of four from the first to the last. */
const PLACES = 10;
/** Each call is timed so many times, within so many seconds. */
const MOST_RUNS = 60;
const SECONDS = 2;
const FEWEST_RUNS = 5;

/** What the slider draws, and how long that may take for uniform x and degree 0. */
const DRAWN = {
  fit: { draw: () => undefined, targets: {} },
  curve: {
    draw: (model) => model.curve({ points: POINTS }),
    targets: { 1e3: 1, 1e4: 2, 1e5: 13 },
  },
  band: {
    draw: (model) => model.curve({ points: POINTS, band: true }),
    targets: { 1e3: 6, 1e4: 10, 1e5: 32 },
  },
  robust: {
    draw: (model) => model.curve({ points: POINTS, band: { method: 'robust' } }),
    targets: {},
  },
};

/** About the bandwidths that leave-one-out would choose: a part of the middle half of x. */
function bandwidths(x) {
  const sorted = x.slice().sort();
  const half = sorted[Math.floor(0.75 * x.length)] - sorted[Math.floor(0.25 * x.length)];
  const middle = 0.04 * half * (1e4 / x.length) ** 0.2;
  return Array.from({ length: PLACES }, (_, i) => middle * 4 ** (i / (PLACES - 1) - 0.5));
}

/** The curve is that of `predict`, and lies in its band where it has one. */
function expectCurve(model, rows) {
  const predicted = model.predict(Float64Array.from(rows, (row) => row.x));
  rows.forEach(({ y, lower, upper }, q) => {
    const isFit = Math.abs(y - predicted[q]) <= 1e-9;
    if (!isFit || lower > upper) throw new Error(`${y} at ${q}, but ${predicted[q]} is the fit`);
  });
}

function quickCpu(call) {
  const times = [];
  const until = performance.now() + 1000 * SECONDS;
  for (let run = 0; run < MOST_RUNS && (run < FEWEST_RUNS || performance.now() < until); run++) {
    const start = process.cpuUsage();
    call(run);
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 10)];
}

for (const n of SIZES) {
  for (const design of DESIGNS) {
    const { x, y } = sampleOf(design, n);
    const slider = bandwidths(x);
    for (const degree of [0, 1]) {
      const cells = Object.entries(DRAWN).map(([name, { draw, targets }]) => {
        const call = (run) => {
          const model = new KernelRegressor({ bandwidth: slider[run % PLACES], degree });
          return { model, rows: draw(model.fit(x, y)) };
        };
        const { model, rows } = call(PLACES >> 1);
        if (rows) expectCurve(model, rows);
        const time = quickCpu(call);
        const target = design === 'uniform' && degree === 0 ? targets[n] : undefined;
        const verdict = target ? ` (${target}: ${time <= target ? 'met' : 'missed'})` : '';
        return `${name} ${time.toFixed(2)}${verdict}`;
      });
      console.log(`n = ${n}, ${design}, degree ${degree}:`.padEnd(36), cells.join(', '));
    }
  }
}
