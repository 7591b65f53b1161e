import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';

/** What a page told: its answer or its first error, and what its policy blocked. */
export interface Report {
  readonly answer: string;
  readonly violations: readonly string[];
}

/** The command that starts Chromium, or undefined where there is none; the variable `CHROMIUM` names another. */
export const chromium = [
  process.env.CHROMIUM,
  'chromium',
  'chromium-browser',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
].find((command) => command && spawnSync(command, ['--version']).status === 0);

/** Runs in every page before its own scripts: gives them `report`, and reports what fails. */
const reporter = `
  const violations = [];
  let told = false;
  globalThis.report = (answer) => {
    if (told) return;
    told = true;
    // violations are told a little later than they happen
    setTimeout(() => fetch('/report', {
      method: 'POST',
      body: JSON.stringify({ page: location.pathname, answer: String(answer), violations }),
    }), 100);
  };
  addEventListener('securitypolicyviolation', (event) => violations.push(event.blockedURI));
  addEventListener('error', (event) => report(event.message ?? 'a script did not load'), true);
  addEventListener('unhandledrejection', (event) => report(event.reason));
`;

const types = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
]);

/**
 * Opens pages in a headless Chromium, all in one, each in a frame.
 *
 * @param folder - what is served: under `/free/`, and under `/strict/` with the policy `script-src 'self'`
 * @param pages - their paths, with policy
 * @returns what each page reported; it calls `report(answer)` once
 */
export async function reportsOf(
  folder: string,
  pages: readonly string[],
  timeout = 90_000,
): Promise<Map<string, Report>> {
  const reports = new Map<string, Report>();
  let allTold = (): void => {};
  const told = new Promise<void>((resolve) => {
    allTold = resolve;
  });
  const server = serve(folder, pages, (page, report) => {
    reports.set(page, report);
    if (pages.every((each) => reports.has(each))) allTold();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(join(tmpdir(), 'nadaraya-chromium-'));
  const child = spawn(
    chromium!,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      ...['--no-first-run', `--user-data-dir=${profile}`, `http://127.0.0.1:${port}/`],
    ],
    { detached: true, stdio: ['ignore', 'ignore', 'pipe'] }, // in a group of its own, that is ended as one
  );
  let complaints = '';
  child.stderr.on('data', (part) => {
    complaints += part;
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeout);
  });
  await Promise.race([told, ended, late]);
  clearTimeout(timer);
  if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  await ended;
  server.closeAllConnections();
  server.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  if (reports.size === 0)
    throw new Error(`${chromium} showed no page:\n${complaints.slice(-2000)}`);
  return reports;
}

function serve(
  folder: string,
  pages: readonly string[],
  tell: (page: string, report: Report) => void,
): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const send = (type: string, body: string): void => {
      const policy = pathname.startsWith('/strict/') ? "script-src 'self'" : undefined;
      response.setHeader('Content-Type', type);
      if (policy !== undefined) response.setHeader('Content-Security-Policy', policy);
      response.end(body);
    };
    if (pathname === '/report') {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        const { page, ...report } = JSON.parse(body);
        tell(page, report);
        send('text/plain', '');
      });
      return;
    }
    if (pathname === '/') {
      send('text/html', pages.map((page) => `<iframe src="${page}"></iframe>`).join(''));
      return;
    }
    if (pathname === '/report.js') {
      send('text/javascript', reporter);
      return;
    }
    try {
      const file = join(folder, normalize(pathname).replace(/^\/(free|strict)\//, ''));
      const text = readFileSync(file, 'utf8');
      const isPage = file.endsWith('.html');
      const head = isPage ? '<!doctype html><script src="/report.js"></script>' : '';
      send(types.get(extname(file)) ?? 'text/plain', head + text);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
}
