import { type Database, newId, type Prisma } from '@gradewire/db';
import { hashKey, newKey, shownPrefix } from '../auth/key.ts';
import type { Scope } from '../contracts/key.ts';
import { newestFirst, olderThan } from './newest-first.ts';
import { isoOrNull } from './values.ts';

export interface KeyWish {
  readonly userId: string;
  readonly courseId: string | null;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

type ApiKeys = Pick<Database['prisma'], 'apiKey'>;
type Row = Awaited<ReturnType<ApiKeys['apiKey']['findUniqueOrThrow']>>;

/** Without the hash: what a key's owner may see of it. */
export function keyView(row: Row) {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    courseId: row.courseId,
    scopes: row.scopes as Scope[],
    createdAt: row.createdAt.toISOString(),
    expiresAt: isoOrNull(row.expiresAt),
    lastUsedAt: isoOrNull(row.lastUsedAt),
    revokedAt: isoOrNull(row.revokedAt),
  };
}

/** Those made before `after`, the newest first, and one more than `limit` if there are more. */
export function findKeys(
  prisma: ApiKeys,
  where: Prisma.ApiKeyWhereInput,
  after: readonly [createdAt: string, id: string] | undefined,
  limit: number,
) {
  return prisma.apiKey.findMany({
    where: { ...where, ...olderThan(after) },
    orderBy: newestFirst,
    take: limit + 1,
  });
}

/** Makes a key. It is in the returned `key` and nowhere else. */
export async function issueKey(prisma: ApiKeys, wish: KeyWish) {
  const key = newKey();
  const row = await prisma.apiKey.create({
    data: { id: newId(), ...wish, scopes: [...wish.scopes], hash: hashKey(key), prefix: shownPrefix(key) },
  });
  return { ...keyView(row), key };
}
