import { keepCheck, type TakenCheck } from '@gradewire/db';
import type { Acting } from '../acting.ts';

/**
 * How a request is sent that tells GitHub of a check: only as long as the check is ours, asked when it is the request's
 * turn (requests wait for each other, and for tokens). What is sent then is over, here as at GitHub, before anybody else
 * may hold the check. `making`: it is written down that GitHub is asked to make something.
 */
export function whileHeld({ db, config }: Acting, check: TakenCheck, { making = false } = {}) {
  return async (url: string, init: RequestInit): Promise<Response> => {
    const asked = performance.now();
    const held = await keepCheck(db.pool, check, config.leaseMs, making);
    // The process may have stood still between the answer and now. GitHub gives a request up in less time than we do.
    if (!held || performance.now() - asked > config.requestMs / 3) {
      throw new Error('somebody else holds the check by now');
    }
    return fetch(url, { ...init, signal: AbortSignal.timeout(config.requestMs) });
  };
}
