import { copyFileSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './bundle.mjs';
import { documentPages, examplePages, homePage } from './pages.mjs';
import { playgrounds } from './playgrounds.mjs';
import { buildReference } from './reference.mjs';
import { root } from './root.mjs';
import { pageOf } from './template.mjs';

/** Scripts of pages that are no playground. */
const scripts = {
  theme: 'site/theme.ts',
  copyButtons: 'site/copyButtons.ts',
  home: 'site/home.ts',
};
const copied = ['styles.css', 'home.css', 'icon.svg'];

/**
 * Builds the site. It asks for the built library, and shows the pictures of examples that have been run.
 *
 * @param {{ out: string, reference: boolean }} options - where to, and whether with the reference, which takes longest
 * @returns {Promise<{ pages: number }>} how many pages it has, those of the reference too
 */
export async function buildSite({ out, reference }) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const referencePages = reference ? buildReference(`${out}/reference`) : 0;
  const play = playgrounds(out);
  const pages = [await homePage(), ...documentPages(), ...examplePages(), ...play.pages];
  for (const page of pages) {
    mkdirSync(dirname(`${out}/${page.path}`), { recursive: true });
    writeFileSync(`${out}/${page.path}`, pageOf(page));
  }
  for (const file of copied) copyFileSync(`${root}site/${file}`, `${out}/${file}`);
  cpSync(`${root}docs/pictures`, `${out}/pictures`, { recursive: true });
  copyExamplePictures(out);
  await bundle({ ...scripts, ...play.scripts }, out);
  return { pages: pages.length + (await referencePages) };
}

function copyExamplePictures(out) {
  let files = [];
  try {
    files = readdirSync(`${root}examples/output`);
  } catch {
    // no example has been run
  }
  for (const file of files.filter((name) => name.endsWith('.svg')))
    copyFileSync(`${root}examples/output/${file}`, `${out}/examples/${file}`);
}
