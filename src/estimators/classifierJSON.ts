import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { expectChoice, expectFields } from '../arrays/readOptions.js';
import { type ClassCriterionName, classChoices } from '../bandwidth/BandwidthChoice.js';
import { classesOf } from './classesAt.js';
import type { FittedState } from './FittedState.js';
import type { KernelClassifierOptions } from './KernelRegressorOptions.js';
import type { Level } from './kinds.js';
import {
  FIELDS,
  type KernelRegressorJSON,
  readRegressorJSON,
  regressorJSON,
  restored,
} from './regressorJSON.js';

const FORMAT = 'nadaraya/KernelClassifier';

/** A fitted classifier as plain JSON. */
export interface KernelClassifierJSON
  extends Pick<
    KernelRegressorJSON,
    'version' | 'bandwidth' | 'x' | 'sampleWeights' | 'columns' | 'omitted'
  > {
  /** What it is: `'nadaraya/KernelClassifier'`. */
  readonly format: string;
  /** The options of the model but the bandwidth, all given. */
  readonly options: Omit<KernelRegressorJSON['options'], 'degree' | 'robust'>;
  /** The labels. */
  readonly classes: readonly Level[];
  /** The number of the class of each observation, from 0, [n]. */
  readonly y: readonly number[];
  /** How the bandwidth was chosen, when the data chose. */
  readonly search?: ClassCriterionName;
}

/** A fitted classifier as JSON. */
export function classifierJSON(where: string, state: FittedState): KernelClassifierJSON {
  const { search, options, y, groups, dependence, neighbours, ...rest } = regressorJSON(
    where,
    state,
  );
  const { degree, robust, ...own } = options;
  return {
    ...rest,
    format: FORMAT,
    options: own,
    classes: classesOf(state),
    y: y.map(([code]) => code),
    ...(search && { search: search.bandwidth as ClassCriterionName }),
  };
}

/** What a classifier is made of again; values are checked where a model takes them. */
export function readClassifierJSON(where: string, json: KernelClassifierJSON) {
  const { classes, search, y, ...rest } = expectFields(where, 'json', json, [
    ...FIELDS,
    'y',
    'classes',
  ]);
  const wider = rest.options && { ...rest.options, degree: 0 };
  const { options, x, fit } = readRegressorJSON(where, { ...rest, options: wider, y: [] }, FORMAT);
  if (!Array.isArray(classes) || new Set(classes).size !== classes.length || classes.length < 2) {
    const expected = 'json.classes must be an array of at least 2 different labels';
    throw optionError(where, expected, formatValue(classes));
  }
  const codes = Array.isArray(y) ? y : [y];
  const wrong = codes.findIndex((code) => !Object.hasOwn(classes, code as number));
  if (!Array.isArray(y) || wrong >= 0) {
    const expected = 'json.y must be an array of numbers of classes';
    throw optionError(where, expected, formatValue(codes[wrong] ?? y));
  }
  const { degree, ...plain } = options;
  // One that was given is refused as an option of classifiers.
  const own = 'degree' in rest.options ? options : plain;
  const labels = codes.map((code) => classes[code]);
  return { options: own as KernelClassifierOptions, x, labels, fit, classes };
}

/** A state as it was. */
export function restoredClasses(
  where: string,
  state: FittedState,
  { search, columns, omitted }: KernelClassifierJSON,
): FittedState {
  const plain = restored(where, state, {
    ...(columns !== undefined && { columns }),
    ...(omitted !== undefined && { omitted }),
  });
  if (search === undefined) return plain;
  const own = expectChoice(where, 'json.search', search, classChoices);
  return { ...plain, search: own, settings: { ...plain.settings, bandwidth: own } };
}
