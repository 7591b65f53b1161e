// Whole distributions: which log wages a tenth, half and nine tenths of men of an age stay below, as a fan chart.
import { kernelRegression, plotQuantiles } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const model = kernelRegression(readRows('cps71'), { x: 'age', y: 'logwage' });
const { bandwidth, outputBandwidth } = model.distributionBandwidths();
const years = bandwidth[0] === Infinity ? 'all ages' : `${bandwidth[0].toFixed(1)} years`;
console.log(`residuals of ${years}, smoothed by ${outputBandwidth.toFixed(2)}`);

for (const age of [25, 40, 60]) {
  const [low, middle, high] = model.quantile({ age }, [0.1, 0.5, 0.9]);
  const below = 100 * model.distribution({ age }, 13);
  const ends = `${low.toFixed(2)} to ${high.toFixed(2)}`;
  console.log(
    `age ${age}: median ${middle.toFixed(2)}, 80 % ${ends}, below 13 ${below.toFixed()} %`,
  );
}
const title = 'Log wages by age: nine men in ten within the palest band';
await savePicture('26-quantiles', plotQuantiles(model, { title }));
