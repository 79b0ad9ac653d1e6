import { type AssignmentOnFile, nameOf, newId, type Prisma, wordOf } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { inCourse, isAtLeast, type Membership } from '../auth/course-access.ts';
import {
  changeAssignment,
  createAssignment,
  getAssignment,
  grantExtension,
  listAssignments,
  listExtensions,
} from '../contracts/assignment.ts';
import { type CourseRole, Id, Time } from '../contracts/fields.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import type { Everything } from '../projection/projection.ts';
import { audit } from '../store/audit.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { given, isoOrNull } from '../store/values.ts';
import { orNotFound } from './or-not-found.ts';
import { assignmentFor } from './team-of-request.ts';

type Row = Prisma.AssignmentGetPayload<Record<string, never>>;

function viewOfRow({ latePercentPerDay, matrixNames, ...row }: Row) {
  return view({ ...row, latePercentPerDay: latePercentPerDay.toNumber(), matrixNames: wordOf(matrixNames) });
}

function view(row: Omit<AssignmentOnFile, 'course'>) {
  return {
    ...row,
    opensAt: isoOrNull(row.opensAt),
    dueAt: isoOrNull(row.dueAt),
    closesAt: isoOrNull(row.closesAt),
    createdAt: row.createdAt.toISOString(),
  };
}

/** As the database calls it. */
function stored<T extends { matrixNames?: 'teams' | 'languages' | 'staff-only' | undefined }>(fields: T) {
  const { matrixNames, ...rest } = fields;
  return { ...given(rest), ...(matrixNames === undefined ? {} : { matrixNames: nameOf(matrixNames) }) };
}

type ExtensionRow = Prisma.ExtensionGetPayload<Record<string, never>>;

function seenExtension(row: ExtensionRow, { role, teamId }: Membership) {
  const extension = { ...row, dueAt: row.dueAt.toISOString(), createdAt: row.createdAt.toISOString() };
  return projectionFor(role).extension({ extension, own: row.teamId === teamId }, noCircumstances());
}

function seenAssignment(assignment: Everything['assignment']['assignment'], role: CourseRole) {
  return projectionFor(role).assignment({ assignment }, noCircumstances());
}

/** Throws a Problem: a slip in the year would make all that a team hands in late. */
function requireMoreTime(dueAt: Date | null, extendedTo: Date): void {
  if (dueAt === null || extendedTo >= dueAt) return;
  const message = `is before the assignment is due, at ${dueAt.toISOString()}`;
  throw new Problem('invalid-body', `body.dueAt: ${message}`, { faults: [{ at: 'body.dueAt', message }] });
}

const contradiction = 'The slug is taken, or the dates are not in the order opensAt, dueAt, closesAt.';

export function assignmentRoutes(router: Router, context: Context): void {
  const { db } = context;
  const { prisma } = db;

  serveShown(router, context, createAssignment, async ({ params: { courseId }, body, caller, request, response }) => {
    const { role } = await inCourse(db, caller, courseId, 'instructor');
    const { slug, title, ...rest } = body;
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      const subject = { subjectType: 'assignment', subjectId: id };
      await audit(tx, request, { courseId, action: 'assignment.create', ...subject });
      return tx.assignment.create({ data: { id, courseId, slug, title, ...stored(rest) } });
    });
    const row = await orConflict(made, contradiction);
    response.set('Location', `/v1/assignments/${id}`);
    return orNotFound(seenAssignment(viewOfRow(row), role), 'assignment');
  });

  serveShown(router, context, listAssignments, async ({ params: { courseId }, query, caller }) => {
    const { role } = await inCourse(db, caller, courseId);
    const [after] = decodeCursor(query.cursor, Id) ?? [];
    const rows = await prisma.assignment.findMany({
      where: {
        courseId,
        ...(after && { id: { gt: after } }),
        ...(isAtLeast(role, 'assistant') ? {} : { currentVersionId: { not: null } }),
      },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: page.items.flatMap((row) => seenAssignment(viewOfRow(row), role) ?? []), next: page.next };
  });

  serveShown(router, context, getAssignment, async ({ params, caller }) => {
    const { assignment, membership } = await assignmentFor(context, caller, params.assignmentId);
    return orNotFound(seenAssignment(view(assignment), membership.role), 'assignment');
  });

  serveShown(router, context, changeAssignment, async ({ params, body, caller, request }) => {
    const { assignment } = await assignmentFor(context, caller, params.assignmentId);
    const { id, courseId } = assignment;
    const { role } = await inCourse(db, caller, courseId, 'instructor');
    const detail = given(body);
    const changed = prisma.$transaction(async (tx) => {
      await audit(tx, request, {
        courseId,
        action: 'assignment.change',
        subjectType: 'assignment',
        subjectId: id,
        detail,
      });
      return tx.assignment.update({ where: { id }, data: stored(body) });
    });
    return orNotFound(seenAssignment(viewOfRow(await orConflict(changed, contradiction)), role), 'assignment');
  });

  serveShown(router, context, listExtensions, async ({ params: { assignmentId }, query, caller }) => {
    const { membership } = await assignmentFor(context, caller, assignmentId);
    const own = isAtLeast(membership.role, 'assistant') ? undefined : membership.teamId;
    const [dueAt, id] = decodeCursor(query.cursor, Time, Id) ?? [];
    if (own === null) return { items: [], next: null };
    const rows = await prisma.extension.findMany({
      where: {
        assignmentId,
        ...(own && { teamId: own }),
        ...(dueAt && { OR: [{ dueAt: { gt: new Date(dueAt) } }, { dueAt: new Date(dueAt), id: { gt: id } }] }),
      },
      orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, (row) => [row.dueAt.toISOString(), row.id]);
    const items = page.items.flatMap((row) => seenExtension(row, membership) ?? []);
    return { items, next: page.next };
  });

  serveShown(router, context, grantExtension, async ({ params: { assignmentId, teamId }, body, caller, request }) => {
    const { assignment } = await assignmentFor(context, caller, assignmentId);
    const { courseId } = assignment;
    const membership = await inCourse(db, caller, courseId, 'instructor');
    const team = await prisma.team.findUnique({ where: { id: teamId, isStaff: false }, select: { courseId: true } });
    if (team?.courseId !== courseId) throw notFound('team');
    requireMoreTime(assignment.dueAt, new Date(body.dueAt));
    const granted = { dueAt: new Date(body.dueAt), reason: body.reason, grantedById: caller.userId };
    const row = await prisma.$transaction(async (tx) => {
      const detail = { assignmentId, teamId, ...body };
      await audit(tx, request, { courseId, action: 'extension.grant', subjectType: 'team', subjectId: teamId, detail });
      return tx.extension.upsert({
        where: { courseId_assignmentId_teamId: { courseId, assignmentId, teamId } },
        create: { id: newId(), courseId, assignmentId, teamId, ...granted },
        update: granted,
      });
    });
    return orNotFound(seenExtension(row, membership), 'extension');
  });
}
