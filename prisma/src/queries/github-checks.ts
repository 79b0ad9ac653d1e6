import type pg from 'pg';
import type { Closing } from './github-closing.ts';
import type { Head, Verdict } from './github-heads.ts';
import type { Queryable } from './transaction.ts';

export type CheckState = 'queued' | 'in_progress' | 'completed';

export interface TakenCheck extends Head {
  readonly id: string;
  /** Who took it later has a higher one. What is written under an older one has no effect. */
  readonly fence: number;
  readonly revision: number;
  /** What it is to be now. */
  readonly state: CheckState;
  readonly runId: string | null;
  readonly verdict: Verdict | null;
  readonly githubCheckId: bigint | null;
  readonly githubCommentId: bigint | null;
  readonly asStatus: boolean;
  /** How long ago GitHub was asked to make the check run or comment, of which nothing is known; null: it was not. */
  readonly makingForMs: number | null;
  readonly toldRevision: number;
  readonly toldState: CheckState | null;
  readonly toldDigest: string | null;
  readonly failures: number;
}

type Held = Pick<TakenCheck, 'id' | 'fence'>;

const longestFault = 2000;

const stateNow = `CASE WHEN run.state = 'waiting' THEN 'queued' WHEN run.state = 'claimed' THEN 'in_progress'
  ELSE 'completed' END`;

/**
 * Takes checks of which GitHub does not know the present state, or what is told of it is older than `refreshMs`; last those
 * whose end it knows, and which are only looked at again. For `leaseMs` nobody else gets them, also where they show
 * something else by then. It looks at the runs themselves and not at messages about them, so nothing that happened while
 * nobody looked is missed.
 */
export async function takeChecks(
  pool: pg.Pool,
  limit: number,
  leaseMs: number,
  refreshMs: number,
): Promise<TakenCheck[]> {
  const { rows } = await pool.query<Omit<TakenCheck, 'githubCheckId' | 'githubCommentId'> & Record<string, unknown>>(
    `WITH due AS (
       SELECT head_check.id, ${stateNow} AS state
       FROM head_check JOIN repository_binding binding ON binding.id = binding_id LEFT JOIN run ON run.id = run_id
       WHERE settled_at IS NULL AND head_check.available_at <= now() AND binding.unreachable IS NULL
         AND (leased_until IS NULL OR leased_until <= now())
         AND (told_revision <> revision OR told_state IS DISTINCT FROM ${stateNow}
           OR told_at < now() - $3 * interval '1 millisecond')
       ORDER BY (told_state = 'completed' AND told_revision = revision) IS TRUE, head_check.available_at
       LIMIT $1 FOR UPDATE OF head_check SKIP LOCKED
     )
     UPDATE head_check SET leased_until = now() + $2 * interval '1 millisecond', fence = fence + 1
     FROM due WHERE head_check.id = due.id
     RETURNING head_check.id, fence, binding_id AS "bindingId", head_sha AS "headSha", pull_request AS "pullRequest",
       branch, revision, due.state, run_id AS "runId", verdict, github_check_id AS "githubCheckId",
       github_comment_id AS "githubCommentId", as_status AS "asStatus",
       (extract(epoch FROM now() - making_since) * 1000)::float AS "makingForMs", told_revision AS "toldRevision",
       told_state AS "toldState", told_digest AS "toldDigest", failures`,
    [limit, leaseMs, refreshMs],
  );
  return rows.map((row) => ({
    ...row,
    githubCheckId: bigintOf(row.githubCheckId),
    githubCommentId: bigintOf(row.githubCommentId),
  }));
}

/** Nobody else gets them for another `leaseMs`; what was let go of, or taken by somebody else, stays so. */
export async function holdChecks(db: Queryable, taken: readonly Held[], leaseMs: number): Promise<void> {
  if (taken.length === 0) return;
  await db.query(
    `UPDATE head_check SET leased_until = now() + $3 * interval '1 millisecond'
     FROM unnest($1::uuid[], $2::int[]) AS held (id, fence)
     WHERE head_check.id = held.id AND head_check.fence = held.fence AND leased_until IS NOT NULL`,
    [taken.map(({ id }) => id), taken.map(({ fence }) => fence), leaseMs],
  );
}

/**
 * Whether a check is still held under its fence; then it is for another `leaseMs`. To be asked before GitHub is told.
 * `making`: GitHub is asked to make something, and whoever takes the check next learns that it may be there.
 */
