import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes a table of a page of docs/, between `<!-- name -->` and `<!-- end of name -->`.
 *
 * @param page - its name, without the ending
 * @param lines - of the table; without a head where that of the page stays
 */
export function writeTable(
  page: string,
  name: string,
  lines: readonly string[],
  keepsHead = false,
): void {
  const file = new URL(`../../docs/${page}.md`, import.meta.url);
  const text = readFileSync(file, 'utf8');
  const [before, after] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(before) + before.length, text.indexOf(after)];
  if (from < before.length || to < from) throw new Error(`docs/${page}.md has no table ${name}`);
  const head = keepsHead ? text.slice(from, to).trim().split('\n').slice(0, 2) : [];
  const table = [...head, ...lines].join('\n').trim();
  writeFileSync(file, `${text.slice(0, from)}\n${table}\n\n${text.slice(to)}`);
}
