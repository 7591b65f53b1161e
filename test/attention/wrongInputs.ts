import ndarray from 'ndarray';
import { attentionOptionNames } from '../../src/attention/AttentionOptions.js';
import { NumericalError, OptionError, ShapeError } from '../../src/errors.js';

type ErrorClass = typeof OptionError | typeof ShapeError | typeof NumericalError;

interface WrongInput {
  readonly name: string;
  readonly queries: unknown;
  readonly keys: unknown;
  readonly options: unknown;
  readonly type: ErrorClass;
  /** The message after `where: `; a pattern where it ends in a long list. */
  readonly message: string | RegExp;
}

const circular: unknown[] = [];
circular.push(circular);
const hostile = { data: Float64Array.of(1, 2), shape: [2], stride: [5], offset: 0 };

/** Queries and keys that do not go together, with the default options. */
const arrays: [string, unknown, unknown, ErrorClass, string | RegExp][] = [
  ['a number', 1, [1], OptionError, 'queries must be an array, a typed array or an ndarray, got 1'],
  [
    'a string',
    'ab',
    [1],
    OptionError,
    'queries must be an array, a typed array or an ndarray, got "ab"',
  ],
  ['null', [1], null, OptionError, 'keys must be an array, a typed array or an ndarray, got null'],
  ['bigints', [1], [1n], OptionError, 'keys must hold numbers, got 1n'],
  ['strings', ['1'], [1], OptionError, 'queries must hold numbers, got "1"'],
  ['objects', [1], [{}], OptionError, 'keys must hold numbers, got an object'],
  [
    'ragged rows',
    [[1, 2]],
    [[1, 2], [3]],
    ShapeError,
    'keys must be rectangular, with rows of 2 at depth 1, got a row of 1',
  ],
  ['a circular array', circular, [1], ShapeError, 'queries must have at most rank 16, got more'],
  [
    'a stride out of the data',
    [1],
    hostile,
    ShapeError,
    /^keys must be an ndarray whose shape and stride stay inside its data, got /,
  ],
  [
    'a negative offset',
    { ...hostile, stride: [1], offset: -1 },
    [1],
    ShapeError,
    /^queries must be an ndarray whose shape/,
  ],
  [
    'queries of rank 4',
    [[[[1]]]],
    [1],
    ShapeError,
    'queries must have rank 1 or 2 or 3, got rank 4, shape [1, 1, 1, 1]',
  ],
  [
    'queries of rank 0',
    ndarray([1], []),
    [1],
    ShapeError,
    'queries must have rank 1 or 2 or 3, got rank 0, shape []',
  ],
  [
    'keys of lower rank',
    [[1]],
    [1],
    ShapeError,
    'keys must have rank 2 or 3, since queries have rank 2, got rank 1, shape [1]',
  ],
  [
    'keys two ranks higher',
    [1],
    [[[1]]],
    ShapeError,
    'keys must have rank 1 or 2, since queries have rank 1, got rank 3, shape [1, 1, 1]',
  ],
  [
    'other dimensions',
    [[1, 2]],
    [[1], [2]],
    ShapeError,
    'queries and keys must have the same number of dimensions, got 2 and 1',
  ],
  [
    'other dimensions, own keys',
    [[1, 2]],
    [[[1]]],
    ShapeError,
    'queries and keys must have the same number of dimensions, got 2 and 1',
  ],
  [
    'own keys for other queries',
    [1, 2, 3],
    [[1], [2]],
    ShapeError,
    'keys of rank 2 must have a row for each query, got 3 and 2',
  ],
  [
    'keys of rank 1 for a batch',
    [[[1]]],
    [1],
    ShapeError,
    'keys must have rank 2 or 3 or 4, since queries have rank 3, got rank 1, shape [1]',
  ],
  [
    'batches of other lengths',
    [[[1]], [[2]]],
    [[[1]], [[2]], [[3]]],
    ShapeError,
    'queries and keys must have batches of the same length, got 2 and 3',
  ],
  [
    'other dimensions in a batch',
    [[[1, 2]]],
    [[[1]]],
    ShapeError,
    'queries and keys must have the same number of dimensions, got 2 and 1',
  ],
  [
    'own keys for other queries in a batch',
    [[[1], [2]]],
    [[[[1]], [[2]], [[3]]]],
    ShapeError,
    'keys of rank 4 must have a row for each query, got 2 and 3',
  ],
  ['a query of NaN', [1, NaN], [1], NumericalError, 'queries must be finite, got NaN at index 1'],
  [
    'a key of infinity',
    [1],
    [-Infinity],
    NumericalError,
    'keys must be finite, got -Infinity at index 0',
  ],
];

