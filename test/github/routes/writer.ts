import type { Asked } from '../http/endpoint.ts';
import type { Account } from '../world.ts';

/** In whose name a request writes: an App's bot, or the user. */
export function writerOf({ caller }: Asked): Account {
  if (caller.kind === 'installation') return caller.installation.app.bot;
  if (caller.kind === 'user') return caller.account;
  throw new Error('the router lets nobody else write');
}
