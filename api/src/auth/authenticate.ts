import { type Database, markKeyUsed, readKey } from '@gradewire/db';
import type { Request } from 'express';
import { Scope } from '../contracts/key.ts';
import { Problem } from '../http/problem.ts';
import type { Caller } from './caller.ts';
import { hashKey, isKey } from './key.ts';

const challenge = { headers: { 'WWW-Authenticate': 'Bearer realm="gradewire"' } };

const Scopes = Scope.array();

/** The hour is enough to find forgotten keys, and spares a write on every request. Milliseconds. */
const lastUsedWithin = 3_600_000;

function keyOf(request: Request): string {
  const [, scheme, key] = /^(\S+) +(\S+)$/.exec(request.get('authorization') ?? '') ?? [];
  if (key === undefined || scheme!.toLowerCase() !== 'bearer') {
    throw new Problem('unauthenticated', 'Send your API key as `Authorization: Bearer gw_…`.', challenge);
  }
  if (!isKey(key))
    throw new Problem(
      'unauthenticated',
      'That is not an API key: keys begin with gw_, and 43 characters follow.',
      challenge,
    );
  return key;
}

/** The key's owner, if the key is known, in force, and has the scope. Throws a Problem otherwise. */
export async function authenticate(db: Database, request: Request, scope: Scope): Promise<Caller> {
  const found = await readKey(db.pool, hashKey(keyOf(request)));
  const now = Date.now();
  if (found === null) throw new Problem('unauthenticated', 'This API key is not known here.', challenge);
  if (found.revokedAt !== null) throw new Problem('unauthenticated', 'This API key was revoked.', challenge);
  if (found.expiresAt !== null && found.expiresAt.getTime() <= now) {
    throw new Problem('unauthenticated', `This API key expired at ${found.expiresAt.toISOString()}.`, challenge);
  }
  const scopes = new Set(Scopes.parse(found.scopes));
  if (!scopes.has(scope)) {
    throw new Problem('forbidden', `This needs a key with the scope ${scope}; yours has ${[...scopes].join(', ')}.`);
  }
  if ((found.lastUsedAt?.getTime() ?? 0) < now - lastUsedWithin) {
    await markKeyUsed(db.pool, found.id, new Date(now));
  }
  return { keyId: found.id, userId: found.userId, courseId: found.courseId, scopes };
}
