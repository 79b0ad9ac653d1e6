import type { z } from 'zod';
import type { Result } from '../../contracts/result.ts';
import type { Sources } from './annotations.ts';
import { link } from './markdown/inline.ts';

/** A run as a student may see it: what the student's projection gives. */
export type SeenResult = z.output<typeof Result>;

/** What a check run says besides the result. Addresses are absolute, of our service. */
export interface ReportContext {
  /** The assignment's title. */
  readonly assignment: string;
  /** Id of the head commit. */
  readonly commit: string;
  /** Subjects of this hand-in, where the others are opponents; null: all are. */
  readonly subjects: readonly string[] | null;
  readonly sources: Sources;
  readonly links: ReportLinks;
  /** A draft pull request is graded as a self-check. */
  readonly draft: boolean;
  /** Which buttons there are. */
  readonly offers: { readonly runAgain: boolean; readonly runOfficial: boolean };
  /** What the frozen source lacks: Git LFS pointers, submodules. One sentence each, as `sourceNotes` words them. */
  readonly sourceNotes: readonly string[];
  /** Why the course's staff had it graded anew with other work; null if they did not. */
  readonly gradedAgainBecause: string | null;
}

export interface ReportLinks {
  readonly report: string;
  /** Where captures and logs are; null if there are none. */
  readonly captures: string | null;
  /** result.json for `gradewire replay`; null if it is not given out. */
  readonly result: string | null;
  /** How to hand in and how to replay. */
  readonly guide: string | null;
}

/** All links in one line of Markdown. */
export function linkLine({ report, captures, result, guide }: ReportLinks): string {
  const links: [string, string | null][] = [
    ['Full report', report],
    ['Captures and logs', captures],
    ['result.json', result],
    ['Guide', guide],
  ];
  return links.flatMap(([words, href]) => (href === null ? [] : [link(words, href)])).join(' · ');
}
