// The site as files: links, policies, sizes.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a script without types
import { numberOf } from '../../scripts/site/charts.mjs';
// @ts-expect-error a script without types
import { brokenLinks } from '../../scripts/site/checkLinks.mjs';
// @ts-expect-error a script without types
import { slugOf } from '../../scripts/site/markdown.mjs';
import { type BuiltSite, builtSite } from './builtSite.js';

let site: BuiltSite;
let pages: string[] = [];
const read = (file: string): string => readFileSync(join(site.folder, file), 'utf8');

/** What a page loads before anyone does anything, itself included, as it goes over the wire. */
function loadedSize(page: string): number {
  const html = read(page);
  const folder = page.split('/').slice(0, -1).join('/');
  const files = [
    ...html.matchAll(/<(?:link rel="stylesheet" href|script[^>]* src)="([^"]*)"/g),
  ].map(([, file]) => join(folder, file!));
  return [page, ...files].reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
}

beforeAll(async () => {
  site = await builtSite();
  pages = readdirSync(site.folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
}, 60_000);
afterAll(() => site?.remove());

describe('the site', () => {
  it('has a page for each document, each example and each playground', () => {
    const documents = ['docs', 'docs/guide', 'docs/recipes'].flatMap((folder) =>
      readdirSync(folder).filter((file) => file.endsWith('.md')),
    );
    const examples = readdirSync('examples').filter((file) => /^\d\d-.*\.ts$/.test(file));
    const playgrounds = readdirSync('site/playground');
    // README, changes, contributing, home and the lists of examples and playgrounds
    expect(pages.length).toBe(documents.length + examples.length + playgrounds.length + 6);
    expect(pages).toContain('playground/attention/index.html');
  });

  it('has no link that leads nowhere', () => {
    const isReference = (path: string): boolean => path.startsWith('reference/');
    expect(brokenLinks(site.folder, isReference)).toEqual([]);
  });

  it('notices links that lead nowhere', () => {
    // without the reference its links do
    expect(brokenLinks(site.folder)).toContain('index.html: reference/index.html');
  });

  it('loads nothing from elsewhere', () => {
    for (const page of pages) {
      const loaded = [...read(page).matchAll(/<(?:link|script|img)[^>]* (?:href|src)="([^"]*)"/g)];
      expect(loaded.length, page).toBeGreaterThan(2);
      expect(
        loaded.map(([, target]) => target!).filter((target) => /^(\w+:|\/)/.test(target)),
        page,
      ).toEqual([]);
    }
  });

  it('has a strict policy on each page, and nothing that it would forbid', () => {
    for (const page of pages) {
      const html = read(page);
      const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(
        html,
      )?.[1];
      expect(policy, page).toMatch(/default-src 'none'; script-src 'self'( 'wasm-unsafe-eval')?; /);
      expect(policy, page).not.toMatch(/unsafe-inline|unsafe-eval'.*unsafe-eval|\*/);
      const markup = html.replaceAll(/<pre.*?<\/pre>/gs, '');
      expect(markup, page).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle="|\son[a-z]+="/);
    }
    // a part of d3-dsv that the data playground does not call builds code; its test runs under this policy
    const scripts = readdirSync(site.folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.js') && !file.startsWith('playground/data/'),
    );
    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((file) => /new Function|\beval\(/.test(read(file)))).toEqual([]);
  });

  it('says of each page what it is: one title, one first heading, a language', () => {
    const titles = pages.map((page) => /<title>(.+)<\/title>/.exec(read(page))?.[1]);
    expect(new Set(titles).size).toBe(pages.length);
    for (const page of pages) {
      expect(read(page).match(/<h1[ >]/g)?.length, page).toBe(1);
      expect(read(page), page).toMatch(/<html lang="en">/);
      expect(
        /<meta name="description" content="([^"]*)"/.exec(read(page))?.[1]?.length,
        page,
      ).toBeGreaterThan(15);
    }
  });

  it('is light: the home page under 100 kB, a playground under 250 kB, gzipped, with all they load', () => {
    expect(loadedSize('index.html')).toBeLessThan(100_000);
    for (const page of pages.filter((path) => /^playground\/\w+\//.test(path))) {
      const folder = page.slice(0, -'index.html'.length);
      const worker = readdirSync(join(site.folder, folder)).includes('worker.js')
        ? gzipSync(read(`${folder}worker.js`)).length
        : 0;
      expect(loadedSize(page) + worker, page).toBeLessThan(250_000);
    }
  });

  it('draws the lost cases of the benchmarks', () => {
    const html = read('benchmarks.html');
    expect(html.match(/<figure class="chart">/g)?.length).toBeGreaterThan(5);
    // the table says that fast-kde is faster here: 0.67 of our time
    expect(html).toMatch(
      /<li class="lost"><span class="label">fast-kde ratio, 512 bins<\/span><span class="value">0\.67/,
    );
  });
});

describe('Markdown on the site', () => {
  it('calls headings as GitHub does', () => {
    expect(slugOf('The default, on designs')).toBe('the-default-on-designs');
    expect(slugOf('What `fit` does, and why?')).toBe('what-fit-does-and-why');
  });

  it('reads the first number of a cell', () => {
    expect(numberOf('2,730 (3,240 in another run)')).toBe(2730);
    expect(numberOf('2.8: missed')).toBe(2.8);
    expect(numberOf('–')).toBeNaN();
  });
});
