// The program that makes the picture: what a user copies, and a test runs.

import { FEWEST_ROWS, isSummarised, MANY_ROWS, optionsOf, sharesModel } from './models.js';
import type { Observed } from './observe.js';
import type { Column, Table } from './readCsv.js';
import type { Settings } from './settings.js';

/** How many points a curve of the page has. */
export const CURVE_POINTS = 200;

/** Fields of the rows of a curve: a column may not be called so. */
const TAKEN = [
  'lower',
  'upper',
  'standardError',
  'output',
  'extrapolation',
  'density',
  '__proto__',
];

/** A value as JavaScript writes it. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, each]) => `${key}: ${literal(each)}`);
    return `{ ${fields.join(', ')} }`;
  }
  if (typeof value === 'string') return text(value);
  return String(value);
}

/** A text in quotation marks; no line of a program, or end of a comment, can come of it. */
function text(value: string): string {
  const inner = JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
  return `'${inner}'`;
}

const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

/** The field of a row. */
function key(name: string): string {
  return isIdentifier(name) ? name : text(name);
}

/** What makes the value of a cell: dates of y, and weights, are numbers as all are to the page. */
function reader(role: string, column: Column, cell: string, decimalComma: boolean): string {
  if (column.kind === 'category') return `label(${cell})`;
  if (column.kind === 'date')
    return `${role === 'x' ? '' : '+'}${column.hasTimes ? 'time' : 'date'}(${cell})`;
  return decimalComma ? `number(${cell}?.replace(',', '.'))` : `number(${cell})`;
}

/** What fields of rows are called, by their roles: as the columns, where rows of a curve have no such field already. */
function namesOf(
  roles: Readonly<Record<string, string>>,
  isTaken: (name: string, role: string) => boolean,
): Record<string, string> {
  const used = new Set(Object.values(roles));
  const named: Record<string, string> = {};
  for (const [role, name] of Object.entries(roles)) {
    let own = name;
    if (isTaken(name, role)) for (own = role; used.has(own); ) own += '_';
    used.add(own);
    named[role] = own;
  }
  return named;
}

const HELPERS = [
  [
    'number(',
    `const number = (cell = '') => (cell.trim() && Number.isFinite(+cell) ? +cell : NaN);`,
  ],
  [
    'date(',
    `const date = (cell = '') => {
  const day = new Date(/^\\d{4}-\\d\\d(-\\d\\d)?$/.test(cell.trim()) ? cell.trim() : NaN);
  return day.getUTCDate() === Number(cell.trim().slice(8) || 1) ? day : new Date(NaN); // no 30 February
};`,
  ],
  [
    'time(',
    `const time = (cell = '') => {
  const [, day, clock, zone = 'Z'] = // UTC where no zone is named
    /^([\\d-]{10})[T ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?)(Z|[+-]\\d\\d:?\\d\\d)?$/.exec(cell.trim()) ?? [];
  if (!day) return date(cell);
  return new Date(Number.isNaN(+date(day)) ? NaN : day + 'T' + clock + zone);
};`,
  ],
  [
    'label(',
    `const label = (cell = '') => (/^(|na|n\\/a|nan|null|none|nil|-|\\.|\\?)$/i.test(cell.trim()) ? null : cell.trim());`,
  ],
] as const;

/** The program. */
export function codeOf(
  table: Table,
  observed: Pick<Observed, 'n'>,
  settings: Settings,
  found?: { readonly degree: number; readonly lambda: number | undefined },
): string {
  const { delimiter, header, emptyBefore, decimalComma } = table.dialect;
  const isDensity = settings.view === 'density';
  const roles = {
    x: settings.x,
    ...(!isDensity && { y: settings.y }),
    ...(settings.group && { group: settings.group }),
    ...(settings.weight && { weight: settings.weight }),
  };
  // densities by group write rows with the group as `group`
  const isTaken = (name: string, role: string): boolean =>
    TAKEN.includes(name) || (isDensity && role === 'x' && name === 'group');
  const named = namesOf(roles, isTaken);
  const fields: string[] = [];
  for (const [role, name] of Object.entries(roles)) {
    const column = table.columns.find((each) => each.name === name);
    if (!column) continue;
    const place = table.columns.indexOf(column);
    const plain = isIdentifier(name) ? `row.${name}` : `row[${text(name)}]`;
    const cell = table.plainHeader ? plain : `row[${place}]`;
    const field = `${key(named[role]!)}: ${reader(role, column, cell, decimalComma)},`;
    if (!fields.includes(field)) fields.push(field);
  }
  const format = delimiter === ',' ? '' : `dsvFormat(${text(delimiter)}).`;
  const call = table.plainHeader
    ? format
      ? `${format}parse`
      : 'csvParse'
    : format
      ? `${format}parseRows`
      : 'csvParseRows';
  const imported = format ? 'dsvFormat' : call;
  const file = text(table.name);
  const content =
    table.encoding === 'utf-8'
      ? `readFileSync(${file}, 'utf8').replace(/^\\uFEFF/, '')`
      : `new TextDecoder('${table.encoding}').decode(readFileSync(${file}))`;
  const isHeader = emptyBefore > 0 ? `i <= ${emptyBefore}` : 'i === 0'; // among the rows
  const skip = table.plainHeader || !header ? '(row) => ({' : `(row, i) => ${isHeader} ? null : ({`;
  const isByGroup = Boolean(settings.group) && settings.use === 'by';
  const shares = sharesModel(settings);
  const body = isDensity
    ? densityLines(settings, named)
    : regressionLines(settings, observed.n, named, found);
  const isUsed = (start: string): boolean =>
    fields.some((field) => field.includes(` ${start}`) || field.includes(`+${start}`));
  const needed = HELPERS.filter(
    ([start]) => isUsed(start) || (start === 'date(' && isUsed('time(')),
  );
  const estimator = isDensity ? 'KernelDensity' : 'kernelRegression';
  const many =
    !isDensity &&
    settings.degree === 'auto' &&
    !settings.width &&
    observed.n >= MANY_ROWS &&
    !isSummarised(settings, observed.n)
      ? [
          '// degree 1 is what this page begins with for many rows; without it all degrees are tried',
        ]
      : [];
  return [
    '// npm install nadaraya d3-dsv',
    "import { readFileSync } from 'node:fs';",
    `import { ${imported} } from 'd3-dsv';`,
    `import { ${estimator} } from 'nadaraya';`,
    '',
    ...needed.map(([, line]) => line),
    `const rows = ${call}(${content}, ${skip}`,
    ...fields.map((field) => `  ${field}`),
    '}));',
    ...many,
    ...body(isByGroup, shares),
    '',
  ].join('\n');
}

