import { type Database, type Prisma, readTrials } from '@gradewire/db';
import type { Everything } from '../projection/projection.ts';
import { shownState } from './shown-state.ts';
import { submissionPath } from './submissions.ts';
import { isoOrNull } from './values.ts';

type Row = Prisma.AssignmentVersionGetPayload<Record<string, never>>;

/** Versions as staff see them, each with its trial. */
export async function wholeVersions({ pool }: Database, rows: readonly Row[]): Promise<Everything['version'][]> {
  const trials = await readTrials(
    pool,
    rows.flatMap(({ trialRunId }) => trialRunId ?? []),
  );
  return rows.map(({ createdById: _, trialRunId, ...row }) => {
    const trial = trialRunId === null ? undefined : trials.get(trialRunId);
    const times = { createdAt: row.createdAt.toISOString(), publishedAt: isoOrNull(row.publishedAt) };
    const seen = trial && { ...trial, state: shownState(trial.state), links: linksOf(trial) };
    return { version: { ...row, ...times, trial: seen ?? null } };
  });
}

function linksOf({ submissionId, runId }: { submissionId: string; runId: string }) {
  const submission = submissionPath(submissionId);
  return { submission, result: `${submission}/result?run=${runId}` };
}
