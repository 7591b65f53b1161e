// Charts of the benchmarks, made from the tables of docs/benchmarks.md when the site is built: bars on a logarithmic
// scale, a rule where the target or this library stands, and the lost cases in another colour. Bars are SVG whose
// lengths are shares, so that a chart fits any width with its text as large as that of the page.

import { escapeHtml } from './template.mjs';

/**
 * Which tables have a chart, by heading and place below it.
 *
 *   column   the cells drawn, by the words in the head of the table
 *   unit     behind the numbers
 *   rule     where the line stands: a number, or 'target', a number for each row from its target
 *   isLost   whether a bar is a lost case, by its number and that of the rule
 */
const charts = [
  {
    heading: 'A million keys and queries on a line',
    column: 'h = 0.2 of the range',
    caption:
      'Multiples of the time of one sort of the keys, h = 0.2 of the range; shorter is faster',
    rule: (row) =>
      row.label.startsWith('gaussian') ? (row.label.includes('12') ? 0.35 : 0.25) : 3,
    ruleName: 'target',
    isLost: (value, rule) => value > rule,
  },
  {
    heading: 'Ten thousand keys and queries, against two plain loops',
    column: 'times as fast',
    caption: 'Times as fast as two plain loops; longer is faster',
    rule: (row) => numberOf(row.cells.at(-1)),
    ruleName: 'target',
    isLost: (value, rule) => value < rule,
  },
  {
    heading: 'Designs',
    column: '1',
    caption:
      'Searching a bandwidth of degree 1 by the spread of x: multiples of the time for uniform x; shorter is faster',
    rule: () => 2.5,
    ruleName: 'target',
    isLost: (value, rule) => value > rule,
  },
  {
    heading: 'The default on designs',
    column: 'fit, 2·10⁴',
    caption:
      'The default fit of 20,000 rows, multiples of the time for uniform x; shorter is faster',
    rule: () => 2.5,
    ruleName: 'target',
    isLost: (value, rule) => value > rule,
    skip: ['uniform'],
  },
  {
    heading: 'Other packages, on a line',
    column: '10⁴, 0.2',
    caption:
      'Ten thousand keys and queries, h = 0.2 of the range: multiples of the time of this library; shorter is faster',
    rule: () => 1,
    ruleName: 'this library',
    isLost: (value, rule) => value < rule,
    skip: ['nadaraya, auto'],
  },
  {
    heading: 'Other packages, on a line',
    column: '10⁶, 0.01',
    caption:
      'A million keys and queries, h = 0.01 of the range: multiples of the time of this library',
    rule: () => 1,
    ruleName: 'this library',
    isLost: (value, rule) => value < rule,
    skip: ['nadaraya, auto'],
  },
  {
    heading: 'Densities',
    nth: 1,
    column: 'ms, 100,000',
    unit: 'ms',
    caption: 'The density of 100,000 numbers at 512 places, milliseconds; shorter is faster',
    rule: (_, rows) => rows[0].value,
    ruleName: 'this library',
    isLost: (value, rule) => value < rule,
  },
  {
    heading: 'Windows that hold a share of the observations',
    nth: 2,
    column: '10,000',
    caption: 'loess and lowess of others, 10,000 rows: times as long as this library',
    rule: () => 1,
    ruleName: 'this library',
    isLost: (value, rule) => value < rule,
  },
];

/** The first number of a cell, such as `2,730 (3,240 in another run)`; NaN without one. */
export function numberOf(cell) {
  const found = /\d[\d,]*(\.\d+)?/.exec(cell);
  return found ? Number(found[0].replaceAll(',', '')) : Number.NaN;
}

/** How many tables were seen below each heading. */
let seen = new Map();
/** Charts that found their table. */
let drawn = new Set();

/** Forgets the tables of a page before. */
export function startCharts() {
  seen = new Map();
  drawn = new Set();
}

/** Throws where a table has gone whose chart was wanted. */
export function expectAllCharts() {
  const lost = charts.filter((chart) => !drawn.has(chart));
  if (lost.length === 0) return;
  const names = lost.map(({ heading, column }) => `“${heading}”, ${column}`);
  throw new Error(`docs/benchmarks.md has no table for the charts ${names.join('; ')}`);
}

