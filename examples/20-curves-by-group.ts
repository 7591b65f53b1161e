// A curve and a band for each group: miles per gallon by horsepower, for cars from three parts of the world.
import { kernelRegression, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const rows = readRows('auto');
const models = ['American', 'European', 'Japanese'].map((origin) => {
  const cars = rows.filter((row) => row.origin === origin);
  return [origin, kernelRegression(cars, { x: 'horsepower', y: 'mpg' })] as const;
});
for (const [origin, model] of models) console.log(`${origin}: ${model.rows.length} cars`);
const title = 'What power costs, by origin';
await savePicture('20-origins', plotRegression({ model: new Map(models), band: true }, { title }));
