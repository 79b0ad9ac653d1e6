import {
  cancelRun,
  type Head,
  insertSubmission,
  oneAtATime,
  openRunsOfOlderHeads,
  type Quota,
  readQuota,
  readShownRun,
  runsOfOtherHeads,
  type ShownRun,
  showRun,
  showVerdict,
  type Verdict,
  waitingSince,
} from '@gradewire/db';
import type { Octokit } from '@octokit/core';
import { z } from 'zod';
import { isAtLeast } from '../../auth/course-access.ts';
import type { Acting, Binding } from '../acting.ts';
import { classBranch } from '../class/bring-up-to-date.ts';
import { type ClassChanges, classChanges } from '../class/class-changes.ts';
import { branchHead } from '../source/branch-head.ts';
import { fetchSource, type Lacking, lackingToKeep, type Source } from '../source/fetch-source.ts';
import { frozenSource } from '../source/frozen-source.ts';
import { notTheHead } from '../source/head-now.ts';
import { Account } from '../webhook/happening.ts';
import { notOpenAt } from './open-hours.ts';
import { archived, noQuota, notOpen, refused, supersededBy, unknownPerson, vanished } from './verdicts.ts';
import { whoIs } from './who.ts';

export interface HandIn {
  readonly binding: Binding;
  readonly head: Head;
  readonly account: Account;
  /** The time that counts. */
  readonly receivedAt: Date;
  readonly reason: 'official' | 'self-check';
  /** Of the delivery that it came with. */
  readonly guid: string;
  /** Of a pull request to the class's repository: the commit that it is to be merged into. */
  readonly base?: string;
  /** Somebody asks for this very commit, whether it is the last one or not: it takes no other's place. */
  readonly chosen?: true;
}

/** What a check keeps beside its verdict, so that the hand-in can be taken up again when it is re-run. */
export const Again = z.object({
  account: Account,
  receivedAt: z.iso.datetime(),
  reason: z.enum(['official', 'self-check']),
  guid: z.string(),
  base: z.string().optional(),
  chosen: z.literal(true).optional(),
});

/**
 * A head commit is handed in: who it is, whether now, the frozen source, then one transaction for submission, run and
 * check. What stands in the way becomes the check's verdict. May be done twice: the second time finds the first one.
 * Returns a word on what came of it, for the delivery's row.
 */
export async function handIn(acting: Acting, octokit: Octokit, order: HandIn): Promise<string> {
  const verdict = await submitOrVerdict(acting, octokit, order);
  if (verdict === undefined) {
    await supersedeOlder(acting, order);
    return order.reason;
  }
  await showVerdict(acting.db.pool, order.head, { ...verdict, again: againOf(order) }, order.reason);
  return verdict.title;
}

async function submitOrVerdict(acting: Acting, octokit: Octokit, order: HandIn): Promise<Verdict | undefined> {
  const { db } = acting;
  const { binding, head, account, receivedAt, reason } = order;
  const { assignment } = binding;
  const who = await whoIs(acting, binding, account, receivedAt);
  if (!who.known) return unknownPerson(who.why, account, assignment.course.title);
  const { teamId, userId } = who;
  if (assignment.course.archivedAt !== null) return archived(assignment.course.title);
  if (assignment.currentVersionId === null) return notOpen(assignment.title, null, null);
  const isStaff = isAtLeast(who.role, 'assistant');
  const closed = isStaff ? undefined : await notOpenAt(acting, binding, teamId, receivedAt);
  if (closed !== undefined) return closed;
  if (covers(await readShownRun(acting.db.pool, head), reason)) return undefined;
  const counted = reason === 'self-check' && !isStaff;
  const used = counted ? usedUp(await readQuota(db.pool, assignment, teamId)) : undefined;
  if (used !== undefined) return used;
  const frozen = await frozenSource(acting, binding, head.headSha);
  const fetched = frozen ?? (await fetchSource(acting, octokit, binding, head.headSha));
  if ('vanished' in fetched) return vanished;
  if ('refused' in fetched) return refused(fetched.refused);
  const { source, lacking } = fetched;
  if (binding.mode === 'team') {
    const [first] = lacking;
    if (first !== undefined) return refused(first);
    return submitOnce(acting, octokit, order, { userId, teamId, counted, source, lacking });
  }
  const base = order.base ?? (await branchHead(octokit, binding, classBranch(binding)));
  if (base === undefined) return vanished;
  const pull = { base, head: head.headSha, source, lacking };
  const found = await classChanges(acting, octokit, binding, pull);
  if ('verdict' in found) return found.verdict;
  return submitOnce(acting, octokit, order, { userId, teamId, counted, source, lacking, changes: found.changes });
}

interface ReadySource {
  readonly userId: string;
  readonly teamId: string;
  /** Whether it uses up quota. */
  readonly counted: boolean;
  readonly source: Source;
  readonly lacking: readonly Lacking[];
  readonly changes?: Extract<ClassChanges, { changes: unknown }>['changes'];
}

/** Commits of one pull request that may come while one of them is being handed in. */
const mostRounds = 5;

