// A CSV file with dates and gaps: ozone in New York, where a day takes after the day before.
import { readFileSync } from 'node:fs';
import { autoType, csvParse } from 'd3-dsv';
import { kernelRegression, plotRegression } from 'nadaraya';
import { savePicture } from './savePicture.js';

const text = readFileSync('examples/data/airquality.csv', 'utf8');
const rows = csvParse<{ day: Date; ozone: number | null }, string>(text, autoType);
const columns = { x: 'day', y: 'ozone', missing: 'omit', dependence: 'series' } as const;
const model = kernelRegression(rows, columns);
console.log(model.summary());
const title = 'Ozone in New York, 1973 (parts per billion)';
await savePicture('19-ozone', plotRegression({ model, band: true }, { title }));
