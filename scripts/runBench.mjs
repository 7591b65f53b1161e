// Runs the benchmarks one after another, each in a process of its own: node scripts/runBench.mjs [part of a name] [arguments]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';

const wanted = process.argv[2] ?? '';
const peers = 'test/bench/peers';
console.log(`${cpus()[0].model}, Node ${process.versions.node}`);
const files = readdirSync('test/bench')
  .filter((file) => file.endsWith('.bench.mjs'))
  .sort()
  .map((file) => `test/bench/${file}`);
const ofPeers = ['peers', 'loess', 'density'].map((name) => `${peers}/${name}.bench.mjs`);
for (const file of [...files, ...ofPeers]) {
  if (!file.includes(wanted)) continue;
  console.log(`\n${file}`);
  if (file.startsWith(peers) && !existsSync(`${peers}/node_modules`)) {
    console.log(`Other packages are not installed: npm --prefix ${peers} ci (310 MB), then again`);
    continue;
  }
  const { status } = spawnSync(process.execPath, [file, ...process.argv.slice(3)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
