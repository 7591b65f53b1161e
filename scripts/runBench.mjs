// Runs the benchmarks one after another, each in a process of its own: node scripts/runBench.mjs [part of a name]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus } from 'node:os';

const wanted = process.argv[2] ?? '';
console.log(`${cpus()[0].model}, Node ${process.versions.node}`);
for (const name of readdirSync('test/bench')
  .filter((file) => file.endsWith('.bench.mjs'))
  .sort()) {
  if (!name.includes(wanted)) continue;
  console.log(`\n${name}`);
  const { status } = spawnSync(process.execPath, [`test/bench/${name}`], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
