// Four data sets without an option: the data choose degree and bandwidth, and the band belongs to the curve.
import { kernelRegression, plotPanels, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const sets = [
  ['mcycle', 'times', 'accel', 'acceleration (g) by time (ms)'],
  ['prestige', 'income', 'prestige', 'prestige by income ($)'],
  ['auto', 'horsepower', 'mpg', 'miles per gallon by horsepower'],
  ['cps71', 'age', 'logwage', 'log wage by age'],
] as const;
const pictures = sets.map(([name, x, y, title]) => {
  const rows = readRows(name).filter((row) => Number.isFinite(row[x] as number));
  const model = kernelRegression(rows as Record<string, number>[], { x, y });
  const { degree } = model.bandwidthChoice!;
  const freedom = model.effectiveDegreesOfFreedom.toFixed(1);
  console.log(`${name}: degree ${degree}, ${freedom} degrees of freedom`);
  return plotRegression({ model, band: true }, { title, width: 330, height: 200 });
});
await savePicture('17-the-default', plotPanels(pictures));
