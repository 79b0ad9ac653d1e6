/** What a failed request to GitHub means for what is to be done. */
export type Trouble =
  /** It may go well later, not before `afterMs`; undefined: the usual pause. */
  | { readonly kind: 'later'; readonly afterMs: number | undefined; readonly message: string }
  /** The App may not do this here, or not yet. */
  | { readonly kind: 'forbidden'; readonly message: string }
  | { readonly kind: 'suspended'; readonly message: string }
  /** It is not there, or not for us to see. */
  | { readonly kind: 'gone'; readonly message: string }
  /** GitHub does not take what we sent. */
  | { readonly kind: 'invalid'; readonly message: string };

/** GitHub asked to be left alone: thrown instead of asking, too, until the time is over. */
export class RateLimited extends Error {
  override readonly name = 'RateLimited';
  /** Milliseconds since 1970. */
  readonly until: number;

  constructor(until: number) {
    super(`GitHub asks for a pause until ${new Date(until).toISOString()}`);
    this.until = until;
  }
}

/** What was begun may be underway at GitHub still: until it is over there, it is not begun again. */
export class StillUnderway extends Error {
  override readonly name = 'StillUnderway';
  readonly forMs: number;

  constructor(forMs: number) {
    super('what GitHub was asked to make may come still');
    this.forMs = forMs;
  }
}

/** As Octokit throws it; a connection that failed has status 500 as well. */
interface HttpError extends Error {
  readonly status: number;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

export function isHttpError(error: unknown): error is HttpError {
  return (
    error instanceof Error && error.name === 'HttpError' && typeof (error as Partial<HttpError>).status === 'number'
  );
}

/** As long as any of GitHub's limits lasts. Milliseconds. */
const hourMs = 3_600_000;
/** GitHub's advice where a secondary limit names no time. Milliseconds. */
const withoutAdviceMs = 60_000;

/** Until when GitHub wants no requests (milliseconds since 1970), if that is what the error says. */
export function limitedUntil(error: unknown, now = Date.now()): number | undefined {
  if (!isHttpError(error) || (error.status !== 403 && error.status !== 429)) return undefined;
  const { headers = {} } = error.response ?? {};
  const retryAfter = Number(headers['retry-after']);
  if (retryAfter > 0) return now + retryAfter * 1000;
  const reset = Number(headers['x-ratelimit-reset']);
  if (String(headers['x-ratelimit-remaining']) === '0' && reset > 0) {
    // By GitHub's clock; ours may have been set back.
    return Math.min(Math.max(now, reset * 1000), now + hourMs) + 1000;
  }
  const saysSo = /secondary rate limit|rate limit exceeded|abuse detection/i.test(error.message);
  return error.status === 429 || saysSo ? now + withoutAdviceMs : undefined;
}

/** Undefined where the error is not GitHub's: then it is a fault of ours. */
export function troubleOf(error: unknown, now = Date.now()): Trouble | undefined {
  if (error instanceof RateLimited) {
    return { kind: 'later', afterMs: Math.max(0, error.until - now), message: error.message };
  }
  if (error instanceof StillUnderway) return { kind: 'later', afterMs: error.forMs, message: error.message };
  if (!isHttpError(error)) return undefined;
  const { status } = error;
  const message = `${status} ${error.message}`.slice(0, 1000);
  const until = limitedUntil(error, now);
  if (until !== undefined) return { kind: 'later', afterMs: until - now, message };
  // The token went out of date, or the clock is wrong: the next one may be good.
  if (status === 401) return { kind: 'later', afterMs: undefined, message };
  if (status === 403) return { kind: /suspended/i.test(error.message) ? 'suspended' : 'forbidden', message };
  if ([404, 410, 451].includes(status)) return { kind: 'gone', message };
  if (status < 500 && status !== 408 && status !== 409) return { kind: 'invalid', message };
  const retryAfter = Number(error.response?.headers['retry-after']);
  return { kind: 'later', afterMs: retryAfter > 0 ? retryAfter * 1000 : undefined, message };
}

const longestPauseMs = 300_000;

/** The pause before the next try in ms: doubled each time, at most five minutes, but at least what GitHub asks for. */
export function pauseAfter(failures: number, firstPauseMs: number, afterMs = 0): number {
  return Math.max(afterMs, Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures, 20)));
}
