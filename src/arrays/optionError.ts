// Errors in the order of their message: where, what must be, what came.

import {
  type ErrorDetails,
  NotFittedError,
  NumericalError,
  OptionError,
  ShapeError,
  UnsupportedError,
} from '../errors.js';

const errorOf =
  <Thrown>(Kind: new (details: ErrorDetails) => Thrown) =>
  (where: string, expected: string, received: string | number): Thrown =>
    new Kind({ where, expected, received: String(received) });

export const shapeError = /* @__PURE__ */ errorOf(ShapeError);
export const optionError = /* @__PURE__ */ errorOf(OptionError);
export const notFittedError = /* @__PURE__ */ errorOf(NotFittedError);
export const numericalError = /* @__PURE__ */ errorOf(NumericalError);
export const unsupportedError = /* @__PURE__ */ errorOf(UnsupportedError);
