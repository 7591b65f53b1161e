// Average pooling answers every query with the same number: the mean of the values.
import { arange, averagePooling, mseLoss, plotRegression } from 'nadaraya';
import { chapterData, truth, truthCurve } from './chapterData.js';
import { savePicture } from './savePicture.js';

const { x, y } = chapterData();
const queries = arange(0, 5, 0.1);
const yTrue = Float64Array.from(queries.data, truth);

const yHat = averagePooling(y, queries.size);

console.log(`the mean of ${y.length} values is ${yHat.get(0).toFixed(4)}`);
console.log(`mean squared error against the truth: ${mseLoss(yHat, yTrue).value.toFixed(4)}`);
await savePicture(
  '01-average-pooling',
  plotRegression(
    { points: { x, y }, truth: truthCurve(), fit: { x: queries, y: yHat } },
    { title: 'Average pooling ignores the query' },
  ),
);
