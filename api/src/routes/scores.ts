import {
  enqueueRun,
  giveScore,
  insertAudit,
  inTransaction,
  lockCurrentScore,
  readCaseStatistics,
  readTable,
  showRunInstead,
  tellScore,
} from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { inCourse, isAtLeast } from '../auth/course-access.ts';
import { Id } from '../contracts/fields.ts';
import { listCaseStatistics, listResults, listScores, overrideScore, rerun } from '../contracts/score.ts';
import { decodeCursor, NameKey, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { projectionFor } from '../projection/for-role.ts';
import { actorOf } from '../store/audit.ts';
import { circumstances, closingOf } from '../store/circumstances.ts';
import { findScores, wholeScore } from '../store/scores.ts';
import { shownState, storedState } from '../store/shown-state.ts';
import { submissionFor } from './submission-access.ts';
import { assignmentFor } from './team-of-request.ts';

export function scoreRoutes(router: Router, context: Context): void {
  const { db } = context;

  serve(router, context, listScores, async ({ params: { assignmentId, teamId }, caller }) => {
    const { membership } = await assignmentFor(context, caller, assignmentId);
    if (!isAtLeast(membership.role, 'assistant')) {
      if (membership.teamId !== teamId) throw notFound('team');
    }
    const closesAt = await closingOf(db, assignmentId);
    const project = projectionFor(membership.role).score;
    const rows = await findScores(db, assignmentId, teamId);
    const seen = rows.flatMap(
      (row) => project(wholeScore(row), circumstances(closesAt, row.run.version.visibility)) ?? [],
    );
    return { items: seen };
  });

  serve(router, context, overrideScore, async ({ params: { assignmentId, teamId }, body, caller, request }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    await inCourse(db, caller, assignment.courseId, 'instructor');
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
    const rows = await findScores(db, assignmentId, teamId);
    return wholeScore(rows.find(({ id }) => id === scoreId)!).score;
  });

  serve(router, context, listResults, async ({ params: { assignmentId }, query, caller }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    await inCourse(db, caller, assignment.courseId, 'assistant');
    const filter = { ...query, state: query.state && storedState(query.state) };
    const rows = await readTable(db, assignmentId, filter, decodeCursor(query.cursor, NameKey, Id), query.limit);
    const seen = rows.map((row) => ({ ...row, state: row.state && shownState(row.state) }));
    return pageOf(seen, query.limit, ({ team, teamId }) => [team, teamId]);
  });

  serve(router, context, listCaseStatistics, async ({ params: { assignmentId }, caller }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    await inCourse(db, caller, assignment.courseId, 'assistant');
    return { items: await readCaseStatistics(db, assignmentId) };
  });

  serve(router, context, rerun, async ({ params, body, caller, request }) => {
    const { row } = await submissionFor(context, caller, params.submissionId);
    const { courseId, assignmentId, teamId } = row;
    await inCourse(db, caller, courseId, 'instructor');
    const assignment = await db.prisma.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
    const versionId = assignment.currentVersionId;
    if (versionId === null) throw new Problem('conflict', 'No version of this assignment is published.');
    if (row.run?.reason === 'trial') {
      throw new Problem('conflict', 'This is the sample solution of a trial: send it again to try it again.');
    }
    return inTransaction(db.pool, async (client) => {
      const run = {
        submissionId: row.id,
        assignmentId,
        teamId,
        versionId,
        reason: 'official' as const,
        supersede: false,
      };
      const { runId } = await enqueueRun(client, run);
      await showRunInstead(client, runId);
      const detail = { submissionId: row.id, reason: body.reason };
      await insertAudit(client, actorOf(request), {
        courseId,
        action: 'run.again',
        subjectType: 'run',
        subjectId: runId,
        detail,
      });
      return { runId };
    });
  });
}
