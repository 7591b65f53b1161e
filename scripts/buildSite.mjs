// Builds the site into site/dist: node scripts/buildSite.mjs [--out=folder] [--quick]
//
// First the library and, with it, the pictures of the examples; the reference beside that. `--quick` takes the library
// and the pictures as they are, and leaves the reference out.

import { execFile } from 'node:child_process';
import { parseArgs, promisify } from 'node:util';
import { buildSite } from './site/buildSite.mjs';
import { brokenLinks } from './site/checkLinks.mjs';
import { buildReference } from './site/reference.mjs';
import { root } from './site/root.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: `${root}site/dist` },
    quick: { type: 'boolean', default: false },
  },
});
const { out, quick } = values;
const start = performance.now();
const node = (...given) => promisify(execFile)(process.execPath, given, { cwd: root });

async function buildLibrary() {
  await node('scripts/build.mjs');
  await node('--import', 'tsx', 'scripts/site/runExamples.mjs');
}

const apart = `${root}site/.reference`; // the folder of the site is emptied meanwhile
const [referencePages] = quick ? [0] : await Promise.all([buildReference(apart), buildLibrary()]);
const { pages } = await buildSite({ out, reference: quick ? undefined : apart });
const broken = brokenLinks(out, (path) => quick && path.startsWith('reference/'));
if (broken.length > 0) {
  console.error(`These links lead nowhere:\n${broken.join('\n')}`);
  process.exitCode = 1;
}
const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(`${pages + referencePages} pages in ${out}, ${seconds} s`);
