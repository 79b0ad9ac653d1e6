import { newId } from '../id.ts';
import type { Queryable } from './transaction.ts';

export interface AuditEntry {
  readonly courseId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

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
