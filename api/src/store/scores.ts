import type { Database, Prisma } from '@gradewire/db';
import type { Everything } from '../projection/projection.ts';
import { newestFirst, olderThan } from './newest-first.ts';
import { scoreLines } from './values.ts';

const withRun = {
  givenBy: { select: { name: true } },
  regradeBatch: { select: { reason: true } },
  run: {
    select: {
      submissionId: true,
      version: { select: { visibility: true } },
      _count: { select: { cases: { where: { hidden: true } } } },
    },
  },
} satisfies Prisma.ScoreInclude;
export type ScoreRow = Prisma.ScoreGetPayload<{ include: typeof withRun }>;

/** Scores of a team in an assignment, newest first, at most `limit` + 1 of them, after the one that a cursor names. */
export function findScores(
  { prisma }: Database,
  { assignmentId, teamId }: { readonly assignmentId: string; readonly teamId: string },
  after: readonly [createdAt: string, id: string] | undefined,
  limit: number,
): Promise<ScoreRow[]> {
  return prisma.score.findMany({
    where: { assignmentId, teamId, ...olderThan(after) },
    orderBy: newestFirst,
    take: limit + 1,
    include: withRun,
  });
}

export async function findScore({ prisma }: Database, id: string): Promise<ScoreRow> {
  return prisma.score.findUniqueOrThrow({ where: { id }, include: withRun });
}

export function wholeScore(row: ScoreRow): Everything['score'] {
  return {
    hiddenCases: row.run._count.cases,
    score: {
      ...scoreLines(row),
      id: row.id,
      runId: row.runId,
      submissionId: row.run.submissionId,
      teamId: row.teamId,
      standing: row.standing,
      supersedesId: row.supersedesId,
      regradeBatchId: row.regradeBatchId,
      regradeReason: row.regradeBatch?.reason ?? null,
      givenBy: row.givenBy?.name ?? null,
      createdAt: row.createdAt.toISOString(),
    },
  };
}
