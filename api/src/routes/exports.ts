import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Router } from 'express';
import type { Context } from '../app.ts';
import { inCourse } from '../auth/course-access.ts';
import { exportGrades } from '../contracts/export.ts';
import { canvasCsv } from '../export/canvas.ts';
import type { TeamGrades } from '../export/grade.ts';
import { gradescopeResults } from '../export/gradescope.ts';
import { moodleCsv } from '../export/moodle.ts';
import { serve } from '../http/endpoint.ts';
import { projectionFor } from '../projection/for-role.ts';
import { archiveLines } from '../store/archive.ts';
import { audit } from '../store/audit.ts';
import { circumstances, closingOf, noCircumstances } from '../store/circumstances.ts';
import { readGrades } from '../store/grades.ts';
import { findGradedRun, wholeResult } from '../store/results.ts';
import { assignmentFor } from './team-of-request.ts';

const students = (teams: readonly TeamGrades[]) =>
  teams.flatMap(({ grade, members }) => members.map((member) => ({ ...grade, ...member })));

export function exportRoutes(router: Router, context: Context): void {
  const { db } = context;

  serve(
    router,
    context,
    exportGrades,
    async ({ params: { assignmentId }, query: { format }, caller, request, response }) => {
      const { assignment: found } = await assignmentFor(context, caller, assignmentId);
      const { role } = await inCourse(db, caller, found.courseId, 'instructor');
      const project = projectionFor(role);
      const anyTime = noCircumstances();
      const subject = { subjectType: 'assignment', subjectId: assignmentId, detail: { format } };
      await audit(db.prisma, request, { courseId: found.courseId, action: 'grades.export', ...subject });
      const isCsv = format === 'canvas' || format === 'moodle';
      response
        .attachment(`${found.slug}-${format}.${isCsv ? 'csv' : 'json'}`)
        .type(isCsv ? 'text/csv' : 'application/json')
        .set('Cache-Control', 'private, no-store');
      if (format === 'archive') {
        const lines = archiveLines(db, assignmentId, (part) => project.archivePart({ part }, anyTime));
        await pipeline(Readable.from(lines), response);
        return;
      }
      const { assignment, teams: whole } = await readGrades(db, assignmentId);
      const teams = whole.flatMap((grades) => project.teamGrades({ grades }, anyTime) ?? []);
      if (format === 'canvas') response.send(canvasCsv(assignment, students(teams)));
      else if (format === 'moodle') response.send(moodleCsv(assignment, students(teams)));
      else {
        const graded = [];
        const closesAt = await closingOf(db, assignmentId);
        for (const { grade, members, runId } of teams) {
          // Nobody's: all have left, before they handed anything in.
          if (members.length === 0 && grade.submissionId === null) continue;
          const run = runId && grade.submissionId ? await findGradedRun(db, grade.submissionId, runId) : null;
          const at = circumstances(closesAt, run?.version.visibility);
          graded.push({ grade, members, result: run && project.result(wholeResult(run), at), at });
        }
        response.json(gradescopeResults(assignment, graded));
      }
    },
  );
}
