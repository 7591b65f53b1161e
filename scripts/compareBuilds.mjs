// Is this build slower than another? Runs the rows of a file with both in turns, A B B A, and prints
// for each the ratio of processor time, this build over the other, marking what is above 1.10:
//
//   node scripts/compareBuilds.mjs <other checkout> [file of rows, test/bench/rows.mjs]
//     [part of a row's name …] [--seconds=2 for a row]
//
// Both are dist/index.js of their checkout, built before. A row runs in a process of its own that
// holds both builds; the ratio is the median of those of the turns. A row above the limit is run again,
// the other build first, and is marked only when it is above in both. The answers are compared too:
// what differs by more than 1e-9 is told, and is no fault of itself where a search chose otherwise.

import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const self = fileURLToPath(import.meta.url);
const ROOT = resolve(fileURLToPath(new URL('..', import.meta.url)));
const ROWS = 'test/bench/rows.mjs';
const LIMIT = 1.1;
/** A turn repeats a short call for at least so many milliseconds: the clock of a process is coarse. */
const TURN = 20;
const MOST_TURNS = 25;
/** Calls of both builds before the first turn: the engine compiles. At most so many, so many ms each. */
const WARM_CALLS = 300;
const WARM_TIME = 300;
const SAME = 1e-9;

function processorTime(call, repeats) {
  const start = process.cpuUsage();
  for (let r = 0; r < repeats; r++) call();
  const { user, system } = process.cpuUsage(start);
  return Math.max(1e-4, (user + system) / 1000) / repeats;
}

const median = (values) => values.slice().sort((a, b) => a - b)[values.length >> 1];

/** In a process of its own: the median times of both builds, the median ratio, the difference. */
async function compareHere({ checkouts, file, name, seconds, isTurned }) {
  const row = (await import(pathToFileURL(file))).rows.find((one) => one.name === name);
  const calls = [];
  for (const checkout of checkouts)
    calls.push(row.setup(await import(pathToFileURL(`${checkout}/dist/index.js`))));
  const answers = [];
  for (const call of calls) {
    const until = performance.now() + WARM_TIME;
    answers.push(Array.from(call()));
    for (let k = 0; k < WARM_CALLS && performance.now() < until; k++) call();
  }
  const once = calls.map((call) => processorTime(call, 1));
  const repeats = Math.max(1, Math.ceil(TURN / Math.max(...once)));
  const turn = repeats * (once[0] + once[1]);
  const turns = Math.max(3, Math.min(MOST_TURNS, Math.floor((1000 * seconds) / turn)));
  const times = [[], []];
  for (let t = 0; t < turns; t++)
    for (const k of (t % 2 === 0) === isTurned ? [1, 0] : [0, 1]) {
      globalThis.gc(); // else the garbage of one is collected in the time of the other
      if (repeats > 1) calls[k](); // and the caches are cold
      times[k].push(processorTime(calls[k], repeats));
    }
  const ratios = times[0].map((time, t) => time / times[1][t]);
  return { ratio: median(ratios), times: times.map(median), difference: differenceOf(...answers) };
}

/** The largest difference relative to the largest number; NaN beside NaN is none. */
function differenceOf(a, b) {
  if (a.length !== b.length) return Infinity;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue;
    if (Number.isFinite(b[i])) largest = Math.max(largest, Math.abs(b[i]));
    const apart = Math.abs(a[i] - b[i]);
    difference = Math.max(difference, Number.isNaN(apart) ? Infinity : apart);
  }
  return difference === 0 ? 0 : difference / largest;
}

function compare(request) {
  return new Promise((done) => {
    const child = fork(self, [JSON.stringify(request)], { execArgv: ['--expose-gc'] });
    let found;
    child.on('message', (message) => {
      found = message;
    });
    child.on('exit', () => done(found ?? { message: 'ended without an answer' }));
  });
}

function usage(message) {
  console.error(`compareBuilds: ${message}`);
  process.exit(2);
}

async function main() {
  const given = process.argv.slice(2).filter((text) => !text.startsWith('--'));
  const option = process.argv.find((text) => text.startsWith('--seconds='));
  const seconds = Number(option?.split('=')[1] ?? 2);
  if (given.length === 0) usage('which other checkout?');
  const checkouts = [ROOT, resolve(given[0])];
  for (const checkout of checkouts)
    if (!existsSync(`${checkout}/dist/index.js`)) usage(`${checkout} is not built`);
  const isFile = given[1]?.endsWith('.mjs') ?? false;
  const file = resolve(isFile ? given[1] : `${ROOT}/${ROWS}`);
  const parts = given.slice(isFile ? 2 : 1);
  const { rows } = await import(pathToFileURL(file));
  const chosen = rows.filter(
    ({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)),
  );
  const slower = [];
  const ratios = [];
  console.log(`${''.padEnd(66)} ratio   this, ms  other, ms`);
  for (const { name } of chosen) {
    const request = { checkouts, file, name, seconds, isTurned: false };
    let found = await compare(request);
    let again = '';
    if (found.ratio > LIMIT) {
      const second = await compare({ ...request, isTurned: true });
      again = `  first ${found.ratio.toFixed(2)}`;
      if (second.ratio < found.ratio) found = second;
    }
    if (found.message !== undefined) {
      console.log(`${name.padEnd(66)} ${found.message}`);
      slower.push(`${name}: ${found.message}`);
      continue;
    }
    const { ratio, times, difference } = found;
    ratios.push(ratio);
    if (ratio > LIMIT) slower.push(`${name}: ${ratio.toFixed(2)}`);
    const shown = times.map((time) => time.toPrecision(4).padStart(10)).join(' ');
    const mark = ratio > LIMIT ? '  SLOWER' : '';
    const apart = difference > SAME ? `  differs by ${difference.toExponential(1)}` : '';
    console.log(
      `${name.padEnd(66)} ${ratio.toFixed(2).padStart(5)} ${shown}${mark}${again}${apart}`,
    );
  }
  ratios.sort((a, b) => a - b);
  console.log(`\n${chosen.length} rows, median ${median(ratios)?.toFixed(2)}; above ${LIMIT}:`);
  console.log(slower.length > 0 ? slower.map((text) => `  ${text}`).join('\n') : '  none');
}

if (process.send) {
  try {
    process.send(await compareHere(JSON.parse(process.argv[2])));
  } catch (error) {
    process.send({ message: String(error?.message ?? error) });
  }
  process.disconnect();
} else await main();
