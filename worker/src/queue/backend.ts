import { InfrastructureFault } from '@gradewire/core';
import { createPostgresBackend, createRedisBackend, type Queue, type Worker, withBackend } from 'bullmq';
import { type QueueSettings, queueName } from './settings.ts';

/** What a wake-up carries: what it is about, and nothing that could be out of date. */
export interface WakeUpData {
  readonly topic: string;
}

/** BullMQ blocks so long for a job before it looks again. Seconds. */
export interface ListenOptions {
  readonly blockSeconds: number;
}

type AnyQueue = Pick<Queue, 'add' | 'getJobCounts'> & {
  getBackend(): Pick<ReturnType<Queue['getBackend']>, 'close'>;
  on(event: 'error', listener: (error: Error) => void): unknown;
};
type AnyWorker = Pick<Worker, 'getNextJob' | 'close' | 'startStalledCheckTimer'> & {
  readonly backend: Pick<Worker['backend'], 'disconnectBlocking'>;
  on(event: 'error', listener: (error: Error) => void): unknown;
};

/** A connection to Redis that is closed waits so long for the other side to agree, also where it has broken. Milliseconds. */
const disconnectTimeout = 500;

// The pool of a queue on Postgres: it asks one thing at a time.
const connections = 2;

/**
 * BullMQ's tables, where it is to use the database. Safe with several processes that start at once. Makes tables: for the
 * dispatcher, whose role is the owner's.
 */
export function prepareQueue(settings: QueueSettings): Promise<void> {
  return openOnce(settings, true);
}

/** Throws InfrastructureFault if `prepareQueue` has still to be called, or this role may not use what it made. */
export function expectQueue(settings: QueueSettings): Promise<void> {
  return openOnce(settings, false).catch((error) => {
    throw new InfrastructureFault('the queue in the database is not ready: start the API first, which makes it', error);
  });
}

async function openOnce(settings: QueueSettings, migrate: boolean): Promise<void> {
  if (settings.redisUrl !== undefined) return;
  const { Queue } = withBackend(createPostgresBackend);
  const connection = { connectionString: settings.databaseUrl, max: 1, migrate };
  const queue = new Queue(queueName(settings), { connection });
  queue.on('error', () => {});
  await queue.waitUntilReady().finally(() => queue.close());
}

/** The side that adds. */
export function openQueue(settings: QueueSettings): AnyQueue {
  if (settings.redisUrl !== undefined) {
    const { Queue } = withBackend(createRedisBackend);
    // An unreachable Redis is to be told at once: the message stays in the outbox and is tried again.
    const connection = {
      url: settings.redisUrl,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      disconnectTimeout,
    };
    return new Queue(queueName(settings), { connection });
  }
  const { Queue } = withBackend(createPostgresBackend);
  return new Queue(queueName(settings), {
    connection: { connectionString: settings.databaseUrl, max: connections },
  });
}

/** The side that takes. Jobs are fetched by hand: a worker that is busy must leave wake-ups to those that are not. */
export function openListener(settings: QueueSettings, { blockSeconds }: ListenOptions): AnyWorker {
  const options = { autorun: false, drainDelay: blockSeconds };
  if (settings.redisUrl !== undefined) {
    const { Worker } = withBackend(createRedisBackend);
    const connection = { url: settings.redisUrl, maxRetriesPerRequest: null, disconnectTimeout };
    return new Worker(queueName(settings), undefined, { ...options, connection });
  }
  const { Worker } = withBackend(createPostgresBackend);
  return new Worker(queueName(settings), undefined, {
    ...options,
    connection: { connectionString: settings.databaseUrl, max: connections },
  });
}
