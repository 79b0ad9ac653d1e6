import { type Database, newId } from '@gradewire/db';
import { Scope } from '../contracts/key.ts';
import { issueKey } from './keys.ts';

/**
 * The owner key of the first start, to be printed once; undefined if there has ever been a key. Safe with several processes
 * that start at once: one gets it.
 */
export async function ensureFirstOwner({ prisma }: Database, name = 'Owner'): Promise<string | undefined> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('first owner', 0))`;
    if ((await tx.apiKey.count()) > 0) return undefined;
    const user = await tx.user.create({ data: { id: newId(), name } });
    const issued = await issueKey(tx, {
      userId: user.id,
      courseId: null,
      name: 'first start',
      scopes: Scope.options,
      expiresAt: null,
    });
    return issued.key;
  });
}
