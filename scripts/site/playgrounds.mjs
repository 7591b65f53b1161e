// The playgrounds: every folder of site/playground holds
//
//   page.html   what `main` holds; its first line is `<!-- title: … -->`, and `<!-- wasm -->` lets it compile WebAssembly
//   main.ts     its script
//   worker.ts   a worker, where there is one
//   style.css   more styles, where there are any

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { root } from './root.mjs';
import { escapeHtml, relativeTo } from './template.mjs';

const folder = `${root}site/playground`;

/** Which comes first; others follow. */
const order = ['data', 'attention'];

/**
 * What there is to play with, in order.
 *
 * @returns {{ name: string, path: string, title: string, about: string, text: string }[]}
 */
export function playgroundList() {
  const place = (name) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  return readdirSync(folder)
    .filter((name) => existsSync(`${folder}/${name}/page.html`))
    .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .map((name) => {
      const text = readFileSync(`${folder}/${name}/page.html`, 'utf8');
      const title = /^<!-- title: (.*?) -->/.exec(text)?.[1];
      if (title === undefined) throw new Error(`playground/${name}/page.html has no title`);
      const first = /<p[^>]*>(.*?)<\/p>/s.exec(text)?.[1] ?? title;
      const about = first.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
      return { name, path: `playground/${name}/index.html`, title, about, text };
    });
}

/**
 * A card for each playground.
 *
 * @param {string} path - of the page that shows them
 */
export function playgroundCards(path) {
  return playgroundList()
    .map(
      (each) =>
        `<li><a class="card" href="${relativeTo(path, each.path)}"><strong>${escapeHtml(each.title)}</strong><span>${each.about}</span></a></li>`,
    )
    .join('\n');
}

/** The page that lists them. */
function listPage() {
  const path = 'playground/index.html';
  return {
    path,
    title: 'Playground – nadaraya',
    description:
      'Pages to play in: drag points and queries, or bring data, and take the code along.',
    body: `<h1>Play with it</h1>
<p class="lead">Drag, change, train; take the code of what you see along, and a link to it. Everything is computed in this page.</p>
<ul class="cards">${playgroundCards(path)}</ul>`,
    section: path,
  };
}

/** Links from each playground to the others, where there are any. */
function switchOf(list, here) {
  if (list.length < 2) return '';
  const links = list.map(({ name, title }) => {
    const current = name === here ? ' aria-current="page"' : '';
    return `<li><a href="../${name}/index.html"${current}>${escapeHtml(title)}</a></li>`;
  });
  return `<nav class="plays" aria-label="Playgrounds"><ul>${links.join('')}</ul></nav>\n`;
}

/**
 * The playgrounds as pages, scripts and style sheets.
 *
 * @param {string} out - the folder of the site; style sheets are copied to it
 * @returns {{ pages: object[], scripts: Record<string, string> }}
 */
export function playgrounds(out) {
  const pages = [listPage()];
  const scripts = {};
  const list = playgroundList();
  for (const { name, path, title, about, text } of list) {
    const at = `playground/${name}`;
    for (const script of ['main', 'worker'])
      if (existsSync(`${folder}/${name}/${script}.ts`))
        scripts[`${at}/${script}`] = `site/${at}/${script}.ts`;
    const hasStyle = existsSync(`${folder}/${name}/style.css`);
    mkdirSync(`${out}/${at}`, { recursive: true });
    if (hasStyle) copyFileSync(`${folder}/${name}/style.css`, `${out}/${at}/style.css`);
    pages.push({
      path,
      title: `${title} – nadaraya`,
      description: about,
      body: switchOf(list, name) + text,
      section: 'playground/index.html',
      kind: 'playground',
      styles: hasStyle ? [`${at}/style.css`] : [],
      scripts: [`${at}/main.js`],
      wasm: text.includes('<!-- wasm -->'),
    });
  }
  return { pages, scripts };
}
