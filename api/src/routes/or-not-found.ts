import { notFound } from '../http/problem.ts';

/** What a projection returned. Throws `not-found` where that is nothing. */
export function orNotFound<T>(seen: T | null, what: string): T {
  if (seen === null) throw notFound(what);
  return seen;
}
