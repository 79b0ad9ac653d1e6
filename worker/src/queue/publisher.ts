import type { Message } from '@gradewire/db';
import { openQueue } from './backend.ts';
import type { QueueSettings } from './settings.ts';

export interface Publisher extends AsyncDisposable {
  /** Hands a message of the outbox to the queue. Rejects if the queue does not take it: then it stays in the outbox. */
  publish(message: Pick<Message, 'id' | 'topic'>): Promise<void>;
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
    async publish({ id, topic }) {
      // The same row delivered twice is the same job as long as nobody has taken it; after that it is one more wake-up,
      // which finds nothing to claim.
      const options = { jobId: `outbox-${id}`, removeOnComplete: true, removeOnFail: true };
      await within(answerWithinMs, queue.add(topic, { topic }, options));
    },
    async pending() {
      const counts = await queue.getJobCounts('waiting', 'active');
      return (counts.waiting ?? 0) + (counts.active ?? 0);
    },
    [Symbol.asyncDispose]: () => queue.close(),
  };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the queue did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
