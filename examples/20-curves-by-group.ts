// A curve and a band for each group: miles per gallon by horsepower, for cars from three parts of the world.
import { kernelRegression, plotRegression } from 'nadaraya';
import { readRows } from './readRows.js';
import { savePicture } from './savePicture.js';

const columns = { x: 'horsepower', y: 'mpg', by: 'origin' } as const;
const byOrigin = kernelRegression(readRows('auto'), columns);
for (const [origin, model] of byOrigin.models) console.log(`${origin}: ${model.rows.length} cars`);
const title = 'What power costs, by origin';
await savePicture('20-origins', plotRegression({ model: byOrigin, band: true }, { title }));
