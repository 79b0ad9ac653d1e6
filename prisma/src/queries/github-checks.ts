import type pg from 'pg';
import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';

/** A head commit as one binding sees it. */
export interface Head {
  readonly bindingId: string;
  readonly headSha: string;
  readonly pullRequest: number | null;
  /** The branch that was pushed to, where it is no pull request. */
  readonly branch: string | null;
}

/** What a check says where there is no run. */
export interface Verdict {
  readonly conclusion: 'success' | 'neutral' | 'cancelled' | 'failure' | 'action_required';
  readonly title: string;
  /** Markdown; what comes from students is escaped already. */
  readonly summary: string;
  /** What the hand-in needs to be taken up again. */
  readonly again?: Readonly<Record<string, unknown>>;
}

export type CheckState = 'queued' | 'in_progress' | 'completed';

export interface TakenCheck extends Head {
  readonly id: string;
  readonly revision: number;
  /** What it is to be now. */
  readonly state: CheckState;
  readonly runId: string | null;
  readonly verdict: Verdict | null;
  readonly githubCheckId: bigint | null;
  readonly githubCommentId: bigint | null;
  readonly asStatus: boolean;
  readonly toldRevision: number;
  readonly toldState: CheckState | null;
  readonly toldDigest: string | null;
  readonly toldAnnotations: number;
  readonly failures: number;
}

const longestFault = 2000;

/** Lets the check of a head show this run from now on; to be called in the transaction that makes the run. */
export async function showRun(db: Queryable, head: Head, runId: string): Promise<void> {
  await db.query(
    `INSERT INTO head_check (id, binding_id, head_sha, pull_request, branch, run_id) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (binding_id, head_sha) DO UPDATE SET run_id = excluded.run_id, verdict = NULL,
       pull_request = coalesce(excluded.pull_request, head_check.pull_request),
       branch = coalesce(excluded.branch, head_check.branch),
       revision = head_check.revision + 1, told_annotations = 0, settled_at = NULL, available_at = now(), failures = 0,
       fault = NULL`,
    [newId(), head.bindingId, head.headSha, head.pullRequest, head.branch, runId],
  );
}

/** Lets the check of a head say this, unless it shows a run: a run says more. */
export async function showVerdict(db: Queryable, head: Head, verdict: Verdict): Promise<void> {
  await db.query(
    `INSERT INTO head_check (id, binding_id, head_sha, pull_request, branch, verdict) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (binding_id, head_sha) DO UPDATE SET verdict = excluded.verdict,
       pull_request = coalesce(excluded.pull_request, head_check.pull_request),
       branch = coalesce(excluded.branch, head_check.branch),
       revision = head_check.revision + 1, settled_at = NULL, available_at = now(), failures = 0, fault = NULL
     WHERE head_check.run_id IS NULL AND head_check.verdict IS DISTINCT FROM excluded.verdict`,
    [newId(), head.bindingId, head.headSha, head.pullRequest, head.branch, verdict],
  );
}

/** Has a check told again as it is: somebody pressed a button, and GitHub waits. */
export async function tellAgain(db: Queryable, id: string): Promise<void> {
  await db.query(
    `UPDATE head_check SET revision = revision + 1, settled_at = NULL, available_at = now(), failures = 0, fault = NULL
     WHERE id = $1`,
    [id],
  );
}

const stateNow = `CASE WHEN run.state = 'waiting' THEN 'queued' WHEN run.state = 'claimed' THEN 'in_progress'
  ELSE 'completed' END`;

/**
 * Takes checks of which GitHub does not know the present state, or what is told of it is older than `refreshMs`. For
 * `leaseMs` nobody else gets them. It looks at the runs themselves and not at messages about them, so nothing that
 * happened while nobody looked is missed.
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
         AND (told_revision <> revision OR told_state IS DISTINCT FROM ${stateNow}
           OR told_at < now() - $3 * interval '1 millisecond')
       ORDER BY head_check.available_at LIMIT $1 FOR UPDATE OF head_check SKIP LOCKED
     )
     UPDATE head_check SET available_at = now() + $2 * interval '1 millisecond' FROM due WHERE head_check.id = due.id
     RETURNING head_check.id, binding_id AS "bindingId", head_sha AS "headSha", pull_request AS "pullRequest", branch,
       revision, due.state, run_id AS "runId", verdict, github_check_id AS "githubCheckId",
       github_comment_id AS "githubCommentId", as_status AS "asStatus", told_revision AS "toldRevision",
       told_state AS "toldState", told_digest AS "toldDigest", told_annotations AS "toldAnnotations", failures`,
    [limit, leaseMs, refreshMs],
  );
  return rows.map((row) => ({
    ...row,
    githubCheckId: bigintOf(row.githubCheckId),
    githubCommentId: bigintOf(row.githubCommentId),
  }));
}

/** Nobody else gets them for another `leaseMs`; what was let go of in the meantime stays so. */
export async function holdChecks(db: Queryable, ids: readonly string[], leaseMs: number): Promise<void> {
  if (ids.length === 0) return;
  await db.query(
    `UPDATE head_check SET available_at = greatest(available_at, now() + $2 * interval '1 millisecond')
     WHERE id = ANY($1) AND settled_at IS NULL AND available_at > now()`,
    [ids, leaseMs],
  );
}

