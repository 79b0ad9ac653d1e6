import type { Message } from '@gradewire/db';
import { openQueue } from './backend.ts';
import type { QueueSettings } from './settings.ts';

export interface Publisher extends AsyncDisposable {
  /**
   * Hands a message of the outbox to the queue. Rejects if the queue does not take it, or `signal` is aborted before it
   * has: then it stays in the outbox.
   */
  publish(message: Pick<Message, 'id' | 'topic'>, signal?: AbortSignal): Promise<void>;
  /** Wake-ups that nobody has taken yet. */
  pending(): Promise<number>;
}

/** An answer that takes longer is none: the outbox row is locked meanwhile. Milliseconds. */
const answerWithinMs = 5000;

/** `prepareQueue` must have been called once before. */
export async function openPublisher(settings: QueueSettings, onError: (error: Error) => void): Promise<Publisher> {
  const queue = openQueue(settings);
  queue.on('error', onError);
  return {
    async publish({ id, topic }, signal) {
      signal?.throwIfAborted();
      // The same row delivered twice is the same job as long as nobody has taken it; after that it is one more wake-up,
      // which finds nothing to claim.
      const options = { jobId: `outbox-${id}`, removeOnComplete: true, removeOnFail: true };
      await within(answerWithinMs, queue.add(topic, { topic }, options), signal);
    },
    async pending() {
      const counts = await queue.getJobCounts('waiting', 'active');
      return (counts.waiting ?? 0) + (counts.active ?? 0);
    },
    // By force: the queue's own `close` says goodbye to Redis, which fails or takes for ever where that is away, and goes on
    // connecting to it.
    [Symbol.asyncDispose]: () => queue.getBackend().close(true),
  };
}

async function within<T>(ms: number, work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ms} ms`)), ms);
  const onAbort = () => reject(signal?.reason);
  signal?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
