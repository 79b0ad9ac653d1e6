import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';
import type { RunReason, RunState } from './words.ts';

/** A head commit as one binding sees it. */
export interface Head {
  readonly bindingId: string;
  readonly headSha: string;
  readonly pullRequest: number | null;
  /** The branch that was pushed to, where it is no pull request. */
  readonly branch: string | null;
}

export interface ShownRun {
  readonly id: string;
  readonly state: RunState;
  readonly reason: RunReason;
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

/** What a check that is to be told anew is set to: nothing that it waited for counts any more. */
const anew = `revision = head_check.revision + 1, settled_at = NULL, available_at = now(), waits_since = now(),
  failures = 0, fault = NULL`;

/** The run that the check of a head shows. */
export async function readShownRun(db: Queryable, { bindingId, headSha }: Head): Promise<ShownRun | null> {
  const { rows } = await db.query<ShownRun>(
    `SELECT run.id, run.state::text, run.reason::text FROM head_check JOIN run ON run.id = head_check.run_id
     WHERE head_check.binding_id = $1 AND head_check.head_sha = $2`,
    [bindingId, headSha],
  );
  return rows[0] ?? null;
}

/** Lets the check of a head show this run from now on; to be called in the transaction that makes the run. */
export async function showRun(db: Queryable, head: Head, runId: string): Promise<void> {
  await db.query(
    `INSERT INTO head_check (id, binding_id, head_sha, pull_request, branch, run_id) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (binding_id, head_sha) DO UPDATE SET run_id = excluded.run_id, verdict = NULL,
       pull_request = coalesce(excluded.pull_request, head_check.pull_request),
       branch = coalesce(excluded.branch, head_check.branch), ${anew}`,
    [newId(), head.bindingId, head.headSha, head.pullRequest, head.branch, runId],
  );
}

/**
 * Checks that show another run of this one's submission show this one from now on; within a transaction. It was graded
 * again, and by this run it counts.
 */
export async function showRunInstead(db: Queryable, runId: string): Promise<void> {
  await db.query(
    `UPDATE head_check SET run_id = mine.id, ${anew}
     FROM run mine JOIN run shown ON shown.submission_id = mine.submission_id AND shown.id <> mine.id
     WHERE mine.id = $1 AND head_check.run_id = shown.id`,
    [runId],
  );
}

/** Has the check that shows this run told again: its score has changed. */
export async function tellScore(db: Queryable, runId: string): Promise<void> {
  await db.query(`UPDATE head_check SET ${anew} WHERE run_id = $1`, [runId]);
}

/**
 * Lets the check of a head say this, unless it shows a run: a run says more. But the self-check of a commit that was to be
 * handed in does not say that it was not: `reason` is what it was to be.
 */
export async function showVerdict(
  db: Queryable,
  head: Head,
  verdict: Verdict,
  reason: 'official' | 'self-check',
): Promise<void> {
  await db.query(
    `INSERT INTO head_check (id, binding_id, head_sha, pull_request, branch, verdict) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (binding_id, head_sha) DO UPDATE SET verdict = excluded.verdict, run_id = NULL,
       pull_request = coalesce(excluded.pull_request, head_check.pull_request),
       branch = coalesce(excluded.branch, head_check.branch), ${anew}
     WHERE head_check.verdict IS DISTINCT FROM excluded.verdict AND (head_check.run_id IS NULL OR $7 = 'official'
       AND EXISTS (SELECT FROM run WHERE run.id = head_check.run_id AND run.reason = 'self-check'))`,
    [newId(), head.bindingId, head.headSha, head.pullRequest, head.branch, verdict, reason],
  );
}

/** Has a check told again as it is: somebody pressed a button, and GitHub waits. */
export async function tellAgain(db: Queryable, id: string): Promise<void> {
  await db.query(`UPDATE head_check SET ${anew} WHERE id = $1`, [id]);
}

/** Other heads of the pull request, or of the branch, that a head is of. */
const ofTheSameLine = `other.binding_id = $1 AND other.head_sha <> $2
  AND CASE WHEN $3::int IS NULL THEN other.pull_request IS NULL AND other.branch = $4 ELSE other.pull_request = $3 END`;
const lineOf = ({ bindingId, headSha, pullRequest, branch }: Head) => [bindingId, headSha, pullRequest, branch];

/** Whether no later head of the same pull request or branch has a check. */
export async function isNewestHead(db: Queryable, head: Head): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT FROM head_check other JOIN head_check mine ON mine.binding_id = $1 AND mine.head_sha = $2
     WHERE ${ofTheSameLine} AND (other.created_at, other.id) > (mine.created_at, mine.id) LIMIT 1`,
    lineOf(head),
  );
  return rowCount === 0;
}

/** Ids of the runs that the other heads of the same pull request or branch are shown with, however they stand. */
export async function runsOfOtherHeads(db: Queryable, head: Head): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT other.run_id AS id FROM head_check other WHERE ${ofTheSameLine} AND other.run_id IS NOT NULL`,
    lineOf(head),
  );
  return rows.map(({ id }) => id);
}

/**
 * Runs that wait or are being graded for other heads of the same pull request or branch, and were made before the one
 * that this head is shown with. By the order of their making, whoever asks first or last. What was handed in gives way to
 * no self-check.
 */
export async function openRunsOfOlderHeads(db: Queryable, head: Head): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT run.id FROM head_check other JOIN run ON run.id = other.run_id
     JOIN head_check mine ON mine.binding_id = $1 AND mine.head_sha = $2
     JOIN run newer ON newer.id = mine.run_id
     WHERE ${ofTheSameLine} AND run.state IN ('waiting', 'claimed')
       AND (run.created_at, run.id) < (newer.created_at, newer.id)
       AND (newer.reason <> 'self-check' OR run.reason = 'self-check')`,
    lineOf(head),
  );
  return rows.map(({ id }) => id);
}

/**
 * The commit of what the team handed in later than at this time, and which still waits; of other pull requests and
 * branches than the head's, since of the same one GitHub says which commit is the last. `commit`: null where it came
 * another way. Undefined if there is none. Times that lie ahead of the clock were written before it was set back.
 */
export async function waitingSince(
  db: Queryable,
  head: Head,
  hand: { assignmentId: string; teamId: string; reason: 'official' | 'self-check'; receivedAt: Date },
): Promise<{ readonly commit: string | null } | undefined> {
  const { rows } = await db.query<{ commit: string | null }>(
    `SELECT submission.head_sha AS commit FROM run JOIN submission ON submission.id = run.submission_id
     WHERE run.state = 'waiting' AND run.assignment_id = $5 AND run.team_id = $6 AND run.reason = $7
       AND submission.received_at > $8 AND submission.received_at <= now()
       AND NOT EXISTS (SELECT FROM head_check other WHERE ${ofTheSameLine} AND other.run_id = run.id)
     ORDER BY submission.received_at DESC LIMIT 1`,
    [...lineOf(head), hand.assignmentId, hand.teamId, hand.reason, hand.receivedAt],
  );
  return rows[0];
}
