// Every TypeScript snippet of the README, the guides, the home page of the site and the doc comments, and code that the
// playground shows, is compiled, run against the built package, and checked: `console.log(x); // → text` must print the text, and a block of text behind a snippet is all that it prints.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { transform } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { attentionSnippets } from './site/attentionSnippets.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = `${root}test/.snippets/`;

interface Snippet {
  readonly title: string;
  readonly file: string;
  readonly code: string;
  /** What it prints in all, when the page says so. */
  readonly output: string | undefined;
}

function snippetsOf(file: string): Snippet[] {
  const text = readFileSync(root + file, 'utf8');
  const blocks = [
    ...text.matchAll(/^( \* |\s+\* |)```ts\n([\s\S]*?)^\1```(?:\n+```text\n([\s\S]*?)```)?/gm),
  ];
  return blocks.map(([, lead = '', body = '', output], i) => ({
    title: `${file} #${i + 1}`,
    file: `${file.replaceAll(/\W+/g, '-')}-${i + 1}`,
    code: body.replaceAll(
      new RegExp(`^ *${lead.trim().replace('*', '\\*')} ?`, 'gm'),
      lead ? '' : '$&',
    ),
    output,
  }));
}

const walk = (directory: string): string[] =>
  readdirSync(root + directory, { recursive: true, encoding: 'utf8' }).map(
    (file) => `${directory}/${file}`,
  );

const files = [
  'README.md',
  'site/home.md',
  ...walk('docs').filter((file) => file.endsWith('.md') && !file.startsWith('docs/reference/')),
  ...walk('src').filter((file) => file.endsWith('.ts')),
];
const ofPlayground = (await attentionSnippets()).map(
  ({ title, code }): Snippet => ({
    title: `attention playground: ${title}`,
    file: `attention-playground-${title.replaceAll(/\W+/g, '-')}`,
    code,
    output: undefined,
  }),
);
const snippets = [...files.flatMap(snippetsOf), ...ofPlayground];

describe('documentation snippets', () => {
  beforeAll(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const { file, code } of snippets)
      writeFileSync(`${folder}${file}.ts`, `${code}\nexport {};\n`);
  });

  it('are found', () => {
    expect(snippets.length).toBeGreaterThan(25);
    expect(snippets.some(({ title }) => title.startsWith('README.md'))).toBe(true);
  });

  it('compile against the published types', () => {
    const options = [
      '--noEmit',
      '--strict',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--skipLibCheck',
    ];
    const sources = snippets.map(({ file }) => `${folder}${file}.ts`);
    const tsc = `${root}node_modules/typescript/bin/tsc`;
    let report = '';
    try {
      execFileSync(
        process.execPath,
        [tsc, '--ignoreConfig', ...options, '--types', 'node', ...sources],
        { cwd: root },
      );
    } catch (error) {
      report = String((error as { stdout: Buffer }).stdout);
    }
    expect(report).toBe('');
  });

  it.each(snippets)('$title', async ({ file, code, output }) => {
    const checked = (
      output === undefined ? code : code.replaceAll('console.log(', 'snippetText(')
    ).replaceAll(
      /console\.log\((.*)\);? \/\/ → (.*)$/gm,
      (_, args, text) => `snippetLog(${JSON.stringify(text.trim())}, ${args});`,
    );
    const { code: script } = await transform(checked, { loader: 'ts', format: 'esm' });
    const path = `${folder}${file}.mjs`;
    writeFileSync(path, script);
    const printed: [string, string][] = [];
    const lines: unknown[] = [];
    Object.assign(globalThis, {
      snippetText: (line: unknown) => lines.push(line),
      snippetLog: (text: string, ...args: unknown[]) => {
        const shown = args.map((arg) =>
          typeof arg === 'string' ? arg : inspect(arg, { breakLength: Infinity }),
        );
        printed.push([shown.join(' '), text]);
      },
    });
    await import(/* @vite-ignore */ pathToFileURL(path).href);
    if (output !== undefined) expect(`${lines.join('\n')}\n`).toBe(output);
    for (const [shown, text] of printed) expect(shown).toBe(text);
    expect(printed.length).toBe([...code.matchAll(/\/\/ → /g)].length);
  });
});
