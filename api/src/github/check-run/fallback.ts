import { type CheckRunContent, limits } from './content.ts';
import { link, prose } from './markdown/inline.ts';
import { bytesOf, plainTitle } from './plain.ts';

/** Where checks cannot be written, a commit status says the title. */
export interface CommitStatus {
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  readonly description: string;
}

/** A status has no neutral state: what is nobody's failure is a success that says so, or an error where it was ours. */
export function commitStatus({ conclusion, title }: CheckRunContent): CommitStatus {
  const states = {
    success: 'success',
    failure: 'failure',
    action_required: 'failure',
    neutral: 'success',
    cancelled: 'error',
  } as const;
  const state = conclusion === null ? 'pending' : states[conclusion];
  return { state, description: plainTitle(title, limits.statusCharacters) };
}

/** One comment for each assignment in a pull request; the name is of ours: letters, digits and hyphens. */
const marker = (assignmentId: string): string => {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(assignmentId)) throw new TypeError(`${assignmentId} is no id`);
  return `<!-- gradewire ${assignmentId} -->`;
};

/** Whether a comment of the app's is the one to be updated: nobody sees the mark, and only its first line counts. */
export function isCommentOf(body: string, assignmentId: string): boolean {
  return body.split(/\r?\n/, 1)[0] === marker(assignmentId);
}

/**
 * The comment that is written where checks cannot be, and from then on updated: title, summary, and the text too where
 * there is room. The mark at its beginning finds it again.
 */
export function commentBody(content: CheckRunContent, assignmentId: string, reportLink: string): string {
  const head = `${marker(assignmentId)}\n### ${prose(content.title, 200)}\n\n${content.summary}`;
  if (content.text === undefined) return head;
  const whole = `${head}\n\n---\n\n${content.text}`;
  if (bytesOf(whole) <= limits.textBytes) return whole;
  return `${head}\n\nDetails are in the ${link('full report', reportLink)}.`;
}
