import { readFileSync } from 'node:fs';

/** A reference file, its spelled-out NaN and infinities turned into numbers. */
export function readReference(name: string): any {
  const text = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  const spelled = new Map([
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ]);
  return JSON.parse(text, (_key, value) => spelled.get(value) ?? value);
}
