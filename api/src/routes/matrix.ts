import { readMatrixCells, readMatrixHistory, readMatrixMembers, readOpenMatrixRuns } from '@gradewire/db';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import type { Membership } from '../auth/course-access.ts';
import { getMatrix, getMatrixHistory } from '../contracts/matrix.ts';
import { matrixCsv, matrixHtml } from '../export/matrix-table.ts';
import { notFound } from '../http/problem.ts';
import { serveShown } from '../http/serve-shown.ts';
import { projectionFor } from '../projection/for-role.ts';
import { circumstances, closingOf } from '../store/circumstances.ts';
import { assignmentFor } from './team-of-request.ts';

type Found = Awaited<ReturnType<typeof assignmentFor>>['assignment'];

export function matrixRoutes(router: Router, context: Context): void {
  const { db } = context;

  /** Who reads it, and what of it depends on that. */
  async function forReader(assignment: Found, membership: Membership) {
    const [members, closesAt, version] = await Promise.all([
      readMatrixMembers(db, assignment.id),
      closingOf(db, assignment.id),
      assignment.currentVersionId === null
        ? null
        : db.prisma.assignmentVersion.findUnique({
            where: { id: assignment.currentVersionId },
            select: { visibility: true },
          }),
    ]);
    const at = circumstances(closesAt, version?.visibility);
    return { at, all: { names: assignment.matrixNames, members, ownTeamId: membership.teamId } };
  }

  serveShown(router, context, getMatrix, async ({ params, query, caller, response }) => {
    const { assignment, membership } = await assignmentFor(context, caller, params.assignmentId);
    const { at, all } = await forReader(assignment, membership);
    const [cells, runs] = await Promise.all([
      readMatrixCells(db, assignment.id),
      readOpenMatrixRuns(db, assignment.id),
    ]);
    const seen = projectionFor(membership.role).matrix({ ...all, cells, runs }, at);
    if (seen === null) throw notFound('class matrix');
    if (query.format !== 'json') {
      const isCsv = query.format === 'csv';
      response.set({
        'Cache-Control': 'private, no-store',
        'Content-Security-Policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
      });
      if (isCsv) response.attachment(`${assignment.slug}-matrix.csv`);
      response.type(isCsv ? 'text/csv' : 'text/html');
      response.send(isCsv ? matrixCsv(seen) : matrixHtml(`${assignment.title}: class matrix`, seen));
    }
    return seen;
  });

  serveShown(router, context, getMatrixHistory, async ({ params, query, caller }) => {
    const { assignment, membership } = await assignmentFor(context, caller, params.assignmentId);
    const { at, all } = await forReader(assignment, membership);
    const entries = await readMatrixHistory(db, assignment.id, query.client, query.server);
    const seen = projectionFor(membership.role).matrixHistory({ ...all, entries }, at);
    if (seen === null || seen.items.length === 0) throw notFound('pair');
    return seen;
  });
}
