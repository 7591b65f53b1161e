// Learning w: each training input is predicted from all the others, and SGD narrows the kernel.
import { NWKernelRegression, plotLoss, plotRegression, SGD, train } from 'nadaraya';
import { chapterData, truthCurve } from './chapterData.js';
import { savePicture } from './savePicture.js';

const { x, y } = chapterData();
const net = new NWKernelRegression({ w: 0.5 });
const optimizer = new SGD(net.parameters(), { lr: 0.5 });

const history = await train(
  net,
  { queries: x, keys: x, values: y, y },
  {
    optimizer,
    epochs: 5,
    reduction: 'sum',
    excludeSelf: true, // with itself among the keys, a point would predict itself and w would grow without end
    onEpoch: ({ epoch, loss }) => console.log(`epoch ${epoch}, loss ${loss.toFixed(4)}`),
  },
);
const truth = truthCurve();
const yHat = net.forward(truth.x, x, y);
console.log(`w = ${net.parameters()[0].value.get(0).toFixed(4)}`);
await savePicture('04-loss', plotLoss(history, { title: 'Sum of squared leave-one-out errors' }));
await savePicture(
  '04-fit',
  plotRegression(
    { points: { x, y }, truth, fit: { x: truth.x, y: yHat } },
    { title: 'After five steps of SGD with lr = 0.5: a narrow kernel, a rough curve' },
  ),
);
