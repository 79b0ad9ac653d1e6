import { newId } from '../id.ts';
import { enqueueRun } from './enqueue.ts';
import type { Queryable } from './transaction.ts';
import { lockVersion } from './trial.ts';

/** What a team is graded by at present: the run that its present score rests on. */
export interface CountedRun {
  readonly teamId: string;
  readonly submissionId: string;
  readonly runId: string;
  readonly versionId: string;
  readonly treeDigest: string;
  /** It was graded by itself, not among the folders of a class repository. */
  readonly byItself: boolean;
  /** As its result has it; null where that does not say. */
  readonly observed: {
    readonly kit: string | null;
    readonly kitVersion: string | null;
    readonly seed: number | null;
    readonly source: string | null;
    readonly link: string | null;
    /** Image → digest of what it was made of. */
    readonly recipes: Readonly<Record<string, string>> | null;
  };
  /** Where its observations are; null if they were not kept. */
  readonly observationsKey: string | null;
}

/** The teams of an assignment that have a score, or those of `only` that have one; in order of their ids. */
export async function readCountedRuns(
  db: Queryable,
  assignmentId: string,
  only?: readonly string[],
): Promise<CountedRun[]> {
  const { rows } = await db.query<CountedRun>(
    `SELECT score.team_id AS "teamId", run.submission_id AS "submissionId", run.id AS "runId", run.version_id AS "versionId",
       submission.tree_digest AS "treeDigest", submission.base_tree_digest IS NULL AS "byItself",
       jsonb_build_object('kit', run.result->'kit', 'kitVersion', run.result->'kitVersion', 'seed', run.result->'seed',
         'source', run.result->'source'->'digest', 'link', run.result->'link'->'backend',
         'recipes', run.result->'recipes') AS observed,
       (SELECT blob_key FROM artefact WHERE artefact.run_id = run.id AND kind = 'observations' AND deleted_at IS NULL
        LIMIT 1) AS "observationsKey"
     FROM score JOIN run ON run.id = score.run_id JOIN submission ON submission.id = run.submission_id
     WHERE score.assignment_id = $1 AND score.standing = 'current' AND ($2::uuid[] IS NULL OR score.team_id = ANY($2))
     ORDER BY score.team_id`,
    [assignmentId, only ?? null],
  );
  return rows;
}

export interface NewRegrade {
  /** A new one if not given. */
  readonly id?: string;
  readonly assignmentId: string;
  readonly toVersionId: string;
  readonly reason: string;
  readonly createdById: string | null;
  /** All teams with a score, if not given. */
  readonly only?: readonly string[];
  /** Ids of counted runs that are judged from what they observed; every other submission is run again. */
  readonly judgeable: ReadonlySet<string>;
  /** By counted run: why it is not judged. For a person, who reads it at the run. */
  readonly whyRun?: ReadonlyMap<string, string>;
}

export interface StartedRegrade {
  readonly batchId: string;
  readonly fromVersionId: string;
  /** Runs, and how many of them are judged only. */
  readonly runs: number;
  readonly judged: number;
}

/**
 * Makes a batch with a run for each team's counted submission; within a transaction. Undefined where there is no team
 * with a score. A version that is a draft is frozen by it: what was previewed is what will be applied. A second open batch
 * of the assignment is refused by `regrade_batch_one_open`.
 */
export async function startRegrade(db: Queryable, regrade: NewRegrade): Promise<StartedRegrade | undefined> {
  const { assignmentId, toVersionId, judgeable } = regrade;
  // In order of the ids, here as where a batch is applied; and what is read next stays true.
  await db.query(
    `SELECT FROM team WHERE id IN (SELECT team_id FROM score WHERE assignment_id = $1 AND standing = 'current')
       AND ($2::uuid[] IS NULL OR id = ANY($2)) ORDER BY id FOR NO KEY UPDATE`,
    [assignmentId, regrade.only ?? null],
  );
  await lockVersion(db, toVersionId);
  const counted = await readCountedRuns(db, assignmentId, regrade.only);
  if (counted.length === 0) return undefined;
  const fromVersionId = mostCommon(counted.map(({ versionId }) => versionId));
  const batchId = regrade.id ?? newId();
  const judged = counted.filter(({ runId }) => judgeable.has(runId)).length;
  await db.query(`UPDATE assignment_version SET state = 'trial' WHERE id = $1 AND state = 'draft'`, [toVersionId]);
  await db.query(
    `INSERT INTO regrade_batch (id, assignment_id, from_version_id, to_version_id, judge_only, reason, created_by_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [batchId, assignmentId, fromVersionId, toVersionId, judged === counted.length, regrade.reason, regrade.createdById],
  );
  for (const { teamId, submissionId, runId } of counted) {
    const made = await enqueueRun(db, {
      submissionId,
      assignmentId,
      teamId,
      versionId: toVersionId,
      reason: 'regrade',
      regradeBatchId: batchId,
      ...(judgeable.has(runId) ? { judgeFromId: runId } : {}),
      supersede: false,
    });
    const why = regrade.whyRun?.get(runId);
    if (why !== undefined) await db.query('UPDATE run SET note = $2 WHERE id = $1', [made.runId, why]);
  }
  return { batchId, fromVersionId, runs: counted.length, judged };
}

/** A run of the batch could not be judged from what was observed. */
export async function ranInFull(db: Queryable, batchId: string): Promise<void> {
  await db.query('UPDATE regrade_batch SET judge_only = false WHERE id = $1', [batchId]);
}

/** Of equally common ones the newest: ids grow with time. */
function mostCommon(ids: readonly string[]): string {
  const times = Map.groupBy(ids, (id) => id);
  return [...times].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? 1 : -1))[0]![0];
}
