import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.json', 'application/json'],
]);

/**
 * Serves a folder on this machine alone.
 *
 * @param {string} folder
 * @param {{ port?: number, policy?: string }} [options] - `policy`: a Content-Security-Policy beside that of the pages
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export async function serve(folder, { port = 0, policy } = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    const path = normalize(decodeURIComponent(pathname));
    const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
    try {
      const body = await readFile(file);
      response.setHeader('Content-Type', types.get(extname(file)) ?? 'application/octet-stream');
      if (policy) response.setHeader('Content-Security-Policy', policy);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end('not found');
    }
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: server.address().port, close };
}
