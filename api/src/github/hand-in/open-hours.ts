import type { Verdict } from '@gradewire/db';
import { endFor } from '../../routes/open-hours.ts';
import type { Acting, Binding } from '../acting.ts';
import { notOpen } from './verdicts.ts';

/** Why the assignment takes nothing of the team's at this time; undefined if it does. */
export async function notOpenAt(
  { db }: Pick<Acting, 'db'>,
  { assignment }: Binding,
  teamId: string,
  at: Date,
): Promise<Verdict | undefined> {
  const { id: assignmentId, title, opensAt } = assignment;
  if (opensAt !== null && at < opensAt) return notOpen(title, opensAt, null);
  const extension = await db.prisma.extension.findFirst({ where: { assignmentId, teamId }, select: { dueAt: true } });
  const rules = { ...assignment, latePercentPerDay: assignment.latePercentPerDay.toNumber() };
  const end = endFor(rules, extension?.dueAt ?? null);
  return end !== null && at > end ? notOpen(title, null, end) : undefined;
}
