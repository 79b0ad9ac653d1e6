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
import { inCourse, type Membership } from '../auth/course-access.ts';
import { type CourseRole, Id, Time } from '../contracts/fields.ts';
import {
  applyRegrade,
  discardRegrade,
  getRegrade,
  listRegradeDifferences,
  listRegrades,
  startRegrade,
} from '../contracts/regrade.ts';
import { decodeCursor, NameKey, pageOf } from '../http/cursor.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import { actorOf } from '../store/audit.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { onceDone } from '../store/earlier-request.ts';
import { findJudgeable } from '../store/judgeable.ts';
import { findRegrade, findRegrades, wholeRegrades } from '../store/regrades.ts';
import { requireActive } from './open-hours.ts';
import { orNotFound } from './or-not-found.ts';
import { assignmentFor } from './team-of-request.ts';

export function regradeRoutes(router: Router, context: Context): void {
  const { db } = context;

  /** The batch's course, with the caller's role there, which is at least this; 404 for all who are not in it. */
  async function regradeFor(caller: Caller, id: string, least: CourseRole): Promise<Membership> {
    const row = await findRegrade(db, id);
    if (row === null) throw notFound('regrade');
    return inCourse(db, caller, row.assignment.courseId, least, 'regrade');
  }

  async function wholeRegrade(id: string) {
    const [regrade] = await wholeRegrades(db, [(await findRegrade(db, id))!]);
    return regrade!;
  }

  async function seenRegrade(role: CourseRole, id: string) {
    return orNotFound(projectionFor(role).regrade({ regrade: await wholeRegrade(id) }, noCircumstances()), 'regrade');
  }

  serveShown(router, context, startRegrade, async ({ params, headers, body, caller, request, response }) => {
    const { assignment } = await assignmentFor(context, caller, params.assignmentId);
    const { id: assignmentId, courseId } = assignment;
    const { role } = await inCourse(db, caller, courseId, 'instructor');
    const idempotencyKey = headers['idempotency-key'];
    const { id, done, asked, isReplay } = onceDone({
      ...{ action: 'regrade.start', subjectType: 'regrade', to: assignmentId },
      ...{ userId: caller.userId, idempotencyKey, body },
    });
    const begunWith = () => {
      response.set('Location', `/v1/regrades/${id}`);
      return seenRegrade(role, id);
    };
    if (await isReplay(db.pool)) return begunWith();
    requireActive(assignment.course, 'conflict');
    const { toVersionId, reason, only, runAgain } = body;
    const to = await db.prisma.assignmentVersion.findUnique({ where: { id: toVersionId } });
    if (to?.assignmentId !== assignmentId) throw notFound('version');
    const counted = await readCountedRuns(db.pool, assignmentId, only);
    requireScores(only ?? [], counted);
    const found = runAgain ? { judgeable: new Set<string>() } : await findJudgeable(context, to, counted);
    const wish = {
      id,
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
      const { runs, judged } = made;
      const detail = { assignmentId, toVersionId, reason, runs, judged, asked };
      await insertAudit(client, actorOf(request), { courseId, ...done, detail });
    });
    const open = 'A regrade of this assignment is open already: apply it or discard it first.';
    await orConflict(begun, open).catch(async (refused) => {
      // The open one may be that of the same request, which came at the same time.
      if (!(await isReplay(db.pool))) throw refused;
    });
    return begunWith();
  });

  serveShown(router, context, listRegrades, async ({ params: { assignmentId }, query, caller }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    const { role } = await inCourse(db, caller, assignment.courseId, 'assistant');
    const rows = await findRegrades(db, assignmentId, decodeCursor(query.cursor, Time, Id), query.limit);
    const page = pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    const project = projectionFor(role).regrade;
    const whole = await wholeRegrades(db, page.items);
    return { items: whole.flatMap((regrade) => project({ regrade }, noCircumstances()) ?? []), next: page.next };
  });

  serveShown(router, context, getRegrade, async ({ params: { regradeId }, caller }) => {
    const { role } = await regradeFor(caller, regradeId, 'assistant');
    return seenRegrade(role, regradeId);
  });

  serveShown(router, context, listRegradeDifferences, async ({ params: { regradeId }, query, caller }) => {
    const { role } = await regradeFor(caller, regradeId, 'assistant');
    const asked = {
      changed: query.changed === 'true',
      after: decodeCursor(query.cursor, NameKey, Id),
      limit: query.limit,
    };
    const rows = await readRegradeDifferences(db, regradeId, asked);
    const page = pageOf(rows, query.limit, ({ team, teamId }) => [team, teamId]);
    const project = projectionFor(role).regradeDifference;
    return {
      items: page.items.flatMap((difference) => project({ difference }, noCircumstances()) ?? []),
      next: page.next,
    };
  });

  serveShown(router, context, applyRegrade, async ({ params: { regradeId }, caller, request }) => {
    const { courseId, role } = await regradeFor(caller, regradeId, 'instructor');
    const inQuestion = { where: { id: courseId }, select: { archivedAt: true } };
    requireActive(await db.prisma.course.findUniqueOrThrow(inQuestion), 'conflict');
    const { applied, leftOut } = await inTransaction(db.pool, async (client) => {
      const done = await apply(client, regradeId);
      if ('state' in done) throw wrongState(done, 'applied');
      await insertAudit(client, actorOf(request), {
        courseId,
        action: 'regrade.apply',
        subjectType: 'regrade',
        subjectId: regradeId,
        detail: { applied: done.applied, leftOut: done.leftOut.length },
      });
      return done;
    });
    const regrade = { ...(await wholeRegrade(regradeId)), applied, leftOut: [...leftOut] };
    return orNotFound(projectionFor(role).appliedRegrade({ regrade }, noCircumstances()), 'regrade');
  });

  serveShown(router, context, discardRegrade, async ({ params: { regradeId }, caller, request }) => {
    const { courseId, role } = await regradeFor(caller, regradeId, 'instructor');
    await inTransaction(db.pool, async (client) => {
      const refused = await discard(client, regradeId);
      if (refused !== undefined) throw wrongState(refused, 'discarded');
      await insertAudit(client, actorOf(request), {
        courseId,
        action: 'regrade.discard',
        subjectType: 'regrade',
        subjectId: regradeId,
      });
    });
    return seenRegrade(role, regradeId);
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
