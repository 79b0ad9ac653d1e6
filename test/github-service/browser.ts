import assert from 'node:assert/strict';
import { writeCredentials } from '../../api/src/github/app/credentials.ts';
import type { GitHubConfig } from '../../api/src/github/config.ts';
import type { Connected } from './connected.ts';

export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A browser: it keeps the server's cookies, and goes where it is led when it is told to. */
export interface Browser {
  readonly cookies: Map<string, string>;
  /** One request, followed nowhere. */
  ask(path: string, init?: RequestInit): Promise<Seen>;
  /** As a form or a script on a page of the server's sends it. */
  post(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Seen>;
  /** Where an answer leads. */
  ledTo(seen: Seen): URL;
  /** Begins a sign-in, and says on GitHub's page what the one at the browser says; returns the way back. */
  toGitHub(path?: string): Promise<string>;
  /** The whole sign-in; returns where the server leads in the end. */
  signIn(path?: string): Promise<Seen>;
}

/** `course`: is asked where it listens at each request, since that is another port after a restart. */
export function browser(course: Pick<Connected, 'url' | 'config'>): Browser {
  const cookies = new Map<string, string>();
  const ask: Browser['ask'] = async (path, init = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, course.url()), {
      redirect: 'manual',
      ...init,
      headers: { ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const ledTo: Browser['ledTo'] = ({ status, headers, text }) => {
    assert.ok(status === 302 || status === 303, `${status} ${text}`);
    return new URL(headers.get('location')!, course.url());
  };
  const onGitHub = async (address: URL) => {
    const page = await fetch(address, { redirect: 'manual' });
    const back = page.headers.get('location') ?? '';
    assert.ok(back.startsWith(`${course.config.publicUrl}/auth/github/callback?`), `${page.status} ${back}`);
    return back.slice(course.config.publicUrl.length);
  };
  const toGitHub: Browser['toGitHub'] = async (path = '/auth/github') => onGitHub(ledTo(await ask(path)));
  return {
    cookies,
    ask,
    ledTo,
    post: (path, fields = {}, headers = { 'Sec-Fetch-Site': 'same-origin' }) =>
      ask(path, { method: 'POST', body: new URLSearchParams(fields), headers }),
    toGitHub,
    signIn: async (path) => ask(await toGitHub(path)),
  };
}

/** Gives the service the App's secret for signing people in, which courses of other tests do without. */
export async function withSignIn(course: Connected, more: Partial<GitHubConfig> = {}): Promise<void> {
  await course.stop();
  const { id, privateKey, webhookSecret, clientId, clientSecret } = course.app;
  await writeCredentials(course.config.appFile!, { id, privateKey, webhookSecret, clientId, clientSecret });
  await course.start(more);
}
