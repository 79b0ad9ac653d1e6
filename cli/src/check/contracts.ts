import { GradingResult } from '@gradewire/core';
import { z } from 'zod';

// What is read of the server's answers; fields that a newer server adds are passed over.

export const Named = z.object({ id: z.string(), slug: z.string() });

export const Page = z.object({ items: z.array(Named), next: z.string().nullable() });

export const Assignment = z.object({ id: z.string(), courseId: z.string(), title: z.string() });

const Window = z.object({
  limit: z.int(),
  used: z.int(),
  remaining: z.int(),
  resetsAt: z.iso.datetime({ offset: true }),
});
export const Quota = z.object({ day: Window, burst: Window });
export type Quota = z.infer<typeof Quota>;

const ScoreLines = z.object({
  raw: z.number(),
  late: z.number(),
  adjustment: z.number(),
  final: z.number(),
  max: z.number(),
  reason: z.string().nullable(),
});
export type ScoreLines = z.infer<typeof ScoreLines>;

export const Submission = z.looseObject({
  id: z.string(),
  run: z
    .looseObject({
      id: z.string(),
      reason: z.string(),
      state: z.enum(['waiting', 'running', 'done', 'superseded', 'cancelled', 'incomplete']),
      position: z.number().nullable(),
      estimatedStartSeconds: z.number().nullable(),
      progress: z
        .object({ phase: z.string(), casesDone: z.number().nullable(), casesPlanned: z.number().nullable() })
        .nullable(),
      note: z.string().nullable(),
    })
    .nullable(),
  links: z.looseObject({ self: z.string(), result: z.string(), events: z.string() }),
});
export type Submission = z.infer<typeof Submission>;

const { subjects, notes, programs, cases, matrix } = GradingResult.shape;
const Line = subjects.element.shape.lines.element;
const Case = cases.element.omit({ artefacts: true });

/** Points are null where they would tell of cases that are not shown yet. */
export const Result = z.object({
  submissionId: z.string(),
  kit: z.string(),
  kitVersion: z.string(),
  versionNumber: z.int(),
  scope: GradingResult.shape.scope,
  score: ScoreLines.nullable(),
  subjects: z.array(
    subjects.element.extend({
      score: z.number().nullable(),
      lines: z.array(Line.extend({ points: z.number().nullable() })),
    }),
  ),
  notes,
  programs,
  cases: z.array(Case),
  matrix,
  seed: z.number().optional(),
});
export type Result = z.infer<typeof Result>;

/** The same beside what it was read from. */
export const WholeResult = z.unknown().transform((whole, context) => {
  const read = Result.safeParse(whole);
  if (read.success) return { whole, result: read.data };
  context.addIssue({ code: 'custom', message: read.error.message });
  return z.NEVER;
});

/** RFC 9457, as the server writes it. */
export const Problem = z.object({ type: z.string(), detail: z.string(), requestId: z.string().optional() });
