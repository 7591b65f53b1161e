// How far does data walk? Counts, for seven calls that people make, the files of src/ in which at least
// one function ran: `npm run walk`. With --check it fails where one enters more than its limit, with
// --files it lists them.
//
// The sources are compiled file by file, not bundled, so that V8's precise coverage tells the files
// apart. What counts is entering a function, closures and accessors included, during the call itself:
// not evaluating a module, not a fit that has to come before, and not what only a first call does
// (compiling WebAssembly, filling tables): each call is made once before it is counted.

import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = `${ROOT}src`;
const NOT_COMPILED = /(\.d\.ts|^loops\/wasm\/assembly\/.*)$/;

/** Compiles every file of src/ beside node_modules, where imports of packages resolve. */
async function compiled() {
  mkdirSync(`${ROOT}.cache`, { recursive: true });
  const outdir = mkdtempSync(`${ROOT}.cache/walk-`);
  const entryPoints = readdirSync(SOURCES, { recursive: true })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !NOT_COMPILED.test(file))
    .map((file) => `${SOURCES}/${file}`);
  await build({ entryPoints, outdir, outbase: SOURCES, format: 'esm', target: 'es2022' });
  return outdir;
}

/** The calls: a limit and a function that prepares and returns what is counted. */
function walks(library) {
  const { createRandom, KernelRegressor, attentionPoolingBackward } = library;
  const { mseLoss, NWKernelRegression, SGD } = library;
  const random = createRandom(2026);
  const draw = (n) => Float64Array.from({ length: n }, () => random.uniform());
  const curve = (x) => x.map((xi) => Math.sin(9 * xi) + random.normal(0, 0.3));
  const line = (n, options) => {
    const x = draw(n);
    return new KernelRegressor(options).fit(x, curve(x));
  };
  return [
    [
      'predict on a line, n = 10,000, m = 1,000',
      20,
      () => {
        const model = line(1e4, { bandwidth: 0.02 });
        const queries = draw(1000);
        return () => model.predict(queries);
      },
    ],
    [
      'predict(0.5)',
      undefined,
      () => {
        const model = line(1e4, { bandwidth: 0.02 });
        return () => model.predict(0.5);
      },
    ],
    [
      'predict in the plane, n = 10,000, m = 1,000',
      undefined,
      () => {
        const rows = (m) => Array.from({ length: m }, () => [...draw(2)]);
        const model = new KernelRegressor({ bandwidth: 0.05 }).fit(rows(1e4), draw(1e4));
        const queries = rows(1000);
        return () => model.predict(queries);
      },
    ],
    [
      'attentionPoolingBackward on a line, n = m = 1,000',
      undefined,
      () => {
        const [queries, keys, values, upstream] = [draw(1000), draw(1000), draw(1000), draw(1000)];
        return () => {
          const found = attentionPoolingBackward(queries, keys, values, upstream, {
            bandwidth: 0.05,
          });
          return [found.queries, found.keys, found.values, found.w];
        };
      },
    ],
    [
      "an epoch of the chapter's training",
      14,
      () => {
        const x = draw(50).map((xi) => 5 * xi);
        const y = curve(x);
        const net = new NWKernelRegression({ w: 0.5 });
        const optimizer = new SGD(net.parameters(), { lr: 0.01 });
        return () => {
          optimizer.zeroGrad();
          const loss = mseLoss(net.forward(x, x, y, { excludeSelf: true }), y);
          net.backward(loss.grad);
          optimizer.step();
        };
      },
    ],
    [
      'a leave-one-out fit, n = 10,000',
      25,
      () => {
        const x = draw(1e4);
        const y = curve(x);
        return () => new KernelRegressor({ bandwidth: 'loo' }).fit(x, y);
      },
    ],
    [
      'confidenceBand at two points, n = 500',
      32,
      () => {
        const model = line(500, { bandwidth: 0.05 });
        return () => model.confidenceBand([0.3, 0.6]);
      },
    ],
  ];
}

/** Files below the folder in which a function ran since coverage was last taken, without their ends. */
async function filesEntered(session, folder) {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const start = `${pathToFileURL(folder)}/`;
  return result
    .filter(({ url, functions }) => {
      return url.startsWith(start) && functions.some(({ ranges }) => ranges[0].count > 0);
    })
    .map(({ url }) => url.slice(start.length).replace(/\.js$/, ''))
    .sort();
}

async function walk(folder) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  let exceeded = 0;
  for (const [name, limit, prepare] of walks(await import(pathToFileURL(`${folder}/index.js`)))) {
    const call = prepare();
    call();
    await filesEntered(session, folder);
    call();
    const files = await filesEntered(session, folder);
    const met = files.length > limit ? 'exceeded' : 'met';
    const verdict = limit === undefined ? '' : `  (at most ${limit}: ${met})`;
    console.log(`${name.padEnd(52)} ${String(files.length).padStart(3)} files${verdict}`);
    if (process.argv.includes('--files')) for (const file of files) console.log(`    ${file}`);
    if (files.length > limit) exceeded++;
  }
  session.disconnect();
  return exceeded;
}

const folder = await compiled();
try {
  const exceeded = await walk(folder);
  if (exceeded > 0 && process.argv.includes('--check')) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
