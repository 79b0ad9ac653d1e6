import { GradingResult } from '@gradewire/core';
import { type Database, findToldRun, type Prisma, wordOf } from '@gradewire/db';
import { z } from 'zod';
import type { Everything } from '../projection/projection.ts';
import { scoreLines } from './values.ts';

const noMatrix = { clients: [], servers: [], cells: {} };

/** What a worker leaves beside the cases; what an older one did not write yet is empty. */
const StoredResult = z
  .object(
    GradingResult.omit({
      cases: true,
      gradewire: true,
      status: true,
      link: true,
      source: true,
      images: true,
      recipes: true,
    }).shape,
  )
  .extend({
    seed: z.number().default(0),
    subjects: GradingResult.shape.subjects.default([]),
    notes: GradingResult.shape.notes.default([]),
    programs: GradingResult.shape.programs.default([]),
    matrix: GradingResult.shape.matrix.default(noMatrix),
    infrastructure: GradingResult.shape.infrastructure.default({ retries: 0, faults: [], linkLagMs: null }),
  })
  .partial({ kit: true, kitVersion: true, score: true, maxScore: true });

const withEverything = {
  version: true,
  cases: { orderBy: [{ group: 'asc' }, { caseId: 'asc' }] },
  scores: { where: { standing: { in: ['current', 'superseded'] } }, orderBy: { createdAt: 'desc' }, take: 1 },
} satisfies Prisma.RunInclude;
export type GradedRun = Prisma.RunGetPayload<{ include: typeof withEverything }>;

/**
 * The newest run of a submission that was graded to its end, or the one that is asked for; with `previews` also one of a
 * regrade that was not applied.
 */
export async function findGradedRun(
  { pool, prisma }: Database,
  submissionId: string,
  runId: string | undefined,
  previews = false,
): Promise<GradedRun | null> {
  const id = previews && runId !== undefined ? runId : await findToldRun(pool, submissionId, runId);
  if (id === undefined) return null;
  return prisma.run.findUnique({ where: { id, submissionId, state: 'done' }, include: withEverything });
}

const asJson = <T>(value: unknown) => value as T;

export function wholeResult(run: GradedRun): Everything['result'] {
  const graded = StoredResult.parse(run.result);
  type Case = Everything['result']['cases'][number];
  return {
    result: {
      runId: run.id,
      submissionId: run.submissionId,
      reason: wordOf(run.reason),
      scope: graded.scope,
      versionNumber: run.version.number,
      kit: run.version.kit,
      kitVersion: graded.kitVersion ?? run.version.kitVersion,
      endedAt: run.endedAt!.toISOString(),
      score: run.scores[0] ? scoreLines(run.scores[0]) : null,
    },
    graded,
    cases: run.cases.map((one) => ({
      id: one.caseId,
      subject: one.subject,
      title: one.title,
      group: one.group,
      outcome: wordOf(one.outcome),
      blame: one.blame,
      points: one.points.toNumber(),
      maxPoints: one.maxPoints.toNumber(),
      feedback: asJson<Case['feedback']>(one.feedback),
      evidence: asJson<Case['evidence']>(one.evidence),
      drawings: asJson<Case['drawings']>(one.drawings),
      metrics: asJson<Case['metrics']>(one.metrics),
      durationMs: one.durationMs,
      hidden: one.hidden,
    })),
  };
}

/** What is left of a run, by name, at most `limit` + 1 of it, after this name. */
export function findArtefacts(
  { prisma }: Database,
  runId: string,
  after: string | undefined,
  limit: number,
): Promise<ArtefactRow[]> {
  return prisma.artefact.findMany({
    where: { runId, deletedAt: null, ...(after === undefined ? {} : { name: { gt: after } }) },
    orderBy: { name: 'asc' },
    take: limit + 1,
  });
}

type ArtefactRow = Prisma.ArtefactGetPayload<Record<string, never>>;

export function wholeArtefact(
  row: ArtefactRow,
  cases: readonly { caseId: string; hidden: boolean }[],
): Everything['artefact'] {
  return {
    artefact: {
      id: row.id,
      kind: row.kind,
      name: row.name,
      mediaType: row.mediaType,
      sizeBytes: Number(row.sizeBytes),
      digest: row.digest,
      createdAt: row.createdAt.toISOString(),
      hidden: row.hidden,
      href: `/v1/artefacts/${row.id}`,
    },
    cases: cases.map(({ caseId, hidden }) => ({ id: caseId, hidden })),
  };
}
