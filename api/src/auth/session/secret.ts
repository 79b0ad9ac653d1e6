import { randomBytes } from 'node:crypto';
import type { Database } from '@gradewire/db';

const name = 'session';

/** What cookies are signed with: made at its first need, and the same for all processes and after every restart. */
export async function sessionSecret({ prisma }: Database): Promise<string> {
  const value = randomBytes(32).toString('base64url');
  await prisma.serviceSecret.createMany({ data: { name, value }, skipDuplicates: true });
  const kept = await prisma.serviceSecret.findUniqueOrThrow({ where: { name } });
  return kept.value;
}
