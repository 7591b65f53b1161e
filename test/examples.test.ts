// Every example runs against the built package, prints, and writes the pictures it names.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(`${root}examples`).filter((file) => /^\d\d-.*\.ts$/.test(file));

/** Beside the examples, so that they find their data. */
const built = `${root}examples/.built/`;
/** Runs all of them in one process, each after a line with its name. */
const runner = names
  .map((name) => `console.log('=== ${name}');\nawait import('./${name.replace('.ts', '.mjs')}');\n`)
  .join('');

/** What each printed. */
const printed = new Map<string, string>();

describe('examples', () => {
  beforeAll(async () => {
    mkdirSync(built, { recursive: true });
    await build({
      entryPoints: names.map((name) => `${root}examples/${name}`),
      outdir: built,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      define: { 'import.meta.url': 'ownURL' },
      banner: { js: "const ownURL = new URL('../', import.meta.url).href;" },
    });
    writeFileSync(`${built}all.mjs`, runner);
    const all = execFileSync(process.execPath, [`${built}all.mjs`], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const part of all.split(/^=== /m).slice(1)) {
      const end = part.indexOf('\n');
      printed.set(part.slice(0, end), part.slice(end + 1));
    }
  }, 120_000);
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  it('are numbered without a gap', () => {
    expect(names.map((name) => Number(name.slice(0, 2)))).toEqual(names.map((_, i) => i + 1));
  });

  it.each(['02', '10', '19', '20'])(
    'from data to a picture in at most twelve lines: %s',
    (number) => {
      const name = names.find((each) => each.startsWith(number))!;
      const lines = readFileSync(`${root}examples/${name}`, 'utf8').split('\n');
      const code = lines.filter((line) => line !== '' && !line.startsWith('//'));
      expect(code.length).toBeGreaterThan(5);
      expect(code.length).toBeLessThanOrEqual(12);
    },
  );

  it.each(names)('%s', (name) => {
    const text = printed.get(name)!;
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    const pictures = [...text.matchAll(/^picture: (.*)$/gm)].map(([, path]) => path!);
    for (const picture of pictures) {
      expect(existsSync(root + picture)).toBe(true);
      expect(readFileSync(root + picture, 'utf8')).toMatch(/^<svg/);
    }
    expect(text.length).toBeGreaterThan(20);
  });

  it('run from their source too', () => {
    const source = ['--import', 'tsx', `examples/${names[0]}`];
    const text = execFileSync(process.execPath, source, { cwd: root, encoding: 'utf8' });
    expect(text).toBe(printed.get(names[0]!));
  });
});
