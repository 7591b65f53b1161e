import { existsSync } from 'node:fs';
import { dirname, normalize } from 'node:path/posix';
import { pathOfSource } from './documents.mjs';
import { root } from './root.mjs';
import { relativeTo } from './template.mjs';

const repository = 'https://github.com/nadaraya/nadaraya/blob/main/';

/**
 * Where addresses of a Markdown file lead on the site.
 *
 * @param {string} source - the file, from the root of the repository
 * @param {string} path - the page that it becomes
 * @returns {(target: string) => string}
 */
export function linksOf(source, path) {
  return (target) => {
    if (/^(#|[a-z]+:)/.test(target)) return target;
    const [file, anchor] = target.split('#');
    const from = normalize(`${dirname(source)}/${decodeURI(file)}`);
    const hash = anchor === undefined ? '' : `#${anchor}`;
    const page = pathOfSource.get(from) ?? exampleOf(from);
    if (page !== undefined) return relativeTo(path, page) + hash;
    if (from.startsWith('docs/pictures/')) return relativeTo(path, from.slice('docs/'.length));
    if (!existsSync(root + from))
      throw new Error(`${source} links to ${target}, which is not there`);
    return repository + from + hash;
  };
}

function exampleOf(file) {
  return /^examples\/\d\d-.*\.ts$/.test(file) ? file.replace(/ts$/, 'html') : undefined;
}
