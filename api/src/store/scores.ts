import type { Database, Prisma } from '@gradewire/db';
import type { Everything } from '../projection/projection.ts';
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

/** All scores of a team in an assignment, newest first. */
export function findScores({ prisma }: Database, assignmentId: string, teamId: string): Promise<ScoreRow[]> {
  return prisma.score.findMany({
    where: { assignmentId, teamId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    include: withRun,
  });
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
