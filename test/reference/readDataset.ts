import { readFileSync } from 'node:fs';

/** File (from the folder of data) and columns of a data set as the reference files name it. */
const files: Record<string, readonly [string, string, string]> = {
  mcycle: ['mcycle', 'times', 'accel'],
  faithful: ['faithful', 'eruptions', 'waiting'],
  cps71: ['cps71', 'age', 'logwage'],
  lidar: ['SemiPar_lidar', 'range', 'logratio'],
  ethanol: ['ethanol', 'E', 'NOx'],
  cars: ['cars', 'speed', 'dist'],
  engel: ['engel', 'income', 'foodexp'],
  airtemp: ['airquality', 'Wind', 'Ozone'],
  ageincome: ['SemiPar_age.income', 'age', 'log.income'],
  prestige: ['../../../examples/data/prestige', 'income', 'prestige'],
  auto: ['../../../examples/data/auto', 'horsepower', 'mpg'],
};

/** x and y of a data set, rows with NA left out. */
export function readDataset(name: string): { x: number[]; y: number[] } {
  const [file, first, second] = files[name]!;
  return readColumns(`${file}.csv`, first, second);
}

/** Two columns of a file, rows with NA left out. */
export function readColumns(
  file: string,
  first: string,
  second: string,
): { x: number[]; y: number[] } {
  const text = readFileSync(new URL(`./data/${file}`, import.meta.url), 'utf8');
  const [head, ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.replaceAll('"', '').split(','));
  const [i, j] = [head!.indexOf(first), head!.indexOf(second)];
  const whole = rows.filter((row) => row[i] !== 'NA' && row[j] !== 'NA');
  return { x: whole.map((row) => Number(row[i])), y: whole.map((row) => Number(row[j])) };
}
