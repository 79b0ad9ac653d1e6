import type pg from 'pg';
import { newId } from '../id.ts';
import { longestPauseMs } from './clock-set-back.ts';
import { inTransaction, type Queryable } from './transaction.ts';

export interface Message {
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly failures: number;
}

const longestFault = 2000;

/** Writes a message with the fact that it tells of: in the same transaction. */
export async function putInOutbox(
  db: Queryable,
  topic: string,
  payload: Record<string, unknown> = {},
): Promise<string> {
  const id = newId();
  await db.query('INSERT INTO outbox (id, topic, payload) VALUES ($1, $2, $3)', [id, topic, payload]);
  return id;
}

/**
 * Takes the oldest messages, as many as `limit`, hands each to `deliver` and deletes it; returns how many were delivered.
 * One that cannot be delivered stays, and is tried again after a pause that doubles. Nobody else gets a message
 * meanwhile; if we die in between it is delivered twice, so a receiver must bear that.
 */
export async function takeFromOutbox(
  pool: pg.Pool,
  limit: number,
  deliver: (message: Message) => Promise<void>,
): Promise<number> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<Message>(
      `SELECT id, topic, payload, failures FROM outbox WHERE available_at <= now()
       ORDER BY available_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    const delivered: string[] = [];
    for (const message of rows) {
      try {
        await deliver(message);
        delivered.push(message.id);
      } catch (error) {
        await postpone(client, message, error);
      }
    }
    await client.query('DELETE FROM outbox WHERE id = ANY($1)', [delivered]);
    return delivered.length;
  });
}

async function postpone(db: Queryable, { id, failures }: Message, error: unknown): Promise<void> {
  const pauseMs = Math.min(longestPauseMs, 250 * 2 ** failures);
  const fault = (error instanceof Error ? error.message : String(error)).slice(0, longestFault);
  await db.query(
    `UPDATE outbox SET failures = failures + 1, fault = $2, available_at = clock_timestamp() + $3 * interval '1 millisecond' WHERE id = $1`,
    [id, fault, pauseMs],
  );
}
