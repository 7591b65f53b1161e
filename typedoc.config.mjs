import { katex } from '@mdit/plugin-katex';

/** Formulas between $ signs become MathML when the reference is built, so that it reads offline. */
export default {
  entryPoints: ['src/index.ts'],
  out: 'docs/reference',
  name: 'nadaraya',
  readme: 'README.md',
  projectDocuments: [
    'docs/tour.md',
    'docs/concepts.md',
    'docs/guide/rows.md',
    'docs/guide/choose-a-bandwidth.md',
    'docs/guide/choose-a-kernel.md',
    'docs/guide/large-data.md',
    'docs/guide/read-a-band.md',
    'docs/guide/pictures.md',
    'docs/learning.md',
    'docs/algorithms.md',
    'docs/benchmarks.md',
    'docs/accuracy.md',
    'docs/coverage.md',
  ],
  includeVersion: true,
  disableSources: true,
  excludeInternal: true,
  excludePrivate: true,
  navigation: { includeCategories: true, includeGroups: true },
  // the table that the names of kernels are read from, and steps from columns to the types of rows
  intentionallyNotExported: ['builtInKernels', 'FieldOf', 'Held', 'ValueOf'],
  treatWarningsAsErrors: true,
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  requiredToBeDocumented: [
    'Class',
    'Interface',
    'Function',
    'TypeAlias',
    'Variable',
    'Method',
    'Property',
  ],
  markdownItLoader: (parser) => parser.use(katex, { output: 'mathml' }),
};
