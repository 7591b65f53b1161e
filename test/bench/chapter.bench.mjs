// How long does an epoch of the chapter's training take? n = 50: forward, loss, backward, step.
import { createRandom, mseLoss, NWKernelRegression, SGD, tensor } from 'nadaraya';
import { medianTime } from './medianTime.mjs';

const random = createRandom(2026);
const n = 50;
const x = Float64Array.from({ length: n }, () => random.uniform(0, 5)).sort();
const y = x.map((xi) => 2 * Math.sin(xi) + xi ** 0.8 + random.normal(0, 0.5));
const others = (t) => tensor(Array.from(t, (_, i) => Array.from(t).filter((_, k) => k !== i))); // the chapter's rows
const forms = [
  ['a row of keys for each query, as in the chapter', others(x), others(y), {}],
  ['shared keys with excludeSelf', x, y, { excludeSelf: true }],
];

function trainFive(keys, values, options) {
  const net = new NWKernelRegression({ w: 0.5 });
  const optimizer = new SGD(net.parameters(), { lr: 0.5 });
  let value = 0;
  for (let epoch = 0; epoch < 5; epoch++) {
    optimizer.zeroGrad();
    const loss = mseLoss(net.forward(x, keys, values, options), y, { reduction: 'sum' });
    net.backward(loss.grad);
    optimizer.step();
    value = loss.value;
  }
  return value;
}

/** The least that must be done, by hand: one exp a pair, the loss, the gradient of w alone, a step. No checks, nothing kept. */
function plainFive() {
  let w = 0.5;
  let loss = 0;
  const e = new Float64Array(n);
  for (let epoch = 0; epoch < 5; epoch++) {
    let gradient = 0;
    loss = 0;
    for (let i = 0; i < n; i++) {
      let [total, pooled] = [0, 0];
      for (let k = 0; k < n; k++) {
        e[k] = k === i ? 0 : Math.exp(-(((x[i] - x[k]) * w) ** 2) / 2);
        total += e[k];
        pooled += e[k] * y[k];
      }
      pooled /= total;
      const g = 2 * (pooled - y[i]);
      loss += (pooled - y[i]) ** 2;
      for (let k = 0; k < n; k++) {
        gradient -= ((g * e[k]) / total) * (y[k] - pooled) * w * (x[i] - x[k]) ** 2;
      }
    }
    w -= 0.5 * gradient;
  }
  return loss;
}

const losses = forms.map(([, keys, values, options]) => trainFive(keys, values, options));
losses.push(plainFive());
if (losses.some((loss) => Math.abs(loss - losses[0]) > 1e-8 * losses[0]))
  throw new Error(`losses differ: ${losses}`);
const epochTime = (five) => {
  for (let warm = 0; warm < 400; warm++) five();
  const call = () => {
    for (let run = 0; run < 50; run++) five();
  };
  return (medianTime(call, 9) * 1000) / (50 * 5);
};
const plain = epochTime(plainFive);
console.log(`plain loops that only make the gradient of w: ${plain.toFixed(0)} µs an epoch`);
for (const [name, keys, values, options] of forms) {
  const time = epochTime(() => trainFive(keys, values, options));
  console.log(
    `${name}: ${time.toFixed(0)} µs an epoch, ${(time / plain).toFixed(2)} of plain (target 100 µs)`,
  );
}
