// Runs every example in this process, for its pictures: node --import tsx scripts/site/runExamples.mjs

import { readdirSync } from 'node:fs';
import { root } from './root.mjs';

const names = readdirSync(`${root}examples`).filter((file) => /^\d\d-.*\.ts$/.test(file));
for (const name of names.sort()) await import(`${root}examples/${name}`);
