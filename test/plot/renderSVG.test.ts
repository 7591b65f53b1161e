// Pictures as SVG; and where vega is not there, an error that names the cure.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compile } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { OptionError, UnsupportedError } from '../../src/errors.js';
import { plotCriterion } from '../../src/plot/plotCriterion.js';
import { plotPanels } from '../../src/plot/plotPanels.js';
import { plotRegression } from '../../src/plot/plotRegression.js';
import { renderSVG } from '../../src/plot/renderSVG.js';
import { fake } from './fakeModel.js';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Runs something with a new folder. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'nadaraya-svg-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const width = (svg: string) => Number(/ width="(\d+)"/.exec(svg)?.[1]);

describe('renderSVG', () => {
  it('draws a picture', async () => {
    const spec = plotRegression({ model: fake(), band: true }, { title: 'Pay by age' });
    const svg = await renderSVG(spec);
    expect(svg).toMatch(/^<svg/);
    for (const text of ['Pay by age', 'observations', '95 % band', 'age', 'pay'])
      expect(svg).toContain(`>${text}<`);
  });

  it('has no marks that only carry tooltips', async () => {
    const curve = Array.from({ length: 500 }, (_, i) => ({ x: i, y: i }));
    const svg = await renderSVG(plotRegression({ fit: curve }));
    expect(svg.match(/<path/g)?.length).toBeLessThan(100);
  });

  it('gives what fills a container the usual width', async () => {
    const filled = width(await renderSVG(plotRegression(fake(), { width: 'container' })));
    const wide = width(await renderSVG(plotRegression(fake(), { width: 420 })));
    expect(Math.abs(filled - wide)).toBeLessThan(60);
  });

  it('draws panels, and any other specification', async () => {
    const one = plotRegression(fake(), { width: 200 });
    expect(width(await renderSVG(plotPanels([one, one])))).toBeGreaterThan(400);
    const bar = { data: { values: [{ a: 1 }] }, mark: 'bar', encoding: { x: { field: 'a' } } };
    expect(await renderSVG(bar)).toMatch(/^<svg/);
  });

  it('draws labels that are no code', async () => {
    for (const xLabel of ['speed\n(mph)', 'C:\\', 'a\\"b', '\r\t', '\\", "y": 1 + 1, "z": "']) {
      const spec = plotRegression(fake(), { xLabel });
      expect(await renderSVG(spec)).toMatch(/^<svg/);
      const { marks } = compile(spec as never).spec as { marks: { encode: unknown }[] };
      // tooltips are code: the first text in it is the label
      const texts = JSON.stringify(marks.map(({ encode }) => encode)).match(
        /"tooltip":\{"signal":"(?:[^"\\]|\\.)*"\}/g,
      );
      for (const text of texts!) {
        const { signal } = JSON.parse(`{${text}}`).tooltip as { signal: string };
        expect(JSON.parse(/"(?:[^"\\]|\\.)*"/.exec(signal)![0])).toBe(xLabel);
      }
      expect(texts!.length).toBeGreaterThan(1);
    }
  });

  it('says no numbers of axes that have none', async () => {
    const none = { x: [], y: [] };
    for (const spec of [
      plotRegression({ points: none }),
      plotRegression({ points: { x: [Number.NaN], y: [1] } }),
      plotCriterion([]),
    ])
      expect(await renderSVG(spec)).not.toMatch(/NaN|Infinity/);
    const some = await renderSVG(plotRegression(fake()));
    expect(some).toMatch(/X-axis titled 'age' for a linear scale with values from \d/);
  });

  it('says what Vega cannot draw', async () => {
    const drawn = renderSVG(plotRegression(fake(), { xLabel: 'constructor' }));
    await expect(drawn).rejects.toThrow(
      /^renderSVG: spec must be what Vega draws, with no text such as /,
    );
    await expect(drawn).rejects.toBeInstanceOf(UnsupportedError);
  });

  it.each([[null], ['spec'], [[]], [{}], [fake()]])('refuses %o', async (spec) => {
    await expect(renderSVG(spec as never)).rejects.toThrow(
      /^renderSVG: spec must be a Vega-Lite specification, as plotRegression\(model\) makes one, got /,
    );
    await expect(renderSVG(spec as never)).rejects.toBeInstanceOf(OptionError);
  });

  it('names the cure where vega and vega-lite are not installed', async () => {
    const printed = await inFolder(async (folder) => {
      const outfile = join(folder, 'app.mjs');
      const contents = `import { renderSVG } from '${src}/plot/renderSVG.ts';
        await renderSVG({ mark: 'bar' }).catch((error) => console.log(error.code, error.message));`;
      const stdin = { contents, resolveDir: src };
      await build({ stdin, bundle: true, format: 'esm', outfile });
      return execFileSync(process.execPath, [outfile], { encoding: 'utf8' });
    });
    expect(printed).toMatch(
      /^ERR_UNSUPPORTED renderSVG: vega and vega-lite must be installed: npm install vega vega-lite, got Cannot find package/,
    );
  });

  it('does not get into the bundle of who only plots, of which no bundler warns', async () => {
    const contents = `export { plotRegression } from '${src}/plot.ts';`;
    const { outputFiles, warnings } = await build({
      stdin: { contents, resolveDir: src },
      bundle: true,
      format: 'esm',
      write: false,
    });
    expect(warnings).toEqual([]);
    expect(outputFiles[0]!.text).not.toMatch(/import\(|toSVG|vega-lite must/);
    const all = await build({
      stdin: { contents: `export * from '${src}/plot.ts';`, resolveDir: src },
      bundle: true,
      format: 'esm',
      write: false,
    });
    expect(all.warnings).toEqual([]);
    expect(all.outputFiles[0]!.text).toContain('import(');
  });

  it('stands in the package with its peers optional', () => {
    const manifest = JSON.parse(readFileSync(join(src, '../package.json'), 'utf8'));
    expect(manifest.peerDependenciesMeta).toEqual({
      vega: { optional: true },
      'vega-lite': { optional: true },
    });
  });
});
