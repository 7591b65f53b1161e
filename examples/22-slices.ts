// Curves along one of two predictors: miles per gallon by weight, for cars of three years.
import { kernelRegression, plotSlices } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const model = kernelRegression(readRows('auto'), { x: ['weight', 'year'], y: 'mpg' });
const at = { weight: 'all', year: [70, 76, 82] } as const;
for (const row of model.slice(at, { points: [2000, 4500], band: true })) {
  const { weight, year, mpg, lower, upper, extrapolation } = row;
  const [from, to] = [lower, upper].map((end) => end.toFixed());
  const range = extrapolation ? 'beyond the data' : `${from} to ${to}`;
  console.log(`${weight} lbs, 19${year}: ${mpg.toFixed()} miles per gallon, ${range}`);
}
const title = 'Miles per gallon by weight, for cars of three years';
await savePicture('22-slices', plotSlices(model, at, { title }));
