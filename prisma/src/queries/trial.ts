import { newId } from '../id.ts';
import { publish } from './publish-version.ts';
import type { Queryable } from './transaction.ts';
import type { RunState } from './words.ts';

/** The team of the course's staff, to which the samples of trials belong; made when it is first needed. */
export async function staffTeam(db: Queryable, courseId: string): Promise<string> {
  const id = newId();
  await db.query(
    `INSERT INTO team (id, course_id, slug, name, is_staff) VALUES ($1, $2, $3, 'Staff', true)
     ON CONFLICT (course_id) WHERE is_staff DO NOTHING`,
    [id, courseId, `staff-${id.slice(-12)}`],
  );
  const { rows } = await db.query<{ id: string }>('SELECT id FROM team WHERE course_id = $1 AND is_staff', [courseId]);
  return rows[0]!.id;
}

export interface LockedVersion {
  readonly number: number;
  readonly state: 'draft' | 'trial' | 'published';
  readonly trialRunId: string | null;
}

/** A version that nobody else changes, tries or publishes before the transaction ends. */
export async function lockVersion(db: Queryable, versionId: string): Promise<LockedVersion | undefined> {
  const { rows } = await db.query<LockedVersion>(
    `SELECT number, state, trial_run_id AS "trialRunId" FROM assignment_version WHERE id = $1 FOR NO KEY UPDATE`,
    [versionId],
  );
  return rows[0];
}

/** From now on this run is the version's trial. */
export async function putOnTrial(db: Queryable, versionId: string, runId: string): Promise<void> {
  await db.query(`UPDATE assignment_version SET state = 'trial', trial_run_id = $2 WHERE id = $1`, [versionId, runId]);
}

export interface Trial {
  readonly runId: string;
  readonly submissionId: string;
  readonly state: RunState;
  /** Points; null until it is graded. */
  readonly score: number | null;
  readonly maxScore: number | null;
}

/** The trials that these runs are, by run. */
export async function readTrials(db: Queryable, runIds: readonly string[]): Promise<ReadonlyMap<string, Trial>> {
  const { rows } = await db.query<Trial>(
    `SELECT id AS "runId", submission_id AS "submissionId", state::text AS state,
       (result ->> 'score')::float AS score, (result ->> 'maxScore')::float AS "maxScore"
     FROM run WHERE id = ANY($1)`,
    [runIds],
  );
  return new Map(rows.map((one) => [one.runId, one]));
}

/** Publishes a version, and lets new submissions be graded against it. */
export async function setPublished(db: Queryable, assignmentId: string, versionId: string): Promise<void> {
  await publish(db, versionId, null);
  await db.query('UPDATE assignment SET current_version_id = $2 WHERE id = $1', [assignmentId, versionId]);
}

export interface VersionContent {
  readonly config: object;
  readonly visibility: object;
  readonly seeds: object;
  readonly linkBackend: string;
}

/**
 * Changes a version that is not published; within a transaction that has locked it. One that was on trial is a draft again,
 * if anything is new. Returns whether anything was.
 */
export async function setContent(db: Queryable, versionId: string, to: VersionContent): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE assignment_version SET state = 'draft', trial_run_id = NULL, config = $2, visibility = $3, seeds = $4,
       link_backend = $5
     WHERE id = $1 AND (config, visibility, seeds, link_backend) IS DISTINCT FROM ($2::jsonb, $3::jsonb, $4::jsonb, $5::link_backend)`,
    [versionId, to.config, to.visibility, to.seeds, to.linkBackend],
  );
  return rowCount === 1;
}
