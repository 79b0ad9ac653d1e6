import { z } from 'zod';
import { Blame, Outcome, Role } from './outcome.ts';

/**
 * The result of a grading run as JSON: a contract with everyone who reads it. Fields may be added, never renamed.
 * Languages and programs are named by the student's folder. Times are milliseconds, sizes as their names say.
 */
export const Feedback = z.object({
  /** Stable: tests, translations and statistics rely on it. */
  code: z.string(),
  /** For a student: one sentence, naming the value and the way out. */
  text: z.string(),
});
export type Feedback = z.infer<typeof Feedback>;

/** Facts that a verdict rests on, ready to be shown: a transcript of the wire, the end of an output, a build log. */
export const Evidence = z.object({ title: z.string(), lines: z.array(z.string()) });
export type Evidence = z.infer<typeof Evidence>;

/** A picture as SVG that stands by itself: no script, no reference to anything else. */
export const Drawing = z.object({ title: z.string(), svg: z.string() });
export type Drawing = z.infer<typeof Drawing>;

export const RubricLine = z.object({
  id: z.string(),
  title: z.string(),
  points: z.number(),
  maxPoints: z.number(),
  /** `automatic`, `by-hand` (a person gives it; no points yet) or `extra` (above the maximum). */
  kind: z.enum(['automatic', 'by-hand', 'extra']),
  /** Ids of the cases that decide the line. */
  cases: z.array(z.string()),
  /** Why points are missing. */
  reasons: z.array(Feedback),
});
export type RubricLine = z.infer<typeof RubricLine>;

export const SubjectResult = z.object({
  id: z.string(),
  folder: z.string(),
  language: z.string().nullable(),
  score: z.number(),
  maxScore: z.number(),
  lines: z.array(RubricLine),
  /** What discovery has to say: names tried and not found, a setup.sh that is not run. */
  notes: z.array(Feedback),
});
export type SubjectResult = z.infer<typeof SubjectResult>;

export const ProgramResult = z.object({
  id: z.string(),
  language: z.string(),
  role: Role,
  outcome: z.enum(['built', 'build-failed', 'missing']),
  command: z.string(),
  log: z.string(),
});
export type ProgramResult = z.infer<typeof ProgramResult>;

export const CaseResult = z.object({
  id: z.string(),
  subject: z.string(),
  title: z.string(),
  group: z.string(),
  outcome: Outcome,
  blame: Blame.nullable(),
  points: z.number(),
  maxPoints: z.number(),
  feedback: z.array(Feedback),
  evidence: z.array(Evidence),
  drawings: z.array(Drawing).default([]),
  metrics: z.record(z.string(), z.number()),
  durationMs: z.number(),
  /** File names in the artefacts folder. */
  artefacts: z.array(z.string()),
});
export type CaseResult = z.infer<typeof CaseResult>;

export const MatrixCell = z.object({
  outcome: Outcome,
  blame: Blame.nullable(),
  firstClient: Outcome,
  secondClient: Outcome,
});
export type MatrixCell = z.infer<typeof MatrixCell>;

export const Matrix = z.object({
  clients: z.array(z.string()),
  servers: z.array(z.string()),
  /** `cells[client][server]` */
  cells: z.record(z.string(), z.record(z.string(), MatrixCell)),
});
export type Matrix = z.infer<typeof Matrix>;

export const GradingResult = z.object({
  /** Version of Gradewire. */
  gradewire: z.string(),
  kit: z.string(),
  kitVersion: z.string(),
  seed: z.number(),
  source: z.object({ digest: z.string() }),
  images: z.record(z.string(), z.string()),
  /** By image: the digest of what it is made of, the same on every machine. Empty in an older result. */
  recipes: z.record(z.string(), z.string()).default({}),
  /** `incomplete`: a fault of ours remained after the retries, or the link could not express a case; no score then. */
  status: z.enum(['complete', 'incomplete']),
  /** `public`: of the public cases alone, as for a self-check; points and maximum are theirs. */
  scope: z.enum(['all', 'public']).default('all'),
  score: z.number().nullable(),
  maxScore: z.number(),
  subjects: z.array(SubjectResult),
  /** What is not graded though a reader might think so: folders and files in no subject, names asked for in vain. */
  notes: z.array(Feedback),
  programs: z.array(ProgramResult),
  cases: z.array(CaseResult),
  matrix: Matrix,
  link: z.object({
    backend: z.string(),
    /** Of the program that carried the packets; several after a comma. Empty: nothing crossed a link, or an older result. */
    version: z.string().default(''),
  }),
  infrastructure: z.object({
    retries: z.number(),
    faults: z.array(z.string()),
    /** Of all cases, the one whose packets left the link latest: 99 of 100 within so long. null: nothing measured. */
    linkLagMs: z.number().nullable().default(null),
  }),
});
export type GradingResult = z.infer<typeof GradingResult>;
