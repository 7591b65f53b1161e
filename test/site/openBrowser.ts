import { spawnSync } from 'node:child_process';
import { type Browser, chromium as driver } from 'playwright-core';
import { chromium } from '../chromium.js';

/** Why nothing is run in a browser here, or undefined; in CI that is a failure. */
export const missingBrowser =
  chromium === undefined && !process.env.CI
    ? 'no Chromium here, so nothing is run in a browser; CHROMIUM=… names one'
    : undefined;

/** A headless Chromium, that of this machine. */
export async function openBrowser(): Promise<Browser> {
  if (chromium === undefined) throw new Error('no Chromium: install it, or name one by CHROMIUM=…');
  const executablePath = chromium.includes('/')
    ? chromium
    : spawnSync('which', [chromium], { encoding: 'utf8' }).stdout.trim();
  return driver.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}
