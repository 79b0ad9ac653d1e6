import type pg from 'pg';

/** A repository in which an assignment is handed in. */
interface Repository {
  readonly assignmentId: string;
  readonly githubRepositoryId: bigint;
}

/** A tree in the blob store, as a submission names it. */
export interface FrozenCommit {
  readonly treeDigest: string;
  readonly blobKey: string;
  readonly sizeBytes: number;
  readonly fileCount: number;
  /** Of the submission that it was frozen for. */
  readonly sourceReference: unknown;
}

/** What was frozen of a commit, for a repository and an assignment, of which these expressions speak. */
function frozen(repositoryId: string, assignmentId: string, sha: string): string {
  return `
    SELECT tree_digest AS "treeDigest", blob_key AS "blobKey", size_bytes::float AS "sizeBytes",
      file_count AS "fileCount", source_reference AS "sourceReference"
    FROM submission
    WHERE github_repository_id = ${repositoryId} AND head_sha = ${sha} AND assignment_id = ${assignmentId} LIMIT 1`;
}

export async function readFrozenCommit(
  pool: pg.Pool,
  { githubRepositoryId, assignmentId }: Repository,
  sha: string,
): Promise<FrozenCommit | null> {
  const { rows } = await pool.query<FrozenCommit>(frozen('$1', '$2', '$3'), [githubRepositoryId, assignmentId, sha]);
  return rows[0] ?? null;
}

/** A repository in which a team hands an assignment in. */
export interface TeamRepository extends Repository {
  /** `owner/name` as GitHub said it last. */
  readonly fullName: string;
  readonly githubInstallationId: bigint;
  /** What was frozen before of the commit that is asked for. */
  readonly frozen: FrozenCommit | null;
}

/** The repository of this name, in any case, that is bound to the team and the assignment, and a commit of it. */
export async function readTeamRepository(
  pool: pg.Pool,
  { assignmentId, teamId }: { readonly assignmentId: string; readonly teamId: string },
  { repository, commit }: { readonly repository: string; readonly commit: string },
): Promise<TeamRepository | null> {
  const { rows } = await pool.query<{
    fullName: string;
    id: string;
    installation: string;
    frozen: FrozenCommit | null;
  }>({
    name: 'team-repository',
    text: `
      SELECT binding.full_name AS "fullName", binding.github_repository_id AS id,
        binding.github_installation_id AS installation, to_json(frozen) AS frozen
      FROM repository_binding binding
      LEFT JOIN LATERAL (${frozen('binding.github_repository_id', 'binding.assignment_id', '$4')}) frozen ON true
      WHERE binding.assignment_id = $1 AND binding.team_id = $2 AND lower(binding.full_name) = lower($3) LIMIT 1`,
    values: [assignmentId, teamId, repository, commit],
  });
  const [row] = rows;
  if (row === undefined) return null;
  const ids = { githubRepositoryId: BigInt(row.id), githubInstallationId: BigInt(row.installation) };
  return { assignmentId, fullName: row.fullName, ...ids, frozen: row.frozen };
}
