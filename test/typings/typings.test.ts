// The types of every entry point as users compile against them: with the oldest TypeScript, the last of 5, and ours, under
// each way to resolve modules, the declarations checked too, and without the types of browsers or of Node.

import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedProject } from '../packedProject.js';

const require = createRequire(import.meta.url);
let folder = '';

const program = `
  import * as all from 'nadaraya';
  import { attentionPooling, type Tensor } from 'nadaraya/attention';
  import { plotRegression, type VegaLiteSpec } from 'nadaraya/plot';
  import { type CurvePoint, KernelRegressor } from 'nadaraya/regression';

  export const model: all.KernelRegressor = new KernelRegressor({ bandwidth: 1 }).fit([0, 1], [0, 1]);
  export const height: number = model.predict(0.5);
  export const curve: CurvePoint[] = model.curve();
  export const pooled: Tensor = attentionPooling([0.5], [0, 1], [1, 3]);
  export const spec: VegaLiteSpec = plotRegression({ points: { x: [0], y: [1] } });
  const rows = [{ day: 'sat', hour: 3, sales: 1 }, { day: 'sun', hour: 4, sales: 2 }];
  const byDay = all.kernelRegression(rows, {
    x: { on: { column: 'day', kind: 'category' }, hour: { column: 'hour', kind: 'periodic', period: 24 } },
    y: 'sales',
    bandwidth: [0.1, 2],
  });
  export const day: string = byDay.slice({ on: 'all' })[0].on;
  const kinds: readonly all.PredictorOption[] = ['geographic', { kind: 'ordered', levels: ['low', 'high'] }];
  new KernelRegressor({ predictors: kinds }).fit([[1, 2, 'low'], [3, 4, 'high']], [1, 2]);
  // @ts-expect-error a circle needs its period
  new KernelRegressor({ predictors: ['periodic'] });
  // @ts-expect-error the name of an option is checked, so it is known
  new KernelRegressor({ bandwith: 1 });
`;

beforeAll(() => {
  ({ folder } = packedProject());
  for (const end of ['ts', 'mts', 'cts']) writeFileSync(join(folder, `use.${end}`), program);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Older ones stand in a folder of their own; where they are missing only a test that must be complete fails. */
const others = fileURLToPath(new URL('node_modules', import.meta.url));
const versions = [
  ['TypeScript 5.0', `${others}/typescript-5.0`],
  ['TypeScript 5.9', `${others}/typescript-5.9`],
  ['our TypeScript', 'typescript'],
] as const;
const resolutions = [
  ['node10', 'commonjs', ['ts']],
  ['node16', 'node16', ['mts', 'cts']],
  ['nodenext', 'nodenext', ['mts', 'cts']],
  ['bundler', 'esnext', ['ts']],
] as const;

for (const [name, path] of versions) {
  const isMissing = path.startsWith(others) && !existsSync(path);
  if (isMissing) console.warn(`${name} is not here: npm --prefix test/typings ci`);
  describe.skipIf(isMissing && !process.env.CI)(name, () => {
    it.each(resolutions)('modules by %s', (moduleResolution, module, ends) => {
      const ts: typeof TypeScript = require(path);
      const isOutdated = ts.version.startsWith('6') && moduleResolution === 'node10';
      const { options, errors } = ts.convertCompilerOptionsFromJson(
        {
          module,
          moduleResolution,
          target: 'es2022',
          lib: ['es2022'],
          types: [],
          noEmit: true,
          strict: true,
          exactOptionalPropertyTypes: true,
          skipLibCheck: false,
          skipDefaultLibCheck: true, // TypeScript's own
          ...(isOutdated && { ignoreDeprecations: '6.0' }),
        },
        folder,
      );
      const files = ends.map((end) => join(folder, `use.${end}`));
      const compiled = ts.createProgram(files, options);
      const found = [...errors, ...ts.getPreEmitDiagnostics(compiled)];
      const messages = found.map((one) => ts.flattenDiagnosticMessageText(one.messageText, '\n'));
      expect(messages).toEqual([]);
      const loaded = compiled.getSourceFiles().map(({ fileName }) => fileName);
      const own = loaded.filter((file) => file.includes('/node_modules/nadaraya/dist/'));
      for (const end of ends) // CommonJS has declarations of its own
        expect(own.some((file) => file.endsWith(end === 'cts' ? '.d.cts' : '.d.ts'))).toBe(true);
    });
  });
}
