// SGD, Adam and L-BFGS on the chapter's data, in log space: only the last arrives at the optimum in a few steps.
import {
  Adam,
  LBFGS,
  NWKernelRegression,
  plotLoss,
  SGD,
  type TrainingRecord,
  train,
} from 'nadaraya';
import { chapterData } from './chapterData.js';
import { savePicture } from './savePicture.js';

const { x, y } = chapterData();
const data = { queries: x, keys: x, values: y, y };
const start = () => new NWKernelRegression({ w: 0.5, parameterization: 'log' });
const makers = {
  SGD: (net: NWKernelRegression) => new SGD(net.parameters(), { lr: 0.5, momentum: 0.5 }),
  Adam: (net: NWKernelRegression) => new Adam(net.parameters(), { lr: 0.1 }),
  'L-BFGS': (net: NWKernelRegression) => new LBFGS(net.parameters(), { maxIterations: 1 }),
};

const histories = new Map<string, TrainingRecord[]>();
for (const [name, make] of Object.entries(makers)) {
  const net = start();
  const history = await train(net, data, { optimizer: make(net), epochs: 30, excludeSelf: true });
  histories.set(name, history);
  const { loss } = history[29];
  console.log(`${name.padEnd(6)} w = ${net.w.get(0).toFixed(4)}, loss ${loss.toFixed(6)}`);
}

// the leave-one-out optimum by search: a fine grid of bandwidths
const lossOf = (w: number): number => {
  const net = new NWKernelRegression({ w });
  const yHat = net.forward(x, x, y, { excludeSelf: true });
  return y.reduce((sum, yi, i) => sum + (yi - yHat.get(i)) ** 2, 0) / y.length;
};
const grid = Array.from({ length: 4000 }, (_, i) => 1 + i / 1000);
const losses = grid.map(lossOf);
const best = losses.indexOf(Math.min(...losses));
console.log(`search w = ${grid[best].toFixed(3)}, loss ${losses[best].toFixed(6)}`);
await savePicture(
  '16-optimizers',
  plotLoss(histories, {
    title: 'Mean squared leave-one-out error of the chapter, three optimizers',
  }),
);
