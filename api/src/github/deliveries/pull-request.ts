import { cancelRun, type Head, showVerdict, type TakenDelivery } from '@gradewire/db';
import { type Acting, type Binding, octokitOf, placeOf } from '../acting.ts';
import { handIn } from '../hand-in/hand-in.ts';
import { closedBefore, nothingChanged, supersededBy } from '../hand-in/verdicts.ts';
import { changedFolders } from '../source/changed-folders.ts';
import type { PullRequestHappened } from '../webhook/happening.ts';
import { type Acted, countedTime, done, ignored } from './taken.ts';

/** A pull request was opened, got new commits, was opened again, left its draft, or was closed. */
export async function onPullRequest(
  acting: Acting,
  binding: Binding,
  delivery: TakenDelivery,
  pull: PullRequestHappened,
): Promise<Acted> {
  if (pull.action === 'closed')
    return pull.merged ? ignored('merged: what waits is graded') : onClosed(acting, binding, pull);
  const { handInBranch, defaultBranch } = binding;
  if (pull.baseBranch !== defaultBranch && pull.baseBranch !== handInBranch) {
    return ignored(`the pull request is not for ${handInBranch ?? defaultBranch}`);
  }
  const octokit = await octokitOf(acting, binding);
  const place = placeOf(binding);
  const head: Head = { bindingId: binding.id, headSha: pull.headSha, pullRequest: pull.number, branch: null };
  // Deliveries come in any order, and late: what GitHub says now decides.
  const { data: now } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...place,
    pull_number: pull.number,
  });
  if (now.head.sha !== pull.headSha && !binding.assignment.course.everySubmissionCounts) {
    await showVerdict(acting.db.pool, head, supersededBy(now.head.sha));
    return done('superseded before it was taken');
  }
  if (now.state === 'closed' && now.merged_at === null) {
    await showVerdict(acting.db.pool, head, closedBefore);
    return done('closed before it was taken');
  }
  const folders = binding.mode === 'class' ? await changedFolders(octokit, binding, pull.number) : undefined;
  if (folders?.length === 0) {
    await showVerdict(acting.db.pool, head, nothingChanged(binding.assignment.title));
    return done('nothing to grade');
  }
  const what = await handIn(acting, octokit, {
    binding,
    head,
    account: pull.author,
    receivedAt: countedTime(delivery),
    reason: pull.draft ? 'self-check' : 'official',
    guid: delivery.guid,
    reference: { base: pull.baseSha, ...(folders && changed(folders)) },
  });
  return done(what);
}

/** More folders than a language folder and its neighbours are not worth a row's space. */
const mostFolders = 100;

function changed(folders: readonly string[]) {
  return { changedFolders: folders.slice(0, mostFolders).map((name) => name.slice(0, 100)) };
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
