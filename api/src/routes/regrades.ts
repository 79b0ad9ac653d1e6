import {
  applyRegrade as apply,
  type CountedRun,
  discardRegrade as discard,
  insertAudit,
  inTransaction,
  readCountedRuns,
  readRegradeDifferences,
  startRegrade as start,
  type WrongState,
} from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { inCourse } from '../auth/course-access.ts';
import { type CourseRole, Id } from '../contracts/fields.ts';
import {
  applyRegrade,
  discardRegrade,
  getRegrade,
  listRegradeDifferences,
  listRegrades,
  startRegrade,
} from '../contracts/regrade.ts';
import { decodeCursor, NameKey, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { actorOf } from '../store/audit.ts';
import { orConflict } from '../store/conflicts.ts';
import { findJudgeable } from '../store/judgeable.ts';
import { findRegrade, findRegrades, type RegradeRow, viewRegrades } from '../store/regrades.ts';
import { assignmentFor } from './team-of-request.ts';

export function regradeRoutes(router: Router, context: Context): void {
  const { db } = context;

  /** The batch, for whoever is at least this in its course; 404 for all who are not in it. */
  async function regradeFor(caller: Caller, id: string, least: CourseRole): Promise<RegradeRow> {
    const row = await findRegrade(db, id);
    if (row === null) throw notFound('regrade');
    await inCourse(db, caller, row.assignment.courseId, least, 'regrade');
    return row;
  }

  async function view(id: string) {
    const [one] = await viewRegrades(db, [(await findRegrade(db, id))!]);
    return one!;
  }

  serve(router, context, startRegrade, async ({ params: { assignmentId }, body, caller, request, response }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    const { courseId } = assignment;
    await inCourse(db, caller, courseId, 'instructor');
    const { toVersionId, reason, only, runAgain } = body;
    const to = await db.prisma.assignmentVersion.findUnique({ where: { id: toVersionId } });
    if (to?.assignmentId !== assignmentId) throw notFound('version');
    const counted = await readCountedRuns(db.pool, assignmentId, only);
    requireScores(only ?? [], counted);
    const found = runAgain ? { judgeable: new Set<string>() } : await findJudgeable(context, to, counted);
    const wish = {
      assignmentId,
      toVersionId,
      reason,
      ...found,
      createdById: caller.userId,
      ...(only ? { only } : {}),
    };
    const begun = inTransaction(db.pool, async (client) => {
      const made = await start(client, wish);
      if (made === undefined) throw new Problem('conflict', 'No team has a score that could be regraded.');
      const { batchId, runs, judged } = made;
      await insertAudit(client, actorOf(request), {
        courseId,
        action: 'regrade.start',
        subjectType: 'regrade',
        subjectId: batchId,
        detail: { assignmentId, toVersionId, reason, runs, judged },
      });
      return batchId;
    });
    const open = 'A regrade of this assignment is open already: apply it or discard it first.';
    const id = await orConflict(begun, open);
    response.set('Location', `/v1/regrades/${id}`);
    return view(id);
  });

  serve(router, context, listRegrades, async ({ params: { assignmentId }, query, caller }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    await inCourse(db, caller, assignment.courseId, 'assistant');
    const rows = await findRegrades(db, assignmentId, decodeCursor(query.cursor, Id), query.limit);
    const page = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: await viewRegrades(db, page.items), next: page.next };
  });

  serve(router, context, getRegrade, async ({ params: { regradeId }, caller }) => {
    await regradeFor(caller, regradeId, 'assistant');
    return view(regradeId);
  });

  serve(router, context, listRegradeDifferences, async ({ params: { regradeId }, query, caller }) => {
    await regradeFor(caller, regradeId, 'assistant');
    const asked = {
      changed: query.changed === 'true',
      after: decodeCursor(query.cursor, NameKey, Id),
      limit: query.limit,
    };
    const rows = await readRegradeDifferences(db, regradeId, asked);
    return pageOf(rows, query.limit, ({ team, teamId }) => [team, teamId]);
  });

  serve(router, context, applyRegrade, async ({ params: { regradeId }, caller, request }) => {
    const { assignment } = await regradeFor(caller, regradeId, 'instructor');
    const { applied, leftOut } = await inTransaction(db.pool, async (client) => {
      const done = await apply(client, regradeId);
      if ('state' in done) throw wrongState(done, 'applied');
      await insertAudit(client, actorOf(request), {
        courseId: assignment.courseId,
        action: 'regrade.apply',
        subjectType: 'regrade',
        subjectId: regradeId,
        detail: { applied: done.applied, leftOut: done.leftOut.length },
      });
      return done;
    });
    return { ...(await view(regradeId)), applied, leftOut: [...leftOut] };
  });

  serve(router, context, discardRegrade, async ({ params: { regradeId }, caller, request }) => {
    const { assignment } = await regradeFor(caller, regradeId, 'instructor');
    await inTransaction(db.pool, async (client) => {
      const refused = await discard(client, regradeId);
      if (refused !== undefined) throw wrongState(refused, 'discarded');
      await insertAudit(client, actorOf(request), {
        courseId: assignment.courseId,
        action: 'regrade.discard',
        subjectType: 'regrade',
        subjectId: regradeId,
      });
    });
    return view(regradeId);
  });
}

function requireScores(only: readonly string[], counted: readonly CountedRun[]): void {
  const scored = new Set(counted.map(({ teamId }) => teamId));
  const message = 'is no team of this course that has a score';
  const faults = only.flatMap((id, index) => (scored.has(id) ? [] : [{ at: `body.only.${index}`, message }]));
  if (faults.length > 0) throw new Problem('invalid-body', `${faults[0]!.at}: ${message}`, { faults });
}

function wrongState({ state }: WrongState, wanted: string): Problem {
  const why = state === 'running' ? 'still running: wait until all of its runs have ended' : `${state} already`;
  return new Problem('conflict', `The regrade cannot be ${wanted}: it is ${why}.`);
}
