// Work away from the page: in a worker, or, where a page that was opened from a disk may start none, in the page itself.

/** What a `worker.ts` calls once, with what it does with a message. */
export type Answer = (message: unknown, reply: (message: unknown) => void) => void;

interface Scope {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

const PLACE = 'nadarayaAnswer';

/** Takes messages, in a worker or in the page that loaded the script. */
export function answerWork(answer: Answer): void {
  if (typeof document === 'undefined') {
    const scope = globalThis as unknown as Scope;
    scope.onmessage = ({ data }) => answer(data, (message) => scope.postMessage(message));
  } else {
    Object.assign(globalThis, { [PLACE]: answer });
  }
}

/** Where messages go. */
export interface Work {
  /** Whether they are answered beside the page, so that it stays alive. */
  readonly isApart: boolean;
  post(message: unknown): void;
  /** Ends it, whatever it is at; in the page itself only answers are no longer taken. */
  end(): void;
}

/**
 * Starts a worker, or loads its script into the page where that is not allowed.
 *
 * @param script - its address, beside the page: `worker.js`
 * @param onMessage - takes what it answers
 * @param onError - told when a worker has failed as a whole, as for want of memory
 */
export async function startWork(
  script: string,
  onMessage: (message: unknown) => void,
  onError: (message: string) => void = () => {},
): Promise<Work> {
  if (location.protocol !== 'file:') {
    try {
      const worker = new Worker(script);
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = ({ message }) => onError(message);
      return {
        isApart: true,
        post: (message) => worker.postMessage(message),
        end: () => worker.terminate(),
      };
    } catch {
      // no worker here
    }
  }
  await new Promise<void>((resolve, reject) => {
    const element = document.createElement('script');
    element.src = script;
    element.onload = () => resolve();
    element.onerror = () => reject(new Error(`${script} did not load`));
    document.head.append(element);
  });
  const answer = (globalThis as unknown as Record<string, Answer>)[PLACE]!;
  let isOver = false;
  const reply = (message: unknown): void => {
    if (!isOver) onMessage(message);
  };
  return {
    isApart: false,
    // later, as a worker would, and so that the page can draw first
    post: (message) => void setTimeout(() => answer(message, reply)),
    end: () => {
      isOver = true;
    },
  };
}
