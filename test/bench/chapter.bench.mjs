// How long does an epoch of the chapter's training take? n = 50: forward, loss, backward, step.
import { createRandom, mseLoss, NWKernelRegression, SGD, tensor } from 'nadaraya';

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

const losses = forms.map(([, keys, values, options]) => trainFive(keys, values, options));
if (Math.abs(losses[0] - losses[1]) > 1e-9 * losses[0]) throw new Error(`losses differ: ${losses}`);
for (const [name, keys, values, options] of forms) {
  for (let warm = 0; warm < 200; warm++) trainFive(keys, values, options);
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    for (let run = 0; run < 50; run++) trainFive(keys, values, options);
    return ((performance.now() - start) * 1000) / (50 * 5);
  }).sort((a, b) => a - b);
  console.log(
    `${name}: ${times[3].toFixed(1)} µs an epoch (median of 7; ${times[0].toFixed(1)} to ${times[6].toFixed(1)})`,
  );
}
