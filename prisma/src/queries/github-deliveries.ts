import type pg from 'pg';
import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';

export interface NewDelivery {
  /** X-GitHub-Delivery: a redelivery keeps it. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  /** GitHub's own time of the first attempt, where it is known. */
  readonly deliveredAt?: Date;
  /** What is to be acted on; without it the delivery is ignored, and `note` says why. */
  readonly happening?: Readonly<Record<string, unknown>>;
  readonly note?: string;
}

export interface TakenDelivery {
  readonly id: string;
  readonly guid: string;
  readonly event: string;
  readonly receivedAt: Date;
  readonly deliveredAt: Date | null;
  readonly payload: unknown;
  readonly failures: number;
}

const longestNote = 2000;

/**
 * Writes a delivery down; false if its GUID is known already, however many come at once. The row is its own place in the
 * queue: there is nothing else that could be lost between the two. It does not wait for the disk: what the machine's last
 * half second takes with it is still in GitHub's own list of deliveries, where it is found again.
 */
export async function recordDelivery(db: Queryable, delivery: NewDelivery): Promise<boolean> {
  const { guid, event, action, deliveredAt, happening, note } = delivery;
  const { rowCount } = await db.query(
    `INSERT INTO webhook_delivery (id, guid, event, action, delivered_at, payload, state, note, settled_at)
     SELECT $1::uuid, $2, $3, $4, $5::timestamptz, $6::jsonb, $7::delivery_state, $8,
       CASE WHEN $7 = 'received' THEN NULL ELSE now() END
     FROM set_config('synchronous_commit', 'off', true)
     ON CONFLICT (guid) DO NOTHING`,
    [
      newId(),
      guid,
      event,
      action,
      deliveredAt ?? null,
      happening ?? {},
      happening === undefined ? 'ignored' : 'received',
      note?.slice(0, longestNote) ?? null,
    ],
  );
  return rowCount === 1;
}

/** Takes deliveries to work on, oldest first: for `leaseMs` nobody else gets them, and if we die they are taken again. */
export async function takeDeliveries(pool: pg.Pool, limit: number, leaseMs: number): Promise<TakenDelivery[]> {
  const { rows } = await pool.query<TakenDelivery>(
    `WITH due AS (
       SELECT id FROM webhook_delivery WHERE state = 'received' AND available_at <= now()
       ORDER BY received_at, id LIMIT $1 FOR UPDATE SKIP LOCKED
     )
     UPDATE webhook_delivery SET available_at = now() + $2 * interval '1 millisecond', waits_since = now()
     FROM due WHERE webhook_delivery.id = due.id
     RETURNING webhook_delivery.id, guid, event, received_at AS "receivedAt", delivered_at AS "deliveredAt", payload,
       failures`,
    [limit, leaseMs],
  );
  return rows.sort((one, other) => one.receivedAt.getTime() - other.receivedAt.getTime());
}

/** Nobody else gets them for another `leaseMs`; what was let go of in the meantime stays so. */
export async function holdDeliveries(db: Queryable, ids: readonly string[], leaseMs: number): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    `UPDATE webhook_delivery SET available_at = greatest(available_at, now() + $2 * interval '1 millisecond'),
       waits_since = now()
     WHERE id = ANY($1) AND state = 'received' AND available_at > now()`,
    [ids, leaseMs],
  );
}

/** Gives a delivery back as it was taken: whoever comes next works on it. */
export async function releaseDelivery(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE webhook_delivery SET available_at = now(), waits_since = now() WHERE id = $1 AND state = 'received'`,
    [id],
  );
}

export async function settleDelivery(
  db: Queryable,
  id: string,
  state: 'done' | 'ignored' | 'failed',
  note: string | undefined,
): Promise<void> {
  await db.query(
    `UPDATE webhook_delivery SET state = $2, note = $3, settled_at = now() WHERE id = $1 AND state = 'received'`,
    [id, state, note?.slice(0, longestNote) ?? null],
  );
}

/** Puts a delivery off after a fault; after `mostFailures` of them it has failed. Returns what it is now. */
export async function postponeDelivery(
  db: Queryable,
  id: string,
  fault: string,
  pauseMs: number,
  mostFailures: number,
): Promise<'received' | 'failed' | undefined> {
  const { rows } = await db.query<{ state: 'received' | 'failed' }>(
    `UPDATE webhook_delivery SET failures = failures + 1, note = $2, waits_since = now(),
       available_at = now() + $3 * interval '1 millisecond',
       state = CASE WHEN failures + 1 >= $4 THEN 'failed' ELSE 'received' END::delivery_state,
       settled_at = CASE WHEN failures + 1 >= $4 THEN now() END
     WHERE id = $1 AND state = 'received' RETURNING state::text`,
    [id, fault.slice(0, longestNote), pauseMs, mostFailures],
  );
  return rows[0]?.state;
}

/** Which of these GUIDs have come in. */
export async function knownDeliveries(db: Queryable, guids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ guid: string }>('SELECT guid FROM webhook_delivery WHERE guid = ANY($1)', [guids]);
  return new Set(rows.map(({ guid }) => guid));
}

export interface FirstAttempt {
  readonly guid: string;
  readonly deliveredAt: Date;
}

/**
 * GitHub says that it tried to deliver earlier than we know of (by more than the second to which it tells times): what
 * came of the delivery counts from then. A score that was given for it stays what it is: that is for a regrade.
 */
export async function deliveredEarlier(db: Queryable, attempts: readonly FirstAttempt[]): Promise<void> {
  await db.query(
    `WITH earlier AS (
       UPDATE webhook_delivery known SET delivered_at = attempt.at
       FROM unnest($1::text[], $2::timestamptz[]) AS attempt (guid, at)
       WHERE known.guid = attempt.guid
         AND coalesce(known.delivered_at, known.received_at) > attempt.at + interval '1 second'
       RETURNING known.guid, attempt.at
     )
     UPDATE submission SET received_at = earlier.at FROM earlier
     WHERE source = 'github' AND source_reference ->> 'delivery' = earlier.guid AND received_at > earlier.at`,
    [attempts.map(({ guid }) => guid), attempts.map(({ deliveredAt }) => deliveredAt)],
  );
}
