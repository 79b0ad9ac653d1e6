import type { Router } from 'express';
import type { Context } from '../app.ts';
import type { Shown } from '../projection/projection.ts';
import { type Answer, type Call, type Endpoint, serve } from './endpoint.ts';

/** A thing as a projection returned it, or a list of such things. */
export type ShownAnswer<A> =
  | Shown<A>
  | (A extends { items: (infer Item)[] } ? Omit<A, 'items'> & { items: Shown<Item>[] } : never);

/** Serves a contract whose answer tells what the database holds: the handler returns only what a projection returned. */
export function serveShown<const E extends Endpoint>(
  router: Router,
  context: Pick<Context, 'authenticate' | 'config'>,
  contract: E,
  handle: (call: Call<E>) => Promise<ShownAnswer<Answer<E>>> | ShownAnswer<Answer<E>>,
): void {
  serve(router, context, contract, handle as (call: Call<E>) => Promise<Answer<E>>);
}
