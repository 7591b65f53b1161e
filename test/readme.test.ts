// The first example of the README, pasted into an empty project: ESM, CommonJS, strict TypeScript, a page built by Vite,
// and a page without a build. It prints what the README says it prints.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TypeScript from 'typescript';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, reportsOf } from './chromium.js';
import { packedProject } from './packedProject.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');
const [, code = '', printed = ''] =
  /```ts\n([\s\S]*?)```\n+```text\n([\s\S]*?)```/.exec(readme) ?? [];
/** What a page reports in place of a console. */
const listening = `const lines = [];
  console.log = (line) => lines.push(line);
  setTimeout(() => report(lines.join('\\n') + '\\n'));`;
let folder = '';

beforeAll(() => {
  ({ folder } = packedProject());
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the first example of the README', () => {
  it('is at most eight lines, and what they print', () => {
    const lines = code.split('\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(printed).toContain('bandwidth');
  });

  const run = (file: string, program: string): string => {
    writeFileSync(join(folder, file), program);
    return execFileSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
  };

  it('runs as ESM', () => {
    expect(run('first.mjs', code)).toBe(printed);
  });

  it('and as CommonJS', () => {
    const required = code.replace(/^import (.*) from ('.*');$/m, 'const $1 = require($2);');
    expect(required).not.toBe(code);
    expect(run('first.cjs', required)).toBe(printed);
  });

  it('is strict TypeScript', () => {
    const ts: typeof TypeScript = createRequire(import.meta.url)('typescript');
    const file = join(folder, 'first.mts');
    writeFileSync(file, code);
    const { options } = ts.convertCompilerOptionsFromJson(
      {
        ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true, types: [] },
        exactOptionalPropertyTypes: true,
      },
      folder,
    );
    const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options));
    const texts = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ''));
    expect(texts).toEqual([]);
  });

  const missing = chromium === undefined && !process.env.CI;
  it.skipIf(missing)('runs in a page built by Vite, and in one without a build', async () => {
    const html = '<script type="module" src="./page.js"></script>';
    writeFileSync(join(folder, 'page.html'), html);
    writeFileSync(join(folder, 'page.js'), `${listening}\n${code}`);
    await build({
      root: folder,
      configFile: false,
      base: './',
      logLevel: 'error',
      build: { outDir: 'vite', rollupOptions: { input: join(folder, 'page.html') } },
    });
    mkdirSync(join(folder, 'plain'));
    const file = 'nadaraya.browser.js';
    copyFileSync(join(folder, 'node_modules/nadaraya/dist', file), join(folder, 'plain', file));
    const plain = code.replace("'nadaraya/regression'", `'./${file}'`);
    writeFileSync(join(folder, 'plain/page.html'), html);
    writeFileSync(join(folder, 'plain/page.js'), `${listening}\n${plain}`);
    const pages = ['/strict/vite/page.html', '/strict/plain/page.html'];
    const reports = await reportsOf(folder, pages);
    for (const page of pages) expect(reports.get(page)?.answer).toBe(printed);
  });
});
