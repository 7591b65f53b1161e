// The level of Lake Huron from 1875 to 1972: what is high this year is high the next, and a curve that takes the years
// for independent follows each.
import { KernelRegressor, plotPanels, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('lakeHuron');
const [x, y] = ['time', 'level'].map((column) => rows.map((row) => row[column] as number));
const pictures = (
  [
    ['independent', 'years taken for independent'],
    ['series', "dependence: 'series'"],
  ] as const
).map(([dependence, title]) => {
  const model = new KernelRegressor().fit(x, y, { dependence });
  const freedom = model.effectiveDegreesOfFreedom.toFixed(1);
  console.log(`${title}: ${freedom} degrees of freedom`);
  const labels = { title: `Lake Huron, ${title}`, xLabel: 'year', yLabel: 'level (feet)' };
  return plotRegression({ model, band: true }, { ...labels, width: 330, height: 200 });
});
await savePicture('18-a-series', plotPanels(pictures));
