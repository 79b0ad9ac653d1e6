import type { GradingResult } from '@gradewire/core';
import { Result } from '../../contracts/result.ts';
import type { Everything } from '../../projection/projection.ts';
import { forStudent } from '../../projection/student.ts';
import { type Circumstances, Visibility } from '../../projection/visibility.ts';
import type { ReportContext, SeenResult } from './report-context.ts';

/** For tests: a graded run as the database gives it. */
export function everythingOf(
  graded: GradingResult,
  hidden: readonly string[] = [],
  score: Everything['result']['result']['score'] = wholeScore(graded),
): Everything['result'] {
  return {
    result: {
      runId: '01890000-0000-7000-8000-000000000001',
      submissionId: '01890000-0000-7000-8000-000000000002',
      reason: 'official',
      scope: 'all',
      versionNumber: 1,
      kit: graded.kit,
      kitVersion: graded.kitVersion,
      endedAt: '2026-11-01T12:00:00.000Z',
      score,
    },
    graded,
    cases: graded.cases.map(({ artefacts: _, ...one }) => ({ ...one, hidden: hidden.includes(one.id) })),
  };
}

function wholeScore({ score, maxScore }: GradingResult): Everything['result']['result']['score'] {
  return score === null ? null : { raw: score, late: 0, adjustment: 0, final: score, max: maxScore, reason: null };
}

export const beforeClosing: Circumstances = {
  now: new Date('2026-11-01T12:00:00Z'),
  closesAt: new Date('2026-11-02T12:00:00Z'),
  visibility: Visibility.parse({}),
};

/** For tests: what a student sees of it. */
export function seenOf(all: Everything['result'], at: Circumstances = beforeClosing): SeenResult {
  return Result.parse(forStudent.result(all, at));
}

export const exampleContext: ReportContext = {
  assignment: 'Hello Internet',
  commit: '4f2a9c7e1b3d5a6f8c0e2d4b6a8f0c1e3d5b7a99',
  subjects: null,
  sources: { files: [], root: '' },
  links: {
    report: 'https://grades.example.edu/submissions/1',
    captures: 'https://grades.example.edu/submissions/1/captures',
    result: 'https://grades.example.edu/submissions/1/result.json',
    guide: null,
  },
  draft: false,
  offers: { runAgain: true, runOfficial: true },
  sourceNotes: [],
  gradedAgainBecause: null,
};
