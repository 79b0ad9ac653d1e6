import type { Queryable } from './transaction.ts';
import type { AttemptEnding } from './words.ts';

export type Heartbeat =
  | { readonly kept: true; readonly leaseUntil: Date }
  /** Stop: nothing that is done under this fence will be written. `ending` says why; null if there is no such attempt. */
  | { readonly kept: false; readonly ending: AttemptEnding | null };

/**
 * Keeps a claim for another `leaseMs`. Also after the lease ran out, as long as nobody has taken the run away: what
 * decides is whether the attempt lives, not a clock.
 */
export async function heartbeat(
  db: Queryable,
  fence: string,
  leaseMs: number,
  progress?: Record<string, unknown>,
): Promise<Heartbeat> {
  // Its length counts from now, also if the clock was set back: `bringIntoPresent` sees to the time of the claim.
  const { rows } = await db.query<{ leaseUntil: Date }>(
    `UPDATE run_attempt SET heartbeat_at = now(), progress = coalesce($3, progress),
       lease_until = greatest(now() + $2 * interval '1 millisecond', claimed_at + interval '1 millisecond')
     WHERE id = $1 AND ended_at IS NULL RETURNING lease_until AS "leaseUntil"`,
    [fence, leaseMs, progress ?? null],
  );
  if (rows[0] !== undefined) return { kept: true, leaseUntil: rows[0].leaseUntil };
  const ended = await db.query<{ ending: AttemptEnding }>('SELECT ending FROM run_attempt WHERE id = $1', [fence]);
  return { kept: false, ending: ended.rows[0]?.ending ?? null };
}
