import type { Database } from '../open-database.ts';

/** A team's newest submission that counts. */
export interface TeamTree {
  readonly teamId: string;
  readonly slug: string;
  readonly submissionId: string;
  readonly treeDigest: string;
  readonly receivedAt: Date;
  /** What its run observed, in the blob store; null where that is gone, or was another version's. */
  readonly observations: string | null;
}

/** Every team's, in order of their slugs. Newest is what came in last and was graded to its end. */
export async function countedTrees(
  { pool }: Pick<Database, 'pool'>,
  assignmentId: string,
  versionId: string,
): Promise<TeamTree[]> {
  const { rows } = await pool.query<TeamTree>(
    `SELECT DISTINCT ON (team.slug) team.id AS "teamId", team.slug, submission.id AS "submissionId",
       submission.tree_digest AS "treeDigest", submission.received_at AS "receivedAt", artefact.blob_key AS observations
     FROM submission JOIN team ON team.id = submission.team_id
     JOIN run ON run.submission_id = submission.id AND run.reason = 'official' AND run.state = 'done'
     LEFT JOIN artefact ON artefact.run_id = run.id AND artefact.kind = 'observations' AND artefact.deleted_at IS NULL
       AND run.version_id = $2
     WHERE submission.assignment_id = $1 AND submission.base_tree_digest IS NULL
     ORDER BY team.slug, submission.received_at DESC, submission.id DESC, artefact.blob_key IS NULL, run.created_at DESC`,
    [assignmentId, versionId],
  );
  return rows;
}

/** Where the observations lie that tell of the present folders of a class repository, and of a submission's own. */
export async function observationsOfClass(
  { pool }: Pick<Database, 'pool'>,
  assignmentId: string,
  versionId: string,
  submissionId: string,
): Promise<string[]> {
  const { rows } = await pool.query<{ key: string }>(
    `SELECT artefact.blob_key AS key FROM run JOIN artefact ON artefact.run_id = run.id
     WHERE run.assignment_id = $1 AND run.version_id = $2 AND artefact.kind = 'observations' AND artefact.deleted_at IS NULL
       AND (run.id IN (SELECT run_id FROM matrix_subject WHERE assignment_id = $1 AND present)
         OR (run.submission_id = $3 AND run.reason = 'official'))
     ORDER BY run.created_at DESC`,
    [assignmentId, versionId, submissionId],
  );
  return rows.map(({ key }) => key);
}
