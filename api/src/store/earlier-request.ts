import { createHash } from 'node:crypto';
import { type Audited, type Queryable, readAuditDetail } from '@gradewire/db';
import { Problem } from '../http/problem.ts';

/** What a request asked for, in few characters, to be written down with what was done. `body`: as its schema gives it. */
export function digestOf(body: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
}

/**
 * Whether a request with the same Idempotency-Key has done this: `done` names the audit entry, whose subject has the id that
 * the key gives and whose detail has what was `asked`, as `digestOf` it. Throws `idempotency-key-reused` where it asked for
 * something else.
 */
export async function wasDoneBefore(db: Queryable, done: Audited, asked: string): Promise<boolean> {
  const detail = await readAuditDetail(db, done);
  if (detail === undefined) return false;
  if (detail.asked === asked) return true;
  throw new Problem('idempotency-key-reused', 'This Idempotency-Key came with another body before; use a new one.');
}
