import type { Account } from '../github/stand-in.ts';
import { type Browser, withSignIn } from './browser.ts';
import { type Connected, connected } from './connected.ts';

export interface SigningIn {
  readonly course: Connected;
  readonly ada: { readonly account: Account; readonly userId: string };
}

/** A course whose service signs people in, and Ada, who is on its roster. */
export async function signingIn(): Promise<SigningIn> {
  const course = await connected();
  await withSignIn(course);
  return { course, ada: await course.student('ada') };
}

/** Whom the service takes the browser for; the status, if for nobody. */
export async function me(from: Browser): Promise<{ userId: string; scopes: string[] } | number> {
  const { status, text } = await from.ask('/v1/me');
  return status === 200 ? (JSON.parse(text) as { userId: string; scopes: string[] }) : status;
}
