import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { frame } from '../../src/plot/frame.js';
import { expectError } from '../expectError.js';

describe('frame', () => {
  it('has a schema, a size and no title', () => {
    const spec = frame('f', {}, {});
    expect(spec).toMatchObject({ width: 420, height: 280, background: 'white' });
    expect(spec.$schema).toMatch(/^https:\/\/vega\.github\.io\/schema\/vega-lite\/v6/);
    expect(spec).not.toHaveProperty('title');
  });

  it('takes size and title, and holds the body', () => {
    const spec = frame('f', { title: 'T', width: 10, height: 20 }, { mark: 'bar' });
    expect(spec).toMatchObject({ title: 'T', width: 10, height: 20, mark: 'bar' });
  });

  it.each([
    [{ width: -1 }, 'width must be a finite number above 0, got -1'],
    [{ height: Infinity }, 'height must be a finite number above 0, got Infinity'],
  ])('refuses %o', (options, message) => {
    expectError(() => frame('f', options, {}), OptionError, `f: ${message}`);
  });
});
