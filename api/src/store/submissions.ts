import { type Database, type Prisma, placeInQueue, wordOf } from '@gradewire/db';
import type { Everything } from '../projection/projection.ts';
import { toldRuns } from './told-runs.ts';
import { isoOrNull, scoreLines } from './values.ts';

const newestRun = {
  where: toldRuns,
  orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  take: 1,
  include: {
    version: { select: { visibility: true } },
    attempts: { where: { endedAt: null }, take: 1, select: { progress: true } },
    scores: { where: { standing: 'current' }, take: 1 },
    _count: { select: { cases: { where: { hidden: true } } } },
  },
} satisfies Prisma.Submission$runsArgs;

const withRun = { runs: newestRun } satisfies Prisma.SubmissionInclude;
export type SubmissionRow = Prisma.SubmissionGetPayload<{ include: typeof withRun }>;

export function findSubmission({ prisma }: Database, id: string): Promise<SubmissionRow | null> {
  return prisma.submission.findUnique({ where: { id }, include: withRun });
}

/** Newest first, at most `limit` + 1 of them, after the one that a cursor names. */
export function findSubmissions(
  { prisma }: Database,
  of: { courseId: string; assignmentId: string; teamId?: string | undefined },
  after: readonly string[] | undefined,
  limit: number,
): Promise<SubmissionRow[]> {
  const [time, id] = after ?? [];
  const createdAt = time === undefined ? undefined : new Date(time);
  return prisma.submission.findMany({
    where: {
      courseId: of.courseId,
      assignmentId: of.assignmentId,
      // Samples are the version's whose trial they are.
      team: { isStaff: false },
      ...(of.teamId === undefined ? {} : { teamId: of.teamId }),
      ...(createdAt === undefined ? {} : { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id! } }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
    include: withRun,
  });
}

export function submissionPath(id: string): string {
  return `/v1/submissions/${id}`;
}

function progressOf(progress: unknown): Record<string, unknown> {
  return progress !== null && typeof progress === 'object' ? (progress as Record<string, unknown>) : {};
}

/** A worker's progress is free-form: what is not there is not known. */
export function seenProgress(attempt: { progress: unknown } | undefined) {
  if (attempt === undefined) return null;
  const { phase, casesDone, casesPlanned } = progressOf(attempt.progress);
  return {
    phase: typeof phase === 'string' ? phase : 'starting',
    casesDone: Number.isInteger(casesDone) ? (casesDone as number) : 0,
    casesPlanned: Number.isInteger(casesPlanned) ? (casesPlanned as number) : null,
  };
}

/** The submission as its contract names it, with its newest run's place in the queue. */
export async function wholeSubmission(db: Database, row: SubmissionRow): Promise<Everything['submission']> {
  const run = row.runs[0];
  const place = run?.state === 'waiting' ? await placeInQueue(db, run.id) : null;
  const self = submissionPath(row.id);
  return {
    hiddenCases: run?._count.cases ?? 0,
    submission: {
      id: row.id,
      courseId: row.courseId,
      assignmentId: row.assignmentId,
      teamId: row.teamId,
      treeDigest: row.treeDigest,
      sizeBytes: Number(row.sizeBytes),
      fileCount: row.fileCount,
      source: row.source,
      receivedAt: row.receivedAt.toISOString(),
      run: run
        ? {
            id: run.id,
            reason: wordOf(run.reason),
            state: run.state,
            createdAt: run.createdAt.toISOString(),
            startedAt: isoOrNull(run.startedAt),
            endedAt: isoOrNull(run.endedAt),
            position: place?.position ?? null,
            estimatedStartSeconds: place?.estimatedStartSeconds ?? null,
            progress: seenProgress(run.attempts[0]),
            note: run.note,
          }
        : null,
      score: run?.scores[0] ? scoreLines(run.scores[0]) : null,
      links: { self, result: `${self}/result`, artefacts: `${self}/artefacts`, events: `${self}/events` },
    },
  };
}
