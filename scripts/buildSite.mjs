// Builds the site into site/dist: node scripts/buildSite.mjs [--out=folder] [--without-reference]

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildSite } from './site/buildSite.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('../site/dist', import.meta.url)) },
    'without-reference': { type: 'boolean', default: false },
  },
});
const start = performance.now();
const { pages } = await buildSite({ out: values.out, reference: !values['without-reference'] });
console.log(`${pages} pages in ${values.out}, ${Math.round(performance.now() - start)} ms`);
