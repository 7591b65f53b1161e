import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium as engine, type Page } from 'playwright-core';
import { chromium } from '../chromium.js';

/** The policies that pages must live with, as a server sends them. */
export const policies = {
  strict: "script-src 'self'",
  wasm: "script-src 'self' 'wasm-unsafe-eval'",
} as const;

const root = fileURLToPath(new URL('../../', import.meta.url));
const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
]);

/** How a page is opened. */
export interface Opening {
  readonly hash?: string;
  readonly policy?: keyof typeof policies;
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  /** From the disk, not from a server. */
  readonly file?: boolean;
}

/** A page with what went wrong on it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors of the console and of scripts, and dialogs that somebody opened. */
  readonly complaints: readonly string[];
  /** Addresses that were asked for beside this server. */
  readonly strangers: readonly string[];
  close(): Promise<void>;
}

/** The built site, served, and a browser. */
export interface DataSite {
  readonly folder: string;
  open(opening?: Opening): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Builds the site without its reference, serves it under each policy, and starts Chromium. */
export async function dataSite(): Promise<DataSite> {
  const folder = mkdtempSync(join(tmpdir(), 'nadaraya-site-'));
  const built = spawnSync(
    process.execPath,
    ['scripts/buildSite.mjs', `--out=${folder}`, '--without-reference'],
    { cwd: root, encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(built.stderr);
  const server = serve(folder);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await engine.launch({
    executablePath: pathOf(chromium!),
    args: ['--no-sandbox'],
  });
  return {
    folder,
    open: (opening = {}) => openPage(browser, folder, port, opening),
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function pathOf(command: string): string {
  if (command.includes('/')) return command;
  return spawnSync('which', [command], { encoding: 'utf8' }).stdout.trim();
}

async function openPage(
  browser: Browser,
  folder: string,
  port: number,
  { hash = '', policy = 'strict', width = 1440, scheme = 'light', file = false }: Opening,
): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const address = file
    ? `file://${folder}/playground/data/index.html`
    : `http://127.0.0.1:${port}/${policy}/playground/data/index.html`;
  page.on('request', (request) => {
    const url = request.url();
    const isOwn = url.startsWith(file ? 'file:' : `http://127.0.0.1:${port}/`);
    if (!isOwn && !/^(blob|data):/.test(url)) strangers.push(url);
  });
  await page.goto(address + (hash && `#${hash}`));
  return { page, complaints, strangers, close: () => context.close() };
}

function serve(folder: string): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const [, name = '', ...rest] = pathname.split('/');
    try {
      const policy = policies[name as keyof typeof policies];
      const file = join(folder, normalize(`/${rest.join('/')}`));
      const body = readFileSync(file);
      response.setHeader('Content-Type', types.get(extname(file)) ?? 'text/plain');
      response.setHeader('Content-Security-Policy', policy);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
}

/** Waits until a picture is there, or a message why there is none. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const text = (id: string) => document.getElementById(id)?.textContent ?? '';
      const isBusy = document.getElementById('plot')?.getAttribute('aria-busy') === 'true';
      return !isBusy && (text('error') !== '' || /\d ms\.$/.test(text('status')));
    },
    undefined,
    { timeout: 60_000 },
  );
}

/** Drops a file on the page, as a hand would. */
export async function dropFile(page: Page, name: string, content: string | Buffer): Promise<void> {
  const bytes = Buffer.from(content).toString('base64');
  const transfer = await page.evaluateHandle(
    ([file, base64]) => {
      const made = new DataTransfer();
      const array = Uint8Array.from(atob(base64!), (each) => each.charCodeAt(0));
      made.items.add(new File([array], file!));
      return made;
    },
    [name, bytes],
  );
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('#plot', type, { dataTransfer: transfer });
}

/** Pastes a text into the field for it, and reads it. */
export async function pasteText(page: Page, text: string): Promise<void> {
  if (!(await page.locator('#paste').isVisible())) await page.click('.paste summary');
  await page.fill('#paste', text);
  await page.click('#read');
}
