// Non-parametric attention pooling: a query looks more at the keys that are near. Nothing is learned.
import { arange, attentionPooling, attentionWeights } from 'nadaraya/attention';
import { plotAttentionWeights, plotRegression } from 'nadaraya/plot';
import { chapterData, truth } from './chapterData.js';
import { savePicture } from './savePicture.js';

const points = chapterData();
const x = arange(0, 5, 0.1); // queries
const fit = { x, y: attentionPooling(x, points.x, points.y) }; // softmax of −(q − k)²/2
const parts = { points, truth: { x, y: Float64Array.from(x.data, truth) }, fit };
const title = 'Attention pooling with w = 1 is smooth, but flat';
await savePicture('02-attention-pooling', plotRegression(parts, { title }));
const weights = plotAttentionWeights(attentionWeights(x, points.x), { xLabel: 'key, in order' });
await savePicture('02-attention-weights', weights);
