import type { GradingResult } from '@gradewire/core';
import type { z } from 'zod';
import type { Person } from '../contracts/course.ts';
import type { ClassMatrix, MatrixHistory } from '../contracts/matrix.ts';
import type { Artefact, Result, SeenCase } from '../contracts/result.ts';
import type { ScoreEntry } from '../contracts/score.ts';
import type { Submission } from '../contracts/submission.ts';
import type { AssignmentVersion } from '../contracts/version.ts';
import type { Circumstances } from './visibility.ts';
import type { WholeHistory, WholeMatrix } from './whole-matrix.ts';

/** What a kit says of a run as a whole. */
export type Graded = Pick<GradingResult, 'subjects' | 'notes' | 'programs' | 'matrix' | 'seed' | 'infrastructure'>;

/** All that is known of a thing, as staff could see it: what comes out of the database. */
export interface Everything {
  result: {
    readonly result: Omit<z.input<typeof Result>, 'cases' | 'subjects' | 'matrix' | 'programs' | 'notes' | 'complete'>;
    readonly graded: Graded;
    readonly cases: readonly (z.input<typeof SeenCase> & { hidden: boolean })[];
  };
  submission: { readonly submission: z.input<typeof Submission>; readonly hiddenCases: number };
  artefact: {
    readonly artefact: z.input<typeof Artefact> & { hidden: boolean };
    /** Ids of the run's cases, with what was marked as hidden when they were run. */
    readonly cases: readonly { readonly id: string; readonly hidden: boolean }[];
  };
  score: { readonly score: z.input<typeof ScoreEntry>; readonly hiddenCases: number };
  version: { readonly version: z.input<typeof AssignmentVersion> };
  person: { readonly person: z.input<typeof Person> };
  matrix: WholeMatrix;
  matrixHistory: WholeHistory;
}

/** What a role sees of it. */
export interface Seen {
  result: z.input<typeof Result>;
  submission: z.input<typeof Submission>;
  artefact: z.input<typeof Artefact>;
  score: z.input<typeof ScoreEntry>;
  version: z.input<typeof AssignmentVersion>;
  person: z.input<typeof Person>;
  matrix: z.input<typeof ClassMatrix>;
  matrixHistory: z.input<typeof MatrixHistory>;
}

export type Kind = keyof Everything;

/** One for each role, and the only way from the database to an answer. null: the role does not see it at all. */
export type Projection = {
  readonly [K in Kind]: (all: Everything[K], at: Circumstances) => Seen[K] | null;
};
