import type { Database } from '@gradewire/db';
import { Problem } from '../http/problem.ts';

interface Dates {
  readonly id: string;
  readonly opensAt: Date | null;
  readonly dueAt: Date | null;
  readonly closesAt: Date | null;
}

/**
 * Throws a Problem unless the assignment takes the team's submissions at this time: from `opensAt` until `closesAt`, or
 * until the team's extension if that is later. Without `closesAt` it takes late ones for good, at the price of the late
 * policy.
 */
export async function requireOpen({ prisma }: Database, assignment: Dates, teamId: string, at: Date): Promise<void> {
  const { opensAt, closesAt } = assignment;
  if (opensAt !== null && at < opensAt) {
    throw new Problem('not-open', `The assignment opens at ${opensAt.toISOString()}.`);
  }
  if (closesAt === null || at <= closesAt) return;
  const extension = await prisma.extension.findFirst({ where: { assignmentId: assignment.id, teamId } });
  if (extension !== null && at <= extension.dueAt) return;
  throw new Problem('not-open', `The assignment closed at ${closesAt.toISOString()}.`);
}
