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
  readonly teamId: string;
  /** `owner/name` as GitHub said it last. */
  readonly fullName: string;
  readonly githubInstallationId: bigint;
  /** What was frozen before of the commit that is asked for. */
  readonly frozen: FrozenCommit | null;
}

/**
 * The repositories of this name, in any case, that are bound to the assignment, for any team, and a commit of each. They are
 * several where a name was given to another repository later.
 */
export async function readTeamRepositories(
  pool: pg.Pool,
  assignmentId: string,
  { repository, commit }: { readonly repository: string; readonly commit: string },
): Promise<TeamRepository[]> {
  type Row = Pick<TeamRepository, 'teamId' | 'fullName' | 'frozen'> & Record<'id' | 'installation', string>;
  const { rows } = await pool.query<Row>({
    name: 'team-repositories',
    text: `
      SELECT binding.team_id AS "teamId", binding.full_name AS "fullName", binding.github_repository_id AS id,
        binding.github_installation_id AS installation, to_json(frozen) AS frozen
      FROM repository_binding binding
      LEFT JOIN LATERAL (${frozen('binding.github_repository_id', 'binding.assignment_id', '$3')}) frozen ON true
      WHERE binding.assignment_id = $1 AND lower(binding.full_name) = lower($2) AND binding.team_id IS NOT NULL`,
    values: [assignmentId, repository, commit],
  });
  return rows.map(({ id, installation, ...row }) => ({
    ...{ ...row, assignmentId },
    ...{ githubRepositoryId: BigInt(id), githubInstallationId: BigInt(installation) },
  }));
}
