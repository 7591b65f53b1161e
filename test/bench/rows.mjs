// Every kind of work of docs/benchmarks.md that is the library's own, as rows that can be run with any
// build of it: scripts/compareBuilds.mjs takes them in turns with two. A row is a name and a function
// that takes the library and returns the call to time; what comes before (a fit, a network) is not
// timed. A call returns numbers, so that two builds can be compared in what they answer too.

/** Draws that do not depend on the library: a linear congruential generator. */
function uniform(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

const numbers = (seed, n, low = 0, high = 1) => {
  const draw = uniform(seed);
  return Float64Array.from({ length: n }, () => low + (high - low) * draw());
};

/** Points on [0, 1], a curve with noise, and other points to ask at. */
function line(n, m = n) {
  const x = numbers(1, n);
  const noise = numbers(2, n, -0.5, 0.5);
  const y = x.map((xi, i) => Math.sin(9 * xi) + noise[i]);
  return { x, y, xq: numbers(3, m) };
}

const rowsOf = (data, d) => ({ data, shape: [data.length / d, d], stride: [d, 1], offset: 0 });

const pooling =
  (n, options, m = n) =>
  ({ attentionPooling }) => {
    const { x, y, xq } = line(n, m);
    return () => attentionPooling(xq, x, y, options).data;
  };

const poolingIn =
  (d, n, options, m = n, make = (t) => t) =>
  ({ attentionPooling }) => {
    const keys = rowsOf(make(numbers(1, n * d)), d);
    const queries = rowsOf(make(numbers(3, m * d)), d);
    const values = make(numbers(2, n));
    return () => attentionPooling(queries, keys, values, options).data;
  };

const poolingItself =
  (d, n, options) =>
  ({ attentionPooling }) => {
    const keys = d === 1 ? numbers(1, n) : rowsOf(numbers(1, n * d), d);
    const values = numbers(2, n);
    return () => attentionPooling(keys, keys, values, { excludeSelf: true, ...options }).data;
  };

const single =
  (n, options) =>
  ({ attentionPooling }) => {
    const { x, y, xq } = line(n);
    const [keys, queries, values] = [x, xq, y].map((t) => Float32Array.from(t));
    return () => attentionPooling(queries, keys, values, options).data;
  };

const fitAndPredict =
  (n, options, m = n) =>
  ({ KernelRegressor }) => {
    const { x, y, xq } = line(n, m);
    return () => new KernelRegressor(options).fit(x, y).predict(xq);
  };

const search =
  (n, options) =>
  ({ KernelRegressor }) => {
    const { x, y } = line(n);
    return () => [new KernelRegressor(options).fit(x, y).bandwidthChoice.value];
  };

const searchIn =
  (d, n, options) =>
  ({ KernelRegressor }) => {
    const x = rowsOf(numbers(1, n * d), d);
    const noise = numbers(2, n, -0.5, 0.5);
    const y = noise.map((e, i) => Math.sin(6 * x.data[i * d]) + e);
    return () => [new KernelRegressor(options).fit(x, y).bandwidthChoice.value];
  };

const asked =
  (n, options, ask) =>
  ({ KernelRegressor }) => {
    const { x, y } = line(n);
    const model = new KernelRegressor(options).fit(x, y);
    return () => ask(model, x, y);
  };

/** A fitted model's own residuals: made new for each call, as a model keeps them. */
const residuals =
  (n, options, name) =>
  ({ KernelRegressor }) => {
    const { x, y } = line(n);
    return () => new KernelRegressor(options).fit(x, y)[name];
  };

const gradients =
  (n, h, options = {}) =>
  ({ attentionPoolingBackward }) => {
    const [x, y, g] = [numbers(1, n, 0, 5), numbers(2, n), numbers(4, n, -1, 1)];
    return () => {
      const found = attentionPoolingBackward(x, x, y, g, { bandwidth: h, ...options });
      return [...found.w.data, found.keys.data[0], found.queries.data[0], found.values.data[0]];
    };
  };

const network =
  (n, h, part) =>
  ({ NWKernelRegression }) => {
    const [x, y, g] = [numbers(1, n, 0, 5), numbers(2, n), numbers(4, n, -1, 1)];
    const net = new NWKernelRegression({ w: 1 / h });
    if (part === 'forward') return () => net.forward(x, x, y).data;
    return () => {
      for (const { grad } of net.parameters()) grad.data.fill(0);
      net.forward(x, x, y);
      net.backward(g);
      return net.parameters()[0].grad.data;
    };
  };

const chapter =
  (isShared) =>
  ({ NWKernelRegression, SGD, mseLoss, tensor }) => {
    const n = 50;
    const x = numbers(1, n, 0, 5).sort();
    const noise = numbers(2, n, -0.8, 0.8);
    const y = x.map((xi, i) => 2 * Math.sin(xi) + xi ** 0.8 + noise[i]);
    const others = (t) =>
      tensor(Array.from(t, (_, i) => Array.from(t).filter((_unused, k) => k !== i)));
    const [keys, values] = isShared ? [x, y] : [others(x), others(y)];
    const options = isShared ? { excludeSelf: true } : {};
    return () => {
      const net = new NWKernelRegression({ w: 0.5 });
      const optimizer = new SGD(net.parameters(), { lr: 0.5 });
      const losses = [];
      for (let epoch = 0; epoch < 5; epoch++) {
        optimizer.zeroGrad();
        const loss = mseLoss(net.forward(x, keys, values, options), y, { reduction: 'sum' });
        net.backward(loss.grad);
        optimizer.step();
        losses.push(loss.value);
      }
      return losses;
    };
  };

const band = (options) => (model) => {
  const { lower, upper } = model.confidenceBand(numbers(5, 50), options);
  return [...lower, ...upper];
};

const COMPACT = ['uniform', 'triangular', 'epanechnikov', 'biweight', 'triweight', 'tricube'];
const rows = [];
const add = (name, setup) => rows.push({ name, setup });

for (const tolerance of [1e-12, 1e-6])
  for (const bandwidth of [0.2, 0.01, 0.001])
    add(
      `line 1e6, gaussian, h = ${bandwidth}, ${tolerance}`,
      pooling(1e6, { bandwidth, tolerance }),
    );
for (const kernel of COMPACT)
  for (const bandwidth of [0.2, 0.01, 0.001])
    add(
      `line 5e5, ${kernel}, h = ${bandwidth}`,
      pooling(5e5, { kernel, bandwidth, tolerance: 1e-11 }),
    );
for (const kernel of ['epanechnikov', 'tricube'])
  add(`line 1e5, ${kernel}, h = 3`, pooling(1e5, { kernel, bandwidth: 3 }));
add('line 1e6, gaussian, h = 10', pooling(1e6, { bandwidth: 10 }));
add(
  'line 5e5, gaussian, h = 0.05, each without itself',
  poolingItself(1, 5e5, { bandwidth: 0.05 }),
);
add('line 1e5, gaussian, h = 1e-5', pooling(1e5, { bandwidth: 1e-5 }));
add(
  'line n = 500, m = 5e5, epanechnikov, h = 0.001',
  pooling(500, { kernel: 'epanechnikov', bandwidth: 0.001 }, 5e5),
);
add(
  'line n = 500, m = 5e4, epanechnikov, h = 3',
  pooling(500, { kernel: 'epanechnikov', bandwidth: 3 }, 5e4),
);

for (const [n, bandwidth] of [
  [50, 0.2],
  [1e3, 0.2],
  [1e4, 0.2],
  [1e4, 0.01],
  [1e5, 0.01],
])
  add(`plain ${n}, auto, h = ${bandwidth}`, pooling(n, { bandwidth }));
add('plain 1e4, direct 64-bit', pooling(1e4, { bandwidth: 0.2, method: 'direct' }));
add('plain 1e4, direct 32-bit', single(1e4, { bandwidth: 0.2, method: 'direct' }));
add(
  'plain 1e4, direct 32-bit, 10-D',
  poolingIn(10, 1e4, { bandwidth: 0.8, method: 'direct' }, 1e4, (t) => Float32Array.from(t)),
);
add('plain 3e3, laplace', pooling(3e3, { bandwidth: 0.05, kernel: 'laplace' }));

for (const [d, bandwidth, tolerance] of [
  [2, 0.2, 1e-12],
  [2, 0.05, 1e-10],
  [2, 0.01, 1e-12],
  [3, 0.1, 1e-8],
])
  add(
    `space 1e5, ${d}-D, h = ${bandwidth}, ${tolerance}`,
    poolingIn(d, 1e5, { bandwidth, tolerance }),
  );
add('space 5e4, 2-D, tricube, h = 0.05', poolingIn(2, 5e4, { kernel: 'tricube', bandwidth: 0.05 }));
add(
  'space 5e4, 2-D, epanechnikov, h = 0.05, each without itself',
  poolingItself(2, 5e4, { kernel: 'epanechnikov', bandwidth: 0.05 }),
);
add(
  'space n = 50, m = 5e3, 2-D, h = 0.3, 1e-6',
  poolingIn(2, 50, { bandwidth: 0.3, tolerance: 1e-6 }, 5e3),
);
add(
  'space n = 5e3, m = 50, 2-D, h = 0.02, 1e-6',
  poolingIn(2, 5e3, { bandwidth: 0.02, tolerance: 1e-6 }, 50),
);
add(
  'space n = 50, m = 500, 3-D, tricube, h = 0.3',
  poolingIn(3, 50, { kernel: 'tricube', bandwidth: 0.3 }, 500),
);
add(
  'space n = 5e5, m = 500, 3-D, h = 0.001, 1e-6',
  poolingIn(3, 5e5, { bandwidth: 0.001, tolerance: 1e-6 }, 500),
);

add('chapter, five epochs, a row of keys for each query', chapter(false));
add('chapter, five epochs, shared keys with excludeSelf', chapter(true));

add(
  'gradients 4096, direct, forward',
  poolingItself(1, 4096, { bandwidth: 0.2, method: 'direct', excludeSelf: false }),
);
add('gradients 4096, direct, backward', gradients(4096, 1, { method: 'direct' }));
for (const n of [4096, 1e6])
  for (const h of [1, 0.05]) {
    add(`gradients ${n}, h = ${h}, backward`, gradients(n, h));
    add(`gradients ${n}, h = ${h}, network forward`, network(n, h, 'forward'));
    add(`gradients ${n}, h = ${h}, network forward and backward`, network(n, h, 'both'));
  }

for (const bandwidth of [0.05, 0.01])
  for (const degree of [0, 1, 2, 3])
    add(
      `polynomial 5e5, gaussian, h = ${bandwidth}, degree ${degree}`,
      fitAndPredict(5e5, { bandwidth, degree }),
    );
for (const degree of [0, 1, 2, 3])
  add(
    `polynomial 1e5, epanechnikov, h = 0.05, degree ${degree}`,
    fitAndPredict(1e5, { kernel: 'epanechnikov', bandwidth: 0.05, degree }),
  );
for (const [degree, n] of [
  [1, 2e4],
  [2, 2e3],
])
  add(`polynomial ${n}, 2-D, gaussian, h = 0.05, degree ${degree}`, ({ KernelRegressor }) => {
    const [x, xq] = [1, 3].map((seed) => rowsOf(numbers(seed, 2 * n), 2));
    const y = numbers(2, n);
    return () => new KernelRegressor({ bandwidth: 0.05, degree }).fit(x, y).predict(xq);
  });
add(
  'polynomial 1e5, degree 0, one query',
  asked(1e5, { bandwidth: 0.05 }, (model) => [model.predict(0.5)]),
);
add(
  'polynomial 1e4, degree 1, 20 queries far outside',
  asked(1e4, { bandwidth: 0.05, degree: 1 }, (model) => model.predict(numbers(6, 20, 1.2, 2.5))),
);
add(
  'polynomial 1e5, degree 1, derivative',
  asked(1e5, { bandwidth: 0.05, degree: 1 }, (model) => model.derivative(numbers(6, 1e5))),
);
add(
  'polynomial 1e5, degree 1, support',
  asked(
    1e5,
    { bandwidth: 0.05, degree: 1 },
    (model) => model.support(numbers(6, 1e4)).effectiveSampleSize,
  ),
);

for (const [n, options] of [
  [1e5, { bandwidth: 0.01 }],
  [1e5, { bandwidth: 0.01, degree: 1 }],
  [2e4, { bandwidth: 0.01, degree: 2 }],
  [1e5, { bandwidth: 0.01, kernel: 'tricube' }],
])
  add(
    `own fit ${n}, ${JSON.stringify(options)}, looResiduals`,
    residuals(n, options, 'looResiduals'),
  );
add('own fit 1e5, leverage', residuals(1e5, { bandwidth: 0.01 }, 'leverage'));

add('band 500, default', asked(500, { bandwidth: 0.05 }, band()));
add('band 1e4, default', asked(1e4, { bandwidth: 0.05 }, band()));
add('band 1e4, degree 1', asked(1e4, { bandwidth: 0.05, degree: 1 }, band()));
add('band 1e4, epanechnikov', asked(1e4, { bandwidth: 0.05, kernel: 'epanechnikov' }, band()));
add(
  'band 1e4, prediction interval',
  asked(1e4, { bandwidth: 0.05 }, (model) => model.predictionInterval(numbers(5, 50)).upper),
);

for (const n of [300, 1e3, 1e4, 1e6])
  for (const bandwidth of ['loo', 'gcv', 'aicc'])
    add(`search ${n}, gaussian, ${bandwidth}`, search(n, { bandwidth }));
for (const n of [1e3, 1e4, 1e5]) add(`search ${n}, gaussian, degree 1`, search(n, { degree: 1 }));
for (const degree of [2, 3]) add(`search 1e3, gaussian, degree ${degree}`, search(1e3, { degree }));
add('search 1e4, gaussian, plugin', ({ KernelRegressor }) => {
  const { x, y } = line(1e4);
  return () => [...new KernelRegressor({ bandwidth: 'plugin' }).fit(x, y).bandwidth];
});
for (const kernel of ['epanechnikov', 'tricube'])
  for (const bandwidth of ['loo', 'gcv', 'aicc'])
    add(`search 1e5, ${kernel}, ${bandwidth}`, search(1e5, { kernel, bandwidth }));
add('search 300, epanechnikov, loo', search(300, { kernel: 'epanechnikov' }));
add('search 1e3, epanechnikov, degree 1', search(1e3, { kernel: 'epanechnikov', degree: 1 }));
add('search 500, 2-D, gaussian, loo', searchIn(2, 500, {}));

add('rows 500, attentionWeights', ({ attentionWeights }) => {
  const { x, xq } = line(500);
  return () => attentionWeights(xq, x, { bandwidth: 0.05 }).data;
});
add('rows 500, pooling with a mask', ({ attentionPooling }) => {
  const { x, y, xq } = line(500);
  const draw = uniform(7);
  const mask = Array.from(x, () => Uint8Array.from(x, () => (draw() < 0.8 ? 1 : 0)));
  return () => attentionPooling(xq, x, y, { bandwidth: 0.05, mask }).data;
});
add('rows 500, keys of their own', ({ attentionPooling }) => {
  const [keys, values] = [rowsOf(numbers(1, 5e4), 100), rowsOf(numbers(2, 5e4), 100)];
  const queries = numbers(3, 500);
  return () => attentionPooling(queries, keys, values, { bandwidth: 0.05 }).data;
});
add('summary 2e5, from chunks, fit and predict', ({ BinnedSample, KernelRegressor }) => {
  const { x, y, xq } = line(2e5, 1e3);
  return () => {
    const sample = BinnedSample.from([{ x, y }], { bandwidth: 0.02 });
    return new KernelRegressor({ bandwidth: 0.02 }).fit(sample).predict(xq);
  };
});

/** The rows, each { name, setup(library) → call }. */
export { rows };
