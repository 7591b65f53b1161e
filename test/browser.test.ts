// The entry points in a real browser, with and without a policy that forbids code from strings: bundled by esbuild and by
// Vite with chunks that pages share, in a worker, by `await import`, and the file for browsers as it is.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as buildByEsbuild } from 'esbuild';
import { build as buildByVite, createLogger } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, type Report, reportsOf } from './chromium.js';
import { packedProject } from './packedProject.js';

/** A local linear fit of a straight line is that line; large enough for WebAssembly, where a policy allows it. */
const fit = `
  const x = Float64Array.from({ length: 5000 }, (_, i) => i / 1000);
  const model = new KernelRegressor({ bandwidth: 0.5, degree: 1 }).fit(x, x.map((t) => 2 * t + 1));`;
const answer = 'model.predict(0.5).toFixed(9)';
const fitted = '2.000000000';
/** The mean of two values from the middle between their keys. */
const pool = 'attentionPooling([0.5], [0, 1], [1, 3]).get(0)';

const programs = {
  regression: `import { KernelRegressor } from 'nadaraya/regression';${fit} report(${answer});`,
  plot: `import { plotRegression, renderSVG } from 'nadaraya/plot';
    const spec = plotRegression({ points: { x: [0, 1], y: [1, 2] } });
    report(spec.layer.length + ' ' + await renderSVG(spec).catch(({ name }) => name));`,
  attention: `import { attentionPooling } from 'nadaraya/attention'; report(${pool});`,
  all: `import { attentionPooling, KernelRegressor } from 'nadaraya';${fit} report(${answer} + ' ' + ${pool});`,
  later: `const { KernelRegressor } = await import('nadaraya/regression');${fit}
    document.onclick = async () => report((await import('nadaraya/attention')).${pool});
    report(${answer});`,
  inWorker: `const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }) => report(data);
    worker.onerror = ({ message }) => report(message);`,
  worker: `import { KernelRegressor } from 'nadaraya/regression';${fit} postMessage(${answer});`,
  summary: `import { KernelRegressor, summarize } from 'nadaraya/regression';
    const started = () => new Worker(new URL('./binner.js', import.meta.url), { type: 'module' });
    const x = Float64Array.from({ length: 300000 }, (_, i) => i / 60000);
    const workers = [started(), started()];
    const sample = await summarize({ x, y: x.map((t) => 2 * t + 1) }, { bandwidth: 0.5, workers });
    const model = new KernelRegressor({ bandwidth: 0.5, degree: 1 }).fit(sample);
    report(sample.count + ' ' + ${answer});`,
  binner: `import 'nadaraya/worker';`,
  file: `import { KernelRegressor } from './nadaraya.browser.js';${fit} report(${answer});`,
  fileWithTensors: `import { attentionPooling } from './nadaraya.browser.js'; report(${pool});`,
};
const pages = ['regression', 'plot', 'attention', 'all', 'later', 'inWorker', 'summary'] as const;
const workers = ['worker', 'binner'];
const filePages = ['file', 'fileWithTensors'] as const;
type Page = (typeof pages)[number] | (typeof filePages)[number];

const answers: Record<Page, string> = {
  regression: fitted,
  plot: '1 UnsupportedError', // Vega is not here
  attention: '2',
  all: `${fitted} 2`,
  later: fitted,
  inWorker: fitted,
  summary: `300000 ${fitted}`,
  file: fitted,
  fileWithTensors: '2',
};
const withTensors: ReadonlySet<Page> = new Set(['attention', 'all', 'fileWithTensors']);
/** Where no tensor may come along: every page but those that use one. */
const without = [...pages.filter((page) => !withTensors.has(page)), ...workers];

/** A chunk as bundlers tell of it. */
interface Chunk {
  readonly imports: readonly string[];
  readonly inputs: readonly string[];
}

/** What is loaded with a chunk, without what is imported later. */
function loadedWith(chunks: ReadonlyMap<string, Chunk>, first: string): string[] {
  const reached = new Set([first]);
  for (const name of reached) for (const each of chunks.get(name)!.imports) reached.add(each);
  return [...reached];
}

let folder = '';
const bundlers = {
  esbuild: new Map<string, Chunk>(),
  vite: new Map<string, Chunk>(),
};
const entryChunks = { esbuild: new Map<string, string>(), vite: new Map<string, string>() };
const warnings: string[] = [];

async function bundleByEsbuild(): Promise<void> {
  const { metafile, warnings: found } = await buildByEsbuild({
    absWorkingDir: folder,
    entryPoints: [...pages, ...workers].map((page) => `${page}.js`),
    outdir: 'esbuild',
    bundle: true,
    splitting: true,
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
  });
  warnings.push(...found.map(({ text }) => text));
  for (const page of pages)
    copyFileSync(join(folder, `${page}.html`), join(folder, `esbuild/${page}.html`));
  for (const [name, { imports, inputs }] of Object.entries(metafile.outputs)) {
    const now = imports.filter(({ kind }) => kind === 'import-statement');
    bundlers.esbuild.set(name, {
      imports: now.map(({ path }) => path),
      inputs: Object.keys(inputs),
    });
  }
  for (const page of [...pages, ...workers]) entryChunks.esbuild.set(page, `esbuild/${page}.js`);
}

