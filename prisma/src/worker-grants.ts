import type { Queryable } from './queries/transaction.ts';

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE';
type Grants = Readonly<Record<string, Readonly<Partial<Record<Privilege, 'whole' | readonly string[]>>>>>;

/** Postgres wants UPDATE on some column of a row that is locked: one on which nothing depends. */
const toLock = ['created_at'];

/**
 * All that a worker may do with our tables: what the statements of its queries need, column by column where they name
 * columns. Whatever is not named here is closed to it, new tables included. Nothing is ever deleted.
 */
export const workerGrants: Grants = {
  _prisma_migrations: { SELECT: 'whole' },
  assignment: { SELECT: 'whole', UPDATE: toLock },
  assignment_version: { SELECT: 'whole' },
  team: { SELECT: ['id', 'slug', 'is_staff'], UPDATE: toLock },
  // Not why it was given.
  extension: { SELECT: ['id', 'course_id', 'assignment_id', 'team_id', 'due_at'] },
  submission: { SELECT: 'whole' },
  run: {
    SELECT: 'whole',
    INSERT: [
      ...['id', 'submission_id', 'assignment_id', 'team_id', 'version_id', 'regrade_batch_id', 'reason', 'lane'],
      ...['virtual_start', 'virtual_finish', 'virtual_before', 'github_check_id', 'judge_from_id'],
    ],
    UPDATE: [
      ...['state', 'started_at', 'ended_at', 'available_at', 'failures', 'note', 'result'],
      // The time of its making, where the clock was set back since.
      ...['judge_from_id', 'superseded_by_id', 'created_at'],
    ],
  },
  run_attempt: {
    SELECT: 'whole',
    INSERT: ['id', 'run_id', 'number', 'worker', 'lease_until'],
    UPDATE: ['heartbeat_at', 'lease_until', 'progress', 'ended_at', 'ending', 'fault'],
  },
  case_result: { INSERT: 'whole' },
  artefact: {
    SELECT: 'whole',
    INSERT: [
      ...['id', 'run_id', 'kind', 'name', 'media_type', 'blob_key', 'size_bytes', 'digest', 'hidden', 'expires_at'],
    ],
  },
  score: {
    SELECT: 'whole',
    INSERT: [
      ...['id', 'assignment_id', 'team_id', 'run_id', 'standing', 'raw', 'late', 'adjustment', 'final', 'max'],
      ...['reason', 'supersedes_id', 'regrade_batch_id', 'compared_with_id', 'given_by_id'],
    ],
    UPDATE: ['standing'],
  },
  regrade_batch: { SELECT: ['id', 'state'], UPDATE: ['state', 'judge_only'] },
  matrix_subject: {
    SELECT: 'whole',
    INSERT: ['id', 'assignment_id', 'team_id', 'folder', 'language', 'submission_id', 'run_id', 'as_of'],
    UPDATE: ['language', 'submission_id', 'run_id', 'as_of', 'present'],
  },
  matrix_cell: { INSERT: 'whole' },
  matrix_merge: { SELECT: 'whole' },
  outbox: { INSERT: ['id', 'topic', 'payload'] },
};

/** The statements that give a role these rights, and take any other from it; `role` is a quoted identifier. */
export function grantStatements(role: string): string[] {
  const given = Object.entries(workerGrants).map(([table, rights]) => {
    const named = Object.entries(rights).map(([right, on]) => (on === 'whole' ? right : `${right} (${on.join(', ')})`));
    return `GRANT ${named.join(', ')} ON TABLE public.${table} TO ${role}`;
  });
  return [
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role}`,
    `REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ${role}`,
    `REVOKE ALL ON SCHEMA public FROM ${role}`,
    `GRANT USAGE ON SCHEMA public TO ${role}`,
    ...given,
  ];
}

/** BullMQ's tables, which hold wake-ups and nothing else: a worker takes them, and must not change the schema's history. */
export function queueGrantStatements(role: string): string[] {
  return [
    `GRANT USAGE ON SCHEMA bullmq TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA bullmq TO ${role}`,
    `REVOKE INSERT, UPDATE, DELETE ON TABLE bullmq.migration FROM ${role}`,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA bullmq TO ${role}`,
  ];
}

/**
 * What the role of this connection lacks to work, as `SELECT on run`; empty when all is there. The owner lacks nothing; a
 * role that was made for an older schema lacks what came after it until the service has started.
 */
export async function missingWorkerGrants(db: Queryable): Promise<string[]> {
  const wanted = Object.entries(workerGrants).flatMap(([table, rights]) =>
    Object.entries(rights).flatMap(([right, on]) =>
      on === 'whole' ? [{ table, right }] : on.map((column) => ({ table, right, column })),
    ),
  );
  const { rows } = await db.query<{ lacks: string }>(
    `SELECT DISTINCT wanted.right || ' on ' || wanted.table AS lacks
     FROM jsonb_to_recordset($1::jsonb) AS wanted("table" text, "right" text, "column" text)
     LEFT JOIN pg_attribute one ON one.attrelid = to_regclass('public.' || wanted.table) AND one.attname = wanted.column
     WHERE NOT coalesce(CASE WHEN wanted.column IS NULL
       THEN has_table_privilege(to_regclass('public.' || wanted.table), wanted.right)
       ELSE has_column_privilege(one.attrelid, one.attnum, wanted.right) END, false)
     ORDER BY 1`,
    [JSON.stringify(wanted)],
  );
  return rows.map(({ lacks }) => lacks);
}
