import { type Head, showVerdict, type TakenDelivery } from '@gradewire/db';
import { type Acting, type Binding, octokitOf, placeOf } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { handIn } from '../hand-in/hand-in.ts';
import { supersededBy, vanished } from '../hand-in/verdicts.ts';
import type { Pushed } from '../webhook/happening.ts';
import { type Acted, countedTime, done, ignored } from './taken.ts';

/** Something was pushed to a team's repository: to its hand-in branch, that is a hand-in. */
export async function onPush(acting: Acting, binding: Binding, delivery: TakenDelivery, push: Pushed): Promise<Acted> {
  const { defaultBranch, handInBranch, mode } = binding;
  // In the class's repository what is merged was handed in by its pull request.
  if (mode === 'class') return ignored("a push to the class's repository");
  const wanted = handInBranch ?? defaultBranch;
  if (push.branch !== wanted) return ignored(`a push to another branch than ${wanted}`);
  const octokit = await octokitOf(acting, binding);
  const head: Head = { bindingId: binding.id, headSha: push.headSha, pullRequest: null, branch: push.branch };
  const now = await branchHead(octokit, binding, push.branch);
  if (now !== push.headSha && !binding.assignment.course.everySubmissionCounts) {
    await showVerdict(acting.db.pool, head, now === undefined ? vanished : supersededBy(now));
    return done('superseded before it was taken');
  }
  const what = await handIn(acting, octokit, {
    binding,
    head,
    account: push.sender,
    receivedAt: countedTime(delivery),
    reason: 'official',
    guid: delivery.guid,
  });
  return done(what);
}

/** The commit that a branch is at now; undefined if it was deleted. */
async function branchHead(octokit: Awaited<ReturnType<typeof octokitOf>>, binding: Binding, branch: string) {
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/branches/{branch}', {
      ...placeOf(binding),
      branch,
    });
    return data.commit.sha;
  } catch (error) {
    if (troubleOf(error)?.kind === 'gone') return undefined;
    throw error;
  }
}
