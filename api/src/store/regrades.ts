import { type Database, type Prisma, type RegradeTotals, readRegradeTotals } from '@gradewire/db';
import type { z } from 'zod';
import type { Regrade } from '../contracts/regrade.ts';
import { newestFirst, olderThan } from './newest-first.ts';
import { isoOrNull } from './values.ts';

const withNames = {
  assignment: { select: { courseId: true } },
  fromVersion: { select: { number: true } },
  toVersion: { select: { number: true } },
  createdBy: { select: { name: true } },
} satisfies Prisma.RegradeBatchInclude;
type RegradeRow = Prisma.RegradeBatchGetPayload<{ include: typeof withNames }>;

export function findRegrade({ prisma }: Database, id: string): Promise<RegradeRow | null> {
  return prisma.regradeBatch.findUnique({ where: { id }, include: withNames });
}

/** Newest first, at most `limit` + 1 of them, after the one that a cursor names. */
export function findRegrades(
  { prisma }: Database,
  assignmentId: string,
  after: readonly [createdAt: string, id: string] | undefined,
  limit: number,
): Promise<RegradeRow[]> {
  return prisma.regradeBatch.findMany({
    where: { assignmentId, ...olderThan(after) },
    orderBy: newestFirst,
    take: limit + 1,
    include: withNames,
  });
}

/** Batches as their contract names them. */
export async function wholeRegrades(db: Database, rows: readonly RegradeRow[]): Promise<z.input<typeof Regrade>[]> {
  const ids = rows.map(({ id }) => id);
  const totals = await readRegradeTotals(db, ids);
  return rows.map((row) => ({
    id: row.id,
    assignmentId: row.assignmentId,
    fromVersion: row.fromVersion.number,
    toVersion: row.toVersion.number,
    state: row.state,
    judgeOnly: row.judgeOnly,
    reason: row.reason,
    createdBy: row.createdBy?.name ?? null,
    createdAt: row.createdAt.toISOString(),
    settledAt: isoOrNull(row.settledAt),
    ...(totals.get(row.id) as RegradeTotals),
  }));
}
