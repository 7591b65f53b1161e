// Four data sets without an option: the data choose degree and bandwidth, and the band belongs to the curve.
import { KernelRegressor, plotRegression, type VegaLiteSpec } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const sets = [
  ['mcycle', 'times', 'accel', 'acceleration (g) by time (ms)'],
  ['prestige', 'income', 'prestige', 'prestige by income ($)'],
  ['auto', 'horsepower', 'mpg', 'miles per gallon by horsepower'],
  ['cps71', 'age', 'logwage', 'log wage by age'],
] as const;
const pictures: VegaLiteSpec[] = [];
for (const [name, first, second, title] of sets) {
  const rows = readRows(name).filter((row) => Number.isFinite(row[first] as number));
  const [x, y] = [first, second].map((column) => rows.map((row) => row[column] as number));
  const model = new KernelRegressor({ missing: 'omit' }).fit(x, y);
  const { degree } = model.bandwidthChoice!;
  const freedom = model.effectiveDegreesOfFreedom.toFixed(1);
  console.log(`${name}: degree ${degree}, ${freedom} degrees of freedom`);
  const curve = model.curve({ band: true });
  const at = curve.map((point) => point.x);
  const [fit, lower, upper] = (['y', 'lower', 'upper'] as const).map((end) =>
    curve.map((point) => point[end]),
  );
  const drawn = { points: { x, y }, fit: { x: at, y: fit }, band: { x: at, lower, upper } };
  pictures.push(plotRegression(drawn, { title, width: 330, height: 200 }));
}
const panels = pictures.map(({ $schema: _, ...panel }) => panel);
const [{ $schema }] = pictures;
await savePicture('17-the-default', {
  $schema,
  width: 330,
  height: 200,
  columns: 2,
  concat: panels,
});
