import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Pending } from '../session/session-data.ts';
import { authorizeAddress, type OauthClient } from './github-account.ts';

/** GitHub's own codes are good for so long. Milliseconds. */
export const pendingForMs = 600_000;
/** Tabs in which one may begin at once. */
const mostPending = 4;

const word = () => randomBytes(32).toString('base64url');

const saved = ({ session }: Request) =>
  new Promise<void>((resolve, reject) => {
    session.save((error) => (error ? reject(error) : resolve()));
  });

/** Leads the browser to GitHub, and remembers in its session what it has to come back with. */
export async function begin(
  client: OauthClient,
  request: Request,
  response: Response,
  wish: Pick<Pending, 'returnTo' | 'link'>,
): Promise<void> {
  const one: Pending = { state: word(), verifier: word(), since: Date.now(), ...wish };
  const { session } = request;
  session.pending = [...openOf(session.pending), one].slice(-mostPending);
  // Nobody is signed in by it: it need not last.
  if (session.signedIn === undefined) session.cookie.maxAge = pendingForMs;
  await saved(request);
  response.set('Cache-Control', 'no-store').redirect(303, authorizeAddress(client, one));
}

/** The sign-in that has this state, which then is good no more. */
export async function take(request: Request, state: unknown): Promise<Pending | undefined> {
  const open = openOf(request.session.pending);
  const one = open.find((pending) => pending.state === state);
  if (one === undefined) return undefined;
  request.session.pending = open.filter((pending) => pending !== one);
  await saved(request);
  return one;
}

function openOf(pending: readonly Pending[] = []): readonly Pending[] {
  return pending.filter(({ since }) => Date.now() < since + pendingForMs);
}
