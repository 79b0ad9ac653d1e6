import { hash } from 'node:crypto';
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from './problem.ts';

const windowMs = 60_000;

/**
 * At most so many requests a minute for each API key, and for each address where there is none; counted in this process.
 * The answers say so in RateLimit and RateLimit-Policy (IETF draft 8 of "RateLimit header fields for HTTP"). Throws
 * `rate-limited`, with Retry-After.
 */
export function requestLimit(perMinute: number): RequestHandler {
  return rateLimit({
    windowMs,
    limit: perMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'requests',
    keyGenerator: ({ headers, ip }) => {
      const key = headers.authorization;
      return key === undefined ? ipKeyGenerator(ip ?? '') : hash('sha256', key, 'base64');
    },
    handler: (_request, response) => {
      const wait = response.getHeader('Retry-After');
      throw new Problem('rate-limited', `More than ${perMinute} requests within a minute; wait ${wait} s.`, {
        headers: { 'Retry-After': String(wait) },
      });
    },
  });
}
