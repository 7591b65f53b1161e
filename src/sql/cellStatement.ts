// The statement that adds up sums in cells: places s in units of the cells, t = 2·(s − ⌊s⌋) − 1, v = y − mean, products of
// Chebyshev polynomials of t one from another, and one GROUP BY. Scaling by powers of two, the fraction and t lose no digit.
// Each step names the columns of the one before: as subqueries, one in another, or where the dialect has them as aliases of
// one SELECT, which engines on several machines hand out as it is.

import {
  COLUMN,
  isCount,
  layoutName,
  NEGATIVE_WEIGHT,
  type RowLayout,
  type SumColumn,
  shiftName,
  sumBlocks,
} from '../summary/rowLayout.js';
import type { FullSQLDialect } from './SQLDialect.js';

/** What is added up, as SQL. */
export interface CellStatement {
  readonly dialect: FullSQLDialect;
  readonly table: string;
  /** A double. */
  readonly x: string;
  /** Doubles, one for each output. */
  readonly outputs: readonly string[];
  /** A double. */
  readonly weight: string | undefined;
  readonly condition: string | undefined;
  readonly group: string | undefined;
  /** Cells are 2^exponent wide. */
  readonly exponent: number;
  readonly layout: RowLayout;
}

/** A column of a step: how it is called, and what it is. */
type Column = readonly [name: string, expression: string];

/**
 * Products of polynomials by those before them, in steps: of two factors, or T_2a = 2·T_a² − 1 where there is one. That of
 * number 1 is t.
 */
const PRODUCTS = [
  [[2, 1]],
  [
    [3, 1, 2],
    [4, 2],
  ],
  [
    [5, 1, 4],
    [6, 2, 4],
    [7, 3, 4],
    [8, 4],
  ],
] as const;
/** Higher ones are products where they are summed. */
const STORED = 8;

/**
 * Sums up to here are compensated where the engine can. Those of T_a count in a curve by (width/2h)^a/a!, from here on by
 * less than 1e-6, so that what plain sums of them lose is nothing, and they are faster.
 */
const COMPENSATED = 4;

/** The largest power of two that is written as a factor: exact in every engine. */
const FACTOR = 52;

/**
 * The text of the statement.
 *
 * @remarks The mean of the outputs, which is taken from them, costs a pass over them.
 */
export function cellStatement(request: CellStatement): string {
  const { dialect, group, outputs } = request;
  const name = namesFor(request);
  const summed = summedColumns(request, name);
  const keys = group === undefined ? [name('cell')] : [name('key'), name('cell')];
  const grouping = `GROUP BY ${keys.join(', ')}`;
  const order = `ORDER BY ${keys.map((_, i) => i + 1).join(', ')}`; // groups come in an order of their own
  const steps = [placeColumns(outputs, name, request.exponent), ...stepsOf(request, name)];
  if (dialect.aliases && group === undefined) {
    const before = [...sourceColumns(request, name), ...meanQueries(request, name)];
    const named = [...before, ...steps.flat()].map(([as, what]) => `${what} AS ${as}`);
    // columns of the table may be called as those of the result: these get their names outside
    const result = (as: string) => name(`r_${as}`);
    const inner = summed.map(([as, what]) => `${what} AS ${result(as)}`);
    const outer = summed.map(([as]) => `${result(as)} AS ${dialect.identifier(as)}`);
    return `SELECT ${list(outer)}
FROM (
WITH ${list(named)}
SELECT ${list(inner)}
FROM ${request.table}
WHERE ${conditions(request, name)}
${grouping}
) ${name('p')}
${order}`;
  }
  const wanted = summed.map(([, what]) => what);
  const result = list(summed.map(([as, what]) => `${what} AS ${dialect.identifier(as)}`));
  const before =
    group === undefined ? `WITH ${name('mean')} AS (\n${meanQuery(request, name)}\n)\n` : '';
  return `${before}SELECT ${result}
FROM ${subquery(nested(request, name, steps, [...wanted, ...keys]), name('p'))}
${grouping}
${order}`;
}

const list = (items: readonly string[]): string => items.join(',\n  ');

type Namer = (part: string) => string;

/** Names of columns that the query makes on its way: with a beginning that nothing of the user's has. */
function namesFor(request: CellStatement): Namer {
  const { table, x, outputs, weight = '', condition = '', group = '' } = request;
  const given = [table, x, ...outputs, weight, condition, group].join(' ').toLowerCase();
  let start = 'nadaraya_';
  while (given.includes(start)) start += 'x_';
  return (part) => start + part;
}

