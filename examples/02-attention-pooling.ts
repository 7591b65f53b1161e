// Non-parametric attention pooling: a query looks more at the keys that are near. Nothing is learned.
import {
  arange,
  attentionPooling,
  attentionWeights,
  mseLoss,
  plotAttentionWeights,
  plotRegression,
} from 'nadaraya';
import { chapterData, truth, truthCurve } from './chapterData.js';
import { savePicture } from './savePicture.js';

const { x, y } = chapterData();
const queries = arange(0, 5, 0.1);
const yTrue = Float64Array.from(queries.data, truth);

const yHat = attentionPooling(queries, x, y); // softmax of −(q − k)²/2
const weights = attentionWeights(queries, x);

const curve = truthCurve();
console.log(`mean squared error against the truth: ${mseLoss(yHat, yTrue).value.toFixed(4)}`);
await savePicture(
  '02-attention-pooling',
  plotRegression(
    { points: { x, y }, truth: curve, fit: { x: curve.x, y: attentionPooling(curve.x, x, y) } },
    { title: 'Attention pooling with w = 1 is smooth, but flat' },
  ),
);
await savePicture(
  '02-attention-weights',
  plotAttentionWeights(weights, {
    title: 'Every query looks at the keys near it',
    xLabel: 'training inputs in order (keys)',
    yLabel: 'testing inputs in order (queries)',
  }),
);
