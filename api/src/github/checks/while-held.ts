import { type Database, keepCheck, type TakenCheck } from '@gradewire/db';
import type { Acting } from '../acting.ts';

type StillHeld = (db: Database['pool'], check: TakenCheck, leaseMs: number) => Promise<boolean>;

/**
 * How a request is sent that tells GitHub of a check: only as long as the check is ours, asked when it is the request's
 * turn (requests wait for each other, and for tokens). What is sent then is over, here as at GitHub, before anybody else
 * may hold the check. `stillHeld` may write down what is about to be done.
 */
export function whileHeld({ db, config }: Acting, check: TakenCheck, stillHeld: StillHeld = keepCheck) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const asked = performance.now();
    const held = await stillHeld(db.pool, check, config.leaseMs);
    // The process may have stood still between the answer and now. GitHub gives a request up in less time than we do.
    if (!held || performance.now() - asked > config.requestMs / 3) {
      throw new Error('somebody else holds the check by now');
    }
    return fetch(url, { ...init, signal: AbortSignal.timeout(config.requestMs) });
  };
}
