import { lockCourse, newId } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { enrolledBelow, inCourse, isAtLeast, type Membership } from '../auth/course-access.ts';
import { checkRoster, importRoster, listPeople, removePerson } from '../contracts/course.ts';
import { Id } from '../contracts/fields.ts';
import { createTeam, listTeams, setMembers } from '../contracts/team.ts';
import { type RosterEntry, readRoster } from '../csv/read-roster.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor, projectionOutsideCourses } from '../projection/for-role.ts';
import { audit } from '../store/audit.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { membersAt, type TeamRow, teamView } from '../store/courses.ts';
import * as roster from '../store/import-roster.ts';
import { takeOffCourse } from '../store/take-off-course.ts';
import { setTeamMembers } from '../store/teams.ts';
import { orNotFound } from './or-not-found.ts';

function seenTeam(row: TeamRow, { role, teamId }: Membership) {
  const all = { team: teamView(row), own: row.id === teamId };
  return projectionFor(role).team(all, noCircumstances());
}

export function peopleRoutes(router: Router, context: Context): void {
  const { db } = context;
  const { prisma } = db;

  serveShown(router, context, listPeople, async ({ params: { courseId }, query, caller }) => {
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
      return project({ person }, noCircumstances()) ?? [];
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

  serveShown(
    router,
    context,
    importRoster,
    async ({ params: { courseId }, query: { alone }, body, caller, request }) => {
      const { role } = await inCourse(db, caller, courseId, 'instructor');
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
      return orNotFound(projectionFor(role).rosterImport({ imported: done }, noCircumstances()), 'roster');
    },
  );

  serveShown(router, context, checkRoster, ({ body }) => ({
    items: entriesOf(body).flatMap((entry) => {
      const person = { ...entry, githubId: entry.githubId === null ? null : Number(entry.githubId) };
      return projectionOutsideCourses().rosterPerson({ person }, noCircumstances()) ?? [];
    }),
  }));

  serveShown(router, context, listTeams, async ({ params: { courseId }, query, caller }) => {
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
    return { items: page.items.flatMap((row) => seenTeam(row, membership) ?? []), next: page.next };
  });

  const teamFor = async (membership: Membership, id: string) => {
    const row = await prisma.team.findUniqueOrThrow({ where: { id }, include: membersAt(new Date()) });
    return orNotFound(seenTeam(row, membership), 'team');
  };

  serveShown(router, context, createTeam, async ({ params: { courseId }, body, caller, request }) => {
    const membership = await inCourse(db, caller, courseId, 'instructor');
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      await lockCourse(tx, courseId);
      await tx.team.create({ data: { id, courseId, slug: body.slug, name: body.name } });
      await setTeamMembers(tx, courseId, id, body.members);
      await audit(tx, request, { courseId, action: 'team.create', subjectType: 'team', subjectId: id });
    });
    await orConflict(made, `There is a team with the slug ${body.slug} already.`);
    return teamFor(membership, id);
  });

  serveShown(router, context, setMembers, async ({ params: { courseId, teamId }, body, caller, request }) => {
    const membership = await inCourse(db, caller, courseId, 'instructor');
    const team = await prisma.team.findUnique({ where: { id: teamId, isStaff: false }, select: { courseId: true } });
    if (team?.courseId !== courseId) throw notFound('team');
    await prisma.$transaction(async (tx) => {
      await lockCourse(tx, courseId);
      await setTeamMembers(tx, courseId, teamId, body.members);
      const detail = { members: body.members.join(' ') };
      await audit(tx, request, { courseId, action: 'team.members', subjectType: 'team', subjectId: teamId, detail });
    });
    return teamFor(membership, teamId);
  });
}

function entriesOf(csv: string): readonly RosterEntry[] {
  const { entries, faults } = readRoster(csv);
  if (faults.length === 0) return entries;
  const shown = faults.slice(0, 5).map(({ at, message }) => `${at}: ${message}`);
  const more = faults.length > shown.length ? `; and ${faults.length - shown.length} more` : '';
  throw new Problem('invalid-roster', `Nothing was changed. ${shown.join('; ')}${more}`, { faults });
}
