import { escapeMarkup } from '@gradewire/core';
import type { Response } from 'express';
import { sendPage } from '../../http/page.ts';
import type { GitHubAccount } from '../github-person.ts';

const again = '<p><a href="/auth/github">Sign in with GitHub</a></p>';

/** What a sign-in may end with besides success. */
export const refusals = {
  unknown: {
    status: 400,
    title: 'This sign-in is over',
    why: 'It is good once, for ten minutes, and in the browser that began it.',
  },
  denied: {
    status: 403,
    title: 'Not signed in',
    why: 'You did not allow GitHub to say who you are. Nothing else is asked for.',
  },
  refused: {
    status: 403,
    title: 'Not signed in',
    why: 'GitHub does not take the code that it sent you back with: it is good once.',
  },
  unavailable: { status: 503, title: 'GitHub does not answer', why: 'Try again in a while.' },
} as const;

export function sendRefusal(response: Response, which: keyof typeof refusals): void {
  const { status, title, why } = refusals[which];
  sendPage(response, { status, title, body: `<p>${escapeMarkup(why)}</p>\n${again}` });
}

export function sendStranger(response: Response, { id, login }: GitHubAccount, isAmbiguous: boolean): void {
  const why = isAmbiguous
    ? 'Rosters of this server name your account for more than one person. Ask your instructor to tell which one you are.'
    : "Nobody on a roster of this server has your account. Ask your instructor to put it on the course's roster, with these " +
      'two columns, and then sign in again:';
  const line = isAmbiguous ? '' : `<pre>github,github_id\n${escapeMarkup(login)},${id}</pre>`;
  sendPage(response, {
    status: 403,
    title: 'You are not enrolled here',
    body: `<p>You are <strong>${escapeMarkup(login)}</strong> on GitHub. ${why}</p>\n${line}${again}`,
  });
}

export function sendTaken(response: Response, { login }: GitHubAccount, name: string): void {
  sendPage(response, {
    status: 409,
    title: 'Not connected',
    body: `<p>Either <strong>${escapeMarkup(login)}</strong> signs somebody else in here, or ${escapeMarkup(name)} has another GitHub account.</p>`,
  });
}

interface Shown {
  readonly name: string;
  readonly githubLogin: string | null;
  readonly enrollments: readonly { readonly role: string; readonly course: { readonly title: string } }[];
}

/** Who is signed in, and the way out; or the way in. */
export function sendWhoIsSignedIn(response: Response, person: Shown | undefined): void {
  if (person === undefined) {
    sendPage(response, { title: 'Gradewire', body: `<p>You are not signed in.</p>\n${again}` });
    return;
  }
  const courses = person.enrollments.map(
    ({ role, course }) => `<li>${escapeMarkup(course.title)}: ${escapeMarkup(role)}</li>`,
  );
  sendPage(response, {
    title: `Signed in as ${person.name}`,
    body: `<p>${escapeMarkup(person.githubLogin ?? '')} on GitHub</p>
<ul>${courses.join('\n')}</ul>
<form action="/auth/sign-out" method="post"><button type="submit">Sign out</button></form>`,
  });
}

/** Asks somebody who came by an address that a key made; whoever was sent it by another sees whose it is. */
export function sendLinkQuestion(response: Response, name: string, word: string, webUrl: string): void {
  sendPage(response, {
    title: 'Connect your GitHub account',
    body: `<p>From then on your GitHub account signs in as <strong>${escapeMarkup(name)}</strong>, and what it pushes counts as theirs.
If you did not ask for this address yourself with your API key, close this page.</p>
<form action="/auth/link" method="post"><input type="hidden" name="word" value="${escapeMarkup(word)}">
<button type="submit">I am ${escapeMarkup(name)}: sign in with GitHub</button></form>`,
    // The form leads to GitHub, and from there back.
    formsTo: [new URL(webUrl).origin],
  });
}
