// The page of one's own data as somebody uses it, in Chromium: under both policies, from a server and from a disk, with the
// keyboard alone, with files that are no tables, and with files that would like to be more than data.

import { readFileSync } from 'node:fs';
import type { Download } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DataSite,
  dataSite,
  dropFile,
  type OpenPage,
  pasteText,
  settled,
} from './dataPage.js';
import { missingBrowser } from './openBrowser.js';
import { colorCount, seriousViolations, sidewaysScroll, textOverlaps } from './pageChecks.js';

const looks = [
  [390, 'dark'],
  [1440, 'light'],
] as const;

/** Names and cells that would like to run. */
const hostile = '<img src=x onerror=alert(1)>';

async function textOf(download: Download): Promise<string> {
  return readFileSync((await download.path())!, 'utf8');
}

if (missingBrowser) console.warn(`data.test.ts: ${missingBrowser}`);

describe.skipIf(missingBrowser)('the page for data of your own', () => {
  let site: DataSite;
  let open: OpenPage;

  beforeAll(async () => {
    site = await dataSite();
    open = await site.open({ policy: 'wasm' });
    await settled(open.page);
  }, 120_000);
  afterAll(async () => {
    await open?.close();
    await site?.close();
  });

  const text = async (id: string): Promise<string> =>
    (await open.page.locator(`#${id}`).textContent()) ?? '';
  const paths = (name: string): Promise<number> => open.page.locator(`#plot .${name}`).count();

  it('draws a curve, its band, the path with its minima, a summary and code at once', async () => {
    expect([await paths('curve'), await paths('band'), await paths('dots')]).toEqual([1, 1, 1]);
    expect(await open.page.locator('#path .basin').count()).toBeGreaterThan(0);
    expect(await text('summary')).toMatch(/observations\s*133/);
    expect(await open.page.textContent('#code')).toContain('kernelRegression(rows, {');
  });

  it.each(looks)(
    'is whole at %i pixels, %s: nothing overlaps, nothing is empty, and axe finds nothing',
    async (width, scheme) => {
      const { page, close, complaints } = await site.open({ width, scheme, hash: 'data=auto' });
      await settled(page);
      expect(await textOverlaps(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
      const outside = await page.evaluate(() =>
        ['#plot', '#path'].flatMap((id) => {
          const host = document.querySelector(id)!.getBoundingClientRect();
          return [...document.querySelectorAll(`${id} text`)]
            .map((each) => [each.textContent, each.getBoundingClientRect()] as const)
            .filter(([, box]) => box.left < host.left - 1 || box.right > host.right + 1)
            .map(([label]) => label);
        }),
      );
      expect(outside).toEqual([]);
      await page.locator('#plot').scrollIntoViewIfNeeded();
      expect(await colorCount(page)).toBeGreaterThan(40);
      expect(await seriousViolations(page)).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  it('has a slider for the hand, and minima to click', async () => {
    const { page, close } = await site.open({ hash: 'data=mcycle' });
    await settled(page);
    const width = page.locator('#width');
    await width.scrollIntoViewIfNeeded();
    const box = (await width.boundingBox())!;
    await page.mouse.move(box.x + box.width / 3, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 6 });
    await page.mouse.up();
    await settled(page);
    const set = await page.inputValue('#width');
    expect(Number(set)).toBeGreaterThan(50);
    // the mark of the path stands above the knob
    const mark = (await page.locator('#path .marked').boundingBox())!;
    expect(Math.abs(mark.x - (box.x + 8 + ((box.width - 16) * Number(set)) / 120))).toBeLessThan(6);
    await page.locator('#path .basin').first().click();
    await settled(page);
    expect(await page.inputValue('#width')).not.toBe(set);
    await close();
  });

  it('is worked by the keyboard alone', async () => {
    const { page, close } = await site.open({ hash: 'data=mcycle' });
    await settled(page);
    const focus = async (id: string): Promise<void> => {
      for (let k = 0; k < 60; k++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((wanted) => document.activeElement?.id === wanted, id)) return;
      }
      throw new Error(`${id} is not reached by Tab`);
    };
    const summary = (): Promise<string | null> => page.locator('#summary').textContent();
    await focus('robust');
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelector('#plot .outliers'));
    await focus('width');
    const before = await page.locator('#width-value').textContent();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await settled(page);
    expect(await page.locator('#width-value').textContent()).not.toBe(before);
    await page.waitForFunction(
      () => !/by auto/.test(document.querySelector('#summary')!.textContent!),
    );
    expect(await page.getAttribute('#width', 'aria-valuetext')).toMatch(/set by hand/);
    await page.waitForFunction(() => /width=/.test(location.hash));
    // on to the minima, and back to what the data choose
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('#basins') !== null)).toBe(
      true,
    );
    await page.keyboard.press('Enter');
    await settled(page);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() =>
      /by auto/.test(document.querySelector('#summary')!.textContent!),
    );
    expect(await summary()).toMatch(/by auto/);
    await close();
  });

  it('keeps options in its address, and finds them there', async () => {
    const { page, close } = await site.open({
      hash: 'data=auto&x=horsepower&group=origin&degree=1&width=30&band=false',
    });
    await settled(page);
    expect(await page.inputValue('#x')).toBe('horsepower');
    expect(await page.locator('#plot .curve[d]').count()).toBe(3);
    expect(await page.locator('#plot .band').count()).toBe(0);
    expect(await page.locator('#width-value').textContent()).toMatch(/^30\.?\d*, degree 1/);
    await close();
  });

  it('takes a file that is dropped, and tells of gaps', async () => {
    const rows = Array.from(
      { length: 50 },
      (_, i) => `2026-0${1 + (i % 3)}-1${i % 9};${i % 10 ? `${i},5` : 'NA'};${i % 2 ? 'a' : 'b'}`,
    );
    await dropFile(open.page, 'prices.csv', `day;price;shop\n${rows.join('\n')}\n`);
    await settled(open.page);
    expect(await text('table')).toMatch(/prices\.csv: 50 rows, 3 columns/);
    expect(await text('warnings')).toMatch(/5 of 50 rows are left out/);
    expect(await open.page.inputValue('#x')).toBe('day');
    await open.page.selectOption('#group', 'shop');
    await settled(open.page);
    await open.page.waitForFunction(
      () => document.querySelectorAll('#plot .curve[d]').length === 2,
    );
    expect(await open.page.evaluate(() => location.hash)).not.toMatch(/day|price|shop/);
  });

  it('shows residuals and a density', async () => {
    await open.page.selectOption('#sample', 'faithful');
    await settled(open.page);
    await open.page.selectOption('#view', 'residuals');
    await open.page.waitForFunction(() => document.querySelector('#plot .zero'));
    await open.page.selectOption('#view', 'density');
    await open.page.waitForFunction(() => document.querySelector('#plot .rug'));
    expect(await text('caption')).toMatch(/Density of eruptions, 272 rows/);
    await open.page.selectOption('#view', 'curve');
    await open.page.waitForFunction(() => document.querySelector('#plot .band'));
    expect(open.complaints).toEqual([]);
  });

  const noise = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256));
  const unreadable: [string, string, string | Buffer, RegExp][] = [
    ['a file of bytes', 'a.bin', noise, /no text/],
    ['an empty file', 'a.csv', '', /empty/],
    ['texts alone', 'a.csv', 'a,b\nx,y\nz,w\n', /No column holds numbers/],
    ['a header alone', 'a.csv', 'a,b\n', /no row of data/],
    ['one row', 'a.csv', 'a,b\n1,2\n', /^$/],
    ['NaN everywhere', 'a.csv', `a,b\n${'NaN,NaN\n'.repeat(50)}`, /No column holds numbers/],
    [
      'y that is missing where x is not',
      'a.csv',
      `a,b\n${'1,NA\nNA,2\n'.repeat(50)}`,
      /No row has numbers/,
    ],
    ['x that is the same everywhere', 'a.csv', `a,b\n${'1,2\n1,3\n'.repeat(50)}`, /^$/],
    [
      'numbers beyond all bounds',
      'a.csv',
      `a,b\n${'1e308,2\n-1e308,3\n1,1e-308\n'.repeat(20)}`,
      /x must span/,
    ],
    [
      'two hundred columns',
      'a.csv',
      `${Array.from({ length: 200 }, (_, j) => `c${j}`)}\n${Array.from({ length: 30 }, (_, i) => Array.from({ length: 200 }, (_, j) => (i * j) % 17)).join('\n')}\n`,
      /^$/,
    ],
    [
      'an open quotation mark',
      'a.csv',
      `a,b\n${'1,2\n2,4\n3,5\n4,9\n'.repeat(5)}3,"4\n5,6\n`,
      /^$/,
    ],
    ['rows of all lengths', 'a.csv', `a,b\n${'1,2\n2\n3,4,5,6\n4,1\n'.repeat(20)}`, /^$/],
  ];
  it.each(unreadable)(
    'says what is wrong with %s, and lives on',
    async (_, name, content, message) => {
      await dropFile(open.page, name, content);
      await settled(open.page);
      expect(await text('error').catch(() => '')).toMatch(message);
      await open.page.selectOption('#sample', 'mcycle');
      await open.page.waitForFunction(() =>
        ['curve', 'band'].every((name) => document.querySelectorAll(`#plot .${name}`).length === 1),
      );
      await settled(open.page);
      expect(open.complaints).toEqual([]);
    },
  );

  it('runs nothing that a file holds, and makes no markup of it', async () => {
    const quoted = `"${hostile}"`;
    const rows = Array.from({ length: 40 }, (_, i) => `${i},${(i * i) % 23},"${hostile}${i % 2}"`);
    await dropFile(
      open.page,
      `${hostile}.csv`,
      `${quoted},"</script><b>'); alert(2); ('",${quoted}\n${rows.join('\n')}\n`,
    );
    await settled(open.page);
    await open.page.selectOption('#group', `${hostile} (2)`);
    await open.page.waitForFunction(
      () => document.querySelectorAll('#plot .curve[d]').length === 2,
    );
    await settled(open.page);
    expect(await open.page.locator('main img, main b, main script').count()).toBe(0);
    expect(await text('table')).toContain(hostile);
    const saved = open.page.waitForEvent('download');
    await open.page.click('#save-svg');
    const svg = await textOf(await saved);
    expect(svg).not.toContain('<img');
    expect(svg).toContain('&lt;img');
    expect(open.complaints).toEqual([]);
  });

  it('saves the picture, the curve and the model', async () => {
    await open.page.selectOption('#sample', 'mcycle');
    await settled(open.page);
    await open.page.waitForFunction(() =>
      /133/.test(document.querySelector('#summary')!.textContent!),
    );
    const save = async (what: string): Promise<Download> => {
      const saved = open.page.waitForEvent('download');
      await open.page.click(`#save-${what}`);
      return saved;
    };
    const svg = await textOf(await save('svg'));
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toMatch(/stroke="rgb\(0, 114, 178\)"/);
    const png = readFileSync((await (await save('png')).path())!);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.length).toBeGreaterThan(10_000);
    const csv = (await textOf(await save('csv'))).trim().split('\n');
    expect(csv[0]).toBe('times,accel,lower,upper');
    expect(csv.length).toBe(201);
    const json = JSON.parse(await textOf(await save('json')));
    const { KernelRegressor } = await import('nadaraya/regression');
    const [x, y] = csv[50]!.split(',').map(Number);
    expect(KernelRegressor.fromJSON(json).predict(x!)).toBeCloseTo(y!, 9);
  });

  it('takes a table that is pasted, and draws many rows as cells', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `${(i * 7919) % 100_003},${((i * 31) % 1009) / 100}`,
    );
    await dropFile(open.page, 'many.csv', `a,b\n${rows.join('\n')}\n`);
    await settled(open.page);
    expect(await open.page.locator('#cells').isVisible()).toBe(true);
    expect(await text('table')).toMatch(/20,000 rows/);
    await pasteText(open.page, 'speed\tdist\n4\t2\n7\t4\n8\t16\n9\t10\n10\t18\n11\t17\n12\t24\n');
    await settled(open.page);
    expect(await text('table')).toMatch(/pasted\.csv: 7 rows, 2 columns/);
    expect(open.complaints).toEqual([]);
  });

  it('cancels what takes long, and goes on', async () => {
    const rows = Array.from(
      { length: 20_000 },
      (_, i) => `${(i * 7919) % 20_011},${((i * 31) % 1009) / 100}`,
    );
    await dropFile(open.page, 'slow.csv', `a,b\n${rows.join('\n')}\n`);
    await settled(open.page);
    await open.page.selectOption('#kernel', 'laplace'); // no fast sums: minutes
    await open.page.waitForSelector('#cancel:visible');
    await open.page.click('#cancel');
    await open.page.waitForFunction(() =>
      /Cancelled/.test(document.querySelector('#status')!.textContent!),
    );
    // what was cancelled has no model to save: neither at once, nor when the data are there again
    let saved = 0;
    open.page.on('download', () => saved++);
    for (const wait of [0, 1000]) {
      await open.page.waitForTimeout(wait);
      await open.page.click('#save-json');
      await open.page.waitForSelector('#plot[aria-busy="false"]');
      expect(await text('error')).toMatch(/no model/);
      expect(await text('status')).toBe('');
    }
    expect(saved).toBe(0);
    await open.page.selectOption('#kernel', 'gaussian');
    await settled(open.page);
    expect([await paths('curve'), await paths('band')]).toEqual([1, 1]);
    expect(await open.page.locator('#error').isVisible()).toBe(false);
  });

  it('returns to the curve where a table has y again', async () => {
    const { page, close } = await site.open({ hash: 'data=mcycle' });
    await settled(page);
    const numbers = Array.from({ length: 30 }, (_, i) => (i * 7) % 19);
    const one = `a\n${numbers.join('\n')}\n`;
    const two = `a,b\n${numbers.map((value, i) => `${i},${value}`).join('\n')}\n`;
    const view = (): Promise<string> => page.inputValue('#view');
    await pasteText(page, one);
    await page.waitForSelector('#plot .rug');
    expect(await view()).toBe('density');
    await page.waitForTimeout(400);
    expect(await page.evaluate(() => location.hash)).not.toMatch(/view/);
    await pasteText(page, one);
    await settled(page);
    await pasteText(page, two);
    await page.waitForSelector('#plot .band');
    expect(await view()).toBe('curve');
    // a density that somebody wants stays
    await page.selectOption('#view', 'density');
    await page.waitForSelector('#plot .rug');
    await pasteText(page, one);
    await settled(page);
    await pasteText(page, two);
    await settled(page);
    expect(await view()).toBe('density');
    await close();
  });

  it.each([
    ['by a criterion', 'choice=loo'],
    ['by a rule', 'choice=silverman'],
    ['of densities', 'view=density'],
  ])('tells that bandwidths %s are of each group', async (_, hash) => {
    const { page, close } = await site.open({ hash: `data=auto&group=origin&degree=1&${hash}` });
    await settled(page);
    expect(await page.textContent('#width-value')).toMatch(/^each group its own; .* in the middle/);
    await page.locator('#width').press('ArrowRight');
    await settled(page);
    expect(await page.textContent('#width-value')).not.toMatch(/each/);
    await close();
  });

  it.each([375, 1280])('hides no curve of eight groups, %i pixels wide', async (width) => {
    const { page, close } = await site.open({ width, hash: 'data=mcycle' });
    await settled(page);
    const rows = Array.from({ length: 160 }, (_, i) => `${i},${(i * i) % 23},the group ${i % 8}`);
    await dropFile(page, 'groups.csv', `a,b,c\n${rows.join('\n')}\n`);
    await settled(page);
    if (width < 992) await page.click('#more summary');
    await page.selectOption('#group', 'c');
    await page.waitForFunction(() => document.querySelectorAll('#plot .curve[d]').length === 8);
    await settled(page);
    const before = await page.locator('#plot').boundingBox();
    const places = await page.evaluate(() => {
      const box = (each: Element) => each.getBoundingClientRect();
      const curves = [...document.querySelectorAll('#plot .curve[d]')].map(box);
      const area = (
        edge: 'left' | 'top' | 'right' | 'bottom',
        of: (...values: number[]) => number,
      ) => of(...curves.map((each) => each[edge]));
      const key = [...document.querySelectorAll('#plot .key')].map(box);
      const covered = key
        .filter(({ top }) => top < area('bottom', Math.max))
        .reduce((sum, { width, height }) => sum + (width + 30) * height, 0);
      const whole =
        (area('right', Math.max) - area('left', Math.min)) *
        (area('bottom', Math.max) - area('top', Math.min));
      return {
        count: key.length,
        covered: covered / whole,
        ends: [
          Math.max(...key.map(({ bottom }) => bottom)),
          box(document.querySelector('#plot')!).bottom,
        ],
      };
    });
    expect(places.count).toBe(8);
    expect(places.covered).toBeLessThan(0.1);
    expect(places.ends[0]).toBeLessThan(places.ends[1]!);
    expect(await textOverlaps(page)).toEqual([]);
    const saved = page.waitForEvent('download');
    await page.click('#save-svg');
    const svg = await textOf(await saved);
    expect(svg.match(/the group \d/g)).toHaveLength(8);
    expect(Number(/ height="(\d+)"/.exec(svg)![1])).toBe(Math.round(before!.height - 2));
    // another picture, of one curve, is as high as before
    await page.selectOption('#group', '');
    await page.waitForFunction(() => document.querySelectorAll('#plot .curve[d]').length === 1);
    await settled(page);
    expect((await page.locator('#plot').boundingBox())!.height).toBeLessThanOrEqual(before!.height);
    await close();
  });

  it('keeps its data when somebody skips to the content', async () => {
    const { page, close } = await site.open({ hash: 'data=mcycle' });
    await settled(page);
    await page.selectOption('#sample', 'lakeHuron');
    await settled(page);
    await page.locator('a[href="#content"]').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#content');
    await page.waitForTimeout(100);
    expect(await page.locator('#sample').inputValue()).toBe('lakeHuron');
    await close();
  });

  it('works where WebAssembly is forbidden', async () => {
    const { page, complaints, strangers, close } = await site.open({
      policy: 'strict',
      hash: 'data=lakeHuron',
    });
    await settled(page);
    expect(await page.locator('#plot .band').count()).toBe(1);
    expect([complaints, strangers]).toEqual([[], []]);
    await close();
  });

  it('works from a disk, in the page itself, and says so', async () => {
    const { page, complaints, close } = await site.open({ file: true });
    await settled(page);
    expect(await page.locator('#apart').isVisible()).toBe(true);
    expect(await page.locator('#plot .band').count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it('asks no other server for anything', () => {
    expect(open.strangers).toEqual([]);
  });
});
