import { randomInt } from 'node:crypto';
import {
  insertAudit,
  inTransaction,
  lockVersion,
  newId,
  type Prisma,
  type Queryable,
  readTrials,
  setContent,
  setPublished,
  type Trial,
} from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { inCourse, isAtLeast } from '../auth/course-access.ts';
import { changeVersion, createVersion, getVersion, listVersions, publishVersion } from '../contracts/version.ts';
import { decodeCursor, NumberKey, pageOf } from '../http/cursor.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import { StoredVisibility } from '../projection/visibility.ts';
import { actorOf, audit } from '../store/audit.ts';
import { noCircumstances } from '../store/circumstances.ts';
import { orConflict } from '../store/conflicts.ts';
import { shownState } from '../store/shown-state.ts';
import { wholeVersions } from '../store/versions.ts';
import { assignmentFor } from './team-of-request.ts';
import { checkVersion, seenVersion, versionFor } from './version-access.ts';

export function versionRoutes(router: Router, context: Context): void {
  const { db, kits } = context;
  const { prisma } = db;

  serveShown(router, context, createVersion, async ({ params: { assignmentId }, body, caller, request }) => {
    const { assignment, membership } = await assignmentFor(context, caller, assignmentId);
    const { courseId } = assignment;
    await inCourse(db, caller, courseId, 'instructor');
    const kit = kits.find(({ id }) => id === body.kit);
    if (kit === undefined) {
      const message = `is none of ${kits.map(({ id }) => id).join(', ')}`;
      throw new Problem('invalid-body', `body.kit: ${message}`, { faults: [{ at: 'body.kit', message }] });
    }
    checkVersion(kit, body.config, body.visibility);
    const id = newId();
    const made = prisma.$transaction(async (tx) => {
      const last = await tx.assignmentVersion.findFirst({ where: { assignmentId }, orderBy: { number: 'desc' } });
      await audit(tx, request, { courseId, action: 'version.create', subjectType: 'version', subjectId: id });
      await tx.assignmentVersion.create({
        data: {
          id,
          assignmentId,
          number: (last?.number ?? 0) + 1,
          kit: kit.id,
          kitVersion: kit.version,
          // As it was written: what is left out keeps following the kit's defaults of this kit's version.
          config: body.config as Prisma.InputJsonObject,
          imageDigests: {},
          points: {},
          visibility: body.visibility,
          seeds: body.seeds.length > 0 ? { official: body.seeds } : seedsAfter(last),
          linkBackend: body.linkBackend,
          createdById: caller.userId,
        },
      });
    });
    await orConflict(made, 'Another version was made at the same time; try again.');
    return seenVersion(context, membership, id);
  });

  serveShown(router, context, listVersions, async ({ params: { assignmentId }, query, caller }) => {
    const { membership } = await assignmentFor(context, caller, assignmentId);
    const [after] = decodeCursor(query.cursor, NumberKey) ?? [];
    const rows = await prisma.assignmentVersion.findMany({
      where: {
        assignmentId,
        ...(after && { number: { lt: Number(after) } }),
        ...(isAtLeast(membership.role, 'assistant') ? {} : { state: 'published' as const }),
      },
      orderBy: { number: 'desc' },
      take: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, ({ number }) => [String(number)]);
    const project = projectionFor(membership.role).version;
    const whole = await wholeVersions(db, page.items);
    return { items: whole.flatMap((one) => project(one, noCircumstances()) ?? []), next: page.next };
  });

  serveShown(router, context, getVersion, async ({ params: { versionId }, caller }) => {
    const { membership } = await versionFor(context, caller, versionId);
    return seenVersion(context, membership, versionId);
  });

  serveShown(router, context, changeVersion, async ({ params: { versionId }, body, caller, request }) => {
    const { version, assignment, membership } = await versionFor(context, caller, versionId, 'instructor');
    const kit = kits.find(({ id }) => id === version.kit);
    if (kit === undefined) throw new Problem('conflict', `This server does not know the kit ${version.kit}.`);
    const config = body.config ?? (version.config as object);
    const visibility = body.visibility ?? StoredVisibility.parse(version.visibility);
    const seeds = { ...(version.seeds as object), ...(body.seeds?.length ? { official: body.seeds } : {}) };
    checkVersion(kit, config, visibility);
    const changed = inTransaction(db.pool, async (client) => {
      const { number, state } = (await lockVersion(client, versionId))!;
      if (state === 'published') throw new Problem('conflict', `Version ${number} is published; make a new one.`);
      const to = { config, visibility, seeds, linkBackend: body.linkBackend ?? version.linkBackend };
      if (!(await setContent(client, versionId, to))) return;
      const subject = { subjectType: 'version', subjectId: versionId, detail: { was: state } };
      const entry = { courseId: assignment.courseId, action: 'version.change', ...subject };
      await insertAudit(client, actorOf(request), entry);
    });
    await orConflict(changed, 'A regrade previews this version: apply or discard it first.');
    return seenVersion(context, membership, versionId);
  });

  serveShown(
    router,
    context,
    publishVersion,
    async ({ params: { assignmentId, versionId }, body, caller, request }) => {
      const { assignment, membership } = await versionFor(context, caller, versionId, 'instructor');
      if (assignment.id !== assignmentId) throw notFound('version');
      await inTransaction(db.pool, async (client) => {
        const trial = await requireTrial(client, versionId, body.withoutTrial !== undefined);
        await setPublished(client, assignmentId, versionId);
        const { withoutTrial } = body;
        const tried = trial && { trial: trial.runId, score: trial.score, maxScore: trial.maxScore };
        await insertAudit(client, actorOf(request), {
          courseId: assignment.courseId,
          action: 'version.publish',
          subjectType: 'version',
          subjectId: versionId,
          detail: { ...tried, ...(withoutTrial === undefined ? {} : { withoutTrial }) },
        });
      });
      return seenVersion(context, membership, versionId);
    },
  );
}

/** Those of the version before, so that the weather stays; of the first one chance decides, so that nobody foretells it. */
function seedsAfter(last: { readonly seeds: Prisma.JsonValue } | null): Prisma.InputJsonObject {
  return last === null ? { official: [randomInt(2 ** 32)] } : (last.seeds as Prisma.InputJsonObject);
}

/** The trial of a version that is to be published, which nobody changes meanwhile. Throws a Problem where it is missing. */
async function requireTrial(client: Queryable, versionId: string, mayBeMissing: boolean): Promise<Trial | undefined> {
  const { number, state, trialRunId } = (await lockVersion(client, versionId))!;
  if (state === 'published') throw new Problem('conflict', `Version ${number} is published already.`);
  const trial = trialRunId === null ? undefined : (await readTrials(client, [trialRunId])).get(trialRunId);
  if (mayBeMissing || trial?.state === 'done') return trial;
  const has =
    trial === undefined
      ? 'has had no trial as it is now'
      : `has a trial that is ${shownState(trial.state)}, not graded`;
  const way = `Send a sample solution to /v1/versions/${versionId}/trial, or publish with {"withoutTrial": "why"}.`;
  throw new Problem('trial-needed', `Version ${number} ${has}. ${way}`);
}
