// The bandwidth that L-BFGS learns in log space is the one a search of the leave-one-out error finds.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LBFGS, NWKernelRegression, train } from '../../src/index.js';
import { readReference } from './readReference.js';

const columns: Record<string, [string, string]> = {
  mcycle: ['times', 'accel'],
  cps71: ['age', 'logwage'],
  faithful: ['eruptions', 'waiting'],
};

function read(dataset: string): { x: number[]; y: number[] } {
  const file = new URL(`./data/${dataset}.csv`, import.meta.url);
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const names = head!.split(',').map((name) => name.replaceAll('"', '').trim());
  const rows = lines.map((line) => line.split(',').map(Number));
  const column = (name: string): number[] => rows.map((row) => row[names.indexOf(name)]!);
  const [x, y] = columns[dataset]!;
  return { x: column(x), y: column(y) };
}

describe('w of L-BFGS is 1/h of the leave-one-out search', () => {
  const { cases } = readReference('ref_global_bandwidths.json');
  for (const dataset of Object.keys(columns)) {
    it(dataset, async () => {
      const { output } = cases.find((each: any) => each.name === `${dataset} deg0 lscv`);
      const { x, y } = read(dataset);
      const w = 1.1 / output.global_h; // in the same basin
      const net = new NWKernelRegression({ w, parameterization: 'log' });
      const optimizer = new LBFGS(net.parameters(), {
        gradientTolerance: 1e-12,
        changeTolerance: 0,
      });
      const history = await train(
        net,
        { queries: x, keys: x, values: y, y },
        { optimizer, epochs: 3, excludeSelf: true },
      );
      expect(Math.abs(net.w.get(0) * output.global_h - 1)).toBeLessThan(1e-6);
      expect(Math.abs(history[2]!.loss / output.global_value - 1)).toBeLessThan(1e-10);
    });
  }
});
