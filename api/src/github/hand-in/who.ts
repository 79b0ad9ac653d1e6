import { insertAudit } from '@gradewire/db';
import { isAtLeast, teamAt } from '../../auth/course-access.ts';
import type { CourseRole } from '../../contracts/fields.ts';
import type { Acting, Binding } from '../acting.ts';
import type { Account } from '../webhook/happening.ts';

/** Who is behind an account, in the course that the repository is bound to. */
export type Who =
  | { readonly known: true; readonly userId: string; readonly role: CourseRole; readonly teamId: string }
  | { readonly known: false; readonly why: 'stranger' | 'no-team' | 'other-team' };

const system = { actorId: null, apiKeyId: null, requestId: null };

/**
 * Finds a person by GitHub's numeric id, and the team that the work is for: the repository's own, or in the class's
 * repository the one that the person is in at that time. Staff hand in for the repository's team, as when they merge.
 */
export async function whoIs({ db }: Pick<Acting, 'db'>, binding: Binding, account: Account, at: Date): Promise<Who> {
  const { courseId } = binding;
  const userId = (await knownById(db, account)) ?? (await knownByName(db, courseId, account));
  const enrollment =
    userId === undefined
      ? null
      : await db.prisma.enrollment.findUnique({ where: { courseId_userId: { courseId, userId } } });
  if (userId === undefined || enrollment === null || enrollment.leftAt !== null)
    return { known: false, why: 'stranger' };
  const { role } = enrollment;
  // Whoever is put into a team after the commit came hands in what came before, when it is taken up again.
  const teams = [await teamAt(db, enrollment.id, at), await teamAt(db, enrollment.id, new Date())];
  if (binding.teamId === null) {
    const teamId = teams.find((team) => team !== null);
    return teamId ? { known: true, userId, role, teamId } : { known: false, why: 'no-team' };
  }
  const isMember = teams.includes(binding.teamId);
  if (!isMember && !isAtLeast(role, 'assistant')) return { known: false, why: 'other-team' };
  return { known: true, userId, role, teamId: binding.teamId };
}

/** Names change, the id does not: the roster's name is brought up to date on the way. */
async function knownById({ prisma }: Acting['db'], { id, login }: Account): Promise<string | undefined> {
  const user = await prisma.user.findUnique({ where: { githubId: BigInt(id) } });
  if (user === null) return undefined;
  if (user.githubLogin !== login) await prisma.user.update({ where: { id: user.id }, data: { githubLogin: login } });
  return user.id;
}

/**
 * A roster names logins. The first account that comes under a login of this course's roster is that person from then on,
 * whatever it is called later.
 */
async function knownByName(db: Acting['db'], courseId: string, { id, login }: Account): Promise<string | undefined> {
  const { prisma, pool } = db;
  const found = await prisma.user.findMany({
    where: {
      githubId: null,
      githubLogin: { equals: login, mode: 'insensitive' },
      enrollments: { some: { courseId, leftAt: null } },
    },
    select: { id: true },
    take: 2,
  });
  const [user] = found;
  if (user === undefined || found.length > 1) return undefined;
  const { count } = await prisma.user.updateMany({
    where: { id: user.id, githubId: null },
    data: { githubId: BigInt(id), githubLogin: login },
  });
  if (count === 0) return undefined;
  await insertAudit(pool, system, {
    courseId,
    action: 'person.github',
    subjectType: 'user',
    subjectId: user.id,
    detail: { githubId: id, githubLogin: login },
  });
  return user.id;
}
