// Runs every example in order; stops at the first that fails.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

for (const name of readdirSync('examples')
  .filter((file) => /^\d\d-.*\.ts$/.test(file))
  .sort()) {
  console.log(`\n${name}`);
  const { status } = spawnSync('npx', ['tsx', `examples/${name}`], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