/**
 * Hands in what GitHub says is the last commit, in the order of what it says: it is asked after all that was handed in of
 * the pull request or branch by then, and asked again if anything was added since. So whatever takes how long, a commit
 * that is handed in later is the newer one.
 */
async function submitOnce(acting: Acting, octokit: Octokit, order: HandIn, ready: ReadySource) {
  const { db } = acting;
  const { binding, head, chosen } = order;
  const inOrder = chosen === undefined && !binding.assignment.course.everySubmissionCounts;
  for (let round = 0; round < mostRounds; round++) {
    const known = new Set(inOrder ? await runsOfOtherHeads(db.pool, head) : []);
    const late = inOrder ? await notTheHead(octokit, binding, head) : undefined;
    if (late !== undefined) return late;
    const came = await submitAfter(acting, order, ready, inOrder ? known : undefined);
    if (came !== 'not the last one') return came;
  }
  throw new Error('commits come faster than they are handed in');
}

/** `known`: runs of other heads beside which nothing may have come; undefined where that does not matter. */
async function submitAfter(
  acting: Acting,
  order: HandIn,
  { userId, teamId, counted, source, lacking, changes }: ReadySource,
  known: ReadonlySet<string> | undefined,
): Promise<Verdict | undefined | 'not the last one'> {
  const { db } = acting;
  const { binding, head, receivedAt, reason } = order;
  const { assignment, courseId, assignmentId, githubRepositoryId } = binding;
  const came = await oneAtATime(db.pool, teamId, async (client) => {
    const before = await readShownRun(client, head);
    if (covers(before, reason)) return {};
    if (known !== undefined) {
      if ((await runsOfOtherHeads(client, head)).some((id) => !known.has(id))) return 'not the last one';
      const hand = { assignmentId, teamId, reason, receivedAt };
      // Of the class's repository each pull request is graded for itself.
      const later = changes === undefined ? await waitingSince(client, head, hand) : undefined;
      if (later !== undefined) return { verdict: supersededBy(later.commit ?? '') };
    }
    const used = counted ? usedUp(await readQuota(client, assignment, teamId)) : undefined;
    if (used !== undefined) return { verdict: used };
    const submission = {
      courseId,
      assignmentId,
      teamId,
      submittedById: userId,
      ...source,
      receivedAt,
      source: 'github' as const,
      sourceReference: { ...referenceOf(order), ...lackingToKeep(lacking) },
      githubRepositoryId,
      ...(head.pullRequest === null ? {} : { pullRequest: head.pullRequest }),
      headSha: head.headSha,
      ...(changes === undefined ? {} : { changes }),
    };
    const { runId } = await insertSubmission(client, submission, { versionId: assignment.currentVersionId!, reason });
    await showRun(client, head, runId);
    return before?.reason === 'self-check' ? { selfCheck: before.id } : {};
  });
  if (came === 'not the last one') return came;
  // A self-check of the very commit that is handed in now would tell nothing more.
  if ('selfCheck' in came) await cancelRun(db.pool, came.selfCheck!, 'the same commit is graded officially');
  return 'verdict' in came ? came.verdict : undefined;
}

function usedUp({ day, burst }: Quota): Verdict | undefined {
  const empty = [day, burst].filter(({ remaining }) => remaining === 0).map(({ resetsAt }) => resetsAt);
  return empty.length === 0 ? undefined : noQuota(empty.sort().at(-1)!);
}

export function againOf(
  order: Pick<HandIn, 'account' | 'receivedAt' | 'reason' | 'guid' | 'base' | 'chosen'>,
): z.output<typeof Again> {
  const { account, receivedAt, reason, guid, base, chosen } = order;
  return {
    ...{ account, receivedAt: receivedAt.toISOString(), reason, guid },
    ...(base === undefined ? {} : { base }),
    ...(chosen === undefined ? {} : { chosen }),
  };
}

/** Whether that run is what is asked for, or more: then nothing is to be done. */
function covers(run: ShownRun | null, reason: HandIn['reason']): boolean {
  if (run === null || run.state === 'cancelled' || run.state === 'superseded') return false;
  return run.reason !== 'self-check' || reason === 'self-check';
}

function referenceOf({ binding, head, guid, base }: HandIn): Record<string, unknown> {
  const { fullName, handInBranch, mode } = binding;
  return {
    repository: fullName,
    mode: `${mode}-repository`,
    ...(head.branch === null ? {} : { branch: head.branch }),
    ...(handInBranch === null ? {} : { handInBranch }),
    delivery: guid,
    ...(base === undefined ? {} : { base }),
  };
}

/** Of the same pull request or branch: nobody waits for the older ones, unless every submission counts. */
async function supersedeOlder({ db }: Acting, { binding, head, chosen }: HandIn): Promise<void> {
  if (chosen || binding.assignment.course.everySubmissionCounts) return;
  for (const runId of await openRunsOfOlderHeads(db.pool, head)) {
    await cancelRun(db.pool, runId, `superseded by commit ${head.headSha.slice(0, 12)}`);
  }
}
