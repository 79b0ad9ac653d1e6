import { type Database, newId, type Queryable } from '@gradewire/db';
import type { Request } from 'express';

type Writer = Pick<Database['prisma'], 'auditLog'>;

export interface AuditEntry {
  readonly courseId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string | null;
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>;
}

function rowOf(request: Request, { detail = {}, ...entry }: AuditEntry) {
  return {
    id: newId(),
    actorId: request.caller?.userId ?? null,
    apiKeyId: request.caller?.keyId ?? null,
    requestId: String(request.id),
    ...entry,
    detail,
  };
}

/** Writes down who changed what, in the change's own transaction. */
export async function audit(prisma: Writer, request: Request, entry: AuditEntry): Promise<void> {
  await prisma.auditLog.create({ data: rowOf(request, entry) });
}

/** The same where the transaction is one of `inTransaction`. */
export async function insertAudit(client: Queryable, request: Request, entry: AuditEntry): Promise<void> {
  const row = rowOf(request, entry);
  await client.query(
    `INSERT INTO audit_log (id, actor_id, api_key_id, request_id, course_id, action, subject_type, subject_id, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      row.id,
      row.actorId,
      row.apiKeyId,
      row.requestId,
      row.courseId,
      row.action,
      row.subjectType,
      row.subjectId,
      row.detail,
    ],
  );
}
