import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { kits } from '@gradewire/kits';
import { archiveOf } from './testing/archive.ts';
import { client } from './testing/client.ts';
import { caseOf, gradeNext } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { type Service, startService } from './testing/service.ts';

let service: Service;
before(async () => {
  service = await startService();
});
after(() => service[Symbol.asyncDispose]());

const kit = kits.find(({ id }) => id === 'hello-internet')!;
const seed = 7;
const cases = [caseOf('reference/python')];
const ranIn = { lab: 'a1', 'peers-hello-internet': 'b1', 'lang-python': 'c1' };

/** What a worker commits that ran it in these images. */
const resultIn = (recipes: object, digest = '') => ({
  result: { kit: kit.id, kitVersion: kit.version, seed, source: { digest }, link: { backend: 'emulator' }, recipes },
});

/** A team's submission that was run in these images, whose observations are kept. */
async function scene(recipes: object = ranIn) {
  const { db, url, blobs } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId);
  const teamId = await seedTeam(db, courseId, 'Red');
  const assignment = `/v1/assignments/${assignmentId}`;
  const staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  const student = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
  const sent = await student.upload(`${assignment}/submissions`, await archiveOf({ 'a.py': 'a' }));
  const blobKey = `runs/${teamId}/observations`;
  await blobs.put(
    blobKey,
    (async function* () {
      yield Buffer.from('{}');
    })(),
  );
  const about = {
    name: 'observations.json',
    mediaType: 'application/json',
    sizeBytes: 2,
    digest: `sha256:${'0'.repeat(64)}`,
  };
  const observations = { kind: 'observations' as const, blobKey, hidden: true, ...about };
  await gradeNext(db, cases, { ...resultIn(recipes, sent.body.treeDigest), artefacts: [observations] });
  const content = { kit: kit.id, config: { interopFullAt: 0.5 }, seeds: [seed] };
  const versionId: string = (await staff.post(`${assignment}/versions`, content)).body.id;
  const version = `/v1/versions/${versionId}`;
  const tryIn = async (images: object) => {
    await staff.upload(`${version}/trial`, await archiveOf({ 'python/client.py': 'sample' }));
    await gradeNext(db, cases, resultIn(images));
  };
  const regrade = async () =>
    (await staff.post(`${assignment}/regrades`, { toVersionId: versionId, reason: 'why' })).body;
  return { staff, assignment, version, versionId, tryIn, regrade };
}

const noteOf = async ({ staff }: Awaited<ReturnType<typeof scene>>, { id }: { id: string }) =>
  (await staff.get(`/v1/regrades/${id}/differences`)).body.items[0].note;

test('what was observed in the images of the version is judged; what it does not name, the worker compares', async () => {
  const here = await scene();
  await here.tryIn({ ...ranIn, 'lang-go': 'd1' });
  const begun = await here.regrade();
  assert.deepEqual([begun.judgeOnly, begun.judged, await noteOf(here, begun)], [true, 1, null]);
  await here.staff.post(`/v1/regrades/${begun.id}/discard`);
  const untried = await scene();
  const open = await untried.regrade();
  assert.equal(open.judged, 1);
  await untried.staff.post(`/v1/regrades/${open.id}/discard`);
});

test('what was observed in another image is run again, and says in which, before and after it was run', async () => {
  const published = async (here: Awaited<ReturnType<typeof scene>>) => {
    const done = await here.staff.post(`${here.assignment}/versions/${here.versionId}/publish`);
    assert.equal(done.status, 200, done.text);
  };
  for (const prepare of [async () => {}, published]) {
    const here = await scene();
    await here.tryIn({ ...ranIn, 'lang-python': 'c2' });
    await prepare(here);
    const begun = await here.regrade();
    assert.deepEqual([begun.judgeOnly, begun.judged], [false, 0]);
    const why = 'run again: it was observed in the image lang-python c1, and the version is for c2';
    assert.equal(await noteOf(here, begun), why);
    await gradeNext(service.db, cases, resultIn({ ...ranIn, 'lang-python': 'c2' }));
    assert.equal(await noteOf(here, begun), why);
  }
});

test('a version that only a regrade previewed is published with what that was graded with', async () => {
  const here = await scene();
  const begun = await here.regrade();
  await gradeNext(service.db, cases, resultIn(ranIn));
  const applied = await here.staff.post(`/v1/regrades/${begun.id}/apply`);
  assert.equal(applied.status, 200, applied.text);
  const { state, imageDigests, points, kitVersion } = (await here.staff.get(here.version)).body;
  assert.deepEqual([state, imageDigests, points, kitVersion], ['published', ranIn, { all: 10 }, kit.version]);
});
