import { createHash } from 'node:crypto';
import { type Audited, newId, type Queryable, readAuditDetail } from '@gradewire/db';
import { Problem } from '../http/problem.ts';
import { idempotentId } from './idempotent-id.ts';

interface Wish {
  readonly action: string;
  /** What kind of thing it makes, as the audit log calls it. */
  readonly subjectType: string;
  /** The id of what it is done to. */
  readonly to: string;
  readonly userId: string;
  readonly idempotencyKey: string | undefined;
  /** As its schema gives it. */
  readonly body: object;
}

export interface OnceDone {
  /** Of what is made: the same for the same person, action, thing and key; a new one where there is no key. */
  readonly id: string;
  /** The audit entry that says it is done, to be written with `asked` in its detail. */
  readonly done: Audited;
  /** What the body asked for, in few characters. */
  readonly asked: string;
  /**
   * Whether the same request has done this before, whatever has become of it since. Rejects with
   * `idempotency-key-reused` where it asked for something else.
   */
  isReplay(db: Queryable): Promise<boolean>;
}

/** What a request asks for that its Idempotency-Key, if it has one, lets be done once only. */
export function onceDone({ action, subjectType, to, userId, idempotencyKey, body }: Wish): OnceDone {
  const id = idempotencyKey ? idempotentId(userId, action, to, idempotencyKey) : newId();
  const done = { action, subjectType, subjectId: id };
  const asked = `sha256:${createHash('sha256').update(JSON.stringify(body)).digest('hex')}`;
  return {
    ...{ id, done, asked },
    async isReplay(db) {
      const detail = idempotencyKey ? await readAuditDetail(db, done) : undefined;
      if (detail === undefined) return false;
      if (detail.asked === asked) return true;
      throw new Problem('idempotency-key-reused', 'This Idempotency-Key came with another body before; use a new one.');
    },
  };
}
