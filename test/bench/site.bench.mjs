// Somebody drags a query, a point, the slider of w in the attention playground: how long until the page is drawn anew?
// From the move of the pointer in the page to the end of painting on its thread, in milliseconds, in headless Chromium
// at 1440 × 900, the wait for the next frame included; medians and 95th percentiles of all moves.
//   node scripts/runBench.mjs site [keys, 50 200 300]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { buildSite } from '../../scripts/site/buildSite.mjs';
import { serve } from '../../scripts/site/serve.mjs';

const given = process.argv.slice(2).filter((text) => !text.startsWith('--'));
const SIZES = given.length > 0 ? given.map(Number) : [50, 200, 300];
const MOVES = 240;
/** Wanted at 200 keys for a query: median and 95th percentile. */
const TARGETS = [16, 33];

const command = process.env.CHROMIUM ?? 'chromium';
const executablePath = spawnSync('which', [command], { encoding: 'utf8' }).stdout.trim();
if (!executablePath) {
  console.log('No Chromium here; CHROMIUM=… names one');
  process.exit(0);
}

/** Runs in the page: notes when a move arrives, and when what it led to has been painted. */
function watch() {
  const times = [];
  let isPending = false;
  const note = () => {
    if (isPending) return;
    isPending = true;
    const start = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        isPending = false;
        times.push(performance.now() - start);
      };
      port2.postMessage(undefined); // arrives after the frame is painted
    });
  };
  addEventListener('pointermove', note, true);
  addEventListener('input', note, true);
  Object.assign(globalThis, { redrawTimes: times });
}

const share = (sorted, part) =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];

const folder = mkdtempSync(join(tmpdir(), 'nadaraya-bench-'));
await buildSite({ out: folder });
const server = await serve(folder);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
console.log(`${browser.version()}, load ${loadavg()[0].toFixed(1)}`);
for (const n of SIZES) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`http://127.0.0.1:${server.port}/playground/attention/index.html#n=${n}`);
  const { x, y, width } = await page.locator('#plot svg').boundingBox();
  const readout = () => page.locator('#query-out').textContent();
  const slider = await page.locator('#w').boundingBox();
  const circle = await page
    .locator('#plot .keys circle')
    .nth(n >> 1)
    .evaluate((each) => [each.cx.baseVal.value, each.cy.baseVal.value]);
  const drags = {
    'a query': [[x + 60, y + 20], (t) => [x + 60 + t * (width - 100), y + 20]],
    'a point': [
      [x + circle[0], y + circle[1]],
      (t) => [x + 60 + t * (width - 100), y + 60 + 100 * t],
    ],
    w: [
      [slider.x + slider.width / 3, slider.y + slider.height / 2],
      (t) => [slider.x + (0.1 + 0.8 * t) * slider.width, slider.y + slider.height / 2],
    ],
  };
  for (const [what, [from, place]] of Object.entries(drags)) {
    const before = await readout();
    await page.mouse.move(...from);
    await page.mouse.down();
    await page.evaluate(watch);
    for (let move = 0; move < MOVES; move++)
      await page.mouse.move(...place(0.5 - 0.5 * Math.cos((move / MOVES) * 4 * Math.PI + 0.1)));
    await page.mouse.up();
    await page.waitForTimeout(100);
    if (what === 'a query' && (await readout()) === before)
      throw new Error('the query did not move');
    const times = await page.evaluate(() => globalThis.redrawTimes);
    if (times.length < MOVES / 4) throw new Error(`only ${times.length} frames for ${MOVES} moves`);
    times.sort((a, b) => a - b);
    const found = [share(times, 0.5), share(times, 0.95)];
    const isTarget = n === 200 && what === 'a query';
    const verdict = found.every((time, k) => time <= TARGETS[k]) ? 'met' : 'missed';
    console.log(
      `n = ${n}, dragging ${what}:`.padEnd(28),
      `median ${found[0].toFixed(1)}, 95th percentile ${found[1].toFixed(1)}, ${times.length} frames`,
      isTarget ? `(${TARGETS.join(' and ')}: ${verdict})` : '',
    );
  }
  await page.close();
}
await browser.close();
server.close();
rmSync(folder, { recursive: true, force: true });
