import {
  enqueueLocked,
  giveScore,
  insertAudit,
  inTransaction,
  lockCurrentScore,
  oneAtATime,
  readCaseStatistics,
  readTable,
  showRunInstead,
  tellScore,
} from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { inCourse, isAtLeast } from '../auth/course-access.ts';
import { Id, Time } from '../contracts/fields.ts';
import { listCaseStatistics, listResults, listScores, overrideScore, rerun } from '../contracts/score.ts';
import { decodeCursor, NameKey, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import { actorOf } from '../store/audit.ts';
import { circumstances, closingOf, noCircumstances } from '../store/circumstances.ts';
import { onceDone } from '../store/earlier-request.ts';
import { findScore, findScores, wholeScore } from '../store/scores.ts';
import { shownState, storedState } from '../store/shown-state.ts';
import { requireActive } from './open-hours.ts';
import { orNotFound } from './or-not-found.ts';
import { submissionFor } from './submission-access.ts';
import { assignmentFor } from './team-of-request.ts';

export function scoreRoutes(router: Router, context: Context): void {
  const { db } = context;

  serveShown(router, context, listScores, async ({ params: { assignmentId, teamId }, query, caller }) => {
    const { membership } = await assignmentFor(context, caller, assignmentId);
    if (!isAtLeast(membership.role, 'assistant')) {
      if (membership.teamId !== teamId) throw notFound('team');
    }
    const closesAt = await closingOf(db, assignmentId);
    const project = projectionFor(membership.role).score;
    const after = decodeCursor(query.cursor, Time, Id);
    const rows = await findScores(db, { assignmentId, teamId }, after, query.limit);
    const page = pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    const items = page.items.flatMap(
      (row) => project(wholeScore(row), circumstances(closesAt, row.run.version.visibility)) ?? [],
    );
    return { items, next: page.next };
  });

  serveShown(router, context, overrideScore, async ({ params: { assignmentId, teamId }, body, caller, request }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    const { role } = await inCourse(db, caller, assignment.courseId, 'instructor');
    const scoreId = await inTransaction(db.pool, async (client) => {
      const present = await lockCurrentScore(client, assignmentId, teamId);
      if (present === undefined) throw notFound('score');
      if (body.supersedes !== undefined && body.supersedes !== present.id) {
        throw new Problem('conflict', `The present score is ${present.id} by now; look at it and decide again.`);
      }
      const { runId, raw, late, max } = present;
      const { adjustment, reason } = body;
      const given = await giveScore(client, { runId, raw, late, max, adjustment, reason, givenById: caller.userId });
      await tellScore(client, runId);
      await insertAudit(client, actorOf(request), {
        courseId: assignment.courseId,
        action: 'score.override',
        subjectType: 'score',
        subjectId: given.scoreId,
        detail: { teamId, assignmentId, adjustment, reason, supersedes: present.id },
      });
      return given.scoreId;
    });
    const row = await findScore(db, scoreId);
    const at = circumstances(await closingOf(db, assignmentId), row.run.version.visibility);
    return orNotFound(projectionFor(role).score(wholeScore(row), at), 'score');
  });

  serveShown(router, context, listResults, async ({ params: { assignmentId }, query, caller }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    const { role } = await inCourse(db, caller, assignment.courseId, 'assistant');
    const filter = { ...query, state: query.state && storedState(query.state) };
    const rows = await readTable(db, assignmentId, filter, decodeCursor(query.cursor, NameKey, Id), query.limit);
    const page = pageOf(rows, query.limit, ({ team, teamId }) => [team, teamId]);
    const project = projectionFor(role).resultRow;
    const items = page.items.flatMap(
      (row) => project({ row: { ...row, state: row.state && shownState(row.state) } }, noCircumstances()) ?? [],
    );
    return { items, next: page.next };
  });

  serveShown(router, context, listCaseStatistics, async ({ params: { assignmentId }, caller }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    const { role } = await inCourse(db, caller, assignment.courseId, 'assistant');
    const project = projectionFor(role).caseStatistics;
    const all = await readCaseStatistics(db, assignmentId);
    return { items: all.flatMap((statistics) => project({ statistics }, noCircumstances()) ?? []) };
  });

  serve(router, context, rerun, async ({ params, headers, body, caller, request }) => {
    const { row } = await submissionFor(context, caller, params.submissionId);
    const { courseId, assignmentId, teamId } = row;
    await inCourse(db, caller, courseId, 'instructor');
    const idempotencyKey = headers['idempotency-key'];
    const wish = { action: 'run.again', subjectType: 'run', to: row.id, userId: caller.userId, idempotencyKey, body };
    const { id: runId, done, asked, isReplay } = onceDone(wish);
    // Whatever has become of submission and assignment since.
    if (await isReplay(db.pool)) return { runId };
    const assignment = await db.prisma.assignment.findUniqueOrThrow({
      where: { id: assignmentId },
      include: { course: { select: { archivedAt: true } } },
    });
    requireActive(assignment.course, 'conflict');
    const versionId = assignment.currentVersionId;
    if (versionId === null) throw new Problem('conflict', 'No version of this assignment is published.');
    if (row.run?.reason === 'trial') {
      throw new Problem('conflict', 'This is the sample solution of a trial: send it again to try it again.');
    }
    return oneAtATime(db.pool, teamId, async (client) => {
      if (await isReplay(client)) return { runId };
      const run = {
        runId,
        submissionId: row.id,
        assignmentId,
        teamId,
        versionId,
        reason: 'official' as const,
        supersede: false,
      };
      await enqueueLocked(client, run);
      await showRunInstead(client, runId);
      const detail = { submissionId: row.id, reason: body.reason, asked };
      await insertAudit(client, actorOf(request), { courseId, ...done, detail });
      return { runId };
    });
  });
}
