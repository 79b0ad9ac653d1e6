import type { Case } from './case.ts';
import type { Observation } from './observation.ts';
import type { Blame, Outcome, Role } from './outcome.ts';
import type { BuildResult, Program } from './program.ts';
import type { CaseResult, Drawing, Evidence, Feedback, Matrix, SubjectResult } from './result.ts';
import type { SourceTree } from './source-tree.ts';

/** What gets a score of its own in a submission, e.g. a language folder. */
export interface Subject {
  /** The folder's name as the student spelled it; unique. */
  readonly id: string;
  /** Path from the tree's root; '' for the root itself. */
  readonly folder: string;
  /** Id of a language; null where none could be told. */
  readonly language: string | null;
  readonly notes: readonly Feedback[];
}

/** A program that should be there and was not found. */
export interface MissingProgram {
  readonly id: string;
  readonly subject: string;
  readonly role: Role;
  /** Names that were looked for. */
  readonly tried: readonly string[];
}

export interface Discovery {
  readonly subjects: readonly Subject[];
  readonly programs: readonly Program[];
  readonly missing: readonly MissingProgram[];
  /** What is not graded though a reader might think so: folders and files in no subject, names asked for in vain. */
  readonly ignored: readonly Feedback[];
}

/** All that planning and judging know besides the observations. */
export interface Setup<Config = unknown> {
  readonly config: Config;
  readonly seed: number;
  readonly tree: SourceTree;
  readonly discovery: Discovery;
  /** By program id. */
  readonly builds: ReadonlyMap<string, BuildResult>;
  /** Not given: every subject is graded, in all cases. */
  readonly focus?: Focus;
}

/** Whose score is wanted. The other subjects are there to be met: of them only what a pair needs is run. */
export interface Focus {
  /** Ids of subjects. */
  readonly subjects: ReadonlySet<string>;
  /** Nothing but their pairs, and what these rest on. */
  readonly pairsOnly: boolean;
}

/** Whether a subject is graded. */
export function isGraded({ focus }: Pick<Setup, 'focus'>, subject: string): boolean {
  return focus === undefined || focus.subjects.has(subject);
}

/** Observations of a case's trials so far, by case id. */
export type Observations = ReadonlyMap<string, readonly Observation[]>;

export interface Verdict {
  readonly outcome: Outcome;
  readonly blame: Blame | null;
  readonly feedback: readonly Feedback[];
  readonly evidence: readonly Evidence[];
  /** None if left out. */
  readonly drawings?: readonly Drawing[];
  readonly metrics: Readonly<Record<string, number>>;
}

export interface Grading {
  readonly cases: readonly CaseResult[];
  readonly subjects: readonly SubjectResult[];
  readonly matrix: Matrix;
}

/** An assignment type. Everything in it is a pure function of its arguments. */
export interface Kit<Config = unknown> {
  readonly id: string;
  /** `major.minor.patch`: what is run and observed changes with one of the first two; see `observesAlike`. */
  readonly version: string;
  /** Name of the image with the reference and hostile peers, and argv of one of them. */
  readonly peersImage: string;
  peerCommand(name: string): readonly string[];
  /**
   * Whether cases that run the same program may run side by side, each in a sandbox of its own: for cases that are few
   * programs and mostly waiting. Else a program has one sandbox, and its cases run one after the other.
   */
  readonly sideBySide: boolean;
  /** Whether subjects meet each other, so that a class has a matrix of all with all. */
  readonly meetsOthers: boolean;
  /** Cases side by side on each processor, to begin with. */
  readonly casesPerProcessor: number;
  /** Defaults filled in. Throws where the configuration is not one, naming the field. */
  parseConfig(input: unknown): Config;
  /**
   * The same without these cases (ids, or beginnings of ids): none of them is planned, run or named, and points and maximum
   * are those of the rest. Throws where it names one that all others rest on.
   */
  withhold(config: Config, names: readonly string[]): Config;
  /** Those of the names (ids, or beginnings of ids) that no case can have: whoever wrote them meant another one. */
  unknownCases(config: Config, names: readonly string[]): readonly string[];
  /**
   * Whether `now` has the same programs built as `then`, and runs nothing that was not run in the same way, whatever the
   * submission: they differ, if at all, in what judging and points read and in cases left out, so that what was observed
   * can be judged anew.
   */
  runsNothingNew(now: Config, then: Config): boolean;
  discover(tree: SourceTree, config: Config): Discovery;
  /**
   * The cases, with all their trials as far as they are known by now. What is observed may add trials and cases (a
   * second way of passing arguments after the first one failed), so the engine runs what has no observation yet and
   * asks again, until there is nothing new. An observed trial is never taken back.
   */
  plan(setup: Setup<Config>, observations: Observations): readonly Case[];
  /** The verdict on one case by itself. */
  judge(setup: Setup<Config>, graded: Case, observations: readonly Observation[]): Verdict;
  /** All verdicts together: blame over the whole matrix, points, scores. */
  grade(setup: Setup<Config>, cases: readonly Case[], observations: Observations): Grading;
}
