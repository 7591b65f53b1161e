// The playgrounds: every folder of site/playground holds
//
//   page.html   what `main` holds; its first line is `<!-- title: … -->`, and `<!-- wasm -->` lets it compile WebAssembly
//   main.ts     its script
//   worker.ts   a worker, where there is one
//   style.css   more styles, where there are any

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { root } from './root.mjs';

/**
 * The playgrounds as pages, scripts and style sheets.
 *
 * @param {string} out - the folder of the site; style sheets are copied to it
 * @returns {{ pages: object[], scripts: Record<string, string> }}
 */
export function playgrounds(out) {
  const folder = `${root}site/playground`;
  const pages = [];
  const scripts = {};
  const names = readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/page.html`));
  for (const name of names) {
    const text = readFileSync(`${folder}/${name}/page.html`, 'utf8');
    const title = /^<!-- title: (.*?) -->/.exec(text)?.[1];
    if (title === undefined) throw new Error(`playground/${name}/page.html has no title`);
    const at = `playground/${name}`;
    for (const script of ['main', 'worker'])
      if (existsSync(`${folder}/${name}/${script}.ts`))
        scripts[`${at}/${script}`] = `site/${at}/${script}.ts`;
    const hasStyle = existsSync(`${folder}/${name}/style.css`);
    mkdirSync(`${out}/${at}`, { recursive: true });
    if (hasStyle) copyFileSync(`${folder}/${name}/style.css`, `${out}/${at}/style.css`);
    pages.push({
      path: `${at}/index.html`,
      title: `${title} – nadaraya`,
      description: /<p[^>]*>(.*?)<\/p>/s.exec(text)?.[1].replaceAll(/<[^>]*>|\n/g, ' ') ?? title,
      body: text,
      section: 'playground/attention/index.html',
      kind: 'playground',
      styles: hasStyle ? [`${at}/style.css`] : [],
      scripts: [`${at}/main.js`],
      wasm: text.includes('<!-- wasm -->'),
    });
  }
  return { pages, scripts };
}
