import { describe, expect, it } from 'vitest';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import { EarlyStopping, setValues, valuesOf } from '../../src/optim/EarlyStopping.js';

describe('EarlyStopping', () => {
  it('waits so many losses that are no lower, counted from the last best', () => {
    const stopping = new EarlyStopping(new NWKernelRegression(), 2);
    const losses = [5, 6, 4, 4, 3.9, 4, 3.9];
    expect(losses.map((loss) => stopping.note(loss))).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(stopping.best).toMatchObject({ loss: 3.9, wait: 2 });
  });

  it('stops at once with a patience of 1', () => {
    const stopping = new EarlyStopping(new NWKernelRegression(), 1);
    expect([stopping.note(1), stopping.note(1)]).toEqual([false, true]);
  });

  it('puts the best parameters back, those present or those given', () => {
    const net = new NWKernelRegression({ w: [1, 2] });
    const stopping = new EarlyStopping(net, 9);
    stopping.restore(); // nothing noted, nothing to do
    stopping.note(3);
    net.parameters()[0].value.data.fill(7);
    stopping.note(4);
    stopping.restore();
    expect([...net.w.data]).toEqual([1, 2]);
    stopping.note(2, [Float64Array.of(5, 6)]);
    stopping.restore();
    expect([...net.w.data]).toEqual([5, 6]);
  });
});

describe('valuesOf and setValues', () => {
  it('copy the parameters out and in', () => {
    const net = new NWKernelRegression({ w: [3], projection: [[1], [2]] });
    const values = valuesOf(net);
    expect(values.map((value) => [...value])).toEqual([[3], [1, 2]]);
    for (const { value } of net.parameters()) value.data.fill(0);
    expect([...values[1]!]).toEqual([1, 2]);
    setValues(net, values);
    expect(valuesOf(net)).toEqual(values);
  });
});
