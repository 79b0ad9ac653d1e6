import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { archiveOf } from '../../../api/src/testing/archive.ts';
import { caseOf, gradeNext } from '../../../api/src/testing/grade.ts';
import { done, gzip, raw, refused } from '../client.ts';
import type { Ground } from '../ground.ts';
import type { Assignment } from './assignments.ts';
import type { Course } from './courses.ts';

const log = Buffer.from('compiled\n');

/** A log that the worker would have kept. */
async function keepLog({ blobs }: Ground['service']) {
  await blobs.put('logs/build', Readable.from([log]));
  const digest = `sha256:${createHash('sha256').update(log).digest('hex')}` as const;
  const place = { name: 'build.log', mediaType: 'text/plain', blobKey: 'logs/build', sizeBytes: log.length };
  return { kind: 'log' as const, ...place, digest, hidden: false };
}

/** A student hands in, follows it, and reads what was found; then takes one back. Returns the graded submission's id. */
export async function walkSubmissions({ service }: Ground, course: Course, { assignmentId }: Assignment) {
  const { client: ada } = course.ada;
  const here = { params: { path: { assignmentId } } };
  const submit = (body: ReturnType<typeof raw>, header: { 'idempotency-key'?: string } = {}, by = ada) =>
    by.POST('/v1/assignments/{assignmentId}/submissions', { params: { path: { assignmentId }, header }, ...body });
  const first = gzip(await archiveOf({ 'python/client.py': 'print(1)' }));
  const second = gzip(await archiveOf({ 'python/client.py': 'print(2)' }));
  await refused(submit(raw('no archive', 'application/zip')), 'archive-refused');
  await refused(submit(raw('{"repository": "uni/red"}', 'application/json')), 'invalid-body', /commit/);
  const unbound = JSON.stringify({ repository: 'uni/red', commit: '0'.repeat(40) });
  await refused(submit(raw(unbound, 'application/json')), 'source-unavailable', /not bound/);
  await refused(submit(raw('print(1)', 'text/x-python')), 'unsupported-media-type');
  await refused(submit(first, {}, course.loner), 'conflict', /no team/);
  const sent = await done(submit(first, { 'idempotency-key': 'ada-1' }));
  assert.equal((await done(submit(first, { 'idempotency-key': 'ada-1' }))).id, sent.id);
  await refused(submit(second, { 'idempotency-key': 'ada-1' }), 'idempotency-key-reused');

  const submissionId = sent.id;
  const one = { params: { path: { submissionId } } };
  assert.equal((await done(ada.GET('/v1/submissions/{submissionId}', one))).run?.position, 0);
  await refused(ada.GET('/v1/submissions/{submissionId}/result', one), 'conflict', /no result yet/);
  const artefacts = [await keepLog(service)];
  const watched = done(ada.GET('/v1/submissions/{submissionId}/events', { ...one, parseAs: 'text' }));
  const cases = [caseOf('reference/python/client', { points: 7 }), caseOf('peer/python/client/reset')];
  await gradeNext(service.db, cases, { artefacts });
  const events = [...(await watched).matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
  assert.deepEqual([events.at(-1).run.state, events.at(-1).score.final], ['done', 17]);

  const listed = await done(ada.GET('/v1/assignments/{assignmentId}/submissions', here));
  assert.deepEqual(
    listed.items.map(({ id, score }) => [id, score?.final]),
    [[submissionId, 17]],
  );
  const result = await done(ada.GET('/v1/submissions/{submissionId}/result', one));
  assert.deepEqual([result.cases.length, result.score?.final], [2, 17]);
  const [artefact] = (await done(ada.GET('/v1/submissions/{submissionId}/artefacts', one))).items;
  const which = { params: { path: { artefactId: artefact!.id } } };
  const content = await done(ada.GET('/v1/artefacts/{artefactId}', { ...which, parseAs: 'text' }));
  assert.equal(content, log.toString());

  const { id: another } = await done(submit(second));
  const taken = await done(
    ada.POST('/v1/submissions/{submissionId}/cancel', { params: { path: { submissionId: another } } }),
  );
  assert.equal(taken.run?.state, 'cancelled');
  return submissionId;
}

/** The only self-check of the day, and a second one. */
export async function walkSelfChecks({ service }: Ground, course: Course, { assignmentId }: Assignment): Promise<void> {
  const here = { params: { path: { assignmentId } } };
  const archive = gzip(await archiveOf({ 'python/client.py': 'print(3)' }));
  const check = () => course.ada.client.POST('/v1/assignments/{assignmentId}/self-checks', { ...here, ...archive });
  assert.equal((await done(check())).run?.reason, 'self-check');
  const { claim } = await gradeNext(service.db, [caseOf('reference/python/client')], { score: false });
  assert.equal(claim.reason, 'self-check');
  await refused(check(), 'quota-exhausted', /next at/);
  const left = course.ada.client.GET('/v1/assignments/{assignmentId}/self-checks/quota', here);
  assert.deepEqual([(await done(left)).day.used, (await done(left)).day.remaining], [1, 0]);
  await refused(course.loner.GET('/v1/assignments/{assignmentId}/self-checks/quota', here), 'conflict', /no team/);
}
