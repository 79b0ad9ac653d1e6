import { bringChecksIntoPresent, holdChecks, takeChecks } from '@gradewire/db';
import type { Acting } from '../acting.ts';
import { crew } from '../crew.ts';
import type { Loop } from '../loop.ts';
import { lookAgainAtEnded } from './look-again.ts';
import { tell } from './tell.ts';

const atOnce = 6;

/**
 * Keeps GitHub's checks like our runs. It compares states and does not listen for messages: what happened while the server
 * was down, or while GitHub was, is told when both are back.
 */
export function followRuns(acting: Acting): Loop {
  const { db, config, log } = acting;
  return crew({
    everyMs: config.lookEveryMs,
    most: atOnce,
    leaseMs: config.leaseMs,
    take: (limit, lease) => takeChecks(db.pool, limit, lease, config.progressEveryMs),
    hold: async (taken, lease) => {
      await bringChecksIntoPresent(db.pool, lease);
      await holdChecks(db.pool, taken, lease);
      await lookAgainAtEnded(acting);
    },
    work: (check) => tell(acting, check),
    onError: (error) => log.error({ err: error }, 'GitHub checks are not followed'),
  });
}
