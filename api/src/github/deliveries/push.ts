import { type Head, showVerdict, type TakenDelivery } from '@gradewire/db';
import { type Acting, type Binding, octokitOf } from '../acting.ts';
import { bringUpToDate, classBranch } from '../class/bring-up-to-date.ts';
import { handIn } from '../hand-in/hand-in.ts';
import { notTheHead } from '../source/head-now.ts';
import type { Pushed } from '../webhook/happening.ts';
import { type Acted, countedTime, done, ignored, waitsFor } from './taken.ts';

/** Something was pushed to a team's repository: to its hand-in branch, that is a hand-in. */
export async function onPush(acting: Acting, binding: Binding, delivery: TakenDelivery, push: Pushed): Promise<Acted> {
  const wanted = classBranch(binding);
  if (push.branch !== wanted) return ignored(`a push to another branch than ${wanted}`);
  // In the class's repository what is merged was handed in by its pull request.
  if (binding.mode === 'class') return done(await bringUpToDate(acting, binding, delivery.failures < waitsFor));
  const octokit = await octokitOf(acting, binding);
  const head: Head = { bindingId: binding.id, headSha: push.headSha, pullRequest: null, branch: push.branch };
  const against = await notTheHead(octokit, binding, head);
  if (against !== undefined) {
    await showVerdict(acting.db.pool, head, against, 'official');
    return done(against.title);
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
