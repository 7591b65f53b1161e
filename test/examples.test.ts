// Every example runs against the built package, prints, and writes the pictures it names.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = readdirSync(`${root}examples`).filter((file) => /^\d\d-.*\.ts$/.test(file));

/** Beside the examples, so that they find their data; the first one runs from its source. */
const built = `${root}examples/.built/`;

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
  });
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
    const source = ['--import', 'tsx', `examples/${name}`];
    const run = name === names[0] ? source : [`${built}${name.replace('.ts', '.mjs')}`];
    const printed = execFileSync(process.execPath, run, { cwd: root, encoding: 'utf8' });
    expect(printed).not.toMatch(/NaN|undefined|Infinity/);
    const pictures = [...printed.matchAll(/^picture: (.*)$/gm)].map(([, path]) => path!);
    for (const picture of pictures) {
      expect(existsSync(root + picture)).toBe(true);
      expect(readFileSync(root + picture, 'utf8')).toMatch(/^<svg/);
    }
    expect(printed.length).toBeGreaterThan(20);
  });
});
