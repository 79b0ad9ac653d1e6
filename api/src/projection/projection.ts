import type { GradingResult } from '@gradewire/core';
import type { z } from 'zod';
import type { Assignment, Extension } from '../contracts/assignment.ts';
import type { Course, Person, RosterImport, RosterPerson, Section } from '../contracts/course.ts';
import type { IssuedKey, Key, Me } from '../contracts/key.ts';
import type { ClassMatrix, MatrixHistory } from '../contracts/matrix.ts';
import type { AppliedRegrade, Regrade, RegradeDifference } from '../contracts/regrade.ts';
import type { Artefact, Result, SeenCase } from '../contracts/result.ts';
import type { CaseStatistics, ResultRow, ScoreEntry } from '../contracts/score.ts';
import type { Quota } from '../contracts/self-check.ts';
import type { Submission } from '../contracts/submission.ts';
import type { Team } from '../contracts/team.ts';
import type { AssignmentVersion } from '../contracts/version.ts';
import type { TeamGrades } from '../export/grade.ts';
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
  quota: { readonly quota: z.input<typeof Quota> };
  resultRow: { readonly row: z.input<typeof ResultRow> };
  caseStatistics: { readonly statistics: z.input<typeof CaseStatistics> };
  regrade: { readonly regrade: z.input<typeof Regrade> };
  appliedRegrade: { readonly regrade: z.input<typeof AppliedRegrade> };
  regradeDifference: { readonly difference: z.input<typeof RegradeDifference> };
  /** For an export. */
  teamGrades: { readonly grades: TeamGrades };
  /** Of the complete archive, as it is stored. */
  archivePart: { readonly part: object };
  course: { readonly course: z.input<typeof Course> };
  section: { readonly section: z.input<typeof Section> };
  /** `own`: it is the reader's. */
  team: { readonly team: z.input<typeof Team>; readonly own: boolean };
  assignment: { readonly assignment: z.input<typeof Assignment> };
  /** `own`: it is of the reader's team. */
  extension: { readonly extension: z.input<typeof Extension>; readonly own: boolean };
  /** `own`: it is the reader's. */
  key: { readonly key: z.input<typeof Key>; readonly own: boolean };
  /** Read by who made it; `own`: for themselves. */
  issuedKey: { readonly issued: z.input<typeof IssuedKey>; readonly own: boolean };
  /** The reader. */
  me: { readonly me: z.input<typeof Me> };
  rosterImport: { readonly imported: z.input<typeof RosterImport> };
  /** Of a roster that the reader sent, as it was read. */
  rosterPerson: { readonly person: z.input<typeof RosterPerson> };
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
  quota: z.input<typeof Quota>;
  resultRow: z.input<typeof ResultRow>;
  caseStatistics: z.input<typeof CaseStatistics>;
  regrade: z.input<typeof Regrade>;
  appliedRegrade: z.input<typeof AppliedRegrade>;
  regradeDifference: z.input<typeof RegradeDifference>;
  teamGrades: TeamGrades;
  archivePart: object;
  course: z.input<typeof Course>;
  section: z.input<typeof Section>;
  team: z.input<typeof Team>;
  assignment: z.input<typeof Assignment>;
  extension: z.input<typeof Extension>;
  key: z.input<typeof Key>;
  issuedKey: z.input<typeof IssuedKey>;
  me: z.input<typeof Me>;
  rosterImport: z.input<typeof RosterImport>;
  rosterPerson: z.input<typeof RosterPerson>;
}

export type Kind = keyof Everything;

/** One for each role, and the only way from the database to an answer. null: the role does not see it at all. */
export type Projection = {
  readonly [K in Kind]: (all: Everything[K], at: Circumstances) => Seen[K] | null;
};

declare const shown: unique symbol;

/** What came out of a projection. Nothing else has this type: who must return it cannot forget to ask one. */
export type Shown<T> = T & { readonly [shown]: true };

/** A projection as it is asked. */
export type AskedProjection = {
  readonly [K in Kind]: (all: Everything[K], at: Circumstances) => Shown<Seen[K]> | null;
};
