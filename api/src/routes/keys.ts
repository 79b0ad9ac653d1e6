import type { Router } from 'express';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { enrolledBelow, inCourse, membershipIn, teamAt } from '../auth/course-access.ts';
import { Id, Time } from '../contracts/fields.ts';
import {
  createKey,
  createKeyFor,
  listKeys,
  listKeysOf,
  revokeKey,
  revokeKeyOf,
  type Scope,
  whoAmI,
} from '../contracts/key.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor, projectionOutsideCourses } from '../projection/for-role.ts';
import { audit } from '../store/audit.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { findKeys, issueKey, keyView } from '../store/keys.ts';
import { orNotFound } from './or-not-found.ts';

function requireWithin(caller: Caller, scopes: readonly Scope[]): void {
  const more = scopes.filter((scope) => !caller.scopes.has(scope));
  if (more.length > 0) throw new Problem('forbidden', `Your own key does not have the scope ${more.join(', ')}.`);
}

/** A key for one course knows nothing of those for others: who made it for its owner has no say there. */
function ofCourse({ courseId }: Caller) {
  return courseId === null ? {} : { courseId };
}

function expiry(time: string | undefined): Date | null {
  if (time === undefined) return null;
  const at = new Date(time);
  if (at.getTime() > Date.now()) return at;
  const faults = [{ at: 'body.expiresAt', message: 'is in the past' }];
  throw new Problem('invalid-body', 'body.expiresAt: is in the past', { faults });
}

export function keyRoutes(router: Router, context: Context): void {
  const { prisma } = context.db;

  serveShown(router, context, whoAmI, async ({ caller }) => {
    const user = await prisma.user.findUniqueOrThrow({
      where: { id: caller.userId },
      include: {
        enrollments: {
          where: { leftAt: null, ...(caller.courseId === null ? {} : { courseId: caller.courseId }) },
          include: { course: true },
          orderBy: { createdAt: 'asc' },
        },
      },
    });
    const courses = await Promise.all(
      user.enrollments.map(async ({ id, course, role }) => {
        const teamId = await teamAt(context.db, id, new Date());
        return { id: course.id, slug: course.slug, title: course.title, role, teamId };
      }),
    );
    const me = { userId: user.id, name: user.name, scopes: [...caller.scopes], courses };
    return orNotFound(projectionOutsideCourses().me({ me }, noCircumstances()), 'person');
  });

  serveShown(router, context, listKeys, async ({ query, caller }) => {
    const after = decodeCursor(query.cursor, Time, Id);
    const rows = await findKeys(prisma, { userId: caller.userId, ...ofCourse(caller) }, after, query.limit);
    const page = pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    const project = projectionOutsideCourses().key;
    const items = page.items.flatMap((row) => project({ key: keyView(row), own: true }, noCircumstances()) ?? []);
    return { items, next: page.next };
  });

  serveShown(router, context, createKey, async ({ body, caller, request }) => {
    requireWithin(caller, body.scopes);
    const courseId = body.courseId ?? caller.courseId;
    if (courseId !== null && (await membershipIn(context.db, caller, courseId)) === null) throw notFound('course');
    const wish = {
      userId: caller.userId,
      courseId,
      name: body.name,
      scopes: body.scopes,
      expiresAt: expiry(body.expiresAt),
    };
    const issued = await prisma.$transaction(async (tx) => {
      const made = await issueKey(tx, wish);
      await audit(tx, request, { courseId, action: 'key.create', subjectType: 'key', subjectId: made.id });
      return made;
    });
    return orNotFound(projectionOutsideCourses().issuedKey({ issued, own: true }, noCircumstances()), 'key');
  });

  serveShown(router, context, createKeyFor, async ({ params: { courseId, userId }, body, caller, request }) => {
    const { role } = await inCourse(context.db, caller, courseId, 'instructor');
    // A key acts as its owner: nobody gets one that could do what they may not.
    const enrollment = await enrolledBelow(prisma, role, { courseId, userId });
    requireWithin(caller, body.scopes);
    const allowed: readonly Scope[] =
      enrollment.role === 'student' ? ['read', 'submit'] : ['read', 'submit', 'grade', 'manage'];
    const beyond = body.scopes.filter((scope) => !allowed.includes(scope));
    if (beyond.length > 0) throw new Problem('forbidden', `This key cannot have the scope ${beyond.join(', ')}.`);
    const wish = { userId, courseId, name: body.name, scopes: body.scopes, expiresAt: expiry(body.expiresAt) };
    const issued = await prisma.$transaction(async (tx) => {
      const made = await issueKey(tx, wish);
      const detail = { userId };
      await audit(tx, request, {
        courseId,
        action: 'key.create-for',
        subjectType: 'key',
        subjectId: made.id,
        detail,
      });
      return made;
    });
    return orNotFound(projectionFor(role).issuedKey({ issued, own: false }, noCircumstances()), 'key');
  });

  serveShown(router, context, listKeysOf, async ({ params: { courseId, userId }, query, caller }) => {
    const { role } = await inCourse(context.db, caller, courseId, 'instructor');
    await enrolledBelow(prisma, role, { courseId, userId });
    const rows = await findKeys(prisma, { userId, courseId }, decodeCursor(query.cursor, Time, Id), query.limit);
    const page = pageOf(rows, query.limit, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    const project = projectionFor(role).key;
    const items = page.items.flatMap((row) => project({ key: keyView(row), own: false }, noCircumstances()) ?? []);
    return { items, next: page.next };
  });

  serve(router, context, revokeKeyOf, async ({ params: { courseId, userId, keyId }, caller, request }) => {
    const { role } = await inCourse(context.db, caller, courseId, 'instructor');
    await enrolledBelow(prisma, role, { courseId, userId });
    // Their keys for other courses, or for all, are none of this one's.
    const found = await prisma.apiKey.findUnique({ where: { id: keyId, userId, courseId } });
    if (found === null) throw notFound('key');
    if (found.revokedAt !== null) return;
    await prisma.$transaction(async (tx) => {
      await tx.apiKey.update({ where: { id: keyId }, data: { revokedAt: new Date() } });
      const detail = { userId };
      await audit(tx, request, { courseId, action: 'key.revoke-of', subjectType: 'key', subjectId: keyId, detail });
    });
  });

  serve(router, context, revokeKey, async ({ params, caller, request }) => {
    const found = await prisma.apiKey.findUnique({ where: { id: params.keyId } });
    const within = caller.courseId === null || found?.courseId === caller.courseId;
    if (found === null || found.userId !== caller.userId || !within) throw notFound('key');
    if (found.revokedAt !== null) return;
    await prisma.$transaction(async (tx) => {
      await tx.apiKey.update({ where: { id: found.id }, data: { revokedAt: new Date() } });
      const { id, courseId } = found;
      await audit(tx, request, { courseId, action: 'key.revoke', subjectType: 'key', subjectId: id });
    });
  });
}
