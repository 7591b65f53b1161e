// Which Markdown file becomes which page, in groups as the column beside the text shows them.

import { existsSync, readdirSync } from 'node:fs';
import { root } from './root.mjs';

/** Guides in the order in which they are read; others follow. */
const guideOrder = [
  'rows',
  'predictors',
  'classes',
  'choose-a-bandwidth',
  'choose-a-kernel',
  'loess',
  'density',
  'distributions',
  'read-a-band',
  'pictures',
  'large-data',
];

const inFolder = (folder, order = []) => {
  const place = (name) => (order.indexOf(name) + order.length + 1) % (order.length + 1);
  return readdirSync(`${root}docs/${folder}`)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -3))
    .sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1))
    .map((name) => [`docs/${folder}/${name}.md`, `${folder}/${name}.html`]);
};

const topLevel = (...names) => names.map((name) => [`docs/${name}.md`, `${name}.html`]);

const grouped = [
  ['Start', [['README.md', 'overview.html'], ...topLevel('tour', 'concepts')]],
  ['Guides', inFolder('guide', guideOrder)],
  ['Recipes', [['docs/recipes/README.md', 'recipes/index.html'], ...inFolder('recipes')]],
  [
    'Evidence',
    [...topLevel('accuracy', 'coverage', 'benchmarks'), ['CHANGELOG.md', 'changelog.html']],
  ],
  ['Inside', [...topLevel('learning', 'algorithms'), ['CONTRIBUTING.md', 'contributing.html']]],
];

const placed = new Set(grouped.flatMap(([, files]) => files.map(([source]) => source)));
const others = readdirSync(`${root}docs`)
  .filter((file) => file.endsWith('.md') && !placed.has(`docs/${file}`))
  .map((file) => [`docs/${file}`, file.replace(/md$/, 'html')]);
grouped[grouped.length - 1][1].push(...others);

/** Groups of documents: name, and the source and path of each. @type {{ name: string, documents: { source: string, path: string }[] }[]} */
export const groups = grouped.map(([name, files]) => ({
  name,
  documents: files
    .filter(([source]) => existsSync(root + source))
    .map(([source, path]) => ({ source, path })),
}));

/** From the source of a page to its path in the site. */
export const pathOfSource = new Map([
  ...groups.flatMap(({ documents }) => documents.map(({ source, path }) => [source, path])),
  ['examples/README.md', 'examples/index.html'],
]);
