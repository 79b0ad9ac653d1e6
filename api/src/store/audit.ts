import { type Actor, type AuditEntry, type Database, newId } from '@gradewire/db';
import type { Request } from 'express';

type Writer = Pick<Database['prisma'], 'auditLog'>;

export function actorOf(request: Request): Actor {
  return {
    actorId: request.caller?.userId ?? null,
    apiKeyId: request.caller?.keyId ?? null,
    requestId: String(request.id),
  };
}

/** Writes down who changed what, in the change's own transaction. */
export async function audit(prisma: Writer, request: Request, { detail = {}, ...entry }: AuditEntry): Promise<void> {
  await prisma.auditLog.create({ data: { id: newId(), ...actorOf(request), ...entry, detail } });
}