/** The columns of the table that are asked for, as doubles. */
function sourceColumns({ x, outputs, weight, group }: CellStatement, name: Namer): Column[] {
  return [
    [name('x'), x],
    ...outputs.map((y, k): Column => [name(`y${k + 1}`), y]),
    ...(weight === undefined ? [] : [[name('w'), weight] as const]),
    ...(group === undefined ? [] : [[name('grp'), group] as const]),
  ];
}

/** Which rows: those that the user wants, without those where something is missing. */
function conditions(request: CellStatement, name: Namer): string {
  const { condition } = request;
  const wanted = condition === undefined ? [] : [`(${condition}\n)`];
  return [...wanted, ...known(request, name)].join(' AND ');
}

function known(request: CellStatement, name: Namer): string[] {
  const columns = sourceColumns(request, name).map(([column]) => `${column} IS NOT NULL`);
  return request.weight === undefined ? columns : [...columns, `${name('w')} <> 0`];
}

/** The table with these columns and rows. */
function source(request: CellStatement, name: Namer): string {
  const columns = sourceColumns(request, name).map(([as, what]) => `${what} AS ${as}`);
  const { table, condition, dialect } = request;
  const wanted = condition === undefined ? '' : `\nWHERE (${condition}\n)`;
  const all = fenced(`SELECT ${columns.join(', ')}\nFROM ${table}${wanted}`, dialect);
  return `SELECT * FROM ${subquery(all, name('t'))}\nWHERE ${known(request, name).join(' AND ')}`;
}

const subquery = (text: string, as: string): string => `(\n${text}\n) ${as}`;
const fenced = (text: string, { fence }: FullSQLDialect): string =>
  fence === '' ? text : `${text}\n${fence}`;

/** One mean for each output by a query that gives one number. */
function meanQueries(request: CellStatement, name: Namer): Column[] {
  return request.outputs.map((_, k): Column => {
    const from = subquery(source(request, name), name('m'));
    return [name(shiftName(k + 1)), `(SELECT AVG(${name(`y${k + 1}`)}) FROM ${from})`];
  });
}

/** Places in units of cells, and outputs about their mean. */
function placeColumns(outputs: readonly unknown[], name: Namer, exponent: number): Column[] {
  return [
    [name('s'), scaled(name('x'), -exponent)],
    ...outputs.map((_, k): Column => {
      const mean = name(shiftName(k + 1));
      return [name(`v${k + 1}`), `${name(`y${k + 1}`)} - ${mean}`];
    }),
  ];
}

/** A number times 2^power, by factors that are whole numbers. */
function scaled(number: string, power: number): string {
  let text = number;
  for (let left = Math.abs(power); left > 0; left -= FACTOR)
    text += ` ${power > 0 ? '*' : '/'} ${2 ** Math.min(left, FACTOR)}e0`;
  return text;
}

/** What follows from places and outputs, in steps. */
function stepsOf(request: CellStatement, name: Namer): Column[][] {
  const { dialect, layout } = request;
  const [s, f] = [name('s'), name('f')];
  const checked = request.outputs.map((_, k) => name(`y${k + 1}`));
  if (layout.weighted) checked.push(name('w'));
  // a − a is 0 for finite a alone: cells of other rows are no numbers, and neither is the floor of what is none
  const zeros = checked.map((a) => `(${a} - ${a})`).join(' + ');
  const cell = `${f} + ${zeros}`;
  const guarded = layout.weighted
    ? `CASE WHEN ${name('w')} < 0 THEN ${NEGATIVE_WEIGHT} ELSE ${cell} END`
    : cell;
  const factors = new Map(
    sumBlocks(layout.outputs, layout.weighted).map(([column]): [string, Column] => {
      const made: Column = [name(factorName(column)), factorsOf(column, layout, name).join(' * ')];
      return [made[0], made];
    }),
  );
  const products = [...factors.values()].filter(([, what]) => what.includes('*'));
  return [
    [[f, dialect.floor(s)]],
    [[name('cell'), guarded], [name('t1'), `2e0 * (${s} - ${f}) - 1e0`], ...products],
    ...PRODUCTS.map((step) =>
      step.map(([a, b, c = 0]): Column => {
        const t = (number: number) => name(`t${number}`);
        return [t(a), c === 0 ? `2e0 * ${t(b)} * ${t(b)} - 1e0` : `${t(b)} * ${t(c)}`];
      }),
    ),
  ];
}

/** What is summed times a product of polynomials. */
function factorName({ weight, output, value }: SumColumn): string {
  return `f${weight}_${output}_${value}`;
}

