import type { Database } from '@gradewire/db';
import { Problem } from '../http/problem.ts';

interface Rules {
  readonly id: string;
  readonly opensAt: Date | null;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
  /** As the database gives it: a decimal. */
  readonly latePercentPerDay: { toNumber(): number };
  readonly lateGraceSeconds: number;
}

/** When the team's time ends; null where late ones are taken for good, at the price of the late policy. */
export function endFor(rules: Rules, extension: Date | null): Date | null {
  const { dueAt, closesAt, latePercentPerDay, lateGraceSeconds } = rules;
  const grace = lateGraceSeconds * 1000;
  if (closesAt !== null) return extension !== null && extension > closesAt ? extension : closesAt;
  const due = extension ?? dueAt;
  return due === null || latePercentPerDay.toNumber() > 0 ? null : new Date(due.getTime() + grace);
}

/** Throws a Problem unless the assignment takes the team's submissions at this time. */
export async function requireOpen({ prisma }: Database, rules: Rules, teamId: string, at: Date): Promise<void> {
  const { opensAt, id: assignmentId } = rules;
  if (opensAt !== null && at < opensAt) {
    throw new Problem('not-open', `The assignment opens at ${opensAt.toISOString()}.`);
  }
  const extension = await prisma.extension.findFirst({ where: { assignmentId, teamId }, select: { dueAt: true } });
  const end = endFor(rules, extension?.dueAt ?? null);
  if (end !== null && at > end) throw new Problem('not-open', `The assignment closed at ${end.toISOString()}.`);
}
