import { randomBytes } from 'node:crypto';

/** Words that stand for a person who asked, with a key, to be connected with a GitHub account. Good once. */
export interface LinkWords {
  readonly lifetimeMs: number;
  give(userId: string): string;
  /** Who it stands for; undefined if it is used or over. */
  read(word: string): string | undefined;
  use(word: string): string | undefined;
}

const tenMinutes = 600_000;

export function linkWords(lifetimeMs = tenMinutes, now: () => number = Date.now): LinkWords {
  const given = new Map<string, { readonly userId: string; readonly until: number }>();
  const read = (word: string) => {
    const one = given.get(word);
    return one !== undefined && one.until > now() ? one.userId : undefined;
  };
  return {
    lifetimeMs,
    give(userId) {
      for (const [word, { until }] of given) if (until <= now()) given.delete(word);
      const word = randomBytes(32).toString('base64url');
      given.set(word, { userId, until: now() + lifetimeMs });
      return word;
    },
    read,
    use(word) {
      const userId = read(word);
      given.delete(word);
      return userId;
    },
  };
}
