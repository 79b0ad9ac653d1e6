import type { Quota } from '@gradewire/db';
import type { Response } from 'express';
import { Problem } from '../http/problem.ts';

const seconds = { day: 86_400, burst: 3600 } as const;
const windows = ['day', 'burst'] as const;

function untilReset(resetsAt: string): number {
  return Math.max(0, Math.ceil((Date.parse(resetsAt) - Date.now()) / 1000));
}

/** RateLimit and RateLimit-Policy as the IETF's draft 10 of "RateLimit header fields for HTTP" writes them. */
export function quotaHeaders(quota: Quota): Record<string, string> {
  return {
    'RateLimit-Policy': windows.map((name) => `"${name}";q=${quota[name].limit};w=${seconds[name]}`).join(', '),
    RateLimit: windows
      .map((name) => `"${name}";r=${quota[name].remaining};t=${untilReset(quota[name].resetsAt)}`)
      .join(', '),
  };
}

export function tellQuota(response: Response, quota: Quota): void {
  response.set(quotaHeaders(quota));
}

/** Throws a Problem that says when the next one is there. */
export function requireQuota(quota: Quota): void {
  const empty = windows.filter((name) => quota[name].remaining === 0);
  if (empty.length === 0) return;
  if (windows.some((name) => quota[name].limit === 0)) {
    const headers = { ...quotaHeaders(quota), 'Retry-After': String(untilReset(quota.day.resetsAt)) };
    throw new Problem('quota-exhausted', 'This assignment has no self-checks: its quota is 0.', { headers });
  }
  const resetsAt = empty
    .map((name) => quota[name].resetsAt)
    .sort()
    .at(-1)!;
  throw new Problem(
    'quota-exhausted',
    `No self-check is left for now (${empty.join(' and ')}); the next at ${resetsAt}.`,
    {
      headers: { ...quotaHeaders(quota), 'Retry-After': String(untilReset(resetsAt)) },
    },
  );
}
