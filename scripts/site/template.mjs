// The frame of every page: head, policy, navigation. All addresses in it are relative, so that the folder can lie
// anywhere, on a disk too.

import { policyOf } from './policy.mjs';

/** What stands in the bar at the top of every page: path and name. */
const bar = [
  ['overview.html', 'Guides'],
  ['recipes/index.html', 'Recipes'],
  ['examples/index.html', 'Examples'],
  ['benchmarks.html', 'Benchmarks'],
  ['playground/index.html', 'Playground'],
  ['reference/index.html', 'Reference'],
];

/** Text as it stands in markup. */
export function escapeHtml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** From a page to another path of the site. */
export function relativeTo(path, target) {
  return '../'.repeat(path.split('/').length - 1) + target;
}

/**
 * A whole page.
 *
 * @param {object} page
 * @param {string} page.path - where it lies in the site, such as `guide/rows.html`
 * @param {string} page.title
 * @param {string} page.description - one sentence
 * @param {string} page.body - markup of `main`
 * @param {string} [page.section] - the path in the bar that it belongs to
 * @param {string} [page.aside] - markup of a column beside `main`
 * @param {string} [page.kind] - a class of `body`
 * @param {readonly string[]} [page.styles] - paths of more style sheets
 * @param {readonly string[]} [page.scripts] - paths of scripts
 * @param {boolean} [page.wasm] - whether it may compile WebAssembly
 * @returns {string} markup
 */
export function pageOf(page) {
  const { path, title, description, body, section, aside = '', kind = '', wasm = false } = page;
  const { styles = [], scripts = [] } = page;
  const to = (target) => relativeTo(path, target);
  const links = bar.map(([target, name]) => {
    const here = target === section ? ' aria-current="true"' : '';
    return `<li><a href="${to(target)}"${here}>${name}</a></li>`;
  });
  const sheets = ['styles.css', ...styles].map(
    (sheet) => `<link rel="stylesheet" href="${to(sheet)}">`,
  );
  const loaded = scripts.map((script) => `<script defer src="${to(script)}"></script>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf({ wasm })}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escapeHtml(description)}">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${to('icon.svg')}" type="image/svg+xml">
${sheets.join('\n')}
<script src="${to('theme.js')}"></script>
${loaded.join('\n')}
</head>
<body${kind ? ` class="${kind}"` : ''}>
<a class="skip" href="#content">Skip to the content</a>
<header class="bar">
<a class="name" href="${to('index.html')}"><svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path class="bell" d="M1 20c6 0 6-16 11-16s5 16 11 16"/><circle class="dot" cx="12" cy="4" r="2.6"/></svg>nadaraya</a>
<nav aria-label="Site"><ul>${links.join('')}</ul></nav>
<button class="theme" type="button" hidden>Dark</button>
</header>
<div class="columns">
${aside}<main id="content" tabindex="-1">
${body}
</main>
</div>
<footer><p><span>nadaraya, MIT licence</span> <a href="${to('changelog.html')}">Changes</a> <a href="${to('contributing.html')}">Contributing</a> <a href="https://github.com/nadaraya/nadaraya">Source</a></p></footer>
</body>
</html>
`;
}
