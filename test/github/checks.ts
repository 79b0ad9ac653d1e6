import { z } from 'zod';
import type { Commit } from './git/history.ts';
import type { Account, RegisteredApp, Repository } from './world.ts';

export const conclusions = [
  'success',
  'failure',
  'neutral',
  'cancelled',
  'skipped',
  'timed_out',
  'action_required',
] as const;
export const checkStatuses = ['queued', 'in_progress', 'completed'] as const;
export type CheckStatus = (typeof checkStatuses)[number];
export type Conclusion = (typeof conclusions)[number];

export interface Annotation {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number | undefined;
  readonly end_column?: number | undefined;
  readonly annotation_level: 'notice' | 'warning' | 'failure';
  readonly message: string;
  readonly title?: string | undefined;
  readonly raw_details?: string | undefined;
}

export interface CheckAction {
  readonly label: string;
  readonly description: string;
  readonly identifier: string;
}

export interface CheckSuite {
  readonly id: number;
  readonly repository: Repository;
  readonly app: RegisteredApp;
  readonly head: Commit;
  readonly headSha: string;
  /** `null` where the commit is on no branch of the repository: it came from a fork. */
  readonly headBranch: string | null;
  readonly before: string | null;
  readonly createdAt: string;
  updatedAt: string;
}

export interface CheckRun {
  readonly id: number;
  readonly suite: CheckSuite;
  readonly repository: Repository;
  readonly app: RegisteredApp;
  readonly headSha: string;
  name: string;
  externalId: string;
  detailsUrl: string;
  status: CheckStatus;
  conclusion: Conclusion | null;
  startedAt: string;
  completedAt: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: Annotation[];
  actions: readonly CheckAction[];
  /** Every status that it was given, with the time of it in milliseconds since 1970. */
  readonly history: { readonly status: CheckStatus; readonly conclusion: Conclusion | null; readonly at: number }[];
}

export interface CommitStatus {
  readonly id: number;
  readonly repository: Repository;
  readonly sha: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly createdAt: string;
}

const largestText = 65_535;
const text = z.string().refine((value) => Buffer.byteLength(value) <= largestText, {
  error: ({ input }) =>
    `Only ${largestText} characters are allowed; ${Buffer.byteLength(input as string)} were supplied.`,
});
const atMost = (most: number) =>
  z.string().max(most, {
    error: ({ input }) => `Only ${most} characters are allowed; ${(input as string).length} were supplied.`,
  });
const items = <Item extends z.ZodType>(item: Item, most: number) =>
  z.array(item).max(most, {
    error: ({ input }) => `No more than ${most} items are allowed; ${(input as unknown[]).length} were supplied.`,
  });
const webAddress = z.string().refine((value) => /^https?:\/\/[^\s]+$/.test(value), 'must use http or https scheme');
const moment = z.iso.datetime({ offset: true });

const annotation = z
  .object({
    path: z.string().min(1),
    start_line: z.int().min(1),
    end_line: z.int().min(1),
    start_column: z.int().optional(),
    end_column: z.int().optional(),
    annotation_level: z.enum(['notice', 'warning', 'failure']),
    message: text,
    title: atMost(255).optional(),
    raw_details: text.optional(),
  })
  .refine((one) => one.end_line >= one.start_line, 'end_line must not be before start_line')
  .refine(
    (one) => one.start_line === one.end_line || (one.start_column === undefined && one.end_column === undefined),
    'columns are allowed only where start_line and end_line are the same',
  );

const outputFields = {
  summary: text,
  text: text.nullish(),
  annotations: items(annotation, 50).optional(),
  images: z.array(z.object({ alt: z.string(), image_url: webAddress, caption: z.string().nullish() })).optional(),
};

const fields = {
  details_url: webAddress.optional(),
  external_id: z.string().optional(),
  status: z.enum(checkStatuses).optional(),
  started_at: moment.optional(),
  conclusion: z.enum(conclusions).optional(),
  completed_at: moment.optional(),
  actions: items(z.object({ label: atMost(20), description: atMost(40), identifier: atMost(20) }), 3).optional(),
};

const completes = (one: {
  status?: CheckStatus | undefined;
  conclusion?: Conclusion | undefined;
  completed_at?: string | undefined;
}) => one.conclusion !== undefined || (one.status !== 'completed' && one.completed_at === undefined);
const concludes = 'conclusion is required where status is completed or completed_at is given';

/** What may be said of a new check run, with GitHub's limits (texts in bytes). */
export const newCheckRun = z
  .object({
    name: z.string().min(1),
    head_sha: z.string(),
    ...fields,
    output: z.object({ title: z.string(), ...outputFields }).optional(),
  })
  .refine(completes, concludes);

export const checkRunUpdate = z
  .object({
    name: z.string().min(1).optional(),
    ...fields,
    output: z.object({ title: z.string().optional(), ...outputFields }).optional(),
  })
  .refine(completes, concludes);

export type CheckRunUpdate = z.infer<typeof checkRunUpdate>;

/** Takes over what an update says. Annotations are added to those that are there; everything else is replaced. */
export function applyUpdate(run: CheckRun, update: CheckRunUpdate, now: number, iso: (milliseconds: number) => string) {
  const { name, details_url, external_id, status, started_at, conclusion, completed_at, output, actions } = update;
  run.name = name ?? run.name;
  run.detailsUrl = details_url ?? run.detailsUrl;
  run.externalId = external_id ?? run.externalId;
  run.startedAt = started_at ?? run.startedAt;
  run.actions = actions ?? run.actions;
  if (output) {
    run.output = { title: output.title ?? run.output.title, summary: output.summary, text: output.text ?? null };
    run.annotations.push(...(output.annotations ?? []));
  }
  if (conclusion !== undefined) {
    run.status = 'completed';
    run.conclusion = conclusion;
    run.completedAt = completed_at ?? iso(now);
  } else if (status !== undefined) {
    run.status = status;
    run.conclusion = null;
    run.completedAt = null;
  }
  if (conclusion !== undefined || status !== undefined) {
    run.history.push({ status: run.status, conclusion: run.conclusion, at: now });
  }
}
