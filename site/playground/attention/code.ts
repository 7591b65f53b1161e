// The code that makes what is seen. Every line of it runs as it stands: what it prints is what the page shows.

import { optimizers, type Run } from './learn.js';
import { curves } from './sample.js';
import type { State } from './state.js';

/** Kernels that never reach 0 need no rule for a query with nothing in reach. */
const neverEmpty = new Set(['gaussian', 'logistic', 'laplace', 'cauchy', 'constant']);

/**
 * The code of a state.
 *
 * @param state - what is shown
 * @param yHat - the pooled value that is shown
 * @param run - the training that led to the present w, if one did
 */
export function codeOf(state: State, yHat: number, run: Run | undefined): string {
  const names = new Set(['attentionPooling', 'attentionWeights']);
  const lines = [...dataLines(state, names), ''];
  const w = run ? 'net.w.data[0]' : shortest(state.w);
  const more = neverEmpty.has(state.kernel) ? '' : ", emptyWindow: 'nearest'";
  if (run) lines.push(...trainingLines(run, more, names), '');
  lines.push(
    `const options = { kernel: '${state.kernel}', w: ${w}${more} } as const;`,
    `const queries = [${shortest(state.query)}];`,
    'const weights = attentionWeights(queries, keys, options); // one row, which sums to 1',
    `console.log(weights.shape); // → [ 1, ${state.points?.length ?? state.n} ]`,
    'const yHat = attentionPooling(queries, keys, values, options);',
    `console.log(yHat.get(0).toFixed(4)); // → ${yHat.toFixed(4)}`,
  );
  const imported = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return `import { ${imported.join(', ')} } from 'nadaraya/attention';\n\n${lines.join('\n')}\n`;
}

function dataLines(state: State, names: Set<string>): string[] {
  if (state.points) {
    const sorted = [...state.points].sort((a, b) => a.x - b.x);
    return [
      `const keys = [${sorted.map(({ x }) => x).join(', ')}];`,
      `const values = [${sorted.map(({ y }) => y).join(', ')}];`,
    ];
  }
  names.add('createRandom');
  const { n, seed, noise, curve } = state;
  const { code } = curves[curve];
  const value = code.includes('?') ? `(${code})` : code;
  return [
    `const random = createRandom(${seed});`,
    `const keys = Float64Array.from({ length: ${n} }, () => random.uniform(0, 5)).sort();`,
    `const values = keys.map((t) => ${value} + random.normal(0, ${noise}));`,
  ];
}

function trainingLines(run: Run, more: string, names: Set<string>): string[] {
  const { kernel, w, optimizer, leaveOneOut } = run.start;
  const { className, options } = optimizers[optimizer];
  for (const name of [className, 'NWKernelRegression', 'train']) names.add(name);
  const asked = leaveOneOut ? ', excludeSelf: true' : '';
  return [
    `const net = new NWKernelRegression({ kernel: '${kernel}', w: ${shortest(w)}${more} });`,
    `const optimizer = new ${className}(net.parameters(), ${options});`,
    'const data = { queries: keys, keys, values, y: values };',
    `await train(net, data, { optimizer, epochs: ${run.epochs.length}${asked} });`,
    `console.log(net.w.data[0].toPrecision(4)); // → ${run.w.toPrecision(4)}`,
  ];
}

function shortest(value: number): string {
  return String(Number(value.toPrecision(10)));
}
