// Pictures go, without a cast, where people show Vega-Lite: vega-embed, vega-lite itself, and Observable, whose
// Framework and notebooks call `vl.render({ spec })` of vega-lite-api, or the `container` of vega-embed.

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as vega from 'vega';
import * as vegaLite from 'vega-lite';
import { afterAll, describe, expect, it } from 'vitest';
import { plotRegression } from '../../src/plot/plotRegression.js';
import { fake } from './fakeModel.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}test/.embedding/`;

/** Each picture with what it is made of. */
const pictures = {
  regression: 'plotRegression(model)',
  criterion: 'plotCriterion(model)',
  residuals: 'plotResiduals(model)',
  leverage: 'plotLeverage(model)',
  surface: 'plotSurface(model)',
  loss: 'plotLoss([2, 1])',
  weights: 'plotAttentionWeights([[1]])',
  panels: 'plotPanels([plotLoss([1])])',
};

const head = `
import type vegaEmbed from 'vega-embed';
import type { VisualizationSpec } from 'vega-embed';
import { compile, type TopLevelSpec } from 'vega-lite';
import { KernelRegressor } from '../../src/regression.js';
import * as plot from '../../src/plot.js';

declare const embed: typeof vegaEmbed;
declare const container: (spec: VisualizationSpec | string) => Promise<HTMLDivElement>;
declare const element: HTMLElement;
const model = new KernelRegressor().fit([1, 2, 3], [1, 3, 2]);
`;

const uses = (name: string, made: string) => `
export const ${name} = plot.${made.replaceAll(/(?<=\[)plot/g, 'plot.plot')};
export const ${name}Result = embed(element, ${name}, { theme: 'dark' });
export const ${name}Element = container(${name});
export const ${name}Compiled = compile(${name});
export const ${name}Typed: TopLevelSpec = ${name};
`;

const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--lib'];

/** What the compiler says of a program under \`strict\`. */
function complaints(name: string, program: string, ...more: string[]): string {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}${name}.ts`;
  writeFileSync(file, program);
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  const options = [...flags, 'es2022,dom', '--skipLibCheck', '--types', 'node', ...more];
  try {
    execFileSync(process.execPath, [tsc, '--ignoreConfig', ...options, file], { cwd: root });
    return '';
  } catch (error) {
    return String((error as { stdout: Buffer }).stdout);
  }
}

describe('pictures where they are shown', () => {
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('type-check under strict, with exact optional properties', () => {
    const program =
      head +
      Object.entries(pictures)
        .map(([name, made]) => uses(name, made))
        .join('');
    const wrong = `
// @ts-expect-error a specification of another kind
compile({ ...plot.plotRegression(model), layer: [{ mark: 5 }] });`;
    expect(complaints('all', program + wrong, '--exactOptionalPropertyTypes')).toBe('');
  });

  it('draw in what Observable calls vl', async () => {
    // vega-lite-api has no types
    const { register, render } = (await import('vega-lite-api' as string)) as any;
    register(vega, vegaLite, { view: { renderer: 'none' } });
    const { value: view } = await render({ spec: plotRegression({ model: fake(), band: true }) });
    expect(await view.toSVG()).toContain('>95 % band<');
  });
});