export async function keepCheck(db: Queryable, { id, fence }: Held, leaseMs: number, making = false): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE head_check SET leased_until = now() + $3 * interval '1 millisecond',
       making_since = CASE WHEN $4 THEN now() ELSE making_since END
     WHERE id = $1 AND fence = $2 AND leased_until IS NOT NULL`,
    [id, fence, leaseMs, making],
  );
  return rowCount === 1;
}

/** GitHub has refused to make it. */
export async function checkNotMade(db: Queryable, { id, fence }: Held): Promise<void> {
  await db.query('UPDATE head_check SET making_since = NULL WHERE id = $1 AND fence = $2', [id, fence]);
}

/**
 * GitHub's id of the check run: written down as soon as it is known, also by whom the check is held no longer. Returns the
 * one that counts, which is the first that was written down.
 */
export async function checkMade(db: Queryable, { id }: Pick<TakenCheck, 'id'>, checkId: bigint): Promise<bigint> {
  const { rows } = await db.query<{ checkId: string }>(
    `UPDATE head_check SET github_check_id = coalesce(github_check_id, $2), making_since = NULL WHERE id = $1
     RETURNING github_check_id AS "checkId"`,
    [id, checkId],
  );
  return bigintOf(rows[0]?.checkId ?? null) ?? checkId;
}

/** The same for the comment that stands in for it. */
export async function commentMade(db: Queryable, { id }: Pick<TakenCheck, 'id'>, commentId: bigint): Promise<void> {
  await db.query(
    `UPDATE head_check SET github_comment_id = coalesce(github_comment_id, $2), making_since = NULL WHERE id = $1`,
    [id, commentId],
  );
}

/** It is told as a commit status from now on. */
export async function checkIsStatus(db: Queryable, { id }: Pick<TakenCheck, 'id'>): Promise<void> {
  await db.query('UPDATE head_check SET as_status = true WHERE id = $1', [id]);
}

/** Gives a check back as it was taken. */
export async function releaseCheck(db: Queryable, { id, fence }: Held): Promise<void> {
  await db.query('UPDATE head_check SET leased_until = NULL WHERE id = $1 AND fence = $2', [id, fence]);
}

export interface Told {
  readonly state: CheckState;
  readonly digest: string;
  /** Where the assignment stood, by which some of it may have been kept back. */
  readonly closing: Closing;
}

/**
 * GitHub has it. The check is settled if it is complete and shows nothing else by now. The run learns its check's id when
 * it has ended: a run that waits must not be locked, or a worker that claims just then passes it over.
 */
export async function checkTold(
  db: Queryable,
  { id, fence, revision, runId }: TakenCheck,
  { state, digest, closing }: Told,
): Promise<void> {
  if (state === 'completed' && runId !== null) {
    await db.query(
      `UPDATE run SET github_check_id = head_check.github_check_id FROM head_check
     WHERE run.id = $2 AND head_check.id = $1 AND run.ended_at IS NOT NULL`,
      [id, runId],
    );
  }
  await db.query(
    `UPDATE head_check SET told_revision = $3, told_state = $4, told_digest = $5, told_closing = $6, told_at = now(),
       failures = 0, fault = NULL, leased_until = NULL,
       settled_at = CASE WHEN $4 = 'completed' AND revision = $3 THEN now() END
     WHERE id = $1 AND fence = $2`,
    [id, fence, revision, state, digest, closing],
  );
}

/** Tells it no earlier than after a pause; at once, if it shows something else by now. */
export async function postponeCheck(
  db: Queryable,
  { id, fence, revision }: TakenCheck,
  fault: string,
  pauseMs: number,
): Promise<void> {
  await db.query(
    `UPDATE head_check SET leased_until = NULL, failures = failures + 1, fault = $4, waits_since = now(),
       available_at = now() + CASE WHEN revision = $3 THEN $5::float ELSE 0 END * interval '1 millisecond'
     WHERE id = $1 AND fence = $2`,
    [id, fence, revision, fault.slice(0, longestFault), pauseMs],
  );
}

/** It will never be told: GitHub says that there is nothing to tell it of. What it shows by now is tried all the same. */
export async function giveUpCheck(db: Queryable, { id, fence, revision }: TakenCheck, fault: string): Promise<void> {
  await db.query(
    `UPDATE head_check SET leased_until = NULL, fault = $4, failures = failures + 1,
       settled_at = CASE WHEN revision = $3 THEN now() END
     WHERE id = $1 AND fence = $2`,
    [id, fence, revision, fault.slice(0, longestFault)],
  );
}

const bigintOf = (digits: unknown) => (digits === null ? null : BigInt(digits as string));
