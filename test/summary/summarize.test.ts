import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import {
  BinnedSample,
  createRandom,
  NumericalError,
  OptionError,
  type SummaryWorker,
  summarize,
} from '../../src/index.js';
import { expectClose } from '../expectClose.js';

const random = createRandom(3);
const n = 500_000;
const x = Float64Array.from({ length: n }, () => random.uniform(-1, 4));
const y = x.map((t) => 100 + Math.cos(5 * t) + random.normal(0, 0.1));
const sampleWeights = x.map(() => random.uniform(0.2, 3));
const bandwidth = 0.04;
const script = new URL('../../dist/worker.js', import.meta.url);
const workers = [new Worker(script), new Worker(script)];

afterAll(async () => {
  for (const worker of workers) await worker.terminate();
});

describe('summarize', () => {
  it.each([
    ['without weights', { x, y }],
    ['with weights', { x, y, sampleWeights }],
  ])('gives the sample of one pass, %s', async (_, data) => {
    const whole = BinnedSample.from(data, { bandwidth });
    const counts: number[] = [];
    const onProgress = (count: number) => counts.push(count);
    const small = await summarize(data, { bandwidth, workers, onProgress });
    const alone = await summarize(data, { bandwidth });
    for (const sample of [small, alone]) {
      expect(sample.count).toBe(n);
      expect(sample.range).toEqual(whole.range);
      const [few, all] = [sample.places, whole.places];
      expectClose(few.x, all.x, 1e-9);
      expectClose(few.y, all.y, 1e-9, 100);
    }
    expect(counts.at(-1)).toBe(n);
    expect(counts.length).toBeGreaterThan(3);
    expect(x.length).toBe(n); // nothing was taken away
  });

  it('makes several at once in the same workers, each listed once or twice', async () => {
    const part = (from: number) => ({ x: x.subarray(from), y: y.subarray(from) });
    const sizes = [0, 1000, 2000].map((from) =>
      summarize(part(from), { bandwidth, workers: [...workers, workers[0]!] }),
    );
    const samples = await Promise.all(sizes);
    expect(samples.map(({ count }) => count)).toEqual([n, n - 1000, n - 2000]);
  });

  it('a worker forgets what was given up', async () => {
    const { summaryWorker } = await import('../../src/summary/summaryWorker.js');
    const told: object[] = [];
    const take = summaryWorker((answer) => told.push(answer));
    const listeners: ((answer: object) => void)[] = [];
    const worker = {
      postMessage: (message: never) => take(message),
      on: (name: string, hear: never) => name === 'message' && listeners.push(hear),
      off: () => {},
    };
    const onProgress = () => {
      throw new Error('enough');
    };
    const data = { x: [1], y: [2] };
    const given = summarize(data, { bandwidth, workers: [worker as SummaryWorker], onProgress });
    await expect(given).rejects.toThrow('enough');
    expect(told.map((answer) => Object.keys(answer)[1])).toEqual(['added', 'cells']);
  });

  it('takes chunks as they come, of any kind', async () => {
    async function* chunks() {
      yield {
        x: [0, 1],
        y: [
          [1, 2],
          [3, 4],
        ],
      };
      yield { x: [], y: [] };
      yield { x: Float32Array.of(2), y: [[5, 6]] };
    }
    const sample = await summarize(chunks(), { bandwidth: 1, workers });
    expect([sample.count, sample.outputs, sample.range]).toEqual([3, 2, [0, 2]]);
  });

  it('fails with the error of the data, and serves again', async () => {
    const wrong = (data: object, more: object = {}) =>
      summarize(data as never, { bandwidth: 1, workers, ...more } as never);
    await expect(wrong({ x: [1, Number.NaN], y: [1, 2] })).rejects.toThrow(NumericalError);
    await expect(wrong({ x: [1, 1e18], y: [1, 2] })).rejects.toThrow(
      /^summarize: x must be within 2\^53 cells/,
    );
    await expect(wrong([])).rejects.toThrow('summarize: data must hold at least one observation');
    await expect(
      wrong([
        { x: [1], y: [1] },
        { x: [1], y: [1], sampleWeights: [1] },
      ]),
    ).rejects.toThrow(/in all chunks or in none/);
    await expect(wrong({ x: [1], y: [1] }, { threads: 1 })).rejects.toThrow(OptionError);
    for (const [none, received] of [
      [3, '3'],
      [[{}], 'an object at index 0'],
      [[workers[0], null], 'null at index 1'],
      ['many', '"many"'],
    ])
      await expect(wrong({ x: [1], y: [1] }, { workers: none })).rejects.toThrow(
        `summarize: workers must be an array of workers that run nadaraya/worker, got ${received}`,
      );
    expect((await summarize({ x, y }, { bandwidth, workers })).count).toBe(n);
  });

  it('ends when it is told, and what was begun is forgotten', async () => {
    const controller = new AbortController();
    const onProgress = () => controller.abort(new Error('enough'));
    const ended = summarize(
      { x, y },
      { bandwidth, workers, onProgress, signal: controller.signal },
    );
    await expect(ended).rejects.toThrow('enough');
    const sample = await summarize({ x: [1, 2], y: [3, 4] }, { bandwidth, workers });
    expect(sample.count).toBe(2);
  });

  it('fails when a worker does', async () => {
    const broken = new Worker('throw new Error("no such luck")', { eval: true });
    await expect(summarize({ x, y }, { bandwidth, workers: [broken] })).rejects.toThrow(
      /^summarize: workers must run nadaraya\/worker to the end, got Error: no such luck/,
    );
  });

  it('fails with a worker that has ended before', async () => {
    const ended = new Worker(script);
    await ended.terminate();
    await expect(summarize({ x, y }, { bandwidth, workers: [ended] })).rejects.toThrow(
      'summarize: workers must run nadaraya/worker to the end, got one that has ended',
    );
  });

  it.each(['worker', 'stream'])('a signal ends a wait for a silent %s', async (silent) => {
    let [isClosed, listeners] = [false, 0];
    async function* chunks() {
      try {
        for (let i = 0; i < 4; i++) yield { x: [i], y: [i] };
        if (silent === 'stream') await new Promise(() => {});
      } finally {
        isClosed = true;
      }
    }
    const deaf = { postMessage: () => {}, on: () => listeners++, off: () => listeners-- };
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 50);
    const { signal } = controller;
    const own = silent === 'worker' ? [deaf] : workers;
    await expect(summarize(chunks(), { bandwidth, workers: own, signal })).rejects.toThrow(
      'enough',
    );
    expect([isClosed, listeners]).toEqual([silent === 'worker', 0]);
    await expect(summarize(chunks(), { bandwidth, workers: own, signal })).rejects.toThrow(
      'enough',
    );
  });

  it('speaks to workers of a browser too', async () => {
    const { summaryWorker } = await import('../../src/summary/summaryWorker.js');
    const listeners = new Set<(event: { data: unknown }) => void>();
    const take = summaryWorker((data) => {
      for (const each of listeners) each({ data: structuredClone(data) });
    });
    const worker = {
      postMessage: (message: never, buffers: ArrayBuffer[]) =>
        queueMicrotask(() => take(structuredClone(message, { transfer: buffers }))),
      addEventListener: (name: string, each: never) => name === 'message' && listeners.add(each),
      removeEventListener: (_: string, each: never) => listeners.delete(each),
    };
    const sample = await summarize({ x, y }, { bandwidth, workers: [worker as SummaryWorker] });
    expect([sample.count, listeners.size]).toEqual([n, 0]);
  });
});