async function bundleByVite(): Promise<void> {
  const logger = createLogger('warn', { allowClearScreen: false });
  logger.warn = (message) => warnings.push(message);
  logger.error = (message) => warnings.push(message);
  const built = await buildByVite({
    root: folder,
    configFile: false,
    base: './',
    customLogger: logger,
    worker: { format: 'es' },
    build: {
      outDir: 'vite',
      rollupOptions: {
        checks: { pluginTimings: false },
        input: Object.fromEntries(pages.map((page) => [page, join(folder, `${page}.html`)])),
      },
    },
  });
  for (const part of (built as { output: any[] }).output) {
    if (part.type !== 'chunk') continue;
    bundlers.vite.set(part.fileName, { imports: part.imports, inputs: Object.keys(part.modules) });
    if (part.isEntry) entryChunks.vite.set(part.name, part.fileName);
  }
}

beforeAll(async () => {
  ({ folder } = packedProject());
  for (const [name, program] of Object.entries(programs))
    writeFileSync(join(folder, `${name}.js`), program);
  const html = (page: string): string => `<script type="module" src="./${page}.js"></script>`;
  for (const page of [...pages, ...filePages])
    writeFileSync(join(folder, `${page}.html`), html(page));
  mkdirSync(join(folder, 'file'));
  for (const page of filePages)
    for (const end of ['js', 'html'])
      copyFileSync(join(folder, `${page}.${end}`), join(folder, `file/${page}.${end}`));
  copyFileSync(
    join(folder, 'node_modules/nadaraya/dist/nadaraya.browser.js'),
    join(folder, 'file/nadaraya.browser.js'),
  );
  await Promise.all([bundleByEsbuild(), bundleByVite()]);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('entry points, bundled', () => {
  it('without the optional peers there is neither error nor warning', () => {
    expect(warnings).toEqual([]);
  });

  for (const bundler of ['esbuild', 'vite'] as const)
    it(`${bundler}: pages share chunks, and no ndarray comes along where no tensor is used`, () => {
      const chunks = bundlers[bundler];
      const entries = entryChunks[bundler];
      const ofPage = (page: string): string[] => loadedWith(chunks, entries.get(page)!);
      const inputsOf = (page: string): string =>
        ofPage(page)
          .flatMap((name) => chunks.get(name)!.inputs)
          .join('\n');
      for (const page of without.filter((each) => entries.has(each))) {
        expect(inputsOf(page), page).not.toMatch(/ndarray|cwise/);
        const start = bundler === 'vite' ? join(folder, 'vite') : folder;
        for (const name of ofPage(page))
          expect(readFileSync(join(start, name), 'utf8'), page).not.toMatch(/new Function|eval\(/);
      }
      expect(inputsOf('attention')).toMatch(/node_modules\/ndarray-ops\//);
      const shared = new Set(ofPage('attention'));
      expect(ofPage('regression').filter((name) => shared.has(name)).length).toBeGreaterThan(0);
    });

  it('the file for browsers imports nothing', async () => {
    const entryPoints = [join(folder, 'file/nadaraya.browser.js')];
    const { metafile } = await buildByEsbuild({
      entryPoints,
      bundle: true,
      external: ['*'],
      format: 'esm',
      write: false,
      metafile: true,
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
    // what is optional may be asked for when it is needed
    expect(
      imports.filter(({ kind, path }) => kind !== 'dynamic-import' || !/^vega(-lite)?$/.test(path)),
    ).toEqual([]);
  });
});

const missing = chromium === undefined && !process.env.CI;
if (missing)
  console.warn(
    'browser.test.ts: no Chromium here, so nothing is run in a browser; CHROMIUM=… names one',
  );

describe.skipIf(missing)('entry points, in Chromium', () => {
  let reports = new Map<string, Report>();
  const cases = [
    ...pages.flatMap((page) => [['esbuild', page] as const, ['vite', page] as const]),
    ...filePages.map((page) => ['file', page] as const),
  ];

  beforeAll(async () => {
    if (chromium === undefined)
      throw new Error('no Chromium: install it, or name one by CHROMIUM=…');
    const paths = cases.flatMap(([site, page]) =>
      ['free', 'strict'].map((policy) => `/${policy}/${site}/${page}.html`),
    );
    reports = await reportsOf(folder, paths);
  }, 120_000);

  it.each(cases)('%s: %s without a policy', (site, page) => {
    expect(reports.get(`/free/${site}/${page}.html`)).toEqual({
      answer: answers[page],
      violations: [],
    });
  });

  it.each(cases.filter(([, page]) => !withTensors.has(page)))(
    "%s: %s under script-src 'self'",
    (site, page) => {
      const report = reports.get(`/strict/${site}/${page}.html`);
      expect(report?.answer).toBe(answers[page]);
      // WebAssembly is tried, and sums do without; what happens in a worker is not told here
      const tries = page !== 'plot' && page !== 'inWorker';
      expect(new Set(report?.violations)).toEqual(new Set(tries ? ['wasm-eval'] : []));
    },
  );

  it.each(cases.filter(([, page]) => withTensors.has(page)))(
    "%s: %s, under script-src 'self', is what the policy forbids",
    (site, page) => {
      const report = reports.get(`/strict/${site}/${page}.html`);
      expect(report?.answer).toMatch(/unsafe-eval/);
      expect(report?.violations).toContain('eval');
    },
  );
});
