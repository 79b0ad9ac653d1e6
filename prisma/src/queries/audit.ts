import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';

export interface AuditEntry {
  readonly courseId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export type Audited = Pick<AuditEntry, 'action' | 'subjectType' | 'subjectId'>;

/** Who did it; null where Gradewire itself did. */
export interface Actor {
  readonly actorId: string | null;
  readonly apiKeyId: string | null;
  readonly requestId: string | null;
}

/** Writes down who changed what, in the change's own transaction. */
export async function insertAudit(client: Queryable, actor: Actor, entry: AuditEntry): Promise<void> {
  await client.query(
    `INSERT INTO audit_log (id, actor_id, api_key_id, request_id, course_id, action, subject_type, subject_id, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      newId(),
      actor.actorId,
      actor.apiKeyId,
      actor.requestId,
      entry.courseId,
      entry.action,
      entry.subjectType,
      entry.subjectId,
      entry.detail ?? {},
    ],
  );
}

/** What was written down when this was done first; undefined if it never was. */
export async function readAuditDetail(
  db: Queryable,
  { action, subjectType, subjectId }: Audited,
): Promise<AuditEntry['detail']> {
  const { rows } = await db.query<{ detail: NonNullable<AuditEntry['detail']> }>(
    'SELECT detail FROM audit_log WHERE subject_type = $1 AND subject_id = $2 AND action = $3 ORDER BY at, id LIMIT 1',
    [subjectType, subjectId, action],
  );
  return rows[0]?.detail;
}
