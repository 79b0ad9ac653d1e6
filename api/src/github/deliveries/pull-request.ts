import { cancelRun, type Head, showVerdict, type TakenDelivery } from '@gradewire/db';
import { type Acting, type Binding, octokitOf } from '../acting.ts';
import { handIn } from '../hand-in/hand-in.ts';
import { branchHead } from '../source/branch-head.ts';
import { notTheHeadOf, pullNow } from '../source/head-now.ts';
import type { PullRequestHappened } from '../webhook/happening.ts';
import { onMerged } from './merged.ts';
import { type Acted, countedTime, done, ignored } from './taken.ts';

/** A pull request was opened, got new commits, was opened again, left its draft, or was closed. */
export async function onPullRequest(
  acting: Acting,
  binding: Binding,
  delivery: TakenDelivery,
  pull: PullRequestHappened,
): Promise<Acted> {
  if (pull.action === 'closed')
    return pull.merged ? onMerged(acting, binding, delivery, pull) : onClosed(acting, binding, pull);
  const { handInBranch, defaultBranch } = binding;
  if (pull.baseBranch !== defaultBranch && pull.baseBranch !== handInBranch) {
    return ignored(`the pull request is not for ${handInBranch ?? defaultBranch}`);
  }
  const octokit = await octokitOf(acting, binding);
  const head: Head = { bindingId: binding.id, headSha: pull.headSha, pullRequest: pull.number, branch: null };
  // Deliveries come in any order, and late: what GitHub says now decides.
  const now = await pullNow(octokit, binding, pull.number);
  const reason = pull.draft ? 'self-check' : 'official';
  const against = notTheHeadOf(now, binding, pull.headSha);
  if (against !== undefined) {
    await showVerdict(acting.db.pool, head, against, reason);
    return done(against.title);
  }
  // All that is merged by now; of a pull request that is merged itself, what was there when it came.
  const baseNow = async () =>
    now.merged_at === null ? ((await branchHead(octokit, binding, pull.baseBranch)) ?? now.base.sha) : pull.baseSha;
  const base = binding.mode === 'class' ? await baseNow() : undefined;
  const what = await handIn(acting, octokit, {
    binding,
    head,
    account: pull.author,
    receivedAt: countedTime(delivery),
    reason,
    guid: delivery.guid,
    ...(base === undefined ? {} : { base }),
  });
  return done(what);
}

/** What still waits is not graded; what is being graded is finished. */
async function onClosed({ db }: Acting, binding: Binding, pull: PullRequestHappened): Promise<Acted> {
  const waiting = await db.prisma.headCheck.findMany({
    where: { bindingId: binding.id, pullRequest: pull.number, run: { state: 'waiting' } },
    select: { runId: true },
  });
  for (const { runId } of waiting) await cancelRun(db.pool, runId!, 'the pull request was closed');
  return done(`${waiting.length} cancelled`);
}
