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
import { Id } from '../contracts/fields.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { audit } from '../store/audit.ts';
import { orConflict } from '../store/conflicts.ts';
import { courseView } from '../store/courses.ts';
import { given } from '../store/values.ts';

export function courseRoutes(router: Router, context: Context): void {
  const { db } = context;
  const { prisma } = db;

  serve(router, context, createCourse, async ({ body, caller, request, response }) => {
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      const course = await tx.course.create({ data: { id, ...body } });
      await tx.enrollment.create({ data: { id: newId(), courseId: id, userId: caller.userId, role: 'owner' } });
      await audit(tx, request, { courseId: id, action: 'course.create', subjectType: 'course', subjectId: id });
      return course;
    });
    const course = await orConflict(made, `There is a course with the slug ${body.slug} already.`);
    response.set('Location', `/v1/courses/${id}`);
    return courseView(course, 'owner');
  });

  serve(router, context, listCourses, async ({ query, caller }) => {
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
    return { items: page.items.map(({ course, role }) => courseView(course, role)), next: page.next };
  });

  serve(router, context, getCourse, async ({ params, caller }) => {
    const { role } = await inCourse(db, caller, params.courseId);
    return courseView(await prisma.course.findUniqueOrThrow({ where: { id: params.courseId } }), role);
  });

  serve(router, context, changeCourse, async ({ params: { courseId }, body, caller, request }) => {
    const { role } = await inCourse(db, caller, courseId, 'instructor');
    return prisma.$transaction(async (tx) => {
      const course = await tx.course.update({ where: { id: courseId }, data: given(body) });
      const detail = given(body);
      await audit(tx, request, {
        courseId,
        action: 'course.change',
        subjectType: 'course',
        subjectId: courseId,
        detail,
      });
      return courseView(course, role);
    });
  });

  serve(router, context, listSections, async ({ params: { courseId }, caller }) => {
    await inCourse(db, caller, courseId);
    return { items: await prisma.section.findMany({ where: { courseId }, orderBy: { name: 'asc' } }) };
  });

  serve(router, context, createSection, async ({ params: { courseId }, body, caller, request }) => {
    await inCourse(db, caller, courseId, 'instructor');
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      await audit(tx, request, { courseId, action: 'section.create', subjectType: 'section', subjectId: id });
      return tx.section.create({ data: { id, courseId, name: body.name } });
    });
    return orConflict(made, `There is a section ${body.name} already.`);
  });
}
