import { z } from 'zod';

/** How a case ended for the student's program. Returned, never thrown: a fault of ours is an `InfrastructureFault`. */
export const Outcome = z.enum([
  'passed',
  'failed',
  'timed-out',
  'crashed',
  'out-of-memory',
  'output-limit',
  'build-failed',
  'unsupported',
  'not-run',
]);
export type Outcome = z.infer<typeof Outcome>;

/** The side that a failure is charged to; null where nothing failed. */
export const Blame = z.enum(['client', 'server', 'both']);
export type Blame = z.infer<typeof Blame>;

/** What a program is in an assignment. */
export const Role = z.enum(['client', 'server', 'sender', 'receiver']);
export type Role = z.infer<typeof Role>;
