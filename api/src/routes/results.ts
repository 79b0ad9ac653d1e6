import { pipeline } from 'node:stream/promises';
import { readQuota } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { isAtLeast } from '../auth/course-access.ts';
import { Id } from '../contracts/fields.ts';
import { getArtefact, getResult, listArtefacts } from '../contracts/result.ts';
import { createSelfCheck, getSelfCheckQuota } from '../contracts/self-check.ts';
import { decodeCursor, NameKey, pageOf } from '../http/cursor.ts';
import { serve } from '../http/endpoint.ts';
import { notFound, Problem } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import { circumstances, closingOf, noCircumstances } from '../store/circumstances.ts';
import { findArtefacts, findGradedRun, wholeArtefact, wholeResult } from '../store/results.ts';
import { shownState } from '../store/shown-state.ts';
import { orNotFound } from './or-not-found.ts';
import { requireQuota, tellQuota } from './quota-headers.ts';
import { submissionFor } from './submission-access.ts';
import { submit } from './submit.ts';
import { assignmentFor, submittingTeam } from './team-of-request.ts';

export function resultRoutes(router: Router, context: Context): void {
  const { db, blobs } = context;

  serveShown(router, context, getResult, async ({ params, query, caller }) => {
    const { row, membership } = await submissionFor(context, caller, params.submissionId);
    const run = await findGradedRun(db, row.id, query.run, isAtLeast(membership.role, 'assistant'));
    if (run === null && query.run !== undefined) throw notFound('run');
    if (run === null)
      throw new Problem(
        'conflict',
        `There is no result yet; the run is ${row.run ? shownState(row.run.state) : 'missing'}.`,
      );
    const at = circumstances(await closingOf(db, row.assignmentId), run.version.visibility);
    return orNotFound(projectionFor(membership.role).result(wholeResult(run), at), 'result');
  });

  serveShown(router, context, listArtefacts, async ({ params, query, caller }) => {
    const { row, membership } = await submissionFor(context, caller, params.submissionId);
    const [begunWith, after] = decodeCursor(query.cursor, Id, NameKey) ?? [];
    const run = await findGradedRun(db, row.id, query.run ?? begunWith, isAtLeast(membership.role, 'assistant'));
    if (run === null) return { items: [], next: null };
    const at = circumstances(await closingOf(db, row.assignmentId), run.version.visibility);
    const rows = await findArtefacts(db, run.id, after, query.limit);
    const page = pageOf(rows, query.limit, ({ name }) => [run.id, name]);
    const project = projectionFor(membership.role).artefact;
    return { items: page.items.flatMap((one) => project(wholeArtefact(one, run.cases), at) ?? []), next: page.next };
  });

  serve(router, context, getArtefact, async ({ params, caller, response }) => {
    const found = await db.prisma.artefact.findUnique({
      where: { id: params.artefactId },
      include: { run: { select: { id: true, submissionId: true } } },
    });
    if (found === null || found.deletedAt !== null) throw notFound('artefact');
    const { row, membership } = await submissionFor(context, caller, found.run.submissionId).catch((error) => {
      throw error instanceof Problem && error.type === 'not-found' ? notFound('artefact') : error;
    });
    const run = await findGradedRun(db, row.id, found.run.id, isAtLeast(membership.role, 'assistant'));
    if (run === null) throw notFound('artefact');
    const at = circumstances(await closingOf(db, row.assignmentId), run.version.visibility);
    const seen = projectionFor(membership.role).artefact(wholeArtefact(found, run.cases), at);
    const content = seen && (await blobs.get(found.blobKey));
    if (!seen || !content) throw notFound('artefact');
    // A log holds what a student's program printed: never to be taken for a page of ours.
    response
      .status(200)
      .attachment(seen.name.split('/').at(-1)!)
      .set({
        'Content-Type': seen.mediaType,
        'Content-Length': String(seen.sizeBytes),
        'Cache-Control': 'private, no-store',
      })
      .set('Content-Security-Policy', "sandbox; default-src 'none'");
    await pipeline(content, response).catch((error) => {
      if (!response.destroyed) response.destroy(error);
    });
  });

  serveShown(router, context, createSelfCheck, async (call) => {
    const { seen, assignment } = await submit(context, 'self-check', call, async (client, { assignment, teamId }) =>
      requireQuota(await readQuota(client, assignment, teamId)),
    );
    tellQuota(call.response, await readQuota(db.pool, assignment, seen.teamId));
    return seen;
  });

  serveShown(router, context, getSelfCheckQuota, async ({ params, query, caller, response }) => {
    const { assignment, membership } = await assignmentFor(context, caller, params.assignmentId);
    const teamId = await submittingTeam(context, membership, query.team);
    const quota = await readQuota(db.pool, assignment, teamId);
    tellQuota(response, quota);
    return orNotFound(projectionFor(membership.role).quota({ quota }, noCircumstances()), 'quota');
  });
}
