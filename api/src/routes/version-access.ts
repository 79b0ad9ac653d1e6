import type { Kit } from '@gradewire/core';
import { z } from 'zod';
import type { Context } from '../app.ts';
import type { Caller } from '../auth/caller.ts';
import { inCourse, type Membership } from '../auth/course-access.ts';
import type { CourseRole } from '../contracts/fields.ts';
import { notFound, Problem } from '../http/problem.ts';
import { projectionFor } from '../projection/for-role.ts';
import type { Visibility } from '../projection/visibility.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { wholeVersions } from '../store/versions.ts';
import { orNotFound } from './or-not-found.ts';

/** The version with the caller's place in its course; 404 for all who are not in it. */
export async function versionFor({ db }: Context, caller: Caller, versionId: string, least: CourseRole = 'student') {
  const row = await db.prisma.assignmentVersion.findUnique({
    where: { id: versionId },
    include: { assignment: { select: { id: true, courseId: true, course: { select: { archivedAt: true } } } } },
  });
  if (row === null) throw notFound('version');
  const { assignment, ...version } = row;
  return { version, assignment, membership: await inCourse(db, caller, assignment.courseId, least, 'version') };
}

/** The version as its reader may see it now; 404 if not at all. */
export async function seenVersion({ db }: Context, { role }: Membership, versionId: string) {
  const row = await db.prisma.assignmentVersion.findUniqueOrThrow({ where: { id: versionId } });
  const [whole] = await wholeVersions(db, [row]);
  return orNotFound(projectionFor(role).version(whole!, noCircumstances()), 'version');
}

/** Throws a Problem where the kit does not take the configuration, or cannot do without the cases that are not shown. */
export function checkVersion(kit: Kit<never>, config: unknown, { hidden, untilClosed }: Visibility): void {
  const parsed = orRefused('body.config', () => kit.parseConfig(config));
  const names = [...hidden, ...untilClosed];
  orRefused('body.visibility', () => kit.withhold(parsed, names));
  // A slip would show students what was meant to be hidden.
  const unknown = kit.unknownCases(parsed, names);
  if (unknown.length === 0) return;
  const message = `${unknown.join(', ')}: no case has such an id, nor one that begins so`;
  throw new Problem('invalid-body', `body.visibility: ${message}`, { faults: [{ at: 'body.visibility', message }] });
}

function orRefused<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const issues =
      error instanceof z.ZodError ? error.issues : [{ path: [], message: String((error as Error).message) }];
    const faults = issues.map(({ path, message }) => ({ at: [where, ...path.map(String)].join('.'), message }));
    throw new Problem('invalid-body', faults.map(({ at, message }) => `${at}: ${message}`).join('; '), { faults });
  }
}
