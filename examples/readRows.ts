import { readFileSync } from 'node:fs';

/** The rows of `examples/data/<name>.csv` as objects; what is no number stays text. */
export function readRows(name: string): Record<string, number | string>[] {
  const csv = readFileSync(new URL(`./data/${name}.csv`, import.meta.url), 'utf8');
  const [header, ...lines] = csv.replaceAll('"', '').trim().split('\n');
  const names = header.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const entry = (cell: string) => (Number.isNaN(Number(cell)) ? cell : Number(cell));
    return Object.fromEntries(names.map((column, j) => [column, entry(cells[j])]));
  });
}
