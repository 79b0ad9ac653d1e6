import { type Database, lockCourse, newId, type Prisma } from '@gradewire/db';
import type { CourseRole } from '../contracts/fields.ts';
import type { RosterEntry } from '../csv/read-roster.ts';
import { Problem } from '../http/problem.ts';
import { freeTeamSlug, moveTo } from './teams.ts';
import { giveTeamsOfOne } from './teams-of-one.ts';

type Tx = Prisma.TransactionClient;

export interface RosterImport {
  readonly enrolled: number;
  readonly updated: number;
  readonly sectionsMade: number;
  readonly teamsMade: number;
}

/** Large rosters take a few statements a person. Milliseconds. */
const withinMs = 60_000;

/**
 * The person of an entry, or a new one. Within the course anything that names a person may be used; of others, only what is
 * the same everywhere, the address and GitHub's number: a student id of one course means nothing in another.
 */
async function personOf(tx: Tx, courseId: string, entry: RosterEntry): Promise<string> {
  const { email, externalId, github, githubId, name } = entry;
  const here = { enrollments: { some: { courseId } } };
  const ways: Prisma.UserWhereInput[] = [
    ...(externalId === null ? [] : [{ enrollments: { some: { courseId, externalId } } }]),
    ...(email === null ? [] : [{ email: { equals: email, mode: 'insensitive' as const } }]),
    ...(githubId === null ? [] : [{ githubId }]),
    // A name with another number than the line's is somebody's who had it before.
    ...(github === null
      ? []
      : [
          {
            ...here,
            githubLogin: { equals: github, mode: 'insensitive' as const },
            ...(githubId === null ? {} : { githubId: null }),
          },
        ]),
  ];
  const found = await tx.user.findMany({ where: { OR: ways }, include: { enrollments: true } });
  if (found.length > 1) {
    const faults = [{ at: `line ${entry.line}`, message: `names ${found.length} different people of the service` }];
    throw new Problem(
      'invalid-roster',
      `line ${entry.line}: email, external_id, github and github_id name different people.`,
      {
        faults,
      },
    );
  }
  const [user] = found;
  if (user === undefined) {
    const id = newId();
    await tx.user.create({ data: { id, name, email, githubLogin: github, githubId } });
    return id;
  }
  if (githubId !== null && user.githubId !== null && user.githubId !== githubId) {
    const message = `is not the account that ${name} is known by`;
    throw new Problem('invalid-roster', `line ${entry.line}, githubId: ${message}; nothing was changed.`, {
      faults: [{ at: `line ${entry.line}, githubId`, message }],
    });
  }
  // What only other courses know of a person is not this roster's to change.
  const isKnownHere = user.enrollments.some((one) => one.courseId === courseId);
  const data = {
    ...(isKnownHere ? { name } : {}),
    ...(isKnownHere && user.email === null && email !== null ? { email } : {}),
    ...(user.githubId === null && mayNameAccount(user.enrollments, courseId)
      ? { ...(github === null ? {} : { githubLogin: github }), ...(githubId === null ? {} : { githubId }) }
      : {}),
  };
  if (Object.keys(data).length > 0) await tx.user.update({ where: { id: user.id }, data });
  return user.id;
}

/**
 * Whether a roster may say which account is somebody's, who then signs in with it: not of whoever has a say elsewhere, and
 * not of the course's owner. Else one could become them by putting one's own account beside their address.
 */
function mayNameAccount(
  enrollments: readonly { readonly courseId: string; readonly role: CourseRole; readonly leftAt: Date | null }[],
  courseId: string,
): boolean {
  return enrollments.every(
    (one) => one.leftAt !== null || one.role === 'student' || (one.courseId === courseId && one.role !== 'owner'),
  );
}

/**
 * Enrols everybody of a roster, or nobody; whoever has left the course is in it again. `alone`: what becomes of its students
 * who are in no team; they stay so if undefined.
 */
export function importRoster(
  { prisma }: Database,
  courseId: string,
  entries: readonly RosterEntry[],
  alone?: 'teams',
): Promise<RosterImport> {
  return prisma.$transaction(
    async (tx) => {
      await lockCourse(tx, courseId);
      const sections = new Map((await tx.section.findMany({ where: { courseId } })).map(({ name, id }) => [name, id]));
      const teams = new Map(
        (await tx.team.findMany({ where: { courseId, isStaff: false } })).map(({ name, id }) => [name, id]),
      );
      const before = { sections: sections.size, teams: teams.size };
      let enrolled = 0;
      const students: string[] = [];
      for (const entry of entries) {
        const userId = await personOf(tx, courseId, entry);
        const sectionId =
          entry.section && (sections.get(entry.section) ?? (await newSection(tx, courseId, entry.section, sections)));
        const teamId = entry.team && (teams.get(entry.team) ?? (await newTeam(tx, courseId, entry.team, teams)));
        const found = await tx.enrollment.findUnique({ where: { courseId_userId: { courseId, userId } } });
        const isOwner = found?.role === 'owner' && found.leftAt === null;
        // What a roster leaves out stays as it is, and no roster makes an owner less, or one who has left owner again.
        const said = {
          ...(sectionId ? { sectionId } : {}),
          ...(entry.externalId === null ? {} : { externalId: entry.externalId }),
          ...(isOwner ? {} : { role: entry.role }),
        };
        const id = found?.id ?? newId();
        if (found === null) {
          await tx.enrollment.create({ data: { id, courseId, userId, role: entry.role, ...said } });
          enrolled += 1;
        } else await tx.enrollment.update({ where: { id }, data: { ...said, leftAt: null } });
        if (teamId) await moveTo(tx, courseId, id, teamId);
        if (entry.role === 'student' && !isOwner) students.push(id);
      }
      // Groups first: a team of one must not take the name of a later line's.
      const ofOne = alone === 'teams' ? await giveTeamsOfOne(tx, courseId, students) : 0;
      return {
        enrolled,
        updated: entries.length - enrolled,
        sectionsMade: sections.size - before.sections,
        teamsMade: teams.size - before.teams + ofOne,
      };
    },
    { timeout: withinMs },
  );
}

async function newSection(tx: Tx, courseId: string, name: string, sections: Map<string, string>): Promise<string> {
  const id = newId();
  await tx.section.create({ data: { id, courseId, name } });
  sections.set(name, id);
  return id;
}

async function newTeam(tx: Tx, courseId: string, name: string, teams: Map<string, string>): Promise<string> {
  const id = newId();
  await tx.team.create({ data: { id, courseId, name, slug: await freeTeamSlug(tx, courseId, name) } });
  teams.set(name, id);
  return id;
}
