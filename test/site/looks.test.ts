// How pages look in Chromium, as wide as a phone and a desk, in the light and in the dark.

import { readdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSite, builtSite, serve } from './builtSite.js';
import { missingBrowser, openBrowser } from './openBrowser.js';
import { colorCount, seriousViolations, sidewaysScroll, textOverlaps } from './pageChecks.js';

if (missingBrowser) console.warn(`looks.test.ts: ${missingBrowser}`);

/** One of each kind, and where axe looks at it: that takes longest. */
const pages: readonly (readonly [string, readonly Place[]])[] = [
  ['index.html', ['desk', 'phone']],
  ...readdirSync('site/playground').map(
    (name) => [`playground/${name}/index.html`, ['desk', 'phone']] as const,
  ),
  ['guide/choose-a-bandwidth.html', ['desk']],
  ['benchmarks.html', ['phone']],
  ['overview.html', []],
  ['algorithms.html', ['phone']],
  ['recipes/index.html', []],
  ['examples/04-train-w.html', []],
];
/** `NADARAYA_SITE=all` looks at every page, by axe too, which takes minutes. */
const isAll = process.env.NADARAYA_SITE === 'all';
type Place = 'phone' | 'desk';
const sizes = { phone: { width: 390, height: 844 }, desk: { width: 1440, height: 900 } };

describe.skipIf(missingBrowser)('how pages look', () => {
  let site: BuiltSite;
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    [site, browser] = await Promise.all([builtSite(), openBrowser()]);
    server = await serve(site.folder);
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    server?.close();
    site?.remove();
  });

  /** Looks at a page in both sizes and both themes. */
  async function look(path: string, axePlaces: readonly Place[]): Promise<void> {
    const page = await browser.newPage({ viewport: sizes.desk, colorScheme: 'light' });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`http://127.0.0.1:${server.port}/${path}`);
    for (const [name, scheme, isFull] of [
      ['desk', 'light', true],
      ['desk', 'dark', false], // laid out as in the light
      ['phone', 'light', false],
      ['phone', 'dark', true],
    ] as const) {
      await page.setViewportSize(sizes[name]);
      await page.emulateMedia({ colorScheme: scheme });
      const where = `${path}, ${name}, ${scheme}`;
      expect(await colorCount(page), where).toBeGreaterThan(12);
      if (!isFull) continue;
      expect(await sidewaysScroll(page), where).toBe(0);
      expect(await textOverlaps(page), where).toEqual([]);
      if (axePlaces.includes(name)) expect(await seriousViolations(page), where).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  }

  it.each(pages)('%s', look);

  it.runIf(isAll)(
    'every page',
    async () => {
      const paths = readdirSync(site.folder, { recursive: true, encoding: 'utf8' });
      for (const path of paths.filter((each) => each.endsWith('.html')))
        await look(path, ['desk', 'phone']);
    },
    1_800_000,
  );

  it('notices what is wrong: emptiness, text upon text, scrolling, what axe knows', async () => {
    const page = await browser.newPage({ viewport: sizes.phone });
    expect(await colorCount(page)).toBe(1);
    await page.setContent(
      '<html lang="en"><title>t</title><p style="margin-bottom:-30px">one</p><p>two</p><p style="width:600px;color:#ddd">three</p>',
    );
    expect(await textOverlaps(page)).toEqual(['“one” and “two”']);
    expect(await sidewaysScroll(page)).toBeGreaterThan(100);
    expect((await seriousViolations(page)).join()).toMatch(/color-contrast.*three/);
    await page.close();
  });
});
