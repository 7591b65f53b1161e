// The picture of the home page: a curve of degree 0 and its band through the motorcycle data, drawn when the site is
// built. A script lets one move a query along it; without the script it is a picture.

import { readFileSync } from 'node:fs';
import { root } from './root.mjs';

const [WIDTH, HEIGHT] = [640, 400];
const margin = { left: 8, right: 8, top: 14, bottom: 22 };

/** The picture as markup. It asks for the built library. */
export async function drawHomePicture() {
  const { KernelRegressor } = await import(`${root}dist/regression.js`);
  const lines = readFileSync(`${root}examples/data/mcycle.csv`, 'utf8').trim().split('\n').slice(1);
  const rows = lines.map((line) => line.split(',').map(Number));
  const [times, accel] = [0, 1].map((column) => rows.map((row) => row[column]));
  const model = new KernelRegressor({ degree: 0, bandwidth: 'loo' }).fit(times, accel);
  const curve = model.curve({ points: 160, band: true });
  const [first, last] = [times[0], times.at(-1)];
  const [low, high] = [-150, 90];
  const px = (x) =>
    margin.left + ((x - first) / (last - first)) * (WIDTH - margin.left - margin.right);
  const py = (y) =>
    margin.top + ((high - y) / (high - low)) * (HEIGHT - margin.top - margin.bottom);
  const at = (x, y) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`;
  const path = (points) => `M${points.map(([x, y]) => at(x, y)).join('L')}`;
  const upper = curve.map(({ x, upper }) => [x, upper]);
  const lower = curve.map(({ x, lower }) => [x, lower]).reverse();
  const dots = rows.map(
    ([x, y]) => `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="3"/>`,
  );
  const pixels = (WIDTH - margin.left - margin.right) / (last - first);
  return `<figure class="hero-picture">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="133 measurements of a motorcycle crash, the curve of kernel regression through them, and its band" data-bandwidth="${model.bandwidth[0] * pixels}" data-first="${first}" data-per-pixel="${1 / pixels}" data-left="${margin.left}" data-high="${high}" data-per-pixel-y="${(high - low) / (HEIGHT - margin.top - margin.bottom)}" data-top="${margin.top}">
<line class="base" x1="${margin.left}" x2="${WIDTH - margin.right}" y1="${py(0).toFixed(1)}" y2="${py(0).toFixed(1)}"/>
<path class="band" d="${path([...upper, ...lower])}Z"/>
<g class="points">${dots.join('')}</g>
<path class="curve" d="${path(curve.map(({ x, y }) => [x, y]))}"/>
<g class="query" visibility="hidden"><line y1="${margin.top}" y2="${HEIGHT - margin.bottom}"/><circle r="7"/></g>
</svg>
<label class="hero-query" hidden><span>Query, ms after the impact</span> <input type="range" min="${first}" max="${last}" step="0.1" value="21"> <output></output></label>
<figcaption>Head acceleration in a motorcycle crash: 133 measurements, and a 95 % band about the curve.</figcaption>
</figure>`;
}
