// The reference, by TypeDoc in a process of its own; types are checked elsewhere. Its pages are given a policy, for
// which the script that they hold moves into a file.

import { execFile } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { policyOf } from './policy.mjs';
import { root } from './root.mjs';

/** Long names and formulas on a phone, which TypeDoc lets run out of the page. */
const onPhones = `
h1, h2, h3, h4 { overflow-wrap: anywhere; }
.katex-block { overflow-x: auto; overflow-y: hidden; }
`;

/**
 * Builds the reference into a folder.
 *
 * @param {string} folder
 * @returns {Promise<number>} how many pages it has
 */
export async function buildReference(folder) {
  const typedoc = `${root}node_modules/typedoc/bin/typedoc`;
  await promisify(execFile)(process.execPath, [typedoc, '--skipErrorChecking', '--out', folder], {
    cwd: root,
  });
  const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.html'),
  );
  let inline = '';
  const hierarchy = readFileSync(`${folder}/hierarchy.html`, 'utf8');
  for (const page of pages) {
    const up = '../'.repeat(page.split('/').length - 1);
    const html = readFileSync(`${folder}/${page}`, 'utf8');
    const moved = html
      .replaceAll(/<script>(.*?)<\/script>/gs, (_, code) => {
        if (inline !== '' && inline !== code) throw new Error(`${page} holds another script`);
        inline = code;
        return `<script src="${up}assets/theme.js"></script>`;
      })
      // types of which TypeDoc shows no hierarchy
      .replaceAll(/(hierarchy\.html)#(\w+)"/g, (link, file, name) =>
        hierarchy.includes(` id="${name}"`) ? link : `${file}"`,
      )
      .replace(
        '<head>',
        `<head><meta http-equiv="Content-Security-Policy" content="${policyOf({ reference: true })}"/>`,
      )
      .replace(
        '<div id="tsd-toolbar-links">',
        `$&<a href="${up}../index.html">Site</a><a href="${up}../playground/index.html">Playground</a>`,
      );
    writeFileSync(`${folder}/${page}`, moved);
  }
  writeFileSync(`${folder}/assets/theme.js`, inline);
  appendFileSync(`${folder}/assets/style.css`, onPhones);
  return pages.length;
}
