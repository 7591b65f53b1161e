import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A folder with the package as users install it: the tarball, unpacked beside its dependencies, without optional peers. */
export function packedProject(): { folder: string; packed: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'nadaraya-project-'));
  const report = execFileSync(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const { filename, files } = [JSON.parse(report)].flat()[0];
  const modules = join(folder, 'node_modules');
  const own = join(modules, 'nadaraya');
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', join(folder, filename), '--strip-components', '1', '-C', own]);
  for (const name of readdirSync(`${root}node_modules`)) {
    if (!/^(\.|nadaraya$|vega)/.test(name))
      symlinkSync(`${root}node_modules/${name}`, join(modules, name));
  }
  return { folder, packed: files.map(({ path }: { path: string }) => path) };
}
