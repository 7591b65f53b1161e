// The package in other runtimes: Node 22 and 24, Bun and Deno, as ESM and as CommonJS. The tests themselves run in the Node
// at hand.

import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedProject } from '../packedProject.js';

const installed = fileURLToPath(new URL('node_modules', import.meta.url));
const runtimes = [
  ['Node at hand', process.execPath],
  ['Node 22', `${installed}/node-22/bin/node`],
  ['Node 24', `${installed}/node-24/bin/node`],
  ['Bun', `${installed}/bun/bin/bun.exe`],
  [
    'Deno',
    `${installed}/deno/deno`,
    'run',
    '--allow-read',
    '--allow-env',
    '--node-modules-dir=manual',
  ],
] as const;

/** A line, which a local linear fit reproduces, also by WebAssembly; the middle between two values; a picture. */
const use = `
  const x = Float64Array.from({ length: 5000 }, (_, i) => i / 1000);
  const model = new all.KernelRegressor({ bandwidth: 0.5, degree: 1 }).fit(x, x.map((t) => 2 * t + 1));
  console.log(
    model.predict(0.5).toFixed(9),
    model instanceof regression.KernelRegressor,
    attention.attentionPooling([0.5], [0, 1], [1, 3]).get(0),
    plot.plotRegression({ points: { x: [0, 1], y: [1, 2] } }).layer.length,
    sql.summaryQuery({ table: 't', x: 'x', y: 'y', bandwidth: 1, dialect: 'duckdb' }).outputs,
  );
  try {
    new regression.KernelRegressor({ bandwidth: -1 });
  } catch (error) {
    console.log(error instanceof plot.OptionError);
  }`;
const expected = '2.000000000 true 2 1 1\ntrue\n';
const names = ['all', 'regression', 'attention', 'plot', 'sql'];
const pathOf = (name: string): string => (name === 'all' ? 'nadaraya' : `nadaraya/${name}`);
let folder = '';

beforeAll(() => {
  ({ folder } = packedProject());
  const imports = names.map((name) => `import * as ${name} from '${pathOf(name)}';`).join('\n');
  const requires = names.map((name) => `const ${name} = require('${pathOf(name)}');`).join('\n');
  writeFileSync(join(folder, 'use.mjs'), imports + use);
  writeFileSync(join(folder, 'use.cjs'), requires + use);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const [name, command, ...flags] of runtimes) {
  const isMissing = !existsSync(command);
  if (isMissing) console.warn(`${name} is not here: npm --prefix test/runtimes ci`);
  describe.skipIf(isMissing)(name, () => {
    it.each(['use.mjs', 'use.cjs'])('%s', (file) => {
      const options = { cwd: folder, encoding: 'utf8' } as const;
      expect(execFileSync(command, [...flags, file], options)).toBe(expected);
    });
  });
}
