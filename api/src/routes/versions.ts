import { newId, type Prisma } from '@gradewire/db';
import type { Router } from 'express';
import { z } from 'zod';
import type { Context } from '../app.ts';
import { inCourse } from '../auth/course-access.ts';
import { createVersion, listVersions, publishVersion } from '../contracts/assignment.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { projectionFor } from '../projection/for-role.ts';
import type { Everything } from '../projection/projection.ts';
import { audit } from '../store/audit.ts';
import { circumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { isoOrNull } from '../store/values.ts';
import { assignmentFor } from './team-of-request.ts';

type Row = Prisma.AssignmentVersionGetPayload<Record<string, never>>;

function whole(row: Row): Everything['version'] {
  const { createdById: _, ...version } = row;
  return { version: { ...version, createdAt: row.createdAt.toISOString(), publishedAt: isoOrNull(row.publishedAt) } };
}

function refusedConfig(error: unknown): Problem {
  const issues = error instanceof z.ZodError ? error.issues : [{ path: [], message: String((error as Error).message) }];
  const faults = issues.map(({ path, message }) => ({ at: ['body.config', ...path.map(String)].join('.'), message }));
  return new Problem('invalid-body', faults.map(({ at, message }) => `${at}: ${message}`).join('; '), { faults });
}

export function versionRoutes(router: Router, context: Context): void {
  const { db, kits } = context;
  const { prisma } = db;

  serve(router, context, createVersion, async ({ params: { assignmentId }, body, caller, request }) => {
    const { assignment, membership } = await assignmentFor(context, caller, assignmentId);
    const { courseId } = assignment;
    await inCourse(db, caller, courseId, 'instructor');
    const kit = kits.find(({ id }) => id === body.kit);
    if (kit === undefined) {
      const message = `is none of ${kits.map(({ id }) => id).join(', ')}`;
      throw new Problem('invalid-body', `body.kit: ${message}`, { faults: [{ at: 'body.kit', message }] });
    }
    try {
      kit.parseConfig(body.config);
    } catch (error) {
      throw refusedConfig(error);
    }
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      const last = await tx.assignmentVersion.aggregate({ where: { assignmentId }, _max: { number: true } });
      await audit(tx, request, { courseId, action: 'version.create', subjectType: 'version', subjectId: id });
      return tx.assignmentVersion.create({
        data: {
          id,
          assignmentId,
          number: (last._max.number ?? 0) + 1,
          kit: kit.id,
          kitVersion: kit.version,
          // As it was written: what is left out keeps following the kit's defaults of this kit's version.
          config: body.config as Prisma.InputJsonObject,
          imageDigests: {},
          points: {},
          visibility: body.visibility,
          seeds: { official: body.seeds },
          linkBackend: body.linkBackend,
          createdById: caller.userId,
        },
      });
    });
    const row = await orConflict(made, 'Another version was made at the same time; try again.');
    return projectionFor(membership.role).version(whole(row), circumstances(null, {}))!;
  });

  serve(router, context, listVersions, async ({ params: { assignmentId }, caller }) => {
    const { membership } = await assignmentFor(context, caller, assignmentId);
    const rows = await prisma.assignmentVersion.findMany({ where: { assignmentId }, orderBy: { number: 'desc' } });
    const project = projectionFor(membership.role).version;
    return { items: rows.flatMap((row) => project(whole(row), circumstances(null, {})) ?? []) };
  });

  serve(router, context, publishVersion, async ({ params: { assignmentId, versionId }, caller, request }) => {
    const { assignment, membership } = await assignmentFor(context, caller, assignmentId);
    const { courseId } = assignment;
    await inCourse(db, caller, courseId, 'instructor');
    const row = await prisma.$transaction(async (tx) => {
      const found = await tx.assignmentVersion.findUnique({ where: { id: versionId } });
      if (found?.assignmentId !== assignmentId) throw notFound('version');
      if (found.state === 'published') throw new Problem('conflict', `Version ${found.number} is published already.`);
      // The database lets a version go forward by one step at a time.
      if (found.state === 'draft')
        await tx.assignmentVersion.update({ where: { id: versionId }, data: { state: 'trial' } });
      const data = { state: 'published' as const, publishedAt: new Date() };
      const published = await tx.assignmentVersion.update({ where: { id: versionId }, data });
      await tx.assignment.update({ where: { id: assignmentId }, data: { currentVersionId: versionId } });
      await audit(tx, request, { courseId, action: 'version.publish', subjectType: 'version', subjectId: versionId });
      return published;
    });
    return projectionFor(membership.role).version(whole(row), circumstances(null, {}))!;
  });
}
