// Markdown to markup: headings with addresses, code in colours by classes, formulas as MathML, tables that scroll.

import { katex } from '@mdit/plugin-katex';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import MarkdownIt from 'markdown-it';
import { escapeHtml } from './template.mjs';

hljs.registerLanguage('ts', typescript);
hljs.registerLanguage('js', typescript);
hljs.registerLanguage('sh', bash);
hljs.registerLanguage('html', xml);
hljs.registerLanguage('json', json);
hljs.registerLanguage('sql', sql);

/** A block of code as markup, in colours where its language is known. */
export function codeBlock(code, language) {
  const known = hljs.getLanguage(language);
  const inner = known ? hljs.highlight(code, { language }).value : escapeHtml(code);
  const kind = language === 'text' ? 'prints' : 'code';
  return `<pre class="${kind}" tabindex="0"><code>${inner.trimEnd()}</code></pre>\n`;
}

/** What a heading is called in an address, as GitHub calls it. */
export function slugOf(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

/**
 * Markdown as markup.
 *
 * @param {string} text
 * @param {object} options
 * @param {(target: string) => string} options.link - where an address in the text leads on the site
 * @param {boolean} [options.html] - whether markup in the text is markup
 * @param {(table: object) => string} [options.beforeTable] - what stands before a table, told its heading and cells
 * @returns {{ html: string, title: string, headings: { id: string, text: string, level: number }[], firstParagraph: string }}
 */
export function renderMarkdown(text, { link, html = false, beforeTable }) {
  const parser = new MarkdownIt({ html, linkify: false, typographer: false });
  parser.use(katex, { output: 'mathml', throwOnError: true });
  const headings = [];
  const slugs = new Map();
  const { rules } = parser.renderer;

  rules.heading_open = (tokens, at) => {
    const text = plainOf(tokens[at + 1]);
    const slug = slugOf(text);
    const before = slugs.get(slug) ?? 0;
    slugs.set(slug, before + 1);
    const id = before === 0 ? slug : `${slug}-${before}`;
    headings.push({ id, text, level: Number(tokens[at].tag.slice(1)) });
    tokens[at + 2].meta = { id, text };
    return `<${tokens[at].tag} id="${id}">`;
  };
  rules.heading_close = (tokens, at) => {
    const { tag, meta } = tokens[at];
    if (tag === 'h1') return `</${tag}>\n`;
    const label = `Link to “${escapeHtml(meta.text)}”`;
    return `<a class="anchor" href="#${meta.id}" aria-label="${label}">#</a></${tag}>\n`;
  };
  rules.fence = (tokens, at) => codeBlock(tokens[at].content, tokens[at].info.trim());
  rules.code_block = (tokens, at) => codeBlock(tokens[at].content, 'text');
  rules.table_open = (tokens, at) => {
    const heading = headings.at(-1)?.text ?? 'table';
    const before = beforeTable?.({ heading, rows: rowsOf(tokens, at) }) ?? '';
    const label = escapeHtml(`Table: ${heading}`);
    return `${before}<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>\n`;
  };
  rules.table_close = () => '</table></div>\n';
  rules.link_open = (tokens, at, options, _, self) => {
    const token = tokens[at];
    token.attrSet('href', link(token.attrGet('href')));
    return self.renderToken(tokens, at, options);
  };
  rules.image = (tokens, at) => {
    const token = tokens[at];
    const source = escapeHtml(link(token.attrGet('src')));
    return `<span class="picture"><img src="${source}" alt="${escapeHtml(token.content)}" loading="lazy"></span>`;
  };

  const tokens = parser.parse(text, {});
  // a formula may be wider than the page: it scrolls by itself, by keys too
  const body = parser.renderer
    .render(tokens, parser.options, {})
    .replaceAll(
      "<p class='katex-block'>",
      '<div class="formula-block" tabindex="0" role="group" aria-label="Formula">',
    )
    .replaceAll(/(<\/math><\/span>)<\/p>/g, (end, math, at, all) =>
      all.lastIndexOf('<div class="formula-block"', at) > all.lastIndexOf('<p', at)
        ? `${math}</div>`
        : end,
    );
  const first = tokens.findIndex(({ type }) => type === 'paragraph_open');
  return {
    html: body,
    title: headings[0]?.text ?? '',
    headings,
    firstParagraph: first < 0 ? '' : plainOf(tokens[first + 1]).replaceAll('\n', ' '),
  };
}

/** The words of an inline token without marks. */
function plainOf(token) {
  return token.children.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}

/** The cells of the table that opens at a token, row by row, the head first. */
function rowsOf(tokens, at) {
  const rows = [];
  for (let k = at; tokens[k].type !== 'table_close'; k++) {
    if (tokens[k].type === 'tr_open') rows.push([]);
    if (tokens[k].type === 'inline') rows.at(-1).push(plainOf(tokens[k]).trim());
  }
  return rows;
}
