// The level of Lake Huron from 1875 to 1972: what is high this year is high the next, and a curve that takes the years
// for independent follows each.
import { KernelRegressor, plotRegression, type VegaLiteSpec } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('lakeHuron');
const [x, y] = ['time', 'level'].map((column) => rows.map((row) => row[column] as number));
const pictures: VegaLiteSpec[] = [];
for (const [dependence, title] of [
  ['independent', 'years taken for independent'],
  ['series', "dependence: 'series'"],
] as const) {
  const model = new KernelRegressor().fit(x, y, { dependence });
  const freedom = model.effectiveDegreesOfFreedom.toFixed(1);
  console.log(`${title}: ${freedom} degrees of freedom`);
  const curve = model.curve({ band: true });
  const at = curve.map((point) => point.x);
  const [fit, lower, upper] = (['y', 'lower', 'upper'] as const).map((end) =>
    curve.map((point) => point[end]),
  );
  const drawn = { points: { x, y }, fit: { x: at, y: fit }, band: { x: at, lower, upper } };
  const labels = { title: `Lake Huron, ${title}`, xLabel: 'year', yLabel: 'level (feet)' };
  pictures.push(plotRegression(drawn, { ...labels, width: 330, height: 200 }));
}
const panels = pictures.map(({ $schema: _, ...panel }) => panel);
const [{ $schema }] = pictures;
await savePicture('18-a-series', { $schema, width: 330, height: 200, columns: 2, concat: panels });
