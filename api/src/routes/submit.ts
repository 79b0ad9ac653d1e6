import {
  insertSubmission,
  newId,
  oneAtATime,
  type Queryable,
  readNewSubmission,
  readSubmission,
  type SubmissionOrder,
  type SubmissionStatus,
  sendOneAtATime,
} from '@gradewire/db';
import type { Request, Response } from 'express';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { isAtLeast } from '../auth/course-access.ts';
import { Problem } from '../http/problem.ts';
import { idempotentId } from '../store/idempotent-id.ts';
import { submissionPath } from '../store/submissions.ts';
import { requireActive, requireOpen } from './open-hours.ts';
import { type Received, receiveArchive } from './receive-archive.ts';
import { receiveReference } from './receive-reference.ts';
import { seenSubmission } from './submission-access.ts';
import { assignmentFor, submittingTeam } from './team-of-request.ts';

/** What the contracts of both ways in have in common. */
interface Incoming {
  readonly params: { readonly assignmentId: string };
  readonly query: { readonly team?: string | undefined };
  readonly headers: { readonly 'idempotency-key'?: string | undefined };
  readonly caller: Caller;
  readonly request: Request;
  readonly response: Response;
}

export interface Guarded {
  readonly assignment: Awaited<ReturnType<typeof assignmentFor>>['assignment'];
  readonly teamId: string;
}

/**
 * The way of every upload: who and whether now, freeze, and one transaction for submission, run and wake-up. `guard`
 * runs inside it, while no other submission of the team can come between; what it throws undoes everything.
 */
export async function submit(
  context: Context,
  reason: 'official' | 'self-check',
  { params: { assignmentId }, query, headers, caller, request, response }: Incoming,
  guard?: (client: Queryable, of: Guarded) => Promise<void>,
) {
  const idempotencyKey = headers['idempotency-key'];
  const receivedAt = new Date();
  const receive = receiving(context, request, assignmentId);
  const { assignment, membership, extendedTo } = await assignmentFor(context, caller, assignmentId);
  const teamId = await submittingTeam(context, membership, query.team);
  const versionId = assignment.currentVersionId;
  if (versionId === null) throw new Problem('not-open', 'No version of this assignment is published yet.');
  const id = idempotencyKey ? idempotentId(caller.userId, reason, assignmentId, teamId, idempotencyKey) : newId();
  const isReplay = async () => idempotencyKey !== undefined && (await readSubmission(context.db.pool, id)) !== null;
  const isFree = async () => {
    requireActive(assignment.course, 'not-open');
    if (!isAtLeast(membership.role, 'assistant')) requireOpen(assignment, extendedTo, receivedAt);
    // Asked again in the transaction; here, so that nothing is unpacked and stored of what will be refused.
    await guard?.(context.db.pool, { assignment, teamId });
  };
  // What was taken before stays taken: a replay after the deadline is answered as the first one was.
  await isFree().catch(async (refused) => {
    if (!(await isReplay())) throw refused;
  });
  const { courseId } = assignment;
  const arrived = { id, idempotencyKey, receivedAt, userId: caller.userId };
  const row = await takeIn(
    context,
    receive,
    arrived,
    { courseId, assignmentId, teamId, versionId, reason },
    guard && { before: (client) => guard(client, { assignment, teamId }) },
  );
  response.set('Location', submissionPath(id));
  return { seen: seenSubmission(membership, row), assignment };
}

interface Arrived {
  /** The submission's, which the Idempotency-Key decides where there is one. */
  readonly id: string;
  readonly idempotencyKey: string | undefined;
  readonly receivedAt: Date;
  readonly userId: string;
}

interface Destination extends Pick<SubmissionOrder, 'versionId' | 'reason'> {
  readonly courseId: string;
  readonly assignmentId: string;
  readonly teamId: string;
}

interface Around {
  /** Within the transaction; what it throws undoes everything. Not for a replay. */
  before(client: Queryable): Promise<void>;
  after?(client: Queryable, runId: string): Promise<void>;
}

/** Freezes what a team hands in. */
export type Receive = (teamId: string) => Promise<Received>;

/** The way in of what the request carries or names. */
export function receiving(context: Context, request: Request, assignmentId: string): Receive {
  return request.is('application/json')
    ? receiveReference(context, request, assignmentId)
    : () => receiveArchive(context, request);
}

/**
 * Freezes what is handed in, and records submission, run and wake-up in one transaction; a replay changes nothing.
 * Returns the submission as it is then.
 */
export async function takeIn(
  { db: { pool } }: Pick<Context, 'db'>,
  receive: Receive,
  { id, idempotencyKey, receivedAt, userId }: Arrived,
  { versionId, reason, ...of }: Destination,
  around?: Around,
): Promise<SubmissionStatus> {
  const received = await receive(of.teamId);
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const sourceReference = { ...received.sourceReference, ...key };
  const submission = { id, ...of, submittedById: userId, receivedAt, ...received, sourceReference };
  const runId = newId();
  // The server makes the one and then reads it.
  const record = async (client: Queryable) => {
    const [, row] = await Promise.all([
      insertSubmission(client, submission, { runId, versionId, reason }),
      readNewSubmission(client, id, runId),
    ]);
    return row;
  };
  if (around === undefined) {
    try {
      return await sendOneAtATime(pool, of.teamId, record);
    } catch (error) {
      // A replay has the id that is there.
      const isTaken = (error as { constraint?: string }).constraint === 'submission_pkey';
      if (!isTaken || idempotencyKey === undefined) throw error;
      return (await replayed(pool, id, received.treeDigest))!;
    }
  }
  return oneAtATime(pool, of.teamId, async (client) => {
    const earlier = idempotencyKey ? await replayed(client, id, received.treeDigest) : null;
    if (earlier) return earlier;
    await around.before(client);
    const row = await record(client);
    await around.after?.(client, runId);
    return row;
  });
}

/** What an Idempotency-Key made before, if it has; refuses one that comes with other files than then. */
async function replayed(client: Queryable, id: string, treeDigest: string): Promise<SubmissionStatus | null> {
  const earlier = await readSubmission(client, id);
  if (earlier === null || earlier.treeDigest === treeDigest) return earlier;
  throw new Problem('idempotency-key-reused', 'This Idempotency-Key came with other files before; use a new one.');
}