/** Its factors, none without weights and values. */
function factorsOf(column: SumColumn, { weighted }: RowLayout, name: Namer): string[] {
  const { weight, output, value } = column;
  return [
    ...Array.from({ length: weighted ? weight : 0 }, () => name('w')),
    ...Array.from({ length: value }, () => name(`v${output}`)),
  ];
}

/** The columns of the result. */
function summedColumns(request: CellStatement, name: Namer): Column[] {
  const { dialect, layout, outputs, group } = request;
  const once = onceFor(request, name);
  const sums = sumBlocks(layout.outputs, layout.weighted)
    .flat()
    .filter((column) => !isCount(column, layout.weighted))
    .map((column): Column => {
      const factors = factorsOf(column, layout, name);
      const own = factors.length > 1 ? [name(factorName(column))] : factors;
      const { place: a } = column;
      const numbers = a > STORED ? [STORED, a - STORED] : a > 0 ? [a] : [];
      const product = [...own, ...numbers.map((number) => name(`t${number}`))].join(' * ');
      return [column.name, a < COMPENSATED ? dialect.sum(product) : `SUM(${product})`];
    });
  return [
    ...(group === undefined ? [] : [[COLUMN.group, name('key')] as const]),
    [COLUMN.cell, name('cell')],
    [COLUMN.count, 'COUNT(*)'],
    [COLUMN.low, once(name(COLUMN.low)) ?? `MIN(${name('x')})`],
    [COLUMN.high, once(name(COLUMN.high)) ?? `MAX(${name('x')})`],
    ...(layout.weighted ? [[COLUMN.heaviest, `MAX(${name('w')})`] as const] : []),
    ...outputs.map((_, k): Column => {
      const shift = name(shiftName(k + 1));
      return [shiftName(k + 1), once(shift) ?? `MAX(${shift})`]; // the only number of a group
    }),
    ...sums,
    [COLUMN.layout, dialect.text(layoutName(layout))],
  ];
}

/** How to get at what is computed once for all rows, where it is: cheaper than once more in each cell. */
function onceFor(
  { dialect, group }: CellStatement,
  name: Namer,
): (column: string) => string | undefined {
  const isOnce = group === undefined && !dialect.aliases;
  return (column) => (isOnce ? `(SELECT ${column} FROM ${name('mean')})` : undefined);
}

/** The steps as subqueries, each with the columns that later ones and the result name. */
function nested(
  request: CellStatement,
  name: Namer,
  steps: readonly (readonly Column[])[],
  wanted: readonly string[],
): string {
  const shifts = request.outputs.map((_, k) => name(shiftName(k + 1)));
  let have = [...sourceColumns(request, name).map(([column]) => column), name('key'), ...shifts];
  let text = '';
  for (const [i, step] of steps.entries()) {
    const from = i === 0 ? aboutMeans(request, name) : subquery(text, name(`p${i}`));
    const later = namesIn([
      ...wanted,
      ...steps.slice(i + 1).flatMap((each) => each.map(([, what]) => what)),
    ]);
    have = have.filter((column) => later.has(column));
    const columns = [...have, ...step.map(([as, what]) => `${what} AS ${as}`)].join(', ');
    text = fenced(`SELECT ${columns}\nFROM ${from}`, request.dialect);
    have = [...have, ...step.map(([as]) => as)];
  }
  return text;
}

/**
 * The table beside the means of the outputs, where there are groups those of the group, and its key: one for all of its rows,
 * which an engine may hold to be equal and yet print differently.
 */
function aboutMeans(request: CellStatement, name: Namer): string {
  const rows = subquery(source(request, name), name('a'));
  if (request.group === undefined) return `${rows} CROSS JOIN ${name('mean')}`;
  const mean = subquery(meanQuery(request, name), name('mean'));
  return `${rows} JOIN ${mean} ON ${name('grp')} = ${name('key')}`;
}

function meanQuery(request: CellStatement, name: Namer): string {
  const means = request.outputs.map(
    (_, k) => `AVG(${name(`y${k + 1}`)}) AS ${name(shiftName(k + 1))}`,
  );
  const from = `FROM ${subquery(source(request, name), name('m'))}`;
  if (request.group === undefined) {
    const bounds = `MIN(${name('x')}) AS ${name(COLUMN.low)}, MAX(${name('x')}) AS ${name(COLUMN.high)}`;
    return `SELECT ${means.join(', ')}, ${bounds}\n${from}`;
  }
  const [grp, key] = [name('grp'), name('key')];
  return `SELECT ${grp} AS ${key}, ${means.join(', ')}\n${from}\nGROUP BY ${grp}`;
}

const namesIn = (expressions: readonly string[]): Set<string> =>
  new Set(expressions.flatMap((expression) => expression.match(/\b[a-z_]\w*/g) ?? []));
