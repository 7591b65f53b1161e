// Does `auto` take the fastest method? Random problems that two methods or more serve, each solved by
// every method that comes near: the time of the one that is chosen over the time of the best.
//   node scripts/runBench.mjs planner [minutes, 5] [file for all cases as JSON lines]
// Times are processor time, the least of some turns, warm. A loss is measured again, the chosen and the
// best in turns, and counts by the median of the ratios: a machine with other work is never even.
// The seed is another than that of `npm run fit-costs`.
import { writeFileSync } from 'node:fs';
import { createRandom } from 'nadaraya';
import {
  chosenName,
  plannedTimes,
  problemOf,
  processorTime,
  randomProblem,
  solve,
  timesOf,
} from './sumsProblems.mjs';

/** As many problems, if there is time. */
const ENOUGH = 359;
const SEED = 2027;
const WARM_UP = 40;
/** Milliseconds for a problem that is left out. */
const TOO_LONG = 50;
/** Ratios above are measured again, so often. */
const LOSS = 1.1;
const TURNS = 5;
const TURN = 4;
const minutes = Number(process.argv[2] ?? 5);
const file = process.argv[3];

const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

/** The median ratio of the times of two methods, in turns. */
function ratioInTurns(problem, chosen, best, once) {
  const repeats = Math.max(1, Math.ceil(TURN / once));
  const time = (name) => processorTime(() => solve(problem, name), repeats);
  const ratios = Array.from({ length: TURNS }, (_, turn) => {
    if (turn % 2 === 0) {
      const first = time(chosen);
      return first / time(best);
    }
    const first = time(best);
    return time(chosen) / first;
  });
  return median(ratios);
}

function measure(described) {
  const problem = problemOf(described);
  const planned = plannedTimes(problem);
  if (planned.size < 2) return undefined;
  if (Math.min(...planned.values()) > TOO_LONG) {
    leftOut++;
    return undefined;
  }
  const chosen = chosenName(problem);
  const times = timesOf(problem);
  const others = [...times].filter(([name]) => name !== chosen);
  let ratio = 1;
  for (const [name, time] of others) {
    if (times.get(chosen) <= LOSS * time) continue;
    ratio = Math.max(ratio, ratioInTurns(problem, chosen, name, time));
  }
  return {
    ...described,
    chosen,
    ratio,
    measured: Object.fromEntries(times),
    planned: Object.fromEntries(planned),
  };
}

// Some problems before, so that the engine has compiled every method.
const others = createRandom(SEED + 1);
let leftOut = 0;
for (let k = 0; k < WARM_UP; k++) measure(randomProblem(others));

const random = createRandom(SEED);
const cases = [];
leftOut = 0;
while (cases.length < ENOUGH && performance.now() < minutes * 60_000) {
  const found = measure(randomProblem(random));
  if (found === undefined) continue;
  cases.push(found);
  if (file) writeFileSync(file, `${JSON.stringify(found)}\n`, { flag: 'a' });
}
cases.sort((a, b) => b.ratio - a.ratio);
const share = (limit) =>
  `${((100 * cases.filter(({ ratio }) => ratio > limit).length) / cases.length).toFixed(1)} %`;
const at = (quantile) => cases[Math.floor((1 - quantile) * cases.length)]?.ratio.toFixed(2);
console.log(
  `${cases.length} problems that two methods or more serve (${leftOut} left out that take above ${TOO_LONG} ms)`,
);
console.log('time of the method that is chosen over the time of the best:');
console.log(
  `median ${at(0.5)}, 95th percentile ${at(0.95)}, worst ${at(1)}; above 1.15: ${share(1.15)}, above 1.5: ${share(1.5)}`,
);
console.log('(wanted: 95th percentile at most 1.15, at most 1 % above 1.5, worst at most 2)');
const milliseconds = (times) =>
  Object.entries(times)
    .map(([name, t]) => `${name} ${t.toPrecision(3)}`)
    .join(', ');
for (const { ratio, chosen, measured, planned, ...described } of cases.slice(0, 20)) {
  const { d, n, m, kernel, design, bandwidth, degrees, queries, tolerance } = described;
  const marks = ['squared', 'excludeSelf', 'gradient', 'product'].filter((mark) => described[mark]);
  console.log(
    `${ratio.toFixed(2).padStart(6)}  ${chosen}: ${d}-D ${kernel}, ${design}, n = ${n}, m = ${m} ${queries}, h = ${bandwidth.toPrecision(2)}, [${degrees}], ${tolerance} ${marks.join(' ')}`,
  );
  console.log(`        ms: ${milliseconds(measured)}; expected: ${milliseconds(planned)}`);
}
