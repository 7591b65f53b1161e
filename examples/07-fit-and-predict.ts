// From rows to a curve: log wage by age of 205 Canadian workers; leave-one-out error chooses the bandwidth.
import { kernelRegression, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('cps71');
const model = kernelRegression(rows, { x: 'age', y: 'logwage', degree: 1 });
console.log(model.summary());

const ages = [25, 45, 60];
const [yHat, slope] = [model.predict(ages), model.derivative(ages)];
ages.forEach((age, i) => {
  const percent = 100 * (Math.exp(slope[i]) - 1);
  console.log(`at ${age}: log wage ${yHat[i].toFixed(2)}, ${percent.toFixed(1)} % a year`);
});
const { effectiveSampleSize, extrapolation } = model.support([45, 80]);
console.log(`observations behind the estimate at 45: ${effectiveSampleSize[0].toFixed(0)}`);
console.log(`age 80 lies outside the data: ${extrapolation[1]}`);

await savePicture(
  '07-wages',
  plotRegression(model, {
    title: 'Wages of Canadian workers, 1971',
    xLabel: 'age (years)',
    yLabel: 'log wage',
  }),
);
