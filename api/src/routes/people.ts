import { lockCourse, newId } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { enrolledBelow, inCourse, isAtLeast } from '../auth/course-access.ts';
import {
  checkRoster,
  createTeam,
  importRoster,
  listPeople,
  listTeams,
  removePerson,
  setMembers,
} from '../contracts/course.ts';
import { Id } from '../contracts/fields.ts';
import { type RosterEntry, readRoster } from '../csv/read-roster.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { projectionFor } from '../projection/for-role.ts';
import { audit } from '../store/audit.ts';
import { circumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { membersAt, teamView } from '../store/courses.ts';
import * as roster from '../store/import-roster.ts';
import { takeOffCourse } from '../store/take-off-course.ts';
import { setTeamMembers } from '../store/teams.ts';

export function peopleRoutes(router: Router, context: Context): void {
  const { db } = context;
  const { prisma } = db;

  serve(router, context, listPeople, async ({ params: { courseId }, query, caller }) => {
    const { role } = await inCourse(db, caller, courseId, 'assistant');
    const [after] = decodeCursor(query.cursor, Id) ?? [];
    const now = new Date();
    const rows = await prisma.enrollment.findMany({
      where: { courseId, leftAt: null, ...(after && { id: { gt: after } }) },
      include: {
        user: true,
        teams: { where: { from: { lte: now }, OR: [{ until: null }, { until: { gt: now } }] }, take: 1 },
      },
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ id }) => [id]);
    const project = projectionFor(role).person;
    const items = page.items.flatMap(({ user, teams, userId, externalId, sectionId, ...one }) => {
      const { name, email, githubLogin } = user;
      const teamId = teams[0]?.teamId ?? null;
      const person = { userId, name, email, githubLogin, externalId, role: one.role, sectionId, teamId };
      return project({ person }, circumstances(null, {})) ?? [];
    });
    return { items, next: page.next };
  });

  serve(router, context, removePerson, async ({ params: { courseId, userId }, caller, request }) => {
    const { role, enrollmentId } = await inCourse(db, caller, courseId, 'instructor');
    await prisma.$transaction(async (tx) => {
      const leaving =
        userId === caller.userId
          ? { id: enrollmentId, courseId, userId, role }
          : await enrolledBelow(tx, role, { courseId, userId });
      const keysRevoked = await takeOffCourse(tx, leaving);
      const detail = { role: leaving.role, keysRevoked };
      await audit(tx, request, {
        courseId,
        action: 'person.remove',
        subjectType: 'user',
        subjectId: userId,
        detail,
      });
    });
  });

  serve(router, context, importRoster, async ({ params: { courseId }, query: { alone }, body, caller, request }) => {
    await inCourse(db, caller, courseId, 'instructor');
    const entries = entriesOf(body);
    const done = await orConflict(
      roster.importRoster(db, courseId, entries, alone),
      'Two people of the course would have the same external_id; nothing was changed.',
    );
    await audit(prisma, request, {
      courseId,
      action: 'roster.import',
      subjectType: 'course',
      subjectId: courseId,
      detail: { ...done, ...(alone && { alone }) },
    });
    return done;
  });

  serve(router, context, checkRoster, ({ body }) => ({
    items: entriesOf(body).map((entry) => ({
      ...entry,
      githubId: entry.githubId === null ? null : Number(entry.githubId),
    })),
  }));

  serve(router, context, listTeams, async ({ params: { courseId }, query, caller }) => {
    const membership = await inCourse(db, caller, courseId);
    const own = isAtLeast(membership.role, 'assistant') ? undefined : membership.teamId;
    if (own === null) return { items: [], next: null };
    const [after] = decodeCursor(query.cursor, Id) ?? [];
    const rows = await prisma.team.findMany({
      where: { courseId, isStaff: false, id: { ...(own && { equals: own }), ...(after && { gt: after }) } },
      include: membersAt(new Date()),
      orderBy: { id: 'asc' },
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ id }) => [id]);
    return { items: page.items.map(teamView), next: page.next };
  });

  const whole = async (id: string) =>
    teamView(await prisma.team.findUniqueOrThrow({ where: { id }, include: membersAt(new Date()) }));

  serve(router, context, createTeam, async ({ params: { courseId }, body, caller, request }) => {
    await inCourse(db, caller, courseId, 'instructor');
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      await lockCourse(tx, courseId);
      await tx.team.create({ data: { id, courseId, slug: body.slug, name: body.name } });
      await setTeamMembers(tx, courseId, id, body.members);
      await audit(tx, request, { courseId, action: 'team.create', subjectType: 'team', subjectId: id });
    });
    await orConflict(made, `There is a team with the slug ${body.slug} already.`);
    return whole(id);
  });

  serve(router, context, setMembers, async ({ params: { courseId, teamId }, body, caller, request }) => {
    await inCourse(db, caller, courseId, 'instructor');
    const team = await prisma.team.findUnique({ where: { id: teamId, isStaff: false }, select: { courseId: true } });
    if (team?.courseId !== courseId) throw notFound('team');
    await prisma.$transaction(async (tx) => {
      await lockCourse(tx, courseId);
      await setTeamMembers(tx, courseId, teamId, body.members);
      const detail = { members: body.members.join(' ') };
      await audit(tx, request, { courseId, action: 'team.members', subjectType: 'team', subjectId: teamId, detail });
    });
    return whole(teamId);
  });
}

function entriesOf(csv: string): readonly RosterEntry[] {
  const { entries, faults } = readRoster(csv);
  if (faults.length === 0) return entries;
  const shown = faults.slice(0, 5).map(({ at, message }) => `${at}: ${message}`);
  const more = faults.length > shown.length ? `; and ${faults.length - shown.length} more` : '';
  throw new Problem('invalid-roster', `Nothing was changed. ${shown.join('; ')}${more}`, { faults });
}