/** Gives a check back as it was taken. */
export async function releaseCheck(db: Queryable, id: string): Promise<void> {
  await db.query('UPDATE head_check SET available_at = now() WHERE id = $1', [id]);
}

export interface Told {
  readonly state: CheckState;
  readonly digest: string;
}

/**
 * GitHub has it. The check is settled if it is complete and shows nothing else by now. The run learns its check's id when
 * it has ended: a run that waits must not be locked, or a worker that claims just then passes it over.
 */
export async function checkTold(
  db: Queryable,
  { id, revision, runId }: TakenCheck,
  { state, digest }: Told,
): Promise<void> {
  if (state === 'completed' && runId !== null) {
    await db.query(
      `UPDATE run SET github_check_id = head_check.github_check_id FROM head_check
     WHERE run.id = $2 AND head_check.id = $1 AND run.ended_at IS NOT NULL`,
      [id, runId],
    );
  }
  await db.query(
    `UPDATE head_check SET told_revision = $2, told_state = $3, told_digest = $4, told_at = now(), failures = 0,
       fault = NULL, available_at = now(), settled_at = CASE WHEN $3 = 'completed' AND revision = $2 THEN now() END
     WHERE id = $1`,
    [id, revision, state, digest],
  );
}

/** What GitHub called the check, or the comment in its place: written down as soon as it is known. */
export async function checkNamed(
  db: Queryable,
  { id }: TakenCheck,
  names: { checkId?: bigint; commentId?: bigint; asStatus?: boolean },
): Promise<void> {
  await db.query(
    `UPDATE head_check SET github_check_id = coalesce($2, github_check_id),
       github_comment_id = coalesce($3, github_comment_id), as_status = coalesce($4, as_status) WHERE id = $1`,
    [id, names.checkId ?? null, names.commentId ?? null, names.asStatus ?? null],
  );
}

/** So many annotations of this revision are with GitHub. */
export async function annotationsTold(db: Queryable, { id, revision }: TakenCheck, count: number): Promise<void> {
  await db.query('UPDATE head_check SET told_annotations = $3 WHERE id = $1 AND revision = $2', [id, revision, count]);
}

export async function postponeCheck(db: Queryable, id: string, fault: string, pauseMs: number): Promise<void> {
  await db.query(
    `UPDATE head_check SET failures = failures + 1, fault = $2, available_at = now() + $3 * interval '1 millisecond'
     WHERE id = $1`,
    [id, fault.slice(0, longestFault), pauseMs],
  );
}

/** It will never be told: GitHub says that there is nothing to tell it of. */
export async function giveUpCheck(db: Queryable, { id, revision }: TakenCheck, fault: string): Promise<void> {
  await db.query(
    'UPDATE head_check SET fault = $3, failures = failures + 1, settled_at = now() WHERE id = $1 AND revision = $2',
    [id, revision, fault.slice(0, longestFault)],
  );
}

export interface OpenRun {
  readonly runId: string;
  readonly headSha: string;
}

/** Runs that wait or are being graded for other heads of the same pull request, or of the same branch. */
export async function openRunsOfOtherHeads(db: Queryable, head: Head): Promise<OpenRun[]> {
  const { rows } = await db.query<OpenRun>(
    `SELECT run.id AS "runId", head_sha AS "headSha" FROM head_check JOIN run ON run.id = run_id
     WHERE binding_id = $1 AND head_sha <> $2 AND run.state IN ('waiting', 'claimed')
       AND CASE WHEN $3::int IS NULL THEN pull_request IS NULL AND branch = $4 ELSE pull_request = $3 END`,
    [head.bindingId, head.headSha, head.pullRequest, head.branch],
  );
  return rows;
}

const bigintOf = (digits: unknown) => (digits === null ? null : BigInt(digits as string));
