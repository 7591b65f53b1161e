import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** The folders from bottom to top; a file imports from its own folder or one further up in this list. */
const order = [
  'arrays',
  'kernels',
  'loops',
  'sums',
  'tensor',
  'attention',
  'model',
  'optim',
  'smoothers',
  'summary',
  'bandwidth',
  'density',
  'inference',
  'distribution',
  'estimators',
  'plot',
  'sql',
];
/** Files at the root that only export: an entry point each. */
const entryPoints = ['index.ts', 'regression.ts', 'attention.ts', 'plot.ts', 'sql.ts'];
/** What a worker runs: it exports nothing. */
const scripts = ['worker.ts'];
const learning = new Set(['tensor', 'attention', 'model', 'optim']);
const statistics = new Set([
  'smoothers',
  'summary',
  'bandwidth',
  'density',
  'inference',
  'distribution',
  'estimators',
]);

interface Import {
  readonly file: string;
  readonly folder: string;
  readonly target: string;
  readonly targetFolder: string;
  readonly typeOnly: boolean;
  /** What stands between the braces. */
  readonly names: readonly string[];
}

/** Which method sums is nobody's business above `sums`: its files, and the names of `kernelSums` that tell. */
const methodFiles = ['direct', 'windowed', 'binned', 'binnedLine', 'binnedGrid', 'tree'];
const methodNames = ['chosenPlan', 'methods', 'Plan', 'SumsMethod'];
/** Imports that still ask for the method; none may be added. */

// AssemblyScript has a compiler, and rules, of its own
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('loops/wasm/assembly/'),
);

const folderOf = (file: string): string => (file.includes('/') ? file.split('/')[0]! : '');

