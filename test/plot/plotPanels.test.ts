import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { plotLoss } from '../../src/plot/plotLoss.js';
import { plotPanels } from '../../src/plot/plotPanels.js';
import { plotRegression } from '../../src/plot/plotRegression.js';
import { expectError } from '../expectError.js';
import { expectPicture } from './expectPicture.js';
import { fake } from './fakeModel.js';

const picture = (name: string) => plotLoss({ [name]: [3, 2], other: [2, 1] });

describe('plotPanels', () => {
  it('puts pictures side by side, with one look and one legend', () => {
    const one = plotRegression({ model: fake(), band: true }, { title: 'One', theme: 'dark' });
    const spec = plotPanels([one, one, one], { columns: 3 });
    expectPicture(spec);
    expect(spec).toMatchObject({ columns: 3, background: one.background, config: one.config });
    expect(spec.concat).toHaveLength(3);
    expect(spec.concat[0]).toMatchObject({ title: 'One', layer: one.layer });
    expect(spec.resolve.legend.stroke).toBe('shared');
  });

  it('a layer more that has no other legend leaves it one', () => {
    const one = plotRegression({ model: { a: fake(), b: fake() } });
    const line = one.layer.find(({ encoding }) => 'strokeDash' in encoding)!;
    const { x, y, stroke } = line.encoding;
    const more = { ...one, layer: [...one.layer, { ...line, encoding: { x, y, stroke } }] };
    expect(plotPanels([one, more]).resolve.legend.stroke).toBe('shared');
  });

  it('leaves each picture its legend where they differ', () => {
    const spec = plotPanels([picture('a'), picture('b')]);
    expectPicture(spec);
    expect(spec.resolve.legend.stroke).toBe('independent');
  });

  it.each([
    ['no picture', []],
    ['one that is not in an array', picture('a')],
    ['a number', [5]],
    ['the width of a container', [plotLoss([1], { width: 'container' })]],
  ])('refuses %s', (_name, pictures) => {
    expectError(
      () => plotPanels(pictures as never),
      OptionError,
      /^plotPanels: pictures must be an array of pictures with a width in pixels, got /,
    );
  });

  it('refuses no columns', () => {
    expectError(
      () => plotPanels([picture('a')], { columns: 0 }),
      OptionError,
      'plotPanels: columns must be an integer of at least 1, got 0',
    );
  });
});
