import { attentionTo, pool } from '../../site/playground/attention/attend.js';
import { codeOf } from '../../site/playground/attention/code.js';
import { Run } from '../../site/playground/attention/learn.js';
import { sampleOf } from '../../site/playground/attention/sample.js';
import { readState } from '../../site/playground/attention/state.js';

/** States of the attention playground by their addresses, and how many epochs are trained there. */
const shown: readonly (readonly [string, string, number])[] = [
  ['as at first', '', 0],
  ['a compact kernel and a step', 'curve=step&kernel=epanechnikov&w=3&n=12&seed=3&query=4.9', 0],
  ['a wave', 'curve=wave&n=200&noise=0.2&w=20&kernel=laplace&query=3', 0],
  ['drawn points', 'points=AAAAD6D6H0BdLuH0&w=0.7&query=0.5&kernel=tricube', 0],
  ['SGD', 'query=1.5', 40],
  ['Adam, not left out', 'by=adam&loo=0&kernel=cauchy', 25],
  ['L-BFGS on a compact kernel', 'by=lbfgs&kernel=biweight&w=1', 8],
];

/** The code that the attention playground shows in these states, with the values that it says it prints. */
export async function attentionSnippets(): Promise<{ title: string; code: string }[]> {
  const snippets = shown.map(async ([title, address, epochs]) => {
    let state = readState(address);
    const points = state.points ?? sampleOf(state.curve, state.n, state.noise, state.seed);
    const { keys, values } = attentionTo(points, state.kernel, state.w);
    let run: Run | undefined;
    if (epochs > 0) {
      run = new Run({ keys, values, ...state });
      for (let epoch = 0; epoch < epochs; epoch++) await run.step();
      state = { ...state, w: run.w };
    }
    const { yHat } = pool(attentionTo(points, state.kernel, state.w), [state.query]);
    return { title, code: codeOf(state, yHat[0]!, run) };
  });
  return Promise.all(snippets);
}
