/**
 * The entry point `nadaraya/worker`: what a worker runs for {@link summarize}. It exports nothing.
 *
 * @module
 */

import { type SummaryTask, summaryWorker } from './summary/summaryWorker.js';

/** What it needs of a worker of a browser, or of the port of one of Node. */
interface Port {
  postMessage(message: unknown, transfer: ArrayBufferLike[]): void;
}

const scope = globalThis as unknown as Port & {
  addEventListener?(event: 'message', take: (event: { data: SummaryTask }) => void): void;
};
const serve = (port: Port) =>
  summaryWorker((message, buffers) => port.postMessage(message, buffers));

if (typeof scope.postMessage === 'function' && scope.addEventListener) {
  const take = serve(scope);
  scope.addEventListener('message', ({ data }) => take(data));
} else {
  const threads = 'node:worker_threads'; // not for bundlers, which look for it
  import(/* @vite-ignore */ /* webpackIgnore: true */ threads).then(({ parentPort }) =>
    parentPort?.on('message', serve(parentPort)),
  );
}
