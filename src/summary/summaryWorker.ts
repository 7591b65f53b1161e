// What a worker does for `summarize`: it bins the chunks that it is sent, and gives back their sums.

import { KernelRegressionError } from '../errors.js';
import { lineChunks } from './CellAdder.js';
import type { CellSums } from './CellSums.js';
import type { ReadChunk } from './readChunk.js';

/** What a worker is sent: chunks, and the end of them, each of the summary with a number. */
export type SummaryTask = { readonly summary: number } & (
  | { readonly bandwidth: number; readonly chunk: ReadChunk }
  | { readonly end: true }
);

/** What it answers: that it has added a chunk, at the end the sums, or why it cannot. */
export type SummaryAnswer = { readonly summary: number } & (
  | { readonly added: true }
  | { readonly cells: CellSums | undefined }
  | { readonly expected: string; readonly received: string }
);

/** The public function, for messages. */
export const WHERE = 'summarize';

/**
 * Serves summaries, several at a time; of each it forgets what it has at its end.
 *
 * @param answer - sends an answer, and gives buffers away
 * @returns what takes the messages
 */
export function summaryWorker(
  answer: (message: SummaryAnswer, buffers: ArrayBufferLike[]) => void,
): (task: SummaryTask) => void {
  const begun = new Map<number, ReturnType<typeof lineChunks>>();
  return (task) => {
    const { summary } = task;
    if ('end' in task) {
      const cells = begun.get(summary)?.cells;
      begun.delete(summary);
      answer({ summary, cells }, cells ? [cells.ids.buffer, cells.sums.buffer] : []);
      return;
    }
    try {
      const chunks = begun.get(summary) ?? lineChunks(WHERE, task.bandwidth);
      chunks.add(task.chunk);
      begun.set(summary, chunks);
      answer({ summary, added: true }, []);
    } catch (error) {
      const { expected, received } =
        error instanceof KernelRegressionError
          ? error
          : { expected: 'chunks must be such that they can be added', received: String(error) };
      answer({ summary, expected, received }, []);
    }
  };
}
