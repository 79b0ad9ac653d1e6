import { readSubmission, readSubmissions } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { isAtLeast } from '../auth/course-access.ts';
import { Id, Time } from '../contracts/fields.ts';
import {
  cancelSubmission,
  createSubmission,
  getSubmission,
  listSubmissions,
  watchSubmission,
} from '../contracts/submission.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { audit } from '../store/audit.ts';
import { cancelRuns } from '../store/cancel.ts';
import { eventStream } from '../watch/event-stream.ts';
import { projectedSubmission, seenSubmission, submissionFor, watchedSubmission } from './submission-access.ts';
import { submit } from './submit.ts';
import { assignmentFor } from './team-of-request.ts';

export function submissionRoutes(router: Router, context: Context): void {
  const { db, config, watch } = context;

  serveShown(router, context, createSubmission, async (call) => {
    const { seen } = await submit(context, 'official', call);
    return seen;
  });

  serveShown(router, context, listSubmissions, async ({ params, query, caller }) => {
    const { assignment, membership } = await assignmentFor(context, caller, params.assignmentId);
    let teamId = query.team;
    if (!isAtLeast(membership.role, 'assistant')) {
      const own = membership.teamId;
      if (query.team !== undefined && query.team !== own) throw notFound('team');
      if (own === null) return { items: [], next: null };
      teamId = own;
    }
    const of = { courseId: assignment.courseId, assignmentId: assignment.id, teamId };
    const after = decodeCursor(query.cursor, Time, Id);
    const rows = await readSubmissions(db.pool, of, after, query.limit + 1);
    const page = pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    const items = page.items.flatMap((row) => projectedSubmission(membership, row) ?? []);
    return { items, next: page.next };
  });

  serveShown(router, context, getSubmission, async ({ params, caller }) => {
    const { row, membership } = await submissionFor(context, caller, params.submissionId);
    return seenSubmission(membership, row);
  });

  serveShown(router, context, cancelSubmission, async ({ params, caller, request }) => {
    const { row, membership } = await submissionFor(context, caller, params.submissionId);
    const { id: subjectId, courseId } = row;
    const runs = await cancelRuns(db, subjectId);
    const entry = { courseId, action: 'submission.cancel', subjectType: 'submission', subjectId, detail: { runs } };
    if (runs > 0) await audit(db.prisma, request, entry);
    return seenSubmission(membership, (await readSubmission(db.pool, row.id))!);
  });

  serve(router, context, watchSubmission, async ({ params, caller, request, response }) => {
    const { row } = await submissionFor(context, caller, params.submissionId);
    let stop = () => {};
    const stream = eventStream(request, response, config.keepAliveEveryMs, () => stop());
    const look = async () => {
      const seen = await watchedSubmission(context, caller, row.id).catch(() => undefined);
      // The database is away: the state is what it was, as far as anybody knows.
      if (seen === undefined) return;
      if (seen === null) return stream.end();
      stream.send('status', seen);
      if (seen.run !== null && seen.run.state !== 'waiting' && seen.run.state !== 'running') stream.end();
    };
    stop = watch.start(look, () => stream.end());
  });
}
