import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { bundle } from './bundle.mjs';
import { documentPages, examplePages, homePage } from './pages.mjs';
import { playgrounds } from './playgrounds.mjs';
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
 * @param {{ out: string, reference?: string }} options - where to, and the folder of the reference, where it is taken in
 * @returns {Promise<{ pages: number }>} how many pages it has, without the reference
 */
export async function buildSite({ out, reference }) {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  if (reference) renameSync(reference, `${out}/reference`);
  cpSync(`${root}docs/pictures`, `${out}/pictures`, { recursive: true });
  const pictures = copyExamplePictures(out);
  const play = playgrounds(out);
  const pages = [await homePage(), ...documentPages(), ...examplePages(pictures), ...play.pages];
  for (const page of pages) {
    mkdirSync(dirname(`${out}/${page.path}`), { recursive: true });
    writeFileSync(`${out}/${page.path}`, pageOf(page));
  }
  for (const file of copied) copyFileSync(`${root}site/${file}`, `${out}/${file}`);
  await bundle({ ...scripts, ...play.scripts }, out);
  return { pages: pages.length };
}

/** @returns {Set<string>} the names of the pictures that there are */
function copyExamplePictures(out) {
  const folder = `${root}examples/output`;
  mkdirSync(`${out}/examples`, { recursive: true });
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.svg'))
    : [];
  for (const name of names) copyFileSync(`${folder}/${name}`, `${out}/examples/${name}`);
  return new Set(names.map((name) => name.slice(0, -'.svg'.length)));
}
