// What does a backward pass cost beside the forward one? All gradients by the function, and that of w alone by a network.
import {
  attentionPooling,
  attentionPoolingBackward,
  createRandom,
  NWKernelRegression,
} from 'nadaraya';
import { expectAgreement, medianTime, report } from './medianTime.mjs';

const random = createRandom(1);
const sample = (n) => {
  const x = Float64Array.from({ length: n }, () => random.uniform(0, 5));
  const y = x.map((xi) => 2 * Math.sin(xi) + random.normal(0, 0.5));
  return { x, y, g: x.map(() => random.normal()) };
};

{
  const { x, y, g } = sample(1000);
  const mask = Array.from(x, () => new Uint8Array(1000).fill(1)); // row by row
  const exact = attentionPoolingBackward(x, x, y, g, { bandwidth: 0.2, mask });
  for (const method of ['auto', 'direct']) {
    const found = attentionPoolingBackward(x, x, y, g, { bandwidth: 0.2, method });
    const largest = Math.max(...exact.keys.data.map(Math.abs));
    expectAgreement(found.keys.data, exact.keys.data, 1e-10 * largest, method);
  }
}

for (const [n, h, method, target, warm] of [
  [4096, 1, 'direct', 3.5, 1],
  [4096, 1, 'auto', 4.5, 60],
  [4096, 0.05, 'auto', 4.5, 30],
  [1e6, 1, 'auto', 4.5, 1],
  [1e6, 0.05, 'auto', 4.5, 1],
]) {
  const { x, y, g } = sample(n);
  const net = new NWKernelRegression({ w: 1 / h });
  const passes = {
    forward: () => attentionPooling(x, x, y, { bandwidth: h, method }),
    backward: () => attentionPoolingBackward(x, x, y, g, { bandwidth: h, method }),
    netForward: () => net.forward(x, x, y),
    netBackward: () => net.backward(g),
    netInputs: () => net.backward(g).keys,
  };
  const names = Object.keys(passes).filter((name) => method === 'auto' || !name.startsWith('net'));
  for (let i = 0; i < warm; i++) for (const name of names) passes[name]();
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < 5; round++) {
    for (const name of names) times[name].push(medianTime(passes[name], 3));
  }
  const of = (name) => times[name].sort((a, b) => a - b)[2];
  const work = `${method}, n = m = ${n}, h = ${h}`;
  const all = of('forward') + of('backward');
  report(`${work}: all gradients, ${all.toFixed(1)} ms, × forward`, all / of('forward'), target);
  if (method !== 'auto') continue;
  const inputs = of('netForward') + of('netInputs');
  report(
    `${work}: all gradients of a network, ${inputs.toFixed(1)} ms, × forward`,
    inputs / of('netForward'),
    target,
  );
  const own = of('netForward') + of('netBackward');
  report(`${work}: w alone, ${own.toFixed(1)} ms, × forward`, own / of('netForward'), target);
}
