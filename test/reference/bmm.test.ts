import { describe, expect, it } from 'vitest';
import { bmm, tensor } from '../../src/index.js';
import { expectClose } from '../expectClose.js';
import { readReference } from './readReference.js';

describe('bmm, against torch.bmm', () => {
  for (const { name, input, output, output_shape: shape } of readReference('torch_bmm.json')
    .cases) {
    it(name, () => {
      const flat = (nested: any): number[] => nested.flat(Infinity);
      const a = input.a_shape ? tensor(flat(input.a), input.a_shape) : input.a;
      const b = input.b_shape ? tensor(flat(input.b), input.b_shape) : input.b;
      const product = bmm(a, b);
      if (shape) expect(product.shape).toEqual(shape);
      expectClose(product.data, flat(output), name.includes('float32') ? 2e-7 : 1e-14);
    });
  }
});
