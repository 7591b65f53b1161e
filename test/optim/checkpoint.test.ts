import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/errors.js';
import { NWKernelRegression } from '../../src/model/NWKernelRegression.js';
import { Adam } from '../../src/optim/Adam.js';
import {
  EarlyStopping,
  makeCheckpoint,
  setValues,
  type TrainingCheckpoint,
  takeUpCheckpoint,
  valuesOf,
} from '../../src/optim/checkpoint.js';
import { SGD } from '../../src/optim/SGD.js';
import { expectError } from '../expectError.js';

function start(w = [1, 2]) {
  const net = new NWKernelRegression({ w });
  return { net, optimizer: new Adam(net.parameters()), stopping: new EarlyStopping(net, 3) };
}

/** A checkpoint after a step with the gradient (1, −1), through text. */
function saved(): TrainingCheckpoint {
  const { net, optimizer, stopping } = start();
  stopping.note(0.5);
  net.parameters()[0].grad.data.set([1, -1]);
  optimizer.step();
  stopping.note(0.7);
  return JSON.parse(JSON.stringify(makeCheckpoint(net, optimizer, 4, stopping)));
}

describe('checkpoint', () => {
  it('is plain JSON with parameters, epoch and the best so far', () => {
    const { version, network, parameters, epoch, best } = saved();
    expect([version, network, epoch]).toEqual([1, 'gaussian kernel, linear w', 4]);
    expect(parameters.map(({ name, shape }) => [name, shape])).toEqual([['w', [2]]]);
    expect(best).toEqual({ loss: 0.5, wait: 1, values: [[1, 2]] });
  });

  it('leaves out the best where nothing is watched', () => {
    const { net, optimizer } = start();
    expect('best' in makeCheckpoint(net, optimizer, 0, undefined)).toBe(false);
  });

  it('goes on with the same digits: the next step is that of one that never stopped', () => {
    const a = start();
    for (const gradient of [
      [1, -1],
      [0.3, 2],
    ]) {
      a.net.parameters()[0].grad.data.set(gradient);
      a.optimizer.step();
    }
    const b = start([9, 9]);
    expect(takeUpCheckpoint(saved(), b.net, b.optimizer, b.stopping)).toBe(4);
    b.net.parameters()[0].grad.data.set([0.3, 2]);
    b.optimizer.step();
    expect(b.net.w.data).toEqual(a.net.w.data);
    expect(b.stopping.best).toEqual({ loss: 0.5, wait: 1, values: [Float64Array.of(1, 2)] });
  });

  it.each<[string, (good: TrainingCheckpoint) => unknown, string | RegExp]>([
    ['null', () => null, 'resumeFrom must be a checkpoint of version 1, got undefined'],
    [
      'a version',
      (c) => ({ ...c, version: 2 }),
      'resumeFrom must be a checkpoint of version 1, got 2',
    ],
    [
      'a network',
      (c) => ({ ...c, network: 'other' }),
      /^train: resumeFrom must be of a gaussian kernel, linear w with w \[2\], got other with w \[2\]$/,
    ],
    [
      'a shape',
      (c) => ({ ...c, parameters: [{ ...c.parameters[0], shape: [1] }] }),
      / with w \[1\]$/,
    ],
    [
      'an entry',
      (c) => ({ ...c, parameters: [{ ...c.parameters[0], value: [1, null] }] }),
      'resumeFrom must hold finite parameters of their shapes, got others',
    ],
    [
      'the best',
      (c) => ({ ...c, best: { ...c.best, values: [[1]] } }),
      'resumeFrom must hold finite parameters of their shapes, got others',
    ],
    ['an epoch', (c) => ({ ...c, epoch: -1 }), 'resumeFrom must hold its epoch, got -1'],
  ])('refuses another %s, and changes nothing', (_name, change, message) => {
    const { net, optimizer, stopping } = start([9, 8]);
    const whole = typeof message === 'string' ? `train: ${message}` : message;
    expectError(
      () => takeUpCheckpoint(change(saved()) as never, net, optimizer, stopping),
      OptionError,
      whole,
    );
    expect([...net.w.data]).toEqual([9, 8]);
    expect(stopping.best).toBeUndefined();
  });

  it('refuses the state of another optimizer, and an optimizer without one', () => {
    const { net } = start([9, 8]);
    const sgd = new SGD(net.parameters(), { lr: 1 });
    expectError(() => takeUpCheckpoint(saved(), net, sgd, undefined), OptionError, /SGD|sgd/);
    expect([...net.w.data]).toEqual([9, 8]);
    const plain = { step() {}, zeroGrad() {} };
    expectError(
      () => makeCheckpoint(net, plain as never, 1, undefined),
      OptionError,
      'train: optimizer must have toJSON() and restore() to make a checkpoint, got one without',
    );
  });
});

describe('EarlyStopping', () => {
  it('waits so many losses that are no lower, counted from the last best', () => {
    const stopping = new EarlyStopping(new NWKernelRegression(), 2);
    const losses = [5, 6, 4, 4, 3.9, 4, 3.9];
    expect(losses.map((loss) => [stopping.note(loss), stopping.isDue].at(-1))).toEqual([
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
    stopping.note(1);
    expect(stopping.isDue).toBe(false);
    stopping.note(1);
    expect(stopping.isDue).toBe(true);
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
