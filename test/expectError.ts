import { expect } from 'vitest';
import type { KernelRegressionError } from '../src/errors.js';

type ErrorClass = abstract new (...args: never[]) => KernelRegressionError;

/** Calls and expects an error of exactly this class with this message: the whole of it, or a pattern. */
export function expectError(call: () => unknown, type: ErrorClass, message: string | RegExp): void {
  expectThrown(thrownBy(call), type, message);
}

/** The same for an error that has been caught. */
export function expectThrown(thrown: unknown, type: ErrorClass, message: string | RegExp): void {
  const shown = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  expect(thrown, `${type.name} expected, got ${shown}`).toBeInstanceOf(type);
  if (typeof message === 'string') expect((thrown as Error).message).toBe(message);
  else expect((thrown as Error).message).toMatch(message);
}

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return 'no error';
}
