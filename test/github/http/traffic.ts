import type { Answer } from './endpoint.ts';
import { Refusal } from './refusal.ts';

/** What is to go wrong with requests, the first one that fits and is not used up. */
export interface Disturbance {
  /** Held against `GET /repos/o/r/…`: a part of it, or a regular expression. */
  readonly requests: string | RegExp;
  /** How many requests; every one if it is left out. */
  readonly times?: number;
  /** Every how-manyth request that fits; 1 if it is left out. */
  readonly every?: number;
  /** Answered instead; `hang-up` closes the connection. */
  readonly status?: number | 'hang-up';
  readonly message?: string;
  /** Seconds, as a header; with a status of 403 or 429 and no message it is a secondary rate limit. */
  readonly retryAfter?: number;
  readonly delayMs?: number;
  /** Nothing is done before this comes to its end. */
  readonly until?: Promise<unknown>;
  /** The request takes effect first, and only its answer is lost. */
  readonly afterEffect?: boolean;
}

/** One request, as it was answered. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly caller: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ms: number;
}

interface Quota {
  limit: number;
  used: number;
  resetAt: number;
}

export interface Traffic {
  readonly requests: Request[];
  /** Requests to the address of archives, with whether they carried credentials. */
  readonly codeload: { readonly path: string; readonly authorized: boolean }[];
  readonly disturbances: { readonly what: Disturbance; seen: number; used: number }[];
  readonly quotas: Map<string, Quota>;
  /** Requests that one token, or one address without, may make in an hour. */
  hourlyLimit: number;
}

export function newTraffic(hourlyLimit: number): Traffic {
  return { requests: [], codeload: [], disturbances: [], quotas: new Map(), hourlyLimit };
}

/** The disturbance that befalls this request, which uses it up by one. */
export function disturbanceOf(traffic: Traffic, request: string): Disturbance | undefined {
  for (const one of traffic.disturbances) {
    const { requests, every = 1, times = Number.POSITIVE_INFINITY } = one.what;
    if (typeof requests === 'string' ? !request.includes(requests) : !requests.test(request)) continue;
    one.seen += 1;
    if (one.used >= times || one.seen % every !== 0) continue;
    one.used += 1;
    return one.what;
  }
  return undefined;
}

export const secondaryLimit =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

/** The error answer of a disturbance. */
export function disturbed({ status, message, retryAfter }: Disturbance): Refusal {
  const limited = retryAfter !== undefined && (status === 403 || status === 429);
  const words = message ?? (limited ? secondaryLimit : status === 502 ? 'Server Error' : 'Something went wrong');
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new Refusal(status as number, words, { headers });
}

/**
 * Counts a request against its caller's hour.
 * @returns the headers that every answer carries
 * @throws {Refusal} 403 when the hour is used up
 */
export function countedRequest(traffic: Traffic, caller: string, now: number): Answer['headers'] & object {
  let quota = traffic.quotas.get(caller);
  if (quota === undefined || quota.resetAt <= now) {
    quota = { limit: traffic.hourlyLimit, used: 0, resetAt: now + 3_600_000 };
    traffic.quotas.set(caller, quota);
  }
  const over = quota.used >= quota.limit;
  if (!over) quota.used += 1;
  const headers = {
    'x-ratelimit-limit': String(quota.limit),
    'x-ratelimit-remaining': String(quota.limit - quota.used),
    'x-ratelimit-used': String(quota.used),
    'x-ratelimit-reset': String(Math.ceil(quota.resetAt / 1000)),
    'x-ratelimit-resource': 'core',
  };
  if (over) throw new Refusal(403, `API rate limit exceeded for ${caller}.`, { headers });
  return headers;
}
