import { count } from '@gradewire/core/report';
import type { CheckRunContent } from './content.ts';
import { limits } from './content.ts';
import { codeSpan, link, prose } from './markdown/inline.ts';
import { plainLine, plainTitle } from './plain.ts';

type Plain = Pick<CheckRunContent, 'status' | 'conclusion' | 'title' | 'summary'>;

/** A check run without a result: a title and a few sentences. */
export function said({ title, ...rest }: Plain): CheckRunContent {
  return { ...rest, title: plainTitle(title, limits.titleCharacters), annotations: [], actions: [] };
}

const shortCommit = (commit: string): string => codeSpan(commit.slice(0, 12));

export interface Waiting {
  /** Runs that go first; null where it is not known. */
  readonly position: number | null;
  /** A guess from recent runs, in seconds. */
  readonly estimatedStartSeconds: number | null;
}

export function queuedContent({ position, estimatedStartSeconds }: Waiting): CheckRunContent {
  const first = position === 0;
  const place =
    position === null ? 'Waiting' : first ? 'Waiting: next in line' : `Waiting: ${count(position, 'run')} before it`;
  const start = estimatedStartSeconds === null ? '' : `, starts in about ${duration(estimatedStartSeconds)}`;
  const summary =
    'The source of this commit is frozen as it was when it came; when it came is what counts for the deadline.';
  return said({ status: 'queued', conclusion: null, title: place + start, summary });
}

export interface Progress {
  /** Of the student's projection. */
  readonly phase: string;
  /** null where it would tell of concealed cases. */
  readonly casesDone: number | null;
  /** null until it is known, and where it would tell of concealed cases; others may follow from what is found. */
  readonly casesPlanned: number | null;
}

export function inProgressContent({ phase, casesDone, casesPlanned }: Progress): CheckRunContent {
  const planned = casesPlanned === null || casesDone === null || casesPlanned < casesDone ? null : casesPlanned;
  const running = planned === null ? '' : `: ${casesDone} of ${count(planned, 'case')}`;
  const words = phase === 'running' ? `Running${running}` : capital(plainLine(phase, 60) || 'running');
  const summary =
    planned === null
      ? 'Which cases there are follows from what is found.'
      : 'More cases may follow from what is found.';
  return said({ status: 'in_progress', conclusion: null, title: words, summary });
}

/** A newer commit took its place before it was graded to its end. `commit` is its id, where it is known. */
export function supersededContent({ commit }: { readonly commit: string }): CheckRunContent {
  const isKnown = /^[0-9a-f]{7,64}$/.test(commit);
  const [name, code] = isKnown ? [commit.slice(0, 12), shortCommit(commit)] : ['a newer hand-in', 'A newer hand-in'];
  const summary = `${code} came while this commit waited or ran. Only the newest one is graded: its check has the result. This one costs nothing.`;
  return said({ status: 'completed', conclusion: 'cancelled', title: `Superseded by ${name}`, summary });
}

export function cancelledContent(): CheckRunContent {
  const summary =
    'The run was taken back before it ended. Push again, or re-run this check, to have the commit graded.';
  return said({ status: 'completed', conclusion: 'cancelled', title: 'Taken back', summary });
}

/** A fault of ours remained: nobody is blamed, and there is no score. */
export function incompleteContent(reportLink: string): CheckRunContent {
  const summary = [
    'A fault of the grader, not of your work. A person looks at it; there is nothing that you have to do.',
    'It costs no points and no self-check, and your commit counts from when it came.',
    `What is known so far is in the ${link('report', reportLink)}.`,
  ].join('\n\n');
  return said({ status: 'completed', conclusion: 'neutral', title: 'Not graded yet: a fault of the grader', summary });
}

export interface Stranger {
  readonly login: string;
  readonly course: string;
  /** Where people enrol or ask; null: the course's staff do it. */
  readonly enrolLink: string | null;
}

/** Whoever pushed is on no roster. */
export function strangerContent({ login, course, enrolLink }: Stranger): CheckRunContent {
  const how =
    enrolLink === null
      ? 'Ask the staff of the course to add your GitHub account to the roster'
      : `Enrol your GitHub account ${link('here', enrolLink)}, or ask the staff of the course to add it to the roster`;
  const summary = `The GitHub account ${codeSpan(login, 60)} is not enrolled in ${prose(course, 120)}, so this commit is not graded.\n\n${how}; then re-run this check. When the commit came is kept.`;
  return said({ status: 'completed', conclusion: 'neutral', title: 'Not graded: you are not enrolled', summary });
}

/** The pull request touches nothing that is graded, in a class repository. */
export function nothingChangedContent(assignment: string): CheckRunContent {
  const summary = `This pull request changes no folder that ${prose(assignment, 120)} grades, so there is nothing to grade. Add or change the folder of your language.`;
  return said({
    status: 'completed',
    conclusion: 'neutral',
    title: 'Nothing to grade: no graded folder is changed',
    summary,
  });
}

export interface NotOpen {
  readonly assignment: string;
  readonly opensAt: Date | null;
  readonly closedAt: Date | null;
}

export function notOpenContent({ assignment, opensAt, closedAt }: NotOpen): CheckRunContent {
  const name = prose(assignment, 120);
  const at = (time: Date) => `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const [title, sentence] =
    closedAt !== null
      ? [
          'Not graded: hand-in is closed',
          `Hand-in of ${name} ended at ${at(closedAt)}. What was handed in before counts. With an extension, which the staff of the course give, re-run this check.`,
        ]
      : [
          'Not graded: hand-in is not open yet',
          `Hand-in of ${name} is not open yet${opensAt === null ? '' : `; it opens at ${at(opensAt)}`}. Re-run this check then.`,
        ];
  return said({ status: 'completed', conclusion: 'neutral', title, summary: sentence });
}

/** The course is over: nothing is graded there, whoever asks. */
export function archivedContent(course: string): CheckRunContent {
  const summary = `The course ${prose(course, 120)} is archived: nothing is handed in or graded there, until an instructor restores it. What was graded before counts. Re-run this check when the course is restored.`;
  return said({ status: 'completed', conclusion: 'neutral', title: 'Not graded: the course is archived', summary });
}

/** No self-check is left. */
export function quotaContent({ resetsAt }: { readonly resetsAt: Date }): CheckRunContent {
  const time = `${resetsAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const summary = `Your team has no self-check left until ${time}. Re-run this check then, or mark the pull request as ready for review to hand it in.`;
  return said({ status: 'completed', conclusion: 'neutral', title: 'Not graded: no self-check is left', summary });
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  return whole < 5400 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3600)} h`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
