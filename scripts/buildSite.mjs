// Builds the site into site/dist: node scripts/buildSite.mjs [--out=folder] [--without-reference]

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSite } from './site/buildSite.mjs';
import { brokenLinks } from './site/checkLinks.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../site/dist', import.meta.url)) },
    'without-reference': { type: 'boolean', default: false },
  },
});
const start = performance.now();
const reference = !values['without-reference'];
const { pages } = await buildSite({ out: values.out, reference });
const broken = brokenLinks(values.out, (path) => !reference && path.startsWith('reference/'));
if (broken.length > 0) {
  console.error(`These links lead nowhere:\n${broken.join('\n')}`);
  process.exitCode = 1;
}
console.log(`${pages} pages in ${values.out}, ${Math.round(performance.now() - start)} ms`);
