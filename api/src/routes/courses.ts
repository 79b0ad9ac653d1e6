import { newId } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { inCourse } from '../auth/course-access.ts';
import {
  changeCourse,
  createCourse,
  createSection,
  getCourse,
  listCourses,
  listSections,
} from '../contracts/course.ts';
import { type CourseRole, Id } from '../contracts/fields.ts';
import { decodeCursor, NameKey, pageOf } from '../http/cursor.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import { audit } from '../store/audit.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { type CourseRow, courseView } from '../store/courses.ts';
import { given } from '../store/values.ts';
import { orNotFound } from './or-not-found.ts';

function seenCourse(row: CourseRow, role: CourseRole) {
  return projectionFor(role).course({ course: courseView(row, role) }, noCircumstances());
}

export function courseRoutes(router: Router, context: Context): void {
  const { db } = context;
  const { prisma } = db;

  serveShown(router, context, createCourse, async ({ body, caller, request, response }) => {
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      const course = await tx.course.create({ data: { id, ...body } });
      await tx.enrollment.create({ data: { id: newId(), courseId: id, userId: caller.userId, role: 'owner' } });
      await audit(tx, request, { courseId: id, action: 'course.create', subjectType: 'course', subjectId: id });
      return course;
    });
    const course = await orConflict(made, `There is a course with the slug ${body.slug} already.`);
    response.set('Location', `/v1/courses/${id}`);
    return orNotFound(seenCourse(course, 'owner'), 'course');
  });

  serveShown(router, context, listCourses, async ({ query, caller }) => {
    const [after] = decodeCursor(query.cursor, Id) ?? [];
    const rows = await prisma.enrollment.findMany({
      where: {
        userId: caller.userId,
        leftAt: null,
        courseId: { ...(caller.courseId && { equals: caller.courseId }), ...(after && { gt: after }) },
      },
      include: { course: true },
      orderBy: { courseId: 'asc' },
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ courseId }) => [courseId]);
    return { items: page.items.flatMap(({ course, role }) => seenCourse(course, role) ?? []), next: page.next };
  });

  serveShown(router, context, getCourse, async ({ params, caller }) => {
    const { role } = await inCourse(db, caller, params.courseId);
    const course = await prisma.course.findUniqueOrThrow({ where: { id: params.courseId } });
    return orNotFound(seenCourse(course, role), 'course');
  });

  serveShown(router, context, changeCourse, async ({ params: { courseId }, body, caller, request }) => {
    const { role } = await inCourse(db, caller, courseId, 'instructor');
    return prisma.$transaction(async (tx) => {
      const { archived, ...fields } = body;
      // Whoever archives it again leaves it archived since then.
      if (archived)
        await tx.course.updateMany({ where: { id: courseId, archivedAt: null }, data: { archivedAt: new Date() } });
      const restored = archived === false ? { archivedAt: null } : {};
      const course = await tx.course.update({ where: { id: courseId }, data: { ...given(fields), ...restored } });
      const detail = given(body);
      await audit(tx, request, {
        courseId,
        action: 'course.change',
        subjectType: 'course',
        subjectId: courseId,
        detail,
      });
      return orNotFound(seenCourse(course, role), 'course');
    });
  });

  serveShown(router, context, listSections, async ({ params: { courseId }, query, caller }) => {
    const { role } = await inCourse(db, caller, courseId);
    const [name, id] = decodeCursor(query.cursor, NameKey, Id) ?? [];
    const rows = await prisma.section.findMany({
      where: { courseId, ...(id && { OR: [{ name: { gt: name } }, { name, id: { gt: id } }] }) },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, (row) => [row.name, row.id]);
    const project = projectionFor(role).section;
    return { items: page.items.flatMap((section) => project({ section }, noCircumstances()) ?? []), next: page.next };
  });

  serveShown(router, context, createSection, async ({ params: { courseId }, body, caller, request }) => {
    const { role } = await inCourse(db, caller, courseId, 'instructor');
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      await audit(tx, request, { courseId, action: 'section.create', subjectType: 'section', subjectId: id });
      return tx.section.create({ data: { id, courseId, name: body.name } });
    });
    const section = await orConflict(made, `There is a section ${body.name} already.`);
    return orNotFound(projectionFor(role).section({ section }, noCircumstances()), 'section');
  });
}
