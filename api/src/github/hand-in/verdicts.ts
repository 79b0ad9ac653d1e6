import type { Verdict } from '@gradewire/db';
import {
  archivedContent,
  type CheckRunContent,
  codeSpan,
  nothingChangedContent,
  notOpenContent,
  quotaContent,
  type Refusal,
  refusalContent,
  strangerContent,
  supersededContent,
} from '../check-run/index.ts';
import type { Account } from '../webhook/happening.ts';

// What a check says where nothing is graded: why, and what to do.

function verdict({ conclusion, title, summary }: CheckRunContent): Verdict {
  return { conclusion: conclusion ?? 'neutral', title, summary };
}

export function unknownPerson(why: 'stranger' | 'no-team' | 'other-team', account: Account, course: string): Verdict {
  const who = `The GitHub account ${codeSpan(account.login)} (number ${account.id})`;
  const then = 'then re-run this check. When the commit came is kept.';
  switch (why) {
    case 'stranger':
      return verdict(strangerContent({ login: account.login, course, enrolLink: null }));
    case 'no-team':
      return {
        conclusion: 'neutral',
        title: 'Not graded: you are in no team yet',
        summary: `${who} is enrolled, but in no team. Ask the staff of the course for one; ${then}`,
      };
    case 'other-team':
      return {
        conclusion: 'neutral',
        title: 'Not graded: this is the repository of another team',
        summary: `${who} is not in the team whose repository this is. If that is wrong, ask the staff of the course; ${then}`,
      };
  }
}

export function notOpen(assignment: string, opensAt: Date | null, closedAt: Date | null): Verdict {
  return verdict(notOpenContent({ assignment, opensAt, closedAt }));
}

export function archived(course: string): Verdict {
  return verdict(archivedContent(course));
}

export function noQuota(resetsAt: string): Verdict {
  return verdict(quotaContent({ resetsAt: new Date(resetsAt) }));
}

export function supersededBy(commit: string): Verdict {
  return verdict(supersededContent({ commit }));
}

/** Of a pull request to the class's repository. */
export function nothingChanged(assignment: string): Verdict {
  return verdict(nothingChangedContent(assignment));
}

/** The class's repository is what cannot be graded against: its staff mend that. */
export function unreadableBase(why: { readonly refused: Refusal } | { readonly vanished: string }): Verdict {
  const { title, summary } = refused('refused' in why ? why.refused : { code: 'commit-vanished' });
  return {
    conclusion: 'neutral',
    title: 'Not graded: what is merged already cannot be read',
    summary: `The branch that this pull request is for is not in order, so nothing can be graded against it. The staff of the course mend that; then bring your branch up to date with it.\n\nOf that branch: ${title}. ${summary}`,
  };
}

export function refused(refusal: Refusal): Verdict {
  return verdict(refusalContent(refusal));
}

/** Nobody's grade waits for a commit that is not there any more. */
export const vanished: Verdict = { ...refused({ code: 'commit-vanished' }), conclusion: 'cancelled' };

export const closedBefore: Verdict = {
  conclusion: 'cancelled',
  title: 'Closed before it was graded',
  summary: 'The pull request was closed before this commit was graded. Open it again to have it graded.',
};
