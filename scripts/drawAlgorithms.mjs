// Draws the pictures of docs/algorithms.md, error against time for each method: npm run build, then
//   node scripts/drawAlgorithms.mjs
// Same numbers every time; the times are this machine's, processor time, medians of five. What sums
// pair by pair is timed on part of the queries and scaled up.
import { writeFileSync } from 'node:fs';
import { attentionPooling, createRandom } from 'nadaraya';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

const FEW = 100; // queries that are summed with care
const random = createRandom(2026);
const draw = (count) => Float64Array.from({ length: count }, () => random.uniform());
const rows = (data, d) => ({ data, shape: [data.length / d, d], stride: [d, 1], offset: 0 });

const shapes = {
  gaussian: (u) => Math.exp(-(u * u) / 2),
  uniform: (u) => (u <= 1 ? 1 : 0),
  triangular: (u) => Math.max(0, 1 - u),
  epanechnikov: (u) => Math.max(0, 1 - u * u),
  biweight: (u) => Math.max(0, 1 - u * u) ** 2,
  triweight: (u) => Math.max(0, 1 - u * u) ** 3,
  tricube: (u) => Math.max(0, 1 - u ** 3) ** 3,
};

/** A sum that carries what its additions lose. */
function carefulSum(terms) {
  let [sum, lost] = [0, 0];
  for (const term of terms) {
    const next = sum + term;
    lost += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + lost;
}

/** The pooled value of query q by the formula, its two sums carefully. */
function byFormula({ keys, values, d, kernel, bandwidth }, query) {
  const weights = values.map((_, i) => {
    let squared = 0;
    for (let j = 0; j < d; j++) squared += ((keys[i * d + j] - query[j]) / bandwidth) ** 2;
    return shapes[kernel](Math.sqrt(squared));
  });
  return carefulSum(weights.map((w, i) => w * values[i])) / carefulSum(weights);
}

/** n keys and queries in the unit cube, a wave in the first dimension with noise. */
function problem(n, d, kernel, bandwidth) {
  const [keys, queries] = [draw(n * d), draw(n * d)];
  const values = Float64Array.from({ length: n }, (_, i) => {
    return Math.sin(9 * keys[i * d]) + random.normal(0, 0.3);
  });
  const given = { n, keys, queries, values, d, kernel, bandwidth };
  const exact = Float64Array.from({ length: FEW }, (_, q) =>
    byFormula(given, queries.subarray(q * d, (q + 1) * d)),
  );
  return { ...given, exact };
}

/** Milliseconds and largest error of a method, timed on so many queries. */
function measure(given, count, options, Floats = Float64Array) {
  const { n, keys, queries, values, d, kernel, bandwidth, exact } = given;
  const [q, k, v] = [queries.slice(0, count * d), keys, values].map((t) => Floats.from(t));
  const call = () =>
    attentionPooling(rows(q, d), rows(k, d), v, { kernel, bandwidth, ...options }).data;
  const found = call();
  for (let warm = 0, start = performance.now(); warm < 9; warm++) {
    if (performance.now() - start < 200) call(); // short calls are compiled on the way
  }
  let error = 1e-17;
  for (let i = 0; i < Math.min(FEW, count); i++)
    error = Math.max(error, Math.abs(found[i] - exact[i]));
  const times = Array.from({ length: 5 }, () => {
    const before = process.cpuUsage();
    call();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return { milliseconds: (times.sort((a, b) => a - b)[2] * n) / count, error };
}

const superscript = (text) => text.replace(/./g, (c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c] ?? '⁻');
const power = (tolerance) => `10${superscript(String(Math.round(Math.log10(tolerance))))}`;

/** The points of a method, one for each tolerance. */
function curve(given, method, count, tolerances, rest) {
  return tolerances.map((tolerance) => {
    const found = measure(given, count, { method, tolerance });
    return { ...rest, method, tolerance, label: power(tolerance), ...found };
  });
}

/** Only the first point and the last keep their labels, where the others would lie on each other. */
const ends = (points) =>
  points.map((point, i) => (i % (points.length - 1) ? { ...point, label: '' } : point));

const colours = {
  domain: ['direct', 'windowed', 'binned', 'tree'],
  range: ['#4c4c4c', '#d1495b', '#00798c', '#c98a00'],
};
const colour = (methods) => {
  const taken = colours.domain.map((name, i) => [name, colours.range[i]]);
  const used = taken.filter(([name]) => methods.includes(name));
  return {
    field: 'method',
    type: 'nominal',
    title: null,
    scale: { domain: used.map(([name]) => name), range: used.map(([, c]) => c) },
    legend: { orient: 'top', symbolSize: 120 },
  };
};
const config = {
  view: { stroke: null },
  font: 'sans-serif',
  axis: { gridColor: '#e8e8e8', labelFontSize: 14, titleFontSize: 15, titleFontWeight: 'normal' },
  legend: { labelFontSize: 15 },
  title: { fontSize: 16, anchor: 'start' },
  header: { labelFontSize: 15, title: null },
  text: { fontSize: 13 },
};
const timeAxis = {
  field: 'milliseconds',
  type: 'quantitative',
  scale: { type: 'log' },
  axis: {
    title: 'time',
    values: [1, 10, 100, 1e3, 1e4, 1e5, 1e6],
    labelOverlap: false,
    labelExpr: "datum.value < 1000 ? datum.value + ' ms' : format(datum.value / 1000, ',') + ' s'",
  },
};

async function save(name, title, points, spec) {
  const methods = [...new Set(points.map(({ method }) => method))];
  const whole = {
    title,
    description: title,
    background: 'white',
    padding: 8,
    data: { values: points },
    config,
    ...spec(colour(methods)),
  };
  const view = new View(parse(compile(whole).spec), { renderer: 'none' });
  writeFileSync(`docs/pictures/${name}.svg`, await view.toSVG());
  console.log(name);
  for (const { method, kernel, label, milliseconds, error } of points) {
    console.log(
      `  ${method} ${kernel ?? ''} ${label} ${milliseconds.toPrecision(3)} ms ${error.toExponential(1)}`,
    );
  }
}

/** Error against time: a line through the tolerances of each method, each point with its tolerance. */
const errorAgainstTime = (color) => {
  const y = {
    field: 'error',
    type: 'quantitative',
    scale: { type: 'log', domain: [1e-17, 1e-2] },
    axis: { title: 'largest error', format: '.0e', values: [1e-16, 1e-13, 1e-10, 1e-7, 1e-4] },
  };
  const encoding = { x: timeAxis, y, color };
  return [
    {
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { ...encoding, order: { field: 'tolerance', type: 'quantitative' } },
    },
    { mark: { type: 'point', filled: true, size: 90, opacity: 1 }, encoding },
    {
      mark: {
        type: 'text',
        align: 'left',
        dx: 9,
        dy: { expr: "datum.method === 'tree' ? 10 : -6" },
      },
      encoding: { ...encoding, text: { field: 'label' } },
    },
  ];
};

const direct = { method: 'direct' };
const sideBySide = (color) => ({
  facet: { column: { field: 'width', type: 'nominal', sort: 'descending' } },
  spec: { width: 300, height: 280, layer: errorAgainstTime(color) },
});

const linePoints = [0.05, 0.001].flatMap((bandwidth) => {
  const rest = { width: `h = ${bandwidth} of the range` };
  const given = problem(1e5, 1, 'gaussian', bandwidth);
  return [
    { ...rest, ...direct, tolerance: 0, label: '64-bit', ...measure(given, 500, direct) },
    {
      ...rest,
      ...direct,
      tolerance: 1,
      label: '32-bit',
      ...measure(given, 500, direct, Float32Array),
    },
    ...curve(given, 'binned', 1e5, [1e-2, 1e-5, 1e-8, 1e-12], rest),
  ];
});
await save(
  'algorithms-line',
  'One dimension, Gaussian, 100,000 keys and queries',
  linePoints,
  sideBySide,
);

const compact = Object.keys(shapes).filter((kernel) => kernel !== 'gaussian');
const compactPoints = compact.flatMap((kernel) => {
  const given = problem(1e5, 1, kernel, 0.05);
  return ['direct', 'windowed'].map((method) => {
    const found = measure(given, method === 'direct' ? 60 : 1e5, { method });
    return { kernel, method, label: `± ${found.error.toExponential(0)}`, ...found };
  });
});
await save(
  'algorithms-compact',
  'One dimension, compact kernels: time and largest error',
  compactPoints,
  (color) => {
    const kernels = { field: 'kernel', type: 'nominal', sort: compact };
    const y = { ...kernels, axis: { title: null, grid: true } };
    const encoding = { x: timeAxis, y, color };
    return {
      width: 440,
      height: 230,
      layer: [
        { mark: { type: 'point', filled: true, size: 110, opacity: 1 }, encoding },
        { mark: { type: 'text', dy: -12 }, encoding: { ...encoding, text: { field: 'label' } } },
      ],
    };
  },
);

const planePoints = [0.05, 0.003].flatMap((bandwidth) => {
  const rest = { width: `h = ${bandwidth} of the range` };
  const given = problem(3e4, 2, 'gaussian', bandwidth);
  const tolerances = [1e-3, 1e-6, 1e-9, 1e-12];
  return [
    { ...rest, ...direct, label: '', ...measure(given, 500, direct) },
    ...curve(given, 'binned', 3e4, tolerances, rest),
    ...ends(curve(given, 'tree', bandwidth === 0.05 ? 1000 : 3e4, tolerances, rest)),
  ];
});
await save(
  'algorithms-plane',
  'Two dimensions, Gaussian, 30,000 keys and queries',
  planePoints,
  sideBySide,
);
