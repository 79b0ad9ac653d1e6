import type { Disturbance } from '../http/traffic.ts';
import type { World } from '../world.ts';

/** Something goes wrong with requests from now on, until it is used up or `calm`. */
export function disturb(world: World, what: Disturbance): void {
  world.traffic.disturbances.push({ what, seen: 0, used: 0 });
}

/** The next requests that contain `requests` (held against `GET /repos/…`) fail. */
export function failNext(world: World, requests: string | RegExp, status: number, times = 1): void {
  disturb(world, { requests, status, times });
}

/** The next writes meet a secondary rate limit, with `retry-after` in seconds. */
export function limitNext(world: World, requests: string | RegExp, retryAfter: number, times = 1): void {
  disturb(world, { requests, status: 403, retryAfter, times });
}

export function calm(world: World): void {
  world.traffic.disturbances.length = 0;
}

/** Uses up the hour of every caller but for so many requests; it begins anew after `resetMs`. */
export function useUpHour(world: World, { remaining = 0, resetMs }: { remaining?: number; resetMs: number }): void {
  for (const quota of world.traffic.quotas.values()) {
    quota.used = quota.limit - remaining;
    quota.resetAt = world.now() + resetMs;
  }
}
