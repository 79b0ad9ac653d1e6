import { randomBytes } from 'node:crypto';
import type { World } from '../world.ts';
import { type AccountLike, account } from './people.ts';

/** Who sits at the browser and says yes when an App asks to know them; `undefined` says no. */
export function sitAtBrowser(world: World, who: AccountLike | undefined): void {
  world.atBrowser = who === undefined ? undefined : account(world, who);
}

/** A token of someone's own, as for a script of theirs. */
export function personalToken(world: World, who: AccountLike): string {
  const token = `ghp_${randomBytes(18).toString('hex')}`;
  world.tokens.set(token, {
    kind: 'user',
    account: account(world, who),
    expiresAt: Number.POSITIVE_INFINITY,
    app: undefined,
  });
  return token;
}