function importsOf(file: string): Import[] {
  const text = readFileSync(`${src}/${file}`, 'utf8').replaceAll(/^\s*\*.*$/gm, ''); // examples in comments aside
  const found = [...text.matchAll(/^(?:import|export)\s([^;'"]*?from\s+)?['"]([^'"]+)['"]/gm)];
  return found.map(([, clause = '', path]) => {
    const typeOnly = clause.startsWith('type ') || /^\{(\s*type [^,}]+,?)+\s*\}/.test(clause);
    const target = path!.startsWith('.')
      ? relative(src, resolve(src, dirname(file), path!))
      : path!;
    const inside = path!.startsWith('.');
    return {
      file,
      folder: folderOf(file),
      target,
      targetFolder: inside ? folderOf(target) : path!,
      typeOnly,
      names: (/\{([^}]*)\}/.exec(clause)?.[1] ?? '').split(',').map(
        (name) =>
          name
            .trim()
            .replace(/^type /, '')
            .split(' as ')[0]!,
      ),
    };
  });
}

const imports = files.flatMap(importsOf);
const ownFiles = imports.filter(({ target }) => target.endsWith('.js'));
const inner = ownFiles.filter(({ file }) => ![...entryPoints, ...scripts].includes(file));
const outer = imports.filter(({ target }) => !target.endsWith('.js'));
const show = ({ file, target }: Import): string => `${file} imports ${target}`;

describe('architecture', () => {
  it('finds the sources and their imports', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(inner.length).toBeGreaterThan(100);
  });

  it('knows every folder', () => {
    const folders = new Set(files.map(folderOf).filter((folder) => folder !== ''));
    expect([...folders].filter((folder) => !order.includes(folder))).toEqual([]);
  });

  it('imports go one way', () => {
    const wrong = inner.filter(({ folder, targetFolder }) => {
      if (targetFolder === '') return false; // types.ts and errors.ts serve everyone
      if (folder === '') return true; // and import nothing
      return order.indexOf(targetFolder) > order.indexOf(folder);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('entry points are the only files at the root beside types and errors, and index takes all of them', () => {
    const root = files.filter((file) => folderOf(file) === '');
    expect(root.sort()).toEqual([...entryPoints, ...scripts, 'errors.ts', 'types.ts'].sort());
    const ofIndex = ownFiles.filter(({ file }) => file === 'index.ts').map(({ target }) => target);
    const others = entryPoints.filter((file) => file !== 'index.ts');
    expect(ofIndex.sort()).toEqual(others.map((file) => file.replace(/ts$/, 'js')).sort());
    const into = inner.filter(({ target }) => entryPoints.includes(target.replace(/js$/, 'ts')));
    expect(into.map(show)).toEqual([]);
  });

  it('regression, plot and sql reach nothing that knows ndarray', () => {
    for (const start of ['regression.ts', 'plot.ts', 'sql.ts']) {
      const reached = new Set([start]);
      for (const file of reached)
        for (const each of ownFiles)
          if (each.file === file) reached.add(each.target.replace(/js$/, 'ts'));
      expect(reached.size).toBeGreaterThan(8);
      expect([...reached].filter((file) => learning.has(folderOf(file)))).toEqual([]);
    }
  });

  it('imports go round in no circle, types included', () => {
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      const own = inner.filter((each) => each.file === file);
      for (const { target } of own) visit(target.replace(/js$/, 'ts'), [...path, file]);
      done.add(file);
    };
    for (const file of files) visit(file, []);
    expect(circles).toEqual([]);
  });

  it('the sub-folders of sums are its own', () => {
    const wrong = inner.filter(
      ({ folder, target }) => folder !== 'sums' && /^sums\/.*\//.test(target),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('nobody above sums asks which method runs', () => {
    const wrong = inner.filter(({ folder, target, targetFolder, names }) => {
      if (folder === 'sums' || targetFolder !== 'sums') return false;
      const isMethod = methodFiles.some((name) => target === `sums/${name}.js`);
      return isMethod || names.some((name) => methodNames.includes(name));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  it('loops import nothing but loops', () => {
    const wrong = imports.filter(
      ({ folder, targetFolder }) => folder === 'loops' && targetFolder !== 'loops',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('the two columns meet only in sums', () => {
    const wrong = inner.filter(
      ({ folder, targetFolder }) =>
        (learning.has(folder) && statistics.has(targetFolder)) ||
        (statistics.has(folder) && learning.has(targetFolder)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('plot takes results by their type: its own code reads arrays and throws errors, nothing more', () => {
    const wrong = inner.filter(
      ({ folder, targetFolder, typeOnly }) =>
        folder === 'plot' && !typeOnly && !['plot', 'arrays', ''].includes(targetFolder),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('sql checks what it is given, and knows of a summary how its rows are called, nothing more', () => {
    const known = ['summary/CellSums.js', 'summary/rowLayout.js'];
    const wrong = inner.filter(
      ({ folder, target, targetFolder }) =>
        folder === 'sql' &&
        !known.includes(target) &&
        !['sql', 'arrays', ''].includes(targetFolder),
    );
    expect(wrong.map(show)).toEqual([]);
    expect(inner.some(({ folder }) => folder === 'sql')).toBe(true);
  });

  it('only tensor/ndarray.ts loads ndarray, and only arrays/createRandom.ts loads pure-rand', () => {
    const values = outer.filter(({ typeOnly }) => !typeOnly);
    const loading = values.map(({ file, target }) => `${file} ${target.split('/')[0]}`);
    expect([...new Set(loading)].sort()).toEqual([
      'arrays/createRandom.ts pure-rand',
      'tensor/ndarray.ts ndarray',
      'tensor/ndarray.ts ndarray-ops',
    ]);
  });

  it('only the learning column and the public surface know the ndarray type', () => {
    const wrong = outer.filter(
      ({ target, folder }) => target === 'ndarray' && !learning.has(folder),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('no folder has an index, and no file is a drawer', () => {
    expect(files.filter((file) => /(^|\/)(utils|helpers|misc)/.test(file))).toEqual([]);
    expect(files.filter((file) => file.endsWith('/index.ts'))).toEqual([]);
  });
});
