import { direct } from '../direct.js';
import type { Pack } from './Pack.js';
import type { TreeTask } from './TreeTask.js';

/**
 * The sums of a query by the direct method, which knows logarithms, over the points of a pack that
 * lie inside its window; nothing is done for an empty window.
 *
 * @param q - [d]
 * @param skip - place in the pack of a point to leave out, or −1
 * @param place - place of the query in the result
 */
export function rescue(
  { d, c, request, result, size }: TreeTask,
  pack: Pack,
  q: Float64Array,
  skip: number,
  place: number,
): void {
  const { kernel, product, inverseBandwidth: w } = request;
  const inside: number[] = [];
  for (let i = 0; i < pack.count; i++) {
    if (i === skip || !(pack.columns[i] > 0)) continue;
    let square = 0;
    let largest = 0;
    for (let j = 0; j < d; j++) {
      const u = Math.abs(pack.points[j * pack.stride + i] - q[j]) * w[j];
      square += u * u;
      largest = Math.max(largest, u);
    }
    if ((product ? largest : Math.sqrt(square)) <= kernel.support) inside.push(i);
  }
  if (inside.length === 0) return;
  const n = inside.length;
  const points = new Float64Array(n * d);
  const columns = new Float64Array(c * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) points[i * d + j] = pack.points[j * pack.stride + inside[i]];
    for (let k = 0; k < c; k++) columns[k * n + i] = pack.columns[k * pack.stride + inside[i]];
  }
  const alone = { ...request, excludeSelf: false };
  const { logScale, sums } = direct.sums({ n, d, c, points, columns }, q, alone);
  result.logScale[place] = logScale[0];
  result.sums.set(sums, place * size);
}
