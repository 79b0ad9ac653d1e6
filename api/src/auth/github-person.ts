import { type Database, insertAudit } from '@gradewire/db';

/** An account as GitHub says it is now. The name may be another's tomorrow, the id stays. */
export interface GitHubAccount {
  readonly id: number;
  readonly login: string;
}

const system = { actorId: null, apiKeyId: null, requestId: null };

/** Whom an account signs in; `ambiguous`: rosters name its login for several people. */
export type Person = { readonly userId: string } | 'stranger' | 'ambiguous';

/**
 * The person behind an account, known by GitHub's numeric id. A login counts once, and only for somebody of a roster whose id
 * is not known yet: whoever comes by a login that another had before is somebody else. `courseId`: only that course's roster
 * may name the login.
 */
export async function personOf(db: Database, { id, login }: GitHubAccount, courseId?: string): Promise<Person> {
  const { prisma } = db;
  const githubId = BigInt(id);
  const known = await prisma.user.findUnique({ where: { githubId }, select: { id: true, githubLogin: true } });
  if (known !== null) {
    if (known.githubLogin !== login)
      await prisma.user.update({ where: { id: known.id }, data: { githubLogin: login } });
    return { userId: known.id };
  }
  const named = await prisma.user.findMany({
    where: {
      githubId: null,
      githubLogin: { equals: login, mode: 'insensitive' },
      enrollments: { some: { leftAt: null, ...(courseId === undefined ? {} : { courseId }) } },
    },
    select: { id: true },
    take: 2,
  });
  const [one, another] = named;
  if (one === undefined) return 'stranger';
  if (another !== undefined) return 'ambiguous';
  return (await bindAccount(db, one.id, { id, login }, courseId)) ? { userId: one.id } : 'stranger';
}

/** From now on the account is this person's; false if the person has one, or the account is somebody else's. */
export async function bindAccount(
  db: Database,
  userId: string,
  { id, login }: GitHubAccount,
  courseId?: string,
): Promise<boolean> {
  const { prisma, pool } = db;
  const githubId = BigInt(id);
  if ((await prisma.user.count({ where: { githubId } })) > 0) return false;
  // Two at once: the database takes one of them.
  const bound = await prisma.user
    .updateMany({ where: { id: userId, githubId: null }, data: { githubId, githubLogin: login } })
    .catch((error: { code?: string }) => {
      if (error.code === 'P2002') return { count: 0 };
      throw error;
    });
  if (bound.count === 0) return false;
  await insertAudit(pool, system, {
    courseId: courseId ?? null,
    action: 'person.github',
    subjectType: 'user',
    subjectId: userId,
    detail: { githubId: id, githubLogin: login },
  });
  return true;
}
