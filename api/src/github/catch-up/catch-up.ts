import type { Acting } from '../acting.ts';
import { troubleOf } from '../app/trouble.ts';
import { type Loop, loop } from '../loop.ts';
import { mergedMeanwhile } from './merged-meanwhile.ts';
import { missedDeliveries } from './missed-deliveries.ts';
import { missedHeads } from './missed-heads.ts';
import { reachAgain } from './reach-again.ts';

/**
 * Finds what did not come, at the start and then now and again: GitHub does not deliver a second time by itself. First the
 * deliveries that it keeps for three days, with their times; then heads that nothing was ever delivered of.
 */
export function catchUp(acting: Acting, onFound: () => void): Loop {
  const { config, log, signal } = acting;
  const part = async (name: string, work: () => Promise<number>) => {
    if (signal.aborted) return;
    try {
      const found = await work();
      if (found > 0) log.info({ found }, name);
      if (found > 0) onFound();
    } catch (error) {
      if (signal.aborted) return;
      const trouble = troubleOf(error);
      log.warn(trouble ? { message: trouble.message } : { err: error }, `${name}: not done`);
    }
  };
  const look = async () => {
    await part('repositories that can be reached again', () => reachAgain(acting));
    await part('deliveries that did not come', () => missedDeliveries(acting));
    await part('commits that nothing was delivered of', () => missedHeads(acting));
    await part('class repositories that were changed', () => mergedMeanwhile(acting));
  };
  return loop(config.catchUpEveryMs, look, (error) => log.error({ err: error }, 'GitHub is not caught up with'));
}
