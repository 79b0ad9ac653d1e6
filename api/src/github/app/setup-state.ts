import { randomBytes } from 'node:crypto';

/** Who may set GitHub up: the owner asked for it with a key, and the browser shows a word that was given out then. */
export interface SetupStates {
  readonly lifetimeMs: number;
  give(): string;
  isGood(state: string): boolean;
  /** Is it good, and from now on no more. */
  use(state: string): boolean;
}

const hour = 3_600_000;

export function setupStates(lifetimeMs = hour, now: () => number = Date.now): SetupStates {
  const given = new Map<string, number>();
  const isGood = (state: string) => (given.get(state) ?? 0) > now();
  return {
    lifetimeMs,
    give() {
      for (const [state, until] of given) if (until <= now()) given.delete(state);
      const state = randomBytes(32).toString('base64url');
      given.set(state, now() + lifetimeMs);
      return state;
    },
    isGood,
    use: (state) => isGood(state) && given.delete(state),
  };
}
