// Serves site/dist: node scripts/serveSite.mjs [port]

import { fileURLToPath } from 'node:url';
import { serve } from './site/serve.mjs';

const folder = fileURLToPath(new URL('../site/dist', import.meta.url));
const { port } = await serve(folder, { port: Number(process.argv[2] ?? 8080) });
console.log(`http://localhost:${port}/`);
