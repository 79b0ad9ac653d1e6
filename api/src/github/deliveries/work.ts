import {
  bringDeliveriesIntoPresent,
  holdDeliveries,
  postponeDelivery,
  releaseDelivery,
  settleDelivery,
  showVerdict,
  type TakenDelivery,
  takeDeliveries,
} from '@gradewire/db';
import { type Acting, bindingsOf } from '../acting.ts';
import { pauseAfter, troubleOf } from '../app/trouble.ts';
import { crew } from '../crew.ts';
import { againOf } from '../hand-in/hand-in.ts';
import { refused } from '../hand-in/verdicts.ts';
import type { Loop } from '../loop.ts';
import { Happening } from '../webhook/happening.ts';
import { act } from './act.ts';
import { countedTime } from './taken.ts';

/** Tries of one delivery: with pauses of up to five minutes that is about half an hour. */
const mostFailures = 12;
const atOnce = 6;
const leaseMs = 15_000;

/** Acts on what was delivered, oldest first. */
export function workOnDeliveries(acting: Acting, onActed: () => void): Loop {
  const { db, config, log } = acting;
  return crew({
    everyMs: config.lookEveryMs,
    most: atOnce,
    leaseMs,
    take: (limit, lease) => takeDeliveries(db.pool, limit, lease),
    hold: async (taken, lease) => {
      await bringDeliveriesIntoPresent(db.pool);
      await holdDeliveries(
        db.pool,
        taken.map(({ id }) => id),
        lease,
      );
    },
    work: async (delivery) => {
      await workOn(acting, delivery);
      onActed();
    },
    onError: (error) => log.error({ err: error }, 'GitHub deliveries are not worked on'),
  });
}

async function workOn(acting: Acting, delivery: TakenDelivery): Promise<void> {
  const { db, log, signal } = acting;
  const { id, guid, event } = delivery;
  try {
    const { state, note } = await act(acting, delivery);
    await settleDelivery(db.pool, id, state, note);
    log.debug({ guid, event, state, note }, 'delivery acted on');
  } catch (error) {
    if (signal.aborted) await releaseDelivery(db.pool, id);
    else await failed(acting, delivery, error);
  }
}

/** Later is worth a try, also where the fault is ours. What GitHub will say again is written down, and that is that. */
async function failed(acting: Acting, delivery: TakenDelivery, error: unknown): Promise<void> {
  const { db, config, log } = acting;
  const { id, guid, event, failures } = delivery;
  const trouble = troubleOf(error);
  const message = trouble?.message ?? (error instanceof Error ? error.message : String(error));
  if (trouble !== undefined && trouble.kind !== 'later') {
    log.warn({ guid, event, trouble: trouble.kind, message }, 'delivery cannot be acted on');
    await settleDelivery(db.pool, id, 'failed', `${trouble.kind}: ${message}`);
    await sayNotTaken(acting, delivery, trouble.kind === 'gone' ? 'source-vanished' : 'no-access');
    return;
  }
  const pauseMs = pauseAfter(failures, config.firstPauseMs, trouble?.afterMs);
  const now = await postponeDelivery(db.pool, id, message, pauseMs, mostFailures);
  log.warn({ guid, event, failures: failures + 1, ...(trouble ? { message } : { err: error }) }, 'delivery failed');
  if (now === 'failed') await sayNotTaken(acting, delivery, 'upload-cut');
}

/** A commit that came is not left without a word, if there is still somewhere to say it. */
async function sayNotTaken(
  acting: Acting,
  delivery: TakenDelivery,
  code: 'source-vanished' | 'no-access' | 'upload-cut',
): Promise<void> {
  const read = Happening.safeParse(delivery.payload);
  if (!read.success || (read.data.kind !== 'pull-request' && read.data.kind !== 'push')) return;
  const { data: happened } = read;
  const isPush = happened.kind === 'push';
  const reason = isPush || !happened.draft ? 'official' : 'self-check';
  const again = againOf({
    account: isPush ? happened.sender : happened.author,
    receivedAt: countedTime(delivery),
    reason,
    guid: delivery.guid,
  });
  for (const { id, mode, handInBranch, defaultBranch } of await bindingsOf(acting, happened.repository.id)) {
    if (isPush && (mode === 'class' || happened.branch !== (handInBranch ?? defaultBranch))) continue;
    const where = isPush
      ? { pullRequest: null, branch: happened.branch }
      : { pullRequest: happened.number, branch: null };
    const head = { bindingId: id, headSha: happened.headSha, ...where };
    await showVerdict(acting.db.pool, head, { ...refused({ code }), again }, reason);
  }
}
