import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

/**
 * Links of a site that lead nowhere: to a file that is not there, or a place in it that is not.
 *
 * @param {string} folder - the site
 * @param {(path: string) => boolean} [isLeftOut] - what is not looked for
 * @returns {string[]} each with its page
 */
export function brokenLinks(folder, isLeftOut = () => false) {
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  const text = new Map(pages.map((page) => [page, readFileSync(join(folder, page), 'utf8')]));
  const ids = new Map();
  const idsOf = (page) => {
    if (!ids.has(page))
      ids.set(
        page,
        new Set([...text.get(page).matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => id)),
      );
    return ids.get(page);
  };
  const broken = [];
  for (const [page, html] of text) {
    const code = /<(pre|code)\b[^>]*>.*?<\/\1>/gs;
    const targets = new Set(
      [
        ...html
          .replaceAll(code, (block) => block.replaceAll(/&lt;.*?&gt;/gs, ''))
          .matchAll(/\s(?:href|src)="([^"]*)"/g),
      ].map(([, target]) => target),
    );
    for (const target of targets) {
      if (/^(https?|mailto|data):/.test(target)) continue;
      const [path, hash = ''] = target.replaceAll('&amp;', '&').split('#');
      const file =
        path === ''
          ? page
          : relative(folder, join(folder, normalize(join(dirname(page), decodeURI(path)))));
      if (isLeftOut(file)) continue;
      if (!existsSync(join(folder, file)) || file.startsWith('..'))
        broken.push(`${page}: ${target}`);
      else if (hash !== '' && file.endsWith('.html') && !idsOf(file).has(decodeURIComponent(hash)))
        broken.push(`${page}: ${target}`);
    }
  }
  return broken;
}
