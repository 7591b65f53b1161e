// Draws the picture of docs/accuracy.md, ten data sets without options beside mgcv, and prints the
// rows of its table: npm run build, then
//   node scripts/drawRealData.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { KernelRegressor } from 'nadaraya';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';

/** Case of the reference → where its rows lie, the columns x and y, a title. */
const sets = new Map([
  ['prestige', ['examples/data/prestige', 'Prestige: prestige by income']],
  ['auto', ['examples/data/auto', 'Auto: miles per gallon by horsepower']],
  ['mcycle', ['examples/data/mcycle', 'mcycle: acceleration by time']],
  ['cps71', ['examples/data/cps71', 'cps71: log wage by age']],
  ['faithful', ['test/reference/data/faithful', 'faithful: waiting by eruption']],
  ['engel', ['test/reference/data/engel', 'Engel: food by income']],
  ['airtemp', ['test/reference/data/airquality', 'airquality: ozone by wind']],
  ['cars', ['test/reference/data/cars', 'cars: distance by speed']],
  ['lidar', ['test/reference/data/SemiPar_lidar', 'lidar: log ratio by range']],
  ['ageincome', ['test/reference/data/SemiPar_age.income', 'age and income: log income by age']],
]);
const OURS = 'the default, and its 95 % band';
const THEIRS = 'mgcv, and the edges of its band';
const colours = { domain: [OURS, THEIRS], range: ['#0072B2', '#D55E00'] };

function readColumns(file, names) {
  const lines = readFileSync(`${file}.csv`, 'utf8').replaceAll('"', '').trim().split('\n');
  const [header, ...rows] = lines.map((line) => line.split(','));
  const at = names.map((name) => header.indexOf(name));
  const whole = rows.filter((row) => at.every((j) => row[j] !== 'NA'));
  return at.map((j) => whole.map((row) => Number(row[j])));
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** One of the small pictures; what leaves it at the top or below is cut off. */
function panel({ x, y, curve, theirs, title }) {
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const margin = 0.15 * (high - low);
  const domain = [low - margin, high + margin];
  const at = {
    field: 'x',
    type: 'quantitative',
    title: null,
    scale: { zero: false, nice: false, padding: 5 },
  };
  const height = { type: 'quantitative', title: null, scale: { domain, nice: false } };
  const axis = { axis: { tickCount: 5 } };
  const encoding = (field) => ({ x: { ...at, ...axis }, y: { ...height, ...axis, field } });
  const mark = { clip: true, aria: false };
  const legend = { title: null, orient: 'top', symbolType: 'stroke', labelLimit: 0 };
  const color = { scale: colours, legend };
  const line = (field, name, style) => ({
    mark: { ...mark, type: 'line', ...style },
    encoding: { ...encoding(field), color: { ...color, datum: name } },
  });
  const dashes = { strokeWidth: 1.1, strokeDash: [4, 3] };
  return {
    title: { ...title, anchor: 'start', frame: 'group' },
    width: 360,
    height: 190,
    layer: [
      {
        data: { values: curve },
        mark: { ...mark, type: 'area', color: colours.range[0], opacity: 0.2 },
        encoding: { ...encoding('lower'), y2: { field: 'upper' } },
      },
      {
        data: { values: x.map((xi, i) => ({ x: xi, y: y[i] })) },
        mark: { ...mark, type: 'circle', size: 13, color: '#888888', opacity: 0.7 },
        encoding: encoding('y'),
      },
      { data: { values: curve }, layer: [line('y', OURS, { strokeWidth: 2 })] },
      {
        data: { values: theirs },
        layer: ['fit', 'lower', 'upper'].map((field) => line(field, THEIRS, dashes)),
      },
    ],
  };
}

const { cases } = JSON.parse(readFileSync('test/reference/R_mgcv_loess_real_data.json', 'utf8'));
const panels = cases.map(({ name, x: first, y: second, n, grid, mgcv }) => {
  const [file, label] = sets.get(name);
  const [x, y] = readColumns(file, [first, second]);
  if (x.length !== n) throw new Error(`${name}: ${x.length} rows, not ${n}`);
  const model = new KernelRegressor().fit(x, y);
  const freedom = model.effectiveDegreesOfFreedom.toFixed(1);
  const { lower, upper } = model.confidenceBand(grid);
  const ratios = grid.map((_, q) => (upper[q] - lower[q]) / (mgcv.upper[q] - mgcv.lower[q]));
  const widths = [median(ratios), Math.max(...ratios)].map((ratio) => ratio.toPrecision(3));
  const { degree } = model.bandwidthChoice;
  console.log(
    `| ${label} | ${n} | ${degree} | ${freedom} | ${mgcv.edf.toFixed(1)} | ${widths.join(' | ')} |`,
  );
  const title = {
    text: label,
    subtitle: `degrees of freedom ${freedom}, mgcv ${mgcv.edf.toFixed(1)}`,
  };
  const theirs = grid.map((at, q) => {
    return { x: at, fit: mgcv.fit[q], lower: mgcv.lower[q], upper: mgcv.upper[q] };
  });
  return panel({ x, y, curve: model.curve({ band: true }), theirs, title });
});
const view = new View(
  parse(
    compile({
      background: 'white',
      padding: 8,
      columns: 2,
      concat: panels,
      resolve: { legend: { color: 'shared' } },
      config: {
        view: { stroke: null },
        font: 'sans-serif',
        axis: { gridColor: '#e8e8e8', labelFontSize: 12 },
        legend: { labelFontSize: 14, symbolSize: 400 },
        title: { fontSize: 14, subtitleFontSize: 12, subtitleColor: '#555555', offset: 6 },
      },
    }).spec,
  ),
  { renderer: 'none' },
);
const svg = await view.toSVG();
// a tenth of a pixel is enough
const short = svg.replace(/\d+\.\d{2,}/g, (digits) => String(Math.round(10 * digits) / 10));
writeFileSync('docs/pictures/default.svg', short);