type Lines = (isByGroup: boolean, shares: boolean) => string[];

function regressionLines(
  settings: Settings,
  n: number,
  named: Record<string, string>,
  found: { readonly degree: number; readonly lambda: number | undefined } | undefined,
): Lines {
  return (isByGroup, shares) => {
    const { predictors, ...options } = optionsOf(settings, n, found);
    const { kind, period, use, band, interval, level } = settings;
    const along = kind === 'periodic' ? { column: named.x, kind, period } : named.x;
    const x = shares ? [along, { column: named.group, kind: 'category' }] : along;
    const given = {
      x,
      y: named.y,
      ...(named.weight && { weight: named.weight }),
      ...(isByGroup && { by: named.group }),
      ...(named.group && use === 'cluster' && { groups: named.group }),
      ...options,
      missing: 'omit',
    };
    const share = Number(level);
    const bandOptions = band
      ? share === 0.95
        ? ', band: true'
        : `, band: { level: ${share} }`
      : '';
    const points = `{ points: ${CURVE_POINTS}${bandOptions} }`;
    const call = shares
      ? `model.slice({ ${key(named.x!)}: 'all', ${key(named.group!)}: 'all' }, ${points})`
      : `model.curve(${points})`;
    const ask = share === 0.95 ? '' : `, { level: ${share} }`;
    const intervals = isByGroup
      ? `[...model.models.values()].map((each) => each.predictionInterval(each.curve({ points: ${CURVE_POINTS} })${ask}))`
      : `model.predictionInterval(curve${ask})`;
    return [
      'const model = kernelRegression(rows, {',
      ...Object.entries(given).map(([name, value]) => `  ${name}: ${literal(value)},`),
      '});',
      'console.log(model.summary());',
      `const curve = ${call};`,
      ...(interval ? [`const interval = ${intervals};`] : []),
      ...(settings.view === 'residuals' && !isByGroup
        ? ['const residuals = model.residuals;']
        : []),
      'console.table(curve.slice(0, 5));',
    ];
  };
}

function densityLines(settings: Settings, named: Record<string, string>): Lines {
  return () => {
    const { kernel, width, densityChoice, group } = settings;
    const bandwidth = width > 0 ? width : densityChoice;
    const options = {
      ...(kernel !== 'gaussian' && { kernel }),
      ...(bandwidth !== 'sj' && { bandwidth }),
      missing: 'omit',
    };
    const columns = { x: named.x, ...(named.weight && { weight: named.weight }) };
    const make = `new KernelDensity(${literal(options)})`;
    if (!group)
      return [
        `const model = ${make}.fit(rows, ${literal(columns)});`,
        'console.log(model.summary());',
        `const curve = model.curve({ points: ${CURVE_POINTS} });`,
        'console.table(curve.slice(0, 5));',
      ];
    const at = (name: string): string =>
      isIdentifier(name) ? `row.${name}` : `row[${text(name)}]`;
    const there = Object.values(columns).map((name) => `!Number.isNaN(+${at(name!)})`);
    return [
      `const groups = new Set(rows.map((row) => ${at(named.group!)}));`,
      'const curve = [...groups].flatMap((group) => {',
      `  const own = rows.filter((row) => ${[`${at(named.group!)} === group`, ...there].join(' && ')});`,
      `  if (group === null || own.length < ${FEWEST_ROWS}) return [];`,
      `  const model = ${make}.fit(own, ${literal(columns)});`,
      `  return model.curve({ points: ${CURVE_POINTS} }).map((point) => ({ group, ...point }));`,
      '});',
      'console.table(curve.slice(0, 5));',
    ];
  };
}