/** Options that are wrong for two queries [0, 1] and three keys [0, 1, 2]. */
const options: [string, unknown, ErrorClass, string | RegExp][] = [
  ['null', null, OptionError, 'options must be an object, got null'],
  ['an array', [], OptionError, 'options must be an object, got an array of length 0'],
  ['a string', 'gaussian', OptionError, 'options must be an object, got "gaussian"'],
  ...['gamma', 'kernels', '__proto__', 'constructor', 'toString'].map(
    (key): [string, unknown, ErrorClass, RegExp] => [
      `the unknown name ${key}`,
      { [key]: 1 },
      OptionError,
      new RegExp(
        `^options must be among score, kernel, .*emptyWindow(, method, tolerance)?, got "${key}"$`,
      ),
    ],
  ),
  ...['sinc', '__proto__', 'constructor', 'toString'].map(
    (kernel): [string, unknown, ErrorClass, RegExp] => [
      `the unknown kernel ${kernel}`,
      { kernel },
      OptionError,
      new RegExp(
        `^kernel must be an object with value\\(u\\), or one of gaussian, .*constant, got "${kernel}"$`,
      ),
    ],
  ),
  [
    'bandwidth 0',
    { bandwidth: 0 },
    OptionError,
    'bandwidth must be a finite number above 0, got 0',
  ],
  [
    'bandwidth below 0',
    { bandwidth: -1 },
    OptionError,
    'bandwidth must be a finite number above 0, got -1',
  ],
  [
    'bandwidth NaN',
    { bandwidth: NaN },
    OptionError,
    'bandwidth must be a finite number above 0, got NaN',
  ],
  [
    'bandwidth infinite',
    { bandwidth: Infinity },
    OptionError,
    'bandwidth must be a finite number above 0, got Infinity',
  ],
  ['bandwidth a string', { bandwidth: '1' }, OptionError, /^bandwidth must be .*, got "1"$/],
  [
    'bandwidths of 0',
    { bandwidth: [0] },
    OptionError,
    'bandwidth[0] must be a finite number above 0, got 0',
  ],
  [
    'bandwidths of NaN',
    { bandwidth: [NaN] },
    NumericalError,
    'bandwidth must be finite, got NaN at index 0',
  ],
  [
    'too many bandwidths',
    { bandwidth: [1, 2] },
    ShapeError,
    'bandwidth must have 1 entries, got shape [2]',
  ],
  [
    'a matrix of bandwidths',
    { bandwidth: [[1]] },
    ShapeError,
    'bandwidth must have rank 1, got rank 2, shape [1, 1]',
  ],
  ['w NaN', { w: NaN }, OptionError, 'w must be a finite number, got NaN'],
  ['w a string', { w: '1' }, OptionError, /^w must be .*, got "1"$/],
  [
    'too many w',
    { w: [1, 2] },
    ShapeError,
    'w must have 1 entries or be a square matrix of them, got shape [2]',
  ],
  [
    'w and bandwidth',
    { w: 1, bandwidth: 1 },
    OptionError,
    'options must give bandwidth or w, not both, got both',
  ],
  [
    'another score',
    { score: 'cosine' },
    OptionError,
    'score must be one of distance, dot, got "cosine"',
  ],
  [
    'a scale of distances',
    { scale: 1 },
    OptionError,
    /^scale must not be given with score 'distance'/,
  ],
  [
    'a kernel of products',
    { score: 'dot', kernel: 'gaussian' },
    OptionError,
    /^kernel must not be given with score 'dot'/,
  ],
  ['w of products', { score: 'dot', w: 1 }, OptionError, /^w must not be given with score 'dot'/],
  [
    'a scale of NaN',
    { score: 'dot', scale: NaN },
    OptionError,
    'scale must be a finite number, got NaN',
  ],
  ['a short mask', { mask: [true] }, ShapeError, 'mask must have shape [3] or [2, 3], got [1]'],
  [
    'a turned mask',
    {
      mask: [
        [true, true],
        [true, true],
        [true, true],
      ],
    },
    ShapeError,
    'mask must have shape [3] or [2, 3], got [3, 2]',
  ],
  [
    'a mask of numbers',
    { mask: [1, 1, -9] },
    OptionError,
    /^mask must hold true or false .*, got -9$/,
  ],
  ['a short bias', { bias: [0, 0] }, ShapeError, 'bias must have shape [3] or [2, 3], got [2]'],
  [
    'a bias of NaN',
    { bias: [0, NaN, 0] },
    NumericalError,
    'bias must be finite or -Infinity, got NaN',
  ],
  [
    'a bias of +∞',
    { bias: [0, Infinity, 0] },
    NumericalError,
    'bias must be finite or -Infinity, got Infinity',
  ],
  [
    'sample weights below 0',
    { sampleWeights: [1, -1, 1] },
    OptionError,
    'sampleWeights must be at least 0, got -1',
  ],
  [
    'sample weights of NaN',
    { sampleWeights: [1, NaN, 1] },
    NumericalError,
    'sampleWeights must be finite, got NaN at index 1',
  ],
  [
    'too many sample weights',
    { sampleWeights: [1, 1, 1, 1] },
    ShapeError,
    'sampleWeights must have shape [3] or [2, 3], got [4]',
  ],
  [
    'excludeSelf a string',
    { excludeSelf: 'yes' },
    OptionError,
    'excludeSelf must be one of true, false, got "yes"',
  ],
  [
    'excludeSelf with other keys',
    { excludeSelf: true },
    ShapeError,
    'excludeSelf must have shared keys, one for each query, got [2] and [3]',
  ],
  [
    'another empty window',
    { emptyWindow: 'zero' },
    OptionError,
    'emptyWindow must be one of nan, nearest, throw, got "zero"',
  ],
  ...attentionOptionNames.map((key): [string, unknown, ErrorClass, RegExp] => [
    `${key} null`,
    { [key]: null },
    OptionError,
    new RegExp(`^${key} must .*, got `),
  ]),
];

/** What every function of queries, keys and options must refuse, and how. */
export const wrongInputs: WrongInput[] = [
  ...arrays.map(([name, queries, keys, type, message]) => ({
    name,
    queries,
    keys,
    options: undefined,
    type,
    message,
  })),
  ...options.map(([name, wrong, type, message]) => ({
    name: `options: ${name}`,
    queries: [0, 1],
    keys: [0, 1, 2],
    options: wrong,
    type,
    message,
  })),
];

/** The whole message of a wrong input, as the function `where` puts it. */
export function messageFrom(where: string, { message }: WrongInput): string | RegExp {
  if (typeof message === 'string') return `${where}: ${message}`;
  return new RegExp(message.source.replace(/^\^/, `^${where}: `));
}
