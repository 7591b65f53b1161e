// A summary made by several workers: each bins its share of the chunks, and sums add.

import { formatValue } from '../arrays/formatValue.js';
import { optionError } from '../arrays/optionError.js';
import { type OptionTable, readOptions, readProgress, readSignal } from '../arrays/readOptions.js';
import { NumericalError } from '../errors.js';
import type { AbortSignalLike } from '../types.js';
import { BinnedSample } from './BinnedSample.js';
import { lineChunks } from './CellAdder.js';
import type { CellSums } from './CellSums.js';
import {
  type BinnedSampleOptions,
  chunksOf,
  type DataChunk,
  expectChunks,
  noData,
  type ReadChunk,
  readChunk,
  unlikeWeights,
} from './readChunk.js';
import { type SummaryAnswer, type SummaryTask, WHERE } from './summaryWorker.js';

/** A worker that runs `nadaraya/worker`: a `Worker` of a browser, or of `node:worker_threads`. */
export interface SummaryWorker {
  /** Sends it a message, and gives it buffers. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
}

/** Options of {@link summarize}. */
export interface SummarizeOptions extends BinnedSampleOptions {
  /**
   * Workers that run `nadaraya/worker`, for several summaries at once too; without any the chunks are binned in place.
   *
   * @defaultValue none
   */
  readonly workers?: readonly SummaryWorker[];
  /** Called with the number of observations that have been binned. */
  readonly onProgress?: (count: number) => void;
  /** Ends the work: it then throws the reason of the signal. */
  readonly signal?: AbortSignalLike;
}

const OPTIONS = {
  bandwidth: ['positive'],
  workers: [readWorkers, []],
  onProgress: [readProgress<SummarizeOptions['onProgress']>, undefined],
  signal: [readSignal, undefined],
} as const satisfies OptionTable<SummarizeOptions>;

/** Rows of a message. */
const ROWS = 2 ** 17;
/** Messages that a worker has at a time, so that it never waits and memory stays small. */
const AHEAD = 2;

/**
 * Bins data in workers, side by side; the same sample as {@link BinnedSample.from}, up to rounding.
 *
 * @param data - what `BinnedSample.from` takes, or an async iterable of chunks; nothing is taken away from it
 * @param options - the smallest bandwidth, the workers; progress and end of the work
 * @returns the sample; the workers are left running, for the next one
 * @throws as `BinnedSample.from` does, {@link OptionError} for what is no worker, and the reason of `signal`
 * @remarks Each message carries a copy of 131,072 rows. Two workers bin ten million rows 1.7 to 1.9 times as fast as one.
 *   On Node a worker is `new Worker(new URL(import.meta.resolve('nadaraya/worker')))`, with a bundler a file
 *   of your own that has `import 'nadaraya/worker'`, started as the bundler starts workers.
 * @example
 * ```ts
 * import { Worker } from 'node:worker_threads';
 * import { summarize } from 'nadaraya';
 *
 * const script = new URL(import.meta.resolve('nadaraya/worker'));
 * const workers = [new Worker(script), new Worker(script)];
 * const x = Float64Array.from({ length: 400_000 }, (_, i) => i / 400_000);
 * const sample = await summarize({ x, y: x.map(Math.sin) }, { bandwidth: 0.01, workers });
 * console.log(sample.count); // → 400000
 * for (const worker of workers) await worker.terminate();
 * ```
 */
export async function summarize(
  data: DataChunk | Iterable<DataChunk> | AsyncIterable<DataChunk>,
  options: SummarizeOptions,
): Promise<BinnedSample> {
  const { bandwidth, workers, onProgress, signal } = readOptions(WHERE, options, OPTIONS);
  signal?.throwIfAborted();
  const chunks = isAsync(data) ? expectChunks(WHERE, data) : chunksOf(WHERE, data);
  const here = lineChunks(WHERE, bandwidth);
  const crew = new Crew(workers, bandwidth);
  let [outputs, count]: [number | undefined, number] = [undefined, 0];
  const work = async (): Promise<BinnedSample> => {
    for await (const chunk of chunks) {
      const read = readChunk(WHERE, chunk, 1, outputs);
      if (read.x.length > 0) outputs = read.outputs;
      for (let from = 0; from < read.x.length; from += ROWS) {
        signal?.throwIfAborted();
        const part = rowsOf(read, from, from + ROWS);
        count += part.x.length; // before its buffers are given away
        if (workers.length > 0) await crew.take(part);
        else here.add(part);
        onProgress?.(count);
      }
    }
    const sums = workers.length > 0 ? await crew.finish() : [here.cells];
    signal?.throwIfAborted();
    const samples = sums.flatMap((cells) =>
      cells ? [BinnedSample.ofCells(bandwidth, cells)] : [],
    );
    if (samples.length === 0) throw noData(WHERE);
    return samples.reduce((a, b) => a.merge(b));
  };
  // a worker or a stream may be silent for ever
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  }).then(() => signal?.throwIfAborted());
  signal?.addEventListener?.('abort', end);
  try {
    return (await Promise.race([work(), ended])) as BinnedSample;
  } finally {
    signal?.removeEventListener?.('abort', end);
    crew.leave();
  }
}

/** Summaries so far, so that a worker tells one from another. */
let summaries = 0;

