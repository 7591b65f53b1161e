// The pages of the site that are text: documents, examples, the home page.

import { readdirSync, readFileSync } from 'node:fs';
import { chartBefore, expectAllCharts, startCharts } from './charts.mjs';
import { groups } from './documents.mjs';
import { drawHomePicture } from './homePicture.mjs';
import { linksOf } from './links.mjs';
import { codeBlock, renderMarkdown } from './markdown.mjs';
import { playgroundCards } from './playgrounds.mjs';
import { root } from './root.mjs';
import { escapeHtml, relativeTo } from './template.mjs';

const read = (file) => readFileSync(root + file, 'utf8');

/** Which entry of the bar a path belongs to. */
function sectionOf(path) {
  if (path.startsWith('recipes/')) return 'recipes/index.html';
  if (path.startsWith('examples/')) return 'examples/index.html';
  if (path === 'benchmarks.html') return path;
  return 'overview.html';
}

/** A column of links in groups, with the headings of the present page below its name. */
function column(path, listed, headings = []) {
  const parts = listed.map(({ name, entries }) => {
    const items = entries.map(([target, text]) => {
      if (target !== path)
        return `<li><a href="${relativeTo(path, target)}">${escapeHtml(text)}</a></li>`;
      const inner = headings
        .filter(({ level }) => level === 2)
        .map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`);
      const within = inner.length > 1 ? `<ul class="within">${inner.join('')}</ul>` : '';
      return `<li><a href="${relativeTo(path, target)}" aria-current="page">${escapeHtml(text)}</a>${within}</li>`;
    });
    return `<h2>${name}</h2><ul>${items.join('')}</ul>`;
  });
  return `<nav class="pages" aria-label="Pages"><details open><summary>All pages</summary>${parts.join('\n')}</details></nav>\n`;
}

/** The text between the title of a page and its description. */
const described = (text, title) => {
  const short = text.length > 180 ? `${text.slice(0, text.lastIndexOf(' ', 177))} …` : text;
  return short || title;
};

const sentenceOf = (words) => words.slice(0, 1).toUpperCase() + words.slice(1);

/** Pages of the Markdown files. */
export function documentPages() {
  startCharts();
  const rendered = groups.map(({ name, documents }) => ({
    name,
    documents: documents.map(({ source, path }) => ({
      source,
      path,
      ...renderMarkdown(read(source), {
        link: linksOf(source, path),
        beforeTable: path === 'benchmarks.html' ? chartBefore : undefined,
      }),
    })),
  }));
  expectAllCharts();
  const names = { 'overview.html': 'Overview', 'recipes/index.html': 'All recipes' };
  const nameOf = ({ path, title }) => names[path] ?? title;
  const listed = rendered.map(({ name, documents }) => ({
    name,
    entries: documents.map((document) => [document.path, nameOf(document)]),
  }));
  return rendered.flatMap(({ documents }) =>
    documents.map((document) => ({
      path: document.path,
      title: `${nameOf(document)} – nadaraya`,
      description: described(document.firstParagraph, document.title),
      body: document.html,
      section: sectionOf(document.path),
      aside: column(document.path, listed, document.headings),
      scripts: ['copyButtons.js'],
    })),
  );
}

/** Pictures that an example writes. */
function picturesOf(code) {
  return [...code.matchAll(/savePicture\(\s*'([\w-]+)'/g)].map(([, name]) => name);
}

const inWords = (file) => {
  const words = file.slice(3, -3).replaceAll('-', ' ');
  return words[0].toUpperCase() + words.slice(1);
};

/**
 * A page for each example, and one of all.
 *
 * @param {ReadonlySet<string>} drawn - the names of pictures that there are
 */
export function examplePages(drawn) {
  const files = readdirSync(`${root}examples`)
    .filter((file) => /^\d\d-.*\.ts$/.test(file))
    .sort();
  const readme = read('examples/README.md');
  const abouts = new Map(
    [...readme.matchAll(/^\| `([\w-]+\.ts)` *\| (.*?) *\|$/gm)].map(([, file, text]) => [
      file,
      text,
    ]),
  );
  const examples = files.map((file) => {
    const code = read(`examples/${file}`);
    return {
      file,
      path: `examples/${file.replace(/ts$/, 'html')}`,
      name: inWords(file),
      about: sentenceOf(abouts.get(file) ?? ''),
      code,
      pictures: picturesOf(code).filter((name) => drawn.has(name)),
    };
  });
  const listed = [
    {
      name: 'Examples',
      entries: [
        ['examples/index.html', 'All examples'],
        ...examples.map(({ path, name }) => [path, name]),
      ],
    },
  ];
  const inline = (text) =>
    renderMarkdown(text, {
      link: linksOf('examples/README.md', 'examples/index.html'),
    }).html.replaceAll(/^<p>|<\/p>\s*$/g, '');
  const cards = examples.map(({ path, name, about, pictures }) => {
    const picture = pictures[0]
      ? `<img src="${pictures[0]}.svg" alt="" loading="lazy" width="400" height="260">`
      : '';
    return `<li><a class="card" href="${path.slice('examples/'.length)}">${picture}<strong>${escapeHtml(name)}</strong><span>${inline(about)}</span></a></li>`;
  });
  const overview = {
    path: 'examples/index.html',
    title: 'Examples – nadaraya',
    description: 'Numbered examples, each one idea, with the picture that it draws.',
    body: `<h1>Examples</h1>
<p class="lead">Each is one idea in ten to forty lines, and prints numbers or draws a picture. In a clone, <code>npm run examples</code> runs them all.</p>
<ul class="cards">${cards.join('\n')}</ul>`,
    section: 'examples/index.html',
    aside: column('examples/index.html', listed),
  };
  return [
    overview,
    ...examples.map(({ file, path, name, about, code, pictures }, at) => {
      const shown = pictures.map(
        (picture) =>
          `<p class="picture"><img src="${picture}.svg" alt="What the example draws: ${escapeHtml(about.replaceAll('`', ''))}"></p>`,
      );
      const [before, after] = [examples[at - 1], examples[at + 1]];
      const step = (example, text) =>
        example
          ? `<a href="${example.file.replace(/ts$/, 'html')}">${text.replace('%', escapeHtml(example.name))}</a>`
          : '';
      return {
        path,
        title: `${name} – nadaraya`,
        description: described(about.replaceAll('`', ''), name),
        body: `<h1>${escapeHtml(name)}</h1>
<p class="lead">${inline(about)}</p>
${shown.join('\n')}
${codeBlock(code, 'ts')}
<p>In a clone: <code>npx tsx examples/${file}</code></p>
<p class="steps">${step(before, '← %')} ${step(after, '% →')}</p>`,
        section: 'examples/index.html',
        aside: column(path, listed),
        scripts: ['copyButtons.js'],
      };
    }),
  ];
}

/** The first page. */
export async function homePage() {
  const picture = (await drawHomePicture()).replaceAll('\n', ' ');
  const { html } = renderMarkdown(
    read('site/home.md')
      .replace('{{picture}}', () => picture)
      .replace('{{playgrounds}}', () => playgroundCards('index.html')),
    { link: (target) => target, html: true },
  );
  return {
    path: 'index.html',
    title: 'nadaraya – kernel regression and attention in TypeScript',
    description:
      'A curve through your data, a bandwidth that the data choose, and a band that means 95 %: kernel regression in TypeScript.',
    body: html,
    kind: 'home',
    styles: ['home.css'],
    scripts: ['home.js', 'copyButtons.js'],
  };
}