/** The charts of a table as markup. */
export function chartBefore({ heading, rows }) {
  const nth = seen.get(heading) ?? 0;
  seen.set(heading, nth + 1);
  return charts
    .filter((chart) => chart.heading === heading && (chart.nth ?? 0) === nth)
    .map((chart) => {
      const [head, ...body] = rows;
      const at = head.findIndex((cell, k) => k > 0 && cell.endsWith(chart.column));
      if (at < 0) return '';
      const bars = body
        .map((cells) => ({ label: cells[0], cells, text: cells[at], value: numberOf(cells[at]) }))
        .filter(({ value, label }) => value > 0 && !chart.skip?.includes(label));
      drawn.add(chart);
      return chartOf(chart, bars);
    })
    .join('');
}

/** One chart as markup. */
function chartOf({ caption, rule, ruleName, isLost, unit = '' }, bars) {
  const rules = bars.map((bar) => rule(bar, bars));
  /** This library does not lose to itself. */
  const isLostRow = ({ value, label }, wanted) =>
    isLost(value, wanted) && !(ruleName === 'this library' && label.startsWith('nadaraya'));
  const all = [...bars.map(({ value }) => value), ...rules.filter(Number.isFinite)];
  // the least bar has some length, the largest some room
  const first = Math.log10(Math.min(...all) / 2);
  const last = Math.log10(1.2 * Math.max(...all));
  const share = (value) => `${((100 * (Math.log10(value) - first)) / (last - first)).toFixed(2)}%`;
  const decades = ticksOf(first, last);
  const grid = decades
    .map(
      (value) => `<line class="grid" x1="${share(value)}" x2="${share(value)}" y1="0" y2="100%"/>`,
    )
    .join('');
  const items = bars.map(({ label, text, value }, k) => {
    const lost = isLostRow(bars[k], rules[k]);
    const mark = Number.isFinite(rules[k])
      ? `<line class="rule" x1="${share(rules[k])}" x2="${share(rules[k])}" y1="0" y2="100%"/>`
      : '';
    const shown = `${text.replace(/[:(].*$/, '').trim()}${unit && ` ${unit}`}`;
    return `<li${lost ? ' class="lost"' : ''}><span class="label">${escapeHtml(label)}</span><span class="value">${escapeHtml(shown)}${lost ? '<span class="unseen"> (lost)</span>' : ''}</span><svg width="100%" height="14" aria-hidden="true">${grid}<rect x="0" y="3" height="8" width="${share(value)}"/>${mark}</svg></li>`;
  });
  const ticks = decades
    .map((value) => {
      const place = Number.parseFloat(share(value));
      const anchor = place < 4 ? 'start' : place > 92 ? 'end' : 'middle';
      return `<text x="${share(value)}" y="12" text-anchor="${anchor}">${value >= 1 ? value.toLocaleString('en') : value.toPrecision(1)}</text>`;
    })
    .join('');
  const hasLost = bars.some((bar, k) => isLostRow(bar, rules[k]));
  return `<figure class="chart"><figcaption>${escapeHtml(caption)}</figcaption><ol>${items.join('')}</ol><svg class="axis" width="100%" height="16" aria-hidden="true">${ticks}</svg><p class="key"><span class="key-rule">${ruleName}</span>${hasLost ? '<span class="key-lost">lost</span>' : ''}</p></figure>\n`;
}

/** Powers of ten between two others, with twice and five times them where they are few. */
function ticksOf(first, last) {
  const whole = Array.from(
    { length: Math.floor(last) - Math.floor(first) + 1 },
    (_, k) => Math.floor(first) + k,
  );
  const within = (factors) =>
    whole
      .flatMap((power) => factors.map((factor) => factor * 10 ** power))
      .filter((value) => Math.log10(value) >= first && Math.log10(value) <= last);
  const tens = within([1]);
  return tens.length > 1 ? tens : within([1, 2, 5]);
}
