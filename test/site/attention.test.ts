// The attention playground as a person uses it: by mouse, by keyboard alone, from its address, from a disk, with and
// without WebAssembly.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltSite, builtSite, serve } from './builtSite.js';
import { missingBrowser, openBrowser } from './openBrowser.js';

if (missingBrowser) console.warn(`attention.test.ts: ${missingBrowser}`);

const path = 'playground/attention/index.html';

describe.skipIf(missingBrowser)('attention to play with', () => {
  let site: BuiltSite;
  let browser: Browser;
  const servers = new Map<string, Awaited<ReturnType<typeof serve>>>();

  beforeAll(async () => {
    [site, browser] = await Promise.all([builtSite(), openBrowser()]);
    servers.set('with WebAssembly', await serve(site.folder));
    servers.set('without', await serve(site.folder, { policy: "script-src 'self'" }));
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    for (const server of servers.values()) server.close();
    site?.remove();
  });

  /** A page, and what its console complained of. */
  async function open(
    hash = '',
    policy = 'without',
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`http://127.0.0.1:${servers.get(policy)!.port}/${path}${hash}`);
    return { page, complaints };
  }

  const textOf = async (page: Page, id: string): Promise<string> =>
    (await page.locator(`#${id}`).textContent()) ?? '';
  const numberOf = async (page: Page, id: string): Promise<number> =>
    Number.parseFloat((await textOf(page, id)).replace('−', '-'));
  /** The next frame has been drawn. */
  const drawn = (page: Page): Promise<void> =>
    page.evaluate(
      () =>
        new Promise<void>((done) =>
          requestAnimationFrame(() => requestAnimationFrame(() => done())),
        ),
    );
  /** The address and the code have followed. */
  const settled = async (page: Page): Promise<void> => {
    await drawn(page);
    await page.waitForSelector('#code-frame[aria-busy="false"]');
  };
  const trained = async (page: Page): Promise<void> => {
    await page.click('#train');
    await page.waitForFunction(
      () =>
        document.querySelector('#train')!.textContent === 'Train' &&
        document.querySelector('#status')!.textContent !== '',
    );
  };
  const drag = async (page: Page, from: [number, number], to: [number, number]): Promise<void> => {
    const box = (await page.locator('#plot svg').boundingBox())!;
    await page.mouse.move(box.x + from[0], box.y + from[1]);
    await page.mouse.down();
    await page.mouse.move(box.x + to[0], box.y + to[1], { steps: 5 });
    await page.mouse.up();
    await drawn(page);
  };

  for (const policy of ['with WebAssembly', 'without']) {
    it(`drags a query, moves a point, trains: ${policy}`, async () => {
      const { page, complaints } = await open('', policy);
      const width = (await page.locator('#plot svg').boundingBox())!.width;
      const [lit, mark] = [page.locator('#plot .lit'), page.locator('#heat .mark')];

      // the weights of a query follow it
      const [before, markBefore] = [
        await numberOf(page, 'pooled-out'),
        await mark.getAttribute('y'),
      ];
      await drag(page, [300, 20], [width - 60, 20]);
      expect(await numberOf(page, 'query-out')).toBeGreaterThan(4);
      expect(await numberOf(page, 'pooled-out')).not.toBe(before);
      expect(Number(await mark.getAttribute('y'))).toBeGreaterThan(Number(markBefore));
      const places = await lit.evaluateAll((circles) =>
        circles.map((circle) => (circle as SVGCircleElement).cx.baseVal.value),
      );
      expect(places.length).toBeGreaterThan(5);
      expect(Math.min(...places)).toBeGreaterThan(width / 3); // far keys are dark

      // a narrow kernel attends to fewer keys
      const keys = await numberOf(page, 'keys-out');
      await page.locator('#w').fill('1');
      await drawn(page);
      expect(await numberOf(page, 'w-out')).toBe(10);
      expect(await numberOf(page, 'keys-out')).toBeLessThan(keys / 3);
      await page.selectOption('#kernel', 'epanechnikov');
      await page.click('#reset');
      await drawn(page);
      expect(await textOf(page, 'formula')).toContain('1 − u²');
      await page.selectOption('#kernel', 'gaussian');

      // a point goes where it is dragged, and one more is drawn
      const circle = page.locator('#plot .keys circle').nth(20);
      const at = await circle.evaluate((each) => {
        const { cx, cy } = each as SVGCircleElement;
        return [cx.baseVal.value, cy.baseVal.value] as [number, number];
      });
      await drag(page, at, [at[0] + 30, 40]);
      expect(Number(await circle.getAttribute('cy'))).toBeCloseTo(40, 0);
      expect(await page.locator('#curve').inputValue()).toBe('drawn');
      await page.click('#draw');
      await drag(page, [120, 30], [220, 30]);
      const count = await page.locator('#plot .keys circle').count();
      expect(count).toBeGreaterThan(54);
      await page.click('#remove');
      await drawn(page);
      expect(await page.locator('#plot .keys circle').count()).toBe(count - 1);

      // each point left out, there is a best w; otherwise w runs away
      await page.selectOption('#curve', 'chapter');
      await page.selectOption('#optimizer', 'lbfgs');
      await trained(page);
      const best = await numberOf(page, 'w-out');
      expect(best).toBeGreaterThan(2);
      expect(best).toBeLessThan(8);
      const path = await page.locator('#loss-chart .now').getAttribute('d');
      expect(path!.split('L').length).toBeGreaterThan(5);
      await page.uncheck('#loo');
      await trained(page);
      expect(await numberOf(page, 'w-out')).toBeGreaterThan(100);
      expect(await textOf(page, 'status')).toContain('w runs away');
      expect(complaints).toEqual([]);
      await page.close();
    });
  }

  it('is used by keys alone', async () => {
    const { page, complaints } = await open();
    const focused = (): Promise<string> =>
      page.evaluate(
        () =>
          document.activeElement!.id || document.activeElement!.getAttribute('aria-label') || '',
      );
    const tabTo = async (name: string): Promise<void> => {
      for (let tabs = 0; tabs < 60 && (await focused()) !== name; tabs++)
        await page.keyboard.press('Tab');
      expect(await focused()).toBe(name);
    };
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // past the bar
    await tabTo('Query');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await drawn(page);
    expect(await numberOf(page, 'query-out')).toBe(3.05);
    const slider = page.locator('.query-handle');
    expect(await slider.getAttribute('aria-valuenow')).toBe('3.05');
    expect(await slider.getAttribute('aria-valuetext')).toContain('pooled value');
    await page.keyboard.press('End');
    await drawn(page);
    expect(await numberOf(page, 'query-out')).toBe(5);
    // a link to a place in the page is no other state
    await page.evaluate(() => {
      location.hash = 'plot';
    });
    await settled(page);
    expect(await numberOf(page, 'query-out')).toBe(5);
    expect(page.url()).toMatch(/#query=5$/);
    await tabTo('w');
    await page.keyboard.press('PageUp');
    await drawn(page);
    expect(await numberOf(page, 'w-out')).toBeGreaterThan(1);
    await tabTo('step');
    const w = await numberOf(page, 'w-out');
    await page.keyboard.press('Space');
    await page.waitForFunction(() =>
      document.querySelector('#status')!.textContent!.startsWith('Epoch 1'),
    );
    // the width is drawn with the next frame
    await page.waitForFunction(
      (was) => Number.parseFloat(document.querySelector('#w-out')!.textContent!) !== was,
      w,
    );
    await tabTo('point-y');
    await page.keyboard.press('ArrowUp');
    await drawn(page);
    expect(await page.locator('#curve').inputValue()).toBe('drawn');
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('on a phone drags a query where a finger goes across, and scrolls where it goes down', async () => {
    const page = await browser.newPage({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await page.goto(`http://127.0.0.1:${servers.get('without')!.port}/${path}`);
    const box = (await page.locator('#plot svg').boundingBox())!;
    const session = await page.context().newCDPSession(page);
    const swipe = async (from: [number, number], step: [number, number]): Promise<void> => {
      const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
        session.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: type === 'touchEnd' ? [] : [{ x: box.x + x, y: box.y + y }],
        });
      await touch('touchStart', ...from);
      for (let i = 1; i <= 12; i++)
        await touch('touchMove', from[0] + i * step[0], from[1] + i * step[1]);
      await touch('touchEnd', 0, 0);
      await drawn(page);
    };
    const initial = await numberOf(page, 'query-out');
    const first = await page
      .locator('#plot .keys circle')
      .first()
      .evaluate((each) => {
        const { cx, cy } = each as SVGCircleElement;
        return [cx.baseVal.value + 12, cy.baseVal.value] as [number, number]; // beside it, within reach
      });
    await swipe(first, [0, -9]);
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(30);
    expect(await numberOf(page, 'query-out')).toBe(initial);
    expect(await page.locator('#curve').inputValue()).toBe('chapter');
    await page.evaluate(() => scrollTo(0, 0));
    await swipe([60, 20], [20, 0]);
    expect(await numberOf(page, 'query-out')).toBeGreaterThan(initial + 1);
    await page.close();
  });

  it('says nothing of a run beside other settings', async () => {
    const { page, complaints } = await open();
    const status = (): Promise<string> => textOf(page, 'status');
    const changes: Record<string, () => Promise<unknown>> = {
      kernel: () => page.selectOption('#kernel', 'cauchy'),
      w: () => page.locator('#w').fill('0.3'),
      optimizer: () => page.selectOption('#optimizer', 'adam'),
      'leave-one-out': () => page.uncheck('#loo'),
      curve: () => page.selectOption('#curve', 'step'),
      n: () => page.locator('#n').fill('20'),
      noise: () => page.locator('#noise').fill('0.3'),
      'new points': () => page.click('#again'),
      'a point': () => page.locator('#point-y').fill('2'),
      'one point less': () => page.click('#remove'),
      w1: () => page.click('#reset'),
      address: () =>
        page.evaluate(() => {
          location.hash = 'w=2';
        }),
    };
    for (const [name, change] of Object.entries(changes)) {
      await page.click('#step');
      await page.waitForFunction(() =>
        document.querySelector('#status')!.textContent!.startsWith('Epoch 1'),
      );
      expect(await status()).toMatch(/^Epoch 1/);
      await change();
      await drawn(page);
      expect(await status(), name).toBe('');
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('is reproduced by its address, points that were drawn included', async () => {
    const { page } = await open('#kernel=tricube&w=1.5&n=30&seed=7&query=1.25');
    expect(await page.locator('#kernel').inputValue()).toBe('tricube');
    expect(await numberOf(page, 'n-out')).toBe(30);
    await page.locator('#point-y').fill('4.2');
    await page.uncheck('#loo');
    await settled(page);
    const address = page.url();
    expect(address).toMatch(/#points=[\w-]{120}&kernel=tricube&w=1\.5&query=1\.25&loo=0$/);
    const shown = async (): Promise<string[]> =>
      Promise.all(['query-out', 'pooled-out', 'keys-out', 'code'].map((id) => textOf(page, id)));
    const before = await shown();
    await page.goto('about:blank');
    await page.goto(address);
    await settled(page);
    expect(await shown()).toEqual(before);
    expect(await page.locator('#loo').isChecked()).toBe(false);
    expect(page.url()).toBe(address);
    await page.close();
  });

  it('takes nothing from a hostile address', async () => {
    const { page, complaints } = await open();
    await settled(page);
    const plain = await textOf(page, 'code');
    for (const hash of [
      'w=1e999&query=-1&n=2.5&noise=NaN&seed=-3',
      'kernel=__proto__&curve=constructor&by=toString&w=0x10',
      'kernel=gaussian4&curve=%3Cimg%20src=x%20onerror=alert(1)%3E&points=%3Cscript%3E',
      `points=${'AAAA'.repeat(2000)}&n=1000000000`,
      '%E0%A4%A&&&===&w&w=',
    ]) {
      await page.evaluate((text) => {
        location.hash = text;
      }, hash);
      await page.waitForFunction(() => location.hash === '');
      await settled(page);
      expect(await textOf(page, 'code'), hash).toBe(plain);
      expect(await page.locator('main img, main script').count()).toBe(0);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('copies the code that it shows, and a link', async () => {
    const { page } = await open('#w=3');
    const { origin } = new URL(page.url());
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    await settled(page);
    await page.click('#copy-code');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      await textOf(page, 'code'),
    );
    await page.click('#copy-link');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
    await page.close();
  });

  it('shows code that prints, in Node, what the page shows', async () => {
    const { page } = await open('#by=adam&query=1.7');
    await page.click('#step');
    await page.waitForFunction(() =>
      document.querySelector('#status')!.textContent!.startsWith('Epoch 1'),
    );
    await settled(page);
    const code = await textOf(page, 'code');
    const pooled = await textOf(page, 'pooled-out');
    await page.close();
    const library = pathToFileURL('dist/attention.js').href;
    const printed: string[] = [];
    const runnable = code
      .replace("'nadaraya/attention'", JSON.stringify(library))
      .replaceAll('console.log(', 'globalThis.playgroundPrints(')
      .replaceAll(' as const', '');
    Object.assign(globalThis, {
      playgroundPrints: (text: unknown) =>
        printed.push(typeof text === 'string' ? text : inspect(text)),
    });
    await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(runnable)}`);
    const wanted = [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, text]) => text);
    expect(wanted.length).toBe(3);
    expect(printed).toEqual(wanted);
    expect(Number(printed.at(-1)).toFixed(2)).toBe(pooled);
  });

  it('works from a disk', async () => {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    await page.goto(`${pathToFileURL(`${site.folder}/${path}`).href}#w=4`);
    await drag(page, [60, 20], [250, 20]);
    await settled(page);
    expect(await numberOf(page, 'query-out')).toBeGreaterThan(2.6);
    expect(page.url()).toContain('query=');
    await page.goto(pathToFileURL(`${site.folder}/index.html`).href);
    await page.locator('.hero-query input').fill('33');
    expect(await page.locator('.hero-query output').textContent()).toMatch(/^33\.0 ms: \d+ g$/);
    expect(complaints).toEqual([]);
    expect(readFileSync(`${site.folder}/index.html`, 'utf8')).toContain('class="hero-picture"');
    await page.close();
  });
});
