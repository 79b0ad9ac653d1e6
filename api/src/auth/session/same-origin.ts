import type { Request } from 'express';
import { Problem } from '../../http/problem.ts';

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends the cookie along whatever page makes it send a request: only pages of this server may make it change
 * something. Browsers say where a request comes from in Sec-Fetch-Site, older ones in Origin alone. Throws `forbidden`.
 */
export function requireSameOrigin(request: Request, publicUrl: string): void {
  if (reading.has(request.method)) return;
  const site = request.get('sec-fetch-site');
  const own = [new URL(publicUrl).origin, `${request.protocol}://${request.get('host')}`];
  const isOwn = site === undefined ? own.includes(request.get('origin') ?? '') : site === 'same-origin';
  if (isOwn) return;
  throw new Problem(
    'forbidden',
    'With a cookie, changes are taken from pages of this server only; programs use a key.',
  );
}
