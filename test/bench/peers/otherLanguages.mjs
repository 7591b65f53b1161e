// Peers in Python and R, where the machine has them: a process each that answers a line `folder h` by pooling the numbers in
// that folder and telling its seconds of processor time, so that its runs interleave with ours and starting it is not timed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const python = process.env.PEERS_PYTHON ?? 'python3';
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const pairwise = { largest: 1e5, queries: (n) => Math.min(n, 2e7 / n) };

const candidates = [
  {
    name: 'numpy, in chunks',
    command: [python, 'pool.py', 'numpy'],
    probe: [python, '-c', 'import numpy; print(numpy.__version__)'],
    arithmetic: '64-bit',
    within: 1e-11,
    ...pairwise,
  },
  {
    name: 'torch, in chunks',
    command: [python, 'pool.py', 'torch'],
    probe: [python, '-c', 'import numpy, torch; print(torch.__version__)'],
    arithmetic: '64-bit',
    within: 1e-11,
    ...pairwise,
  },
  ...[401, 4001].map((gridSize) => ({
    name: `R KernSmooth::locpoly, ${gridSize}`,
    command: ['Rscript', 'pool.R', String(gridSize)],
    probe: ['Rscript', '-e', 'cat(as.character(packageVersion("KernSmooth")))'],
    arithmetic: '64-bit, grid',
    within: 0.2,
    largest: 1e6,
    queries: (n) => n,
  })),
];

/** The peers that pool that this machine has, and a line for each it has not. */
export function openOtherLanguages() {
  return openPeers(candidates);
}

/**
 * The same of any peers.
 *
 * @param wanted - each with its `command`, a script of this folder after its program, and a `probe` that prints a version
 */
export function openPeers(wanted) {
  const [peers, skipped] = [[], []];
  for (const { command, probe, ...peer } of wanted) {
    const { status, stdout } = spawnSync(probe[0], probe.slice(1), { encoding: 'utf8' });
    if (status === 0) {
      peers.push({ ...peer, name: `${peer.name} (${stdout.trim()})`, ...serve(command) });
    } else skipped.push(`${peer.name}: \`${probe.join(' ')}\` does not run here`);
  }
  return { peers, skipped };
}

/** A process that pools on demand; `prepare` writes the numbers to a folder of their own. */
function serve([program, name, ...args]) {
  const child = spawn(program, [script(name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, ...oneThread },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const folders = [];
  return {
    prepare(xq, x, y, h) {
      const folder = mkdtempSync(join(tmpdir(), 'peers-'));
      folders.push(folder);
      for (const [name, t] of Object.entries({ xq, x, y })) writeFileSync(join(folder, name), t);
      return async () => {
        child.stdin.write(`${folder} ${h}\n`);
        const { value, done } = await lines.next();
        if (done) throw new Error(`${program} ${name} ${args.join(' ')} ended`);
        const bytes = readFileSync(join(folder, 'out'));
        const out = new Float64Array(
          bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
        );
        return { out, milliseconds: 1000 * Number(value) };
      };
    },
    close() {
      child.stdin.end();
      for (const folder of folders) rmSync(folder, { recursive: true });
    },
  };
}
