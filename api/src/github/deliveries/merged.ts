import type { TakenDelivery } from '@gradewire/db';
import type { Acting, Binding } from '../acting.ts';
import { bringUpToDate, classBranch } from '../class/bring-up-to-date.ts';
import type { PullRequestHappened } from '../webhook/happening.ts';
import { type Acted, done, ignored, waitsFor } from './taken.ts';

/**
 * A pull request was merged; what waits of it is graded all the same. In the class's repository the others meet it from
 * now on.
 */
export async function onMerged(
  acting: Acting,
  binding: Binding,
  { failures }: TakenDelivery,
  { baseBranch }: PullRequestHappened,
): Promise<Acted> {
  if (binding.mode !== 'class' || baseBranch !== classBranch(binding)) return ignored('merged: what waits is graded');
  return done(await bringUpToDate(acting, binding, failures < waitsFor));
}
