import type { Prisma, TakenCheck } from '@gradewire/db';
import { placeInQueue } from '@gradewire/db';
import { treePaths } from '@gradewire/storage';
import { oauthClient } from '../../auth/sign-in/github-account.ts';
import { Result } from '../../contracts/result.ts';
import { projectionFor } from '../../projection/for-role.ts';
import { studentsProgress } from '../../projection/student.ts';
import { mayConceal } from '../../projection/visibility.ts';
import { circumstances } from '../../store/circumstances.ts';
import { findGradedRun, wholeResult } from '../../store/results.ts';
import { seenProgress, submissionPath } from '../../store/submissions.ts';
import type { Acting, Binding } from '../acting.ts';
import {
  type CheckRunContent,
  cancelledContent,
  checkRunContent,
  incompleteContent,
  inProgressContent,
  queuedContent,
  type ReportLinks,
  sourceNotes,
  supersededContent,
} from '../check-run/index.ts';
import { keptLacking } from '../source/fetch-source.ts';

const withAll = {
  submission: true,
  version: { select: { visibility: true } },
  attempts: { where: { endedAt: null }, take: 1, select: { progress: true } },
  supersededBy: { select: { submission: { select: { headSha: true } } } },
} satisfies Prisma.RunInclude;
type ShownRun = Prisma.RunGetPayload<{ include: typeof withAll }>;

export interface Contents extends CheckRunContent {
  /** Where a person reads on. */
  readonly address: string;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/**
 * What a check is to say now, where the last team's time to hand in ends at `closesAt`. Nothing but what the student's own
 * projection lets through comes in.
 */
export async function contentsOf(
  acting: Acting,
  binding: Binding,
  check: TakenCheck,
  closesAt: Date | null,
): Promise<Contents> {
  const { db, config } = acting;
  const run =
    check.runId === null ? null : await db.prisma.run.findUnique({ where: { id: check.runId }, include: withAll });
  if (run === null) {
    const { conclusion, title, summary } = check.verdict ?? cancelledContent();
    const said = { status: 'completed', conclusion, title, summary, annotations: [], actions: [] } as const;
    return { ...said, address: config.publicUrl, startedAt: null, endedAt: null };
  }
  const links = linksOf(acting, run.submissionId);
  const content = await ofRun(acting, { binding, run, links, closesAt });
  return { ...content, address: links.report, startedAt: run.startedAt, endedAt: run.endedAt };
}

interface Shown {
  readonly binding: Binding;
  readonly run: ShownRun;
  readonly links: ReportLinks;
  readonly closesAt: Date | null;
}

async function ofRun(acting: Acting, shown: Shown): Promise<CheckRunContent> {
  const { db } = acting;
  const { run, links } = shown;
  switch (run.state) {
    case 'waiting':
      return queuedContent((await placeInQueue(db, run.id)) ?? { position: null, estimatedStartSeconds: null });
    case 'claimed':
      return inProgressContent(progressOf(shown));
    case 'superseded':
      return supersededContent({ commit: run.supersededBy?.submission.headSha ?? 'another hand-in' });
    case 'cancelled': {
      const by = /^superseded by commit ([0-9a-f]+)$/.exec(run.note ?? '')?.[1];
      if (by !== undefined) return supersededContent({ commit: by });
      return (await graded(acting, shown)) ?? cancelledContent();
    }
    case 'incomplete':
      return (await graded(acting, shown)) ?? incompleteContent(links.report);
    case 'done':
      return (await graded(acting, shown))!;
  }
}

function progressOf({ run, closesAt }: Shown) {
  const conceals = mayConceal(0, circumstances(closesAt, run.version.visibility));
  return studentsProgress(seenProgress(run.attempts[0]?.progress ?? {})!, !conceals || run.reason === 'selfCheck');
}

/** The run's result; where it has none, that of the submission's last one that has: its score is what counts. */
async function graded(acting: Acting, shown: Shown): Promise<CheckRunContent | undefined> {
  const { db, blobs } = acting;
  const { binding, run, links, closesAt } = shown;
  const found = await findGradedRun(db, run.submissionId, run.state === 'done' ? run.id : undefined);
  if (found === null) return undefined;
  const { regradeBatchId } = found;
  const batch =
    regradeBatchId === null ? null : await db.prisma.regradeBatch.findUnique({ where: { id: regradeBatchId } });
  const now = circumstances(closesAt, found.version.visibility);
  const seen = Result.parse(projectionFor('student').result(wholeResult(found), now));
  const isSelfCheck = found.reason === 'selfCheck';
  return checkRunContent(seen, {
    assignment: binding.assignment.title,
    commit: run.submission.headSha!,
    // In a class repository nobody else is graded, only met.
    subjects: run.submission.baseTreeDigest === null ? null : seen.subjects.map(({ id }) => id),
    sources: { files: await treePaths(blobs, run.submission.treeDigest), root: '' },
    links,
    // Of pull requests only drafts are graded as self-checks.
    draft: isSelfCheck && run.submission.pullRequest !== null,
    offers: { runAgain: isSelfCheck, runOfficial: isSelfCheck },
    sourceNotes: sourceNotes(keptLacking(run.submission.sourceReference)),
    gradedAgainBecause: batch?.reason ?? null,
  });
}

/** Who follows a link from GitHub's page comes without a key: the link leads by the sign-in, where there is one. */
function linksOf({ client, config }: Acting, submissionId: string): ReportLinks {
  const signsIn = oauthClient(config, client.credentials) !== undefined;
  const to = (what: string) => {
    const path = `${submissionPath(submissionId)}/${what}`;
    return config.publicUrl + (signsIn ? `/auth/github?returnTo=${encodeURIComponent(path)}` : path);
  };
  return { report: to('result'), captures: to('artefacts?limit=200'), result: to('result'), guide: null };
}
