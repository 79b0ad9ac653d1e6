import assert from 'node:assert/strict';
import { claimRun, commitAttempt } from '@gradewire/db';
import { archiveOf } from '../../../api/src/testing/archive.ts';
import { done, gzip, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Assignment } from './assignments.ts';
import type { Course } from './courses.ts';

/** A class of one: the team's client with its own server. */
export async function walkMatrix({ owner, service }: Ground, course: Course, { assignmentId }: Assignment) {
  const here = { path: { assignmentId } };
  const archive = gzip(await archiveOf({ 'python/server.py': 'print(4)' }));
  const ada = course.ada.client;
  const sent = await done(ada.POST('/v1/assignments/{assignmentId}/submissions', { params: here, ...archive }));
  const { fence, teamId } = (await claimRun(service.db.pool, { worker: 'test', leaseMs: 60_000 }))!;
  const asOf = new Date(sent.receivedAt);
  const subject = { teamId, folder: 'python', language: 'python', submissionId: null, graded: true, asOf };
  const feedback = [{ code: 'server-never-replies', text: 'The server never replies.' }];
  const verdict = { outcome: 'timed-out', blame: 'server', points: 0, maxPoints: 0, hidden: false, feedback } as const;
  await commitAttempt(service.db.pool, fence, {
    ...{ state: 'done', result: {}, cases: [], artefacts: [], score: { raw: 9, late: 0, max: 10 }, wantsMatrix: true },
    matrix: { teamId, asOf, subjects: [subject], pairs: [{ client: 0, server: 0, ...verdict }] },
  });

  const matrix = await done(owner.GET('/v1/assignments/{assignmentId}/matrix', { params: here }));
  assert.ok(typeof matrix === 'object', 'JSON unless another format is asked for');
  assert.equal(matrix.subjects[0]?.label, 'Red: python');
  const [cell] = matrix.cells;
  assert.deepEqual([cell?.outcome, cell?.since.submissionId], ['timed-out', sent.id]);
  const table = (format: 'csv' | 'html') =>
    done(
      owner.GET('/v1/assignments/{assignmentId}/matrix', { params: { ...here, query: { format } }, parseAs: 'text' }),
    );
  assert.match(String(await table('csv')), /Red: python/);
  assert.match(String(await table('html')), /<th scope="row">Red: python/);

  const past = (server: string) => {
    const query = { client: cell!.client, server };
    return ada.GET('/v1/assignments/{assignmentId}/matrix/history', { params: { ...here, query } });
  };
  assert.equal((await done(past(cell!.server))).items.length, 1);
  await refused(past(crypto.randomUUID()), 'not-found', /pair/);
}