/** Workers that bin chunks for one summary. */
class Crew {
  readonly #workers: readonly SummaryWorker[];
  readonly #bandwidth: number;
  readonly #summary = ++summaries;
  /** Messages that each worker has not answered. */
  readonly #open: number[];
  readonly #sums: (CellSums | undefined)[] = [];
  readonly #ends: (() => void)[] = [];
  #weighted: boolean | undefined;
  #failure: { readonly reason: unknown } | undefined;
  #wake = () => {};

  constructor(workers: readonly SummaryWorker[], bandwidth: number) {
    this.#workers = workers;
    this.#bandwidth = bandwidth;
    this.#open = workers.map(() => 0);
    workers.forEach((worker, w) => {
      this.#ends.push(
        listen(
          worker,
          (answer) => this.#hear(w, answer),
          (reason) => {
            const expected = 'workers must run nadaraya/worker to the end';
            this.#fail(optionError(WHERE, expected, String(reason)));
          },
        ),
      );
    });
  }

  /** Gives a chunk to a worker, once one has room. */
  async take(chunk: ReadChunk): Promise<void> {
    const isWeighted = chunk.weights !== undefined;
    this.#weighted ??= isWeighted;
    if (this.#weighted !== isWeighted) throw unlikeWeights(WHERE);
    const w = await this.#room(AHEAD);
    const { x, y, weights } = chunk;
    const buffers = [x.buffer, y.buffer, ...(weights ? [weights.buffer] : [])] as ArrayBuffer[];
    this.#open[w]++;
    const task: SummaryTask = { summary: this.#summary, bandwidth: this.#bandwidth, chunk };
    this.#workers[w].postMessage(task, buffers);
  }

  /** The sums of all workers. */
  async finish(): Promise<readonly (CellSums | undefined)[]> {
    this.#tellEnd();
    while (this.#open.some((open) => open > 0)) await this.#news();
    return this.#sums;
  }

  leave(): void {
    this.#tellEnd(); // workers forget what was given up
    for (const end of this.#ends) end();
    this.#fail(); // what still waits
  }

  #tellEnd(): void {
    for (const [w, worker] of this.#workers.entries()) {
      this.#open[w]++;
      const end: SummaryTask = { summary: this.#summary, end: true };
      worker.postMessage(end, []);
    }
  }

  async #room(most: number): Promise<number> {
    for (;;) {
      const least = Math.min(...this.#open);
      if (least < most) return this.#open.indexOf(least);
      await this.#news();
    }
  }

  async #news(): Promise<void> {
    if (!this.#failure)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    if (this.#failure) throw this.#failure.reason;
  }

  #hear(w: number, answer: SummaryAnswer): void {
    if (answer?.summary !== this.#summary) return; // of a summary that was given up
    this.#open[w]--;
    if ('cells' in answer) this.#sums[w] = answer.cells;
    if ('expected' in answer) this.#fail(new NumericalError({ where: WHERE, ...answer }));
    this.#wake();
  }

  #fail(reason?: unknown): void {
    this.#failure = { reason };
    this.#wake();
  }
}

/** What both kinds of workers have. */
interface Emitter {
  /** Of Node; −1 once it has ended. */
  readonly threadId?: number;
  on?(event: string, take: (message: never) => void): void;
  off?(event: string, take: (message: never) => void): void;
  addEventListener?(event: string, take: (message: never) => void): void;
  removeEventListener?(event: string, take: (message: never) => void): void;
}

/** Listens to a worker; returns what ends that. */
function listen(
  worker: SummaryWorker & Emitter,
  hear: (answer: SummaryAnswer) => void,
  fail: (reason: unknown) => void,
): () => void {
  const isNode = worker.on !== undefined;
  if (worker.threadId === -1) fail('one that has ended');
  const listeners: [event: string, take: (message: never) => void][] = isNode
    ? [
        ['message', hear],
        ['error', fail],
        ['exit', (code: number) => fail(`exit with code ${code}`)],
      ]
    : [
        ['message', ({ data }: { data: SummaryAnswer }) => hear(data)],
        [
          'error',
          (event: { message?: string }) => fail(event.message ?? 'a script that did not load'),
        ],
      ];
  for (const [event, take] of listeners)
    if (isNode) worker.on?.(event, take);
    else worker.addEventListener?.(event, take);
  return () => {
    for (const [event, take] of listeners)
      if (isNode) worker.off?.(event, take);
      else worker.removeEventListener?.(event, take);
  };
}

function readWorkers(where: string, workers: unknown): readonly SummaryWorker[] {
  const isNone = (worker: unknown) => {
    const { postMessage, on, addEventListener } = Object(worker);
    return ![postMessage, on ?? addEventListener].every((each) => typeof each === 'function');
  };
  const wrong = Array.isArray(workers) ? workers.findIndex(isNone) : undefined;
  if (wrong === -1) return [...new Set(workers as SummaryWorker[])];
  const expected = 'workers must be an array of workers that run nadaraya/worker';
  const received = formatValue(wrong === undefined ? workers : (workers as unknown[])[wrong]);
  throw optionError(
    where,
    expected,
    wrong === undefined ? received : `${received} at index ${wrong}`,
  );
}

/** Some rows of a chunk, as arrays of their own. */
function rowsOf({ x, y, outputs, weights }: ReadChunk, from: number, to: number): ReadChunk {
  return {
    x: x.slice(from, to),
    y: y.slice(from * outputs, to * outputs),
    outputs,
    weights: weights?.slice(from, to),
  };
}

function isAsync(data: unknown): data is AsyncIterable<DataChunk> {
  return typeof Object(data)[Symbol.asyncIterator] === 'function';
}
