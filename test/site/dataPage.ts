import type { Browser, Page } from 'playwright-core';
import { builtSite, serve } from './builtSite.js';
import { openBrowser } from './openBrowser.js';

/** The policies that pages must live with, as a server sends them. */
export const policies = {
  strict: "script-src 'self'",
  wasm: "script-src 'self' 'wasm-unsafe-eval'",
} as const;

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

/** The page for data of your own in the built site, served under each policy, and a browser. */
export interface DataSite {
  open(opening?: Opening): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Builds, serves, and starts Chromium. */
export async function dataSite(): Promise<DataSite> {
  const [site, browser] = await Promise.all([builtSite(), openBrowser()]);
  const servers = {
    strict: await serve(site.folder, { policy: policies.strict }),
    wasm: await serve(site.folder, { policy: policies.wasm }),
  };
  return {
    open: ({ policy = 'strict', file = false, ...opening } = {}) =>
      openPage(
        browser,
        file ? `file://${site.folder}/` : `http://127.0.0.1:${servers[policy].port}/`,
        opening,
      ),
    close: async () => {
      await browser.close();
      servers.strict.close();
      servers.wasm.close();
      site.remove();
    },
  };
}

async function openPage(
  browser: Browser,
  base: string,
  { hash = '', width = 1440, scheme = 'light' }: Opening,
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
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(blob|data):/.test(url)) strangers.push(url);
  });
  await page.goto(`${base}playground/data/index.html${hash && `#${hash}`}`);
  return { page, complaints, strangers, close: () => context.close() };
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
