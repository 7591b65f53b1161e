import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './bundle.mjs';
import { playgrounds } from './playgrounds.mjs';
import { root } from './root.mjs';
import { pageOf } from './template.mjs';

/**
 * Builds the site.
 *
 * @param {{ out: string, reference: boolean }} options - where to, and whether with the reference, which takes longest
 * @returns {Promise<{ pages: number }>} how many pages it has, without the reference
 */
export async function buildSite({ out }) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const play = playgrounds(out);
  const pages = [...play.pages];
  for (const page of pages) {
    mkdirSync(dirname(`${out}/${page.path}`), { recursive: true });
    writeFileSync(`${out}/${page.path}`, pageOf(page));
  }
  for (const file of ['styles.css', 'icon.svg'])
    copyFileSync(`${root}site/${file}`, `${out}/${file}`);
  await bundle({ theme: 'site/theme.ts', ...play.scripts }, out);
  return { pages: pages.length };
}
