// Every error the library throws on purpose. A message reads `where: subject must rule, got value`.

/** What an error reports, beside its message. */
export interface ErrorDetails {
  /** The public function or method that was called. */
  readonly where: string;
  /** Subject and rule, for example `keys and values must have the same number of rows`. */
  readonly expected: string;
  /** The value that broke the rule, printed short. */
  readonly received: string;
}

/**
 * The base of all errors of this library.
 *
 * @example
 * ```ts
 * import { attentionPooling, KernelRegressionError } from 'nadaraya';
 *
 * try {
 *   attentionPooling([1], [1, 2], [3]);
 * } catch (error) {
 *   if (error instanceof KernelRegressionError) console.log(error.code, error.received); // → ERR_SHAPE 2 and 1
 * }
 * ```
 */
export class KernelRegressionError extends Error {
  /** A stable identifier, for example `ERR_SHAPE`. */
  readonly code: string;
  /** The public function or method that was called. */
  readonly where: string;
  /** Subject and rule. */
  readonly expected: string;
  /** The value that broke the rule. */
  readonly received: string;

  /**
   * @param code - stable identifier of the kind of error
   * @param details - where it happened, the rule, and the value that broke it
   */
  constructor(code: string, { where, expected, received }: ErrorDetails) {
    super(`${where}: ${expected}, got ${received}`);
    this.name = 'KernelRegressionError';
    this.code = code;
    this.where = where;
    this.expected = expected;
    this.received = received;
  }
}

/** An array has the wrong rank, length or shape. Code `ERR_SHAPE`. */
export class ShapeError extends KernelRegressionError {
  /** @param details - where it happened, the rule, and the shape that broke it */
  constructor(details: ErrorDetails) {
    super('ERR_SHAPE', details);
    this.name = 'ShapeError';
  }
}

/** An option or argument is unknown, of the wrong type, or outside its range. Code `ERR_OPTION`. */
export class OptionError extends KernelRegressionError {
  /** @param details - where it happened, the rule, and the value that broke it */
  constructor(details: ErrorDetails) {
    super('ERR_OPTION', details);
    this.name = 'OptionError';
  }
}

/** A result was asked for before there is one. Code `ERR_NOT_FITTED`. */
export class NotFittedError extends KernelRegressionError {
  /** @param details - where it happened, and what must be called first */
  constructor(details: ErrorDetails) {
    super('ERR_NOT_FITTED', details);
    this.name = 'NotFittedError';
  }
}

/** Data hold NaN or infinity, or a computation would. Code `ERR_NUMERICAL`. */
export class NumericalError extends KernelRegressionError {
  /** @param details - where it happened, the rule, and the value that broke it */
  constructor(details: ErrorDetails) {
    super('ERR_NUMERICAL', details);
    this.name = 'NumericalError';
  }
}

/** A combination that is not available, such as the gradient of a kernel without a derivative. Code `ERR_UNSUPPORTED`. */
export class UnsupportedError extends KernelRegressionError {
  /** @param details - where it happened, what is needed, and what was given */
  constructor(details: ErrorDetails) {
    super('ERR_UNSUPPORTED', details);
    this.name = 'UnsupportedError';
  }
}
