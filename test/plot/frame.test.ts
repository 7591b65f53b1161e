import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { pictureOf } from '../../src/plot/frame.js';
import type { PlotOptions, VegaLiteLayer } from '../../src/plot/VegaLiteSpec.js';
import { expectError } from '../expectError.js';

/** A picture of some layers. */
function frame(
  where: string,
  options: PlotOptions,
  layer: VegaLiteLayer[],
  shown: string,
  notes: readonly string[] = [],
) {
  const picture = pictureOf(where, options);
  picture.notes.push(...notes);
  return picture.spec(layer, shown);
}

describe('a picture', () => {
  it('has a schema, a size and no title', () => {
    const spec = frame('f', {}, [], 'nothing');
    expect(spec).toMatchObject({ width: 420, height: 280, background: 'white' });
    expect(spec.$schema).toMatch(/^https:\/\/vega\.github\.io\/schema\/vega-lite\/v6/);
    expect(spec).not.toHaveProperty('title');
  });

  it('takes size and title, and holds the body', () => {
    const layer: VegaLiteLayer[] = [{ mark: { type: 'rect' }, encoding: {} }];
    const spec = frame('f', { title: 'T', width: 10, height: 20 }, layer, 'a bar');
    expect(spec.description).toBe('T. a bar');
    expect(spec).toMatchObject({ title: 'T', width: 10, height: 20, layer });
  });

  it('breaks a title between words to the width of the picture, and takes lines as they are', () => {
    const title = 'Head acceleration after impact in a motorcycle crash';
    const { title: broken } = frame('f', { title, width: 200 }, [], '');
    const { text } = broken as { text: string[] };
    expect(text.join(' ')).toBe(title);
    expect(text.length).toBeGreaterThan(1);
    expect(Math.max(...text.map((line) => line.length))).toBeLessThan(35);
    expect(frame('f', { title, width: 900 }, [], '').title).toBe(title);
    expect(frame('f', { title: ['one', 'two'] }, [], '').title).toMatchObject({
      text: ['one', 'two'],
    });
  });

  it('says what must be said below the title, and in the description', () => {
    const spec = frame('f', { title: 'T' }, [], 'points', ['two are missing']);
    expect(spec.title).toEqual({ text: ['T'], subtitle: ['two are missing'] });
    expect(spec.description).toBe('T. points. two are missing');
  });

  it('fills a container', () => {
    expect(frame('f', { width: 'container' }, [], '').width).toBe('container');
  });

  it('is light on dark by the theme', () => {
    const lightness = (color: string) => Number.parseInt(color.slice(1, 3), 16);
    const { background, config } = frame('f', { theme: 'dark' }, [], '');
    expect(lightness(background)).toBeLessThan(60);
    for (const color of [config.title.color, config.axis.labelColor, config.legend.labelColor])
      expect(lightness(color)).toBeGreaterThan(200);
  });

  it.each([
    [{ width: -1 }, 'width must be a finite number above 0, got -1'],
    [{ height: Infinity }, 'height must be a finite number above 0, got Infinity'],
  ])('refuses %o', (options, message) => {
    expectError(() => frame('f', options, [], ''), OptionError, `f: ${message}`);
  });
});
