import { type Database, listenToOutbox, reconcile, takeFromOutbox, wakeUp } from '@gradewire/db';
import { prepareQueue } from '../queue/backend.ts';
import { openPublisher } from '../queue/publisher.ts';
import type { QueueSettings } from '../queue/settings.ts';
import { repeat } from './repeat.ts';

export type DispatchEvent =
  | { readonly kind: 'lease-expired'; readonly runs: readonly string[]; readonly incomplete: readonly string[] }
  | { readonly kind: 'dispatch-trouble'; readonly part: 'queue' | 'outbox' | 'reconciler'; readonly message: string };

export interface DispatcherOptions {
  readonly db: Pick<Database, 'pool'>;
  readonly queue: QueueSettings;
  readonly onEvent: (event: DispatchEvent) => void;
  /** How often the outbox is looked at without news of it. Milliseconds. */
  readonly publishEveryMs?: number;
  /** How often expired leases are looked for. Milliseconds. */
  readonly reconcileEveryMs?: number;
}

const atOnce = 100;

/**
 * What goes on between database and workers: outbox → queue, and the reconciler, which finds expired leases. Any number
 * of processes may do it. Messages of topics that nobody listens to here are told to nobody.
 */
export async function startDispatcher(options: DispatcherOptions): Promise<AsyncDisposable> {
  const { db, queue, onEvent, publishEveryMs = 500, reconcileEveryMs = 5000 } = options;
  const trouble = (part: 'queue' | 'outbox' | 'reconciler') => {
    let last = '';
    return (error: unknown) => {
      const { message } = error as Error;
      // A server that is away says the same ten times a second.
      if (message !== last) onEvent({ kind: 'dispatch-trouble', part, message });
      last = message;
    };
  };
  await using undo = new AsyncDisposableStack();
  const over = new AbortController();
  await prepareQueue(queue);
  const publisher = undo.use(await openPublisher(queue, trouble('queue')));
  const publish = async () => {
    const taken = await takeFromOutbox(db.pool, atOnce, async (message) => {
      if (message.topic === wakeUp) await publisher.publish(message, over.signal);
    });
    // More than one helping: do not pause in between.
    if (taken === atOnce) await publish();
  };
  const news = undo.use(listenToOutbox(queue.databaseUrl));
  undo.use(repeat(publishEveryMs, publish, trouble('outbox'), news.next));
  const look = async () => {
    const { givenBack, incomplete } = await reconcile(db.pool);
    if (givenBack.length + incomplete.length > 0) onEvent({ kind: 'lease-expired', runs: givenBack, incomplete });
  };
  undo.use(repeat(reconcileEveryMs, look, trouble('reconciler')));
  // Done first: a queue that is away would be waited for, message by message, and they are safe in the outbox.
  undo.defer(() => over.abort(new Error('the service stops')));
  return undo.move();
}
