import { isAtLeast, teamAt } from '../../auth/course-access.ts';
import { personOf } from '../../auth/github-person.ts';
import type { CourseRole } from '../../contracts/fields.ts';
import type { Acting, Binding } from '../acting.ts';
import type { Account } from '../webhook/happening.ts';

/** Who is behind an account, in the course that the repository is bound to. */
export type Who =
  | { readonly known: true; readonly userId: string; readonly role: CourseRole; readonly teamId: string }
  | { readonly known: false; readonly why: 'stranger' | 'no-team' | 'other-team' };

/**
 * Finds a person by GitHub's numeric id, and the team that the work is for: the repository's own, or in the class's
 * repository the one that the person is in at that time. Staff hand in for the repository's team, as when they merge.
 */
export async function whoIs({ db }: Pick<Acting, 'db'>, binding: Binding, account: Account, at: Date): Promise<Who> {
  const { courseId } = binding;
  const person = await personOf(db, account, courseId);
  if (typeof person === 'string') return { known: false, why: 'stranger' };
  const { userId } = person;
  const enrollment = await db.prisma.enrollment.findUnique({ where: { courseId_userId: { courseId, userId } } });
  if (enrollment === null || enrollment.leftAt !== null) return { known: false, why: 'stranger' };
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
