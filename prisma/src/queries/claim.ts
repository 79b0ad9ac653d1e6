import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';
import type { Lane, RunReason } from './words.ts';

export interface ClaimOptions {
  /** Who claims, for a person who reads it: machine and process. */
  readonly worker: string;
  /** How long the claim holds without a heartbeat. */
  readonly leaseMs: number;
  /** The lanes that this worker serves; all without it. */
  readonly lanes?: readonly Lane[];
  /** Runs whose version asks for netem are not for this worker. */
  readonly leaveNetem?: boolean;
}

export interface Claim {
  /** The attempt's id: whoever writes for the run must show it. */
  readonly fence: string;
  readonly runId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly leaseUntil: Date;
  readonly submissionId: string;
  readonly assignmentId: string;
  readonly versionId: string;
  readonly teamId: string;
  readonly reason: RunReason;
  readonly lane: Lane;
}

/**
 * Claims the fairest run that waits, or nothing. The first lane that has any, then the smallest start tag (see
 * virtual-time.ts). Any number may claim at once: each passes over what another is just taking.
 */
export async function claimRun(
  db: Queryable,
  { worker, leaseMs, lanes, leaveNetem = false }: ClaimOptions,
): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>(
    `WITH fairest AS (
       SELECT id FROM run
       WHERE state = 'waiting' AND available_at <= now() AND ($4::lane[] IS NULL OR lane = ANY($4::lane[]))
         AND NOT ($5 AND EXISTS (
           SELECT FROM assignment_version asked WHERE asked.id = run.version_id AND asked.link_backend = 'netem'))
       ORDER BY lane, virtual_start, virtual_before, id
       LIMIT 1 FOR UPDATE SKIP LOCKED
     ), claimed AS (
       UPDATE run SET state = 'claimed', started_at = coalesce(started_at, now())
       FROM fairest WHERE run.id = fairest.id RETURNING run.*
     ), attempt AS (
       INSERT INTO run_attempt (id, run_id, number, worker, lease_until)
       SELECT $1, id, 1 + (SELECT count(*) FROM run_attempt WHERE run_id = claimed.id), $2,
         now() + $3 * interval '1 millisecond'
       FROM claimed RETURNING *
     )
     SELECT attempt.id AS fence, claimed.id AS "runId", attempt.number AS attempt, attempt.lease_until AS "leaseUntil",
       claimed.submission_id AS "submissionId", claimed.assignment_id AS "assignmentId",
       claimed.version_id AS "versionId", claimed.team_id AS "teamId", claimed.reason, claimed.lane
     FROM claimed, attempt`,
    [newId(), worker, leaseMs, lanes ?? null, leaveNetem],
  );
  return rows[0];
}
