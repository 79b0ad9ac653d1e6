import { newId, type Prisma } from '@gradewire/db';
import { freeTeamSlug, moveTo } from './teams.ts';

type Tx = Prisma.TransactionClient;

/** Of what the database takes for a name, without the slug that may follow. Characters. */
const longestName = 130;

/**
 * Gives each of these people who is in no team one of their own, named after them, with their GitHub name in its address.
 * Whoever was alone in a team before gets it back, with its submissions and scores. Returns how many teams were made.
 */
export async function giveTeamsOfOne(tx: Tx, courseId: string, enrollmentIds: readonly string[]): Promise<number> {
  const now = new Date();
  const alone = await tx.enrollment.findMany({
    where: {
      id: { in: [...enrollmentIds] },
      courseId,
      teams: { none: { OR: [{ until: null }, { until: { gt: now } }] } },
    },
    include: { user: true },
    orderBy: { id: 'asc' },
  });
  let made = 0;
  for (const { id, user } of alone) {
    const former = await tx.team.findFirst({
      where: { courseId, isStaff: false, members: { some: { enrollmentId: id }, every: { enrollmentId: id } } },
      orderBy: { createdAt: 'desc' },
    });
    if (former === null) made += 1;
    await moveTo(tx, courseId, id, former?.id ?? (await newTeamOf(tx, courseId, user)));
  }
  return made;
}

async function newTeamOf(
  tx: Tx,
  courseId: string,
  { name, githubLogin }: { readonly name: string; readonly githubLogin: string | null },
): Promise<string> {
  const id = newId();
  const slug = await freeTeamSlug(tx, courseId, githubLogin ?? name);
  // Two students may have one name; a roster tells teams by theirs.
  const isTaken = (await tx.team.count({ where: { courseId, name } })) > 0;
  const own = isTaken ? `${[...name].slice(0, longestName).join('')} (${slug})` : name;
  await tx.team.create({ data: { id, courseId, slug, name: own } });
  return id;
}
