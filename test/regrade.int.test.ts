import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { buildCache, imageStore } from '@gradewire/engine';
import { spawnWorker, startDispatcher, startWorker, type WorkerEvent, type WorkerOptions } from '@gradewire/worker';
import { type Client, client } from '../api/src/testing/client.ts';
import { seedCourse, seedPerson, seedTeam } from '../api/src/testing/seed.ts';
import { type Service, startService } from '../api/src/testing/service.ts';
import { type Step, steps } from '../worker/src/attempt/steps.ts';
import { archiveOf, buildsFolder } from '../worker/test/course.ts';
import { meansFor } from '../worker/test/means.ts';
import { until } from '../worker/test/until.ts';

let service: Service;
let means: WorkerOptions;
let staff: Client;
let red: Client;
let assignment: string;
let teamId: string;
let submission: { readonly id: string; readonly links: { readonly self: string; readonly result: string } };

/** A version of the assignment as a draft, with the points of the reference case halved or as they are. */
async function draft(config: object): Promise<string> {
  const made = await staff.post(`${assignment}/versions`, { kit: 'hello-internet', config });
  assert.equal(made.status, 201, made.text);
  return made.body.id;
}

/** One submission of one team, in C, graded over HTTP and by a worker with Docker. */
before(async () => {
  service = await startService();
  const { db, url, blobs, blobsFolder } = service;
  const courseId = await seedCourse(db);
  teamId = await seedTeam(db, courseId, 'Red');
  staff = client(url, (await seedPerson(db, courseId, 'instructor')).key);
  red = client(url, (await seedPerson(db, courseId, 'student', { teamId })).key);
  const made = await staff.post(`/v1/courses/${courseId}/assignments`, { slug: 'hello', title: 'Hello Internet' });
  assignment = `/v1/assignments/${made.body.id}`;
  const published = await staff.post(`${assignment}/versions/${await draft({})}/publish`, { withoutTrial: 'a test' });
  assert.equal(published.status, 200, published.text);
  const archive = Buffer.concat(await archiveOf(['c']).toArray());
  const sent = await red.upload(`${assignment}/submissions`, archive);
  assert.equal(sent.status, 202, sent.text);
  submission = sent.body;
  const { options, events } = await meansFor(db, path.dirname(blobsFolder));
  means = options;
  await using _worker = startWorker({ ...options, blobs, lanes: ['official'] });
  await until(async () => {
    assert.deepEqual(
      events.filter(({ kind }) => kind === 'faulted'),
      [],
    );
    return (await red.get(submission.links.self)).body.run.state === 'done';
  }, 240_000);
});
after(() => service[Symbol.asyncDispose]());

/** A worker on a machine without Docker: whatever it does, it starts no container. */
function withoutDocker(onEvent: (event: WorkerEvent) => void = () => {}): WorkerOptions {
  const Docker = means.docker.constructor as new (of: { socketPath: string }) => WorkerOptions['docker'];
  const docker = new Docker({ socketPath: '/nonexistent/docker.sock' });
  const images = imageStore(docker, { ensureBaseImage: async () => {} });
  const { db, blobs } = service;
  const cache = buildCache(buildsFolder);
  return { db, blobs, docker, images, cache, pollMs: 50, minFreeBytes: 0, leaseMs: 3000, onEvent };
}

const regradeTo = async (toVersionId: string, more: object = {}) => {
  const begun = await staff.post(`${assignment}/regrades`, { toVersionId, reason: 'the rubric was unfair', ...more });
  assert.equal(begun.status, 202, begun.text);
  return begun.body;
};
const inPreview = (id: string) =>
  until(async () => (await staff.get(`/v1/regrades/${id}`)).body.state === 'preview', 60_000);
const linePoints = (result: { subjects: { lines: { id: string; points: number }[] }[] }) =>
  Object.fromEntries(result.subjects[0]!.lines.map(({ id, points }) => [id, points]));

test('judged again by the same rubric, a run comes to the same in every detail, and nothing is run', async () => {
  const before = (await staff.get(submission.links.result)).body;
  const regrade = await regradeTo(await draft({}));
  assert.deepEqual([regrade.judgeOnly, regrade.judged, regrade.state], [true, 1, 'running']);
  const events: WorkerEvent[] = [];
  await using _worker = startWorker(withoutDocker((event) => events.push(event)));
  await inPreview(regrade.id);
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'faulted'),
    [],
  );
  const [one] = (await staff.get(`/v1/regrades/${regrade.id}/differences`)).body.items;
  assert.deepEqual([one.status, one.difference, one.cases, one.judgedOnly, one.note], ['proposed', 0, [], true, null]);
  const seen = (await staff.get(`${submission.links.result}?run=${one.runId}`)).body;
  const { runId: _old, versionNumber: _1, endedAt: _then, reason: _official, score: _score, ...was } = before;
  const { runId: _new, versionNumber: _2, endedAt: _now, reason, score: _none, ...is } = seen;
  assert.equal(reason, 'regrade');
  assert.deepEqual(is, was);
  assert.equal((await staff.post(`/v1/regrades/${regrade.id}/discard`)).status, 200);
});

test('other points: previewed without a container, applied, and in the history', async () => {
  const before = (await red.get(submission.links.result)).body;
  const scores = `${assignment}/teams/${teamId}/scores`;
  await staff.post(scores, { adjustment: 2, reason: 'good comments' });
  const captures = (await red.get(`/v1/submissions/${submission.id}/artefacts`)).body.items;
  assert.ok(captures.length > 0);
  const regrade = await regradeTo(await draft({ points: { client: { reference: 8 } }, interopFullAt: 0.5 }));
  assert.equal(regrade.judgeOnly, true);
  await using _worker = startWorker(withoutDocker());
  await inPreview(regrade.id);

  const { items } = (await staff.get(`/v1/regrades/${regrade.id}/differences?changed=true`)).body;
  assert.equal(items.length, 1);
  assert.equal(items[0].difference, -8);
  assert.deepEqual(
    [items[0].before.adjustment, items[0].after.adjustment, items[0].after.reason],
    [2, 2, 'good comments'],
  );
  const reference = items[0].cases.find(({ caseId }: { caseId: string }) => caseId === 'reference/c/client');
  assert.equal(reference.before.maxPoints - reference.after.maxPoints, 8);
  // Until it is applied, nothing of it is there for the team.
  assert.deepEqual((await red.get(submission.links.result)).body.subjects, before.subjects);
  assert.equal((await red.get(submission.links.self)).body.run.reason, 'official');
  assert.equal((await red.get(scores)).body.items.length, 2);
  assert.equal((await red.get(`${submission.links.result}?run=${items[0].runId}`)).status, 404);

  const applied = await staff.post(`/v1/regrades/${regrade.id}/apply`);
  assert.deepEqual([applied.status, applied.body.applied, applied.body.leftOut], [200, 1, []], applied.text);
  const now = (await red.get(submission.links.result)).body;
  assert.equal(now.reason, 'regrade');
  assert.equal(now.score.final, before.score.final + 2 - 8);
  assert.equal(linePoints(before)['client/reference']! - linePoints(now)['client/reference']!, 8);
  const history = (await red.get(scores)).body.items;
  assert.deepEqual(
    history.map(({ standing, regradeReason }: Record<string, unknown>) => [standing, regradeReason]),
    [
      ['current', 'the rubric was unfair'],
      ['superseded', null],
      ['superseded', null],
    ],
  );
  const carried = (await red.get(`/v1/submissions/${submission.id}/artefacts`)).body.items;
  const named = (list: { name: string; digest: string }[]) => list.map(({ name, digest }) => [name, digest]);
  assert.deepEqual(named(carried), named(captures));
  assert.equal((await red.get(carried[0].href)).status, 200);
});

test('what would be run otherwise is not judged: it is run, or as it is told to, run again', async () => {
  for (const [config, more] of [
    [{ clientWithinMs: 6000 }, {}],
    [{}, { runAgain: true }],
  ] as const) {
    const regrade = await regradeTo(await draft(config), more);
    assert.deepEqual([regrade.judgeOnly, regrade.judged], [false, 0]);
    assert.equal((await staff.post(`/v1/regrades/${regrade.id}/discard`)).body.state, 'discarded');
  }
});

test('a worker dies after any step of judging: one proposal in the end, and one score', async (t) => {
  const { db, blobsFolder } = service;
  const queue = { databaseUrl: db.url };
  await using _dispatcher = await startDispatcher({ db, queue, onEvent: () => {}, reconcileEveryMs: 200 });
  const toVersionId = await draft({ points: { client: { reference: 12 } } });
  const common = { builds: buildsFolder, graceMs: 1000, leaseMs: 3000, onLine: () => {} };
  const dying = (crashAfter: Step) =>
    spawnWorker({ queue, blobs: { kind: 'folder', folder: blobsFolder }, ...common, crashAfter });
  for (const step of steps) {
    await t.test(step, async () => {
      const regrade = await regradeTo(toVersionId);
      await using doomed = dying(step);
      assert.equal(await doomed.ended, 'SIGKILL');
      await using _heir = startWorker({ ...withoutDocker(), name: 'heir' });
      await inPreview(regrade.id);
      const where = { regradeBatchId: regrade.id };
      const run = await db.prisma.run.findFirstOrThrow({
        where,
        include: { attempts: { orderBy: { number: 'asc' } } },
      });
      const endings = run.attempts.map(({ ending }) => ending);
      assert.deepEqual(endings, step === 'committed' ? ['committed'] : ['lost', 'committed']);
      assert.equal(await db.prisma.score.count({ where }), 1);
      assert.equal(await db.prisma.score.count({ where: { teamId, standing: 'current' } }), 1);
      const end = step === 'committed' ? 'apply' : 'discard';
      assert.equal((await staff.post(`/v1/regrades/${regrade.id}/${end}`)).status, 200);
    });
  }
  assert.equal(await db.prisma.score.count({ where: { teamId, standing: 'current' } }), 1);
});

/** A worker with Docker runs the batch's one run after all, and says why. */
async function isRunAfterAll(regrade: { id: string; judgeOnly: boolean }, why: RegExp): Promise<void> {
  const { db, blobs, blobsFolder } = service;
  assert.equal(regrade.judgeOnly, true);
  const { options } = await meansFor(db, path.dirname(blobsFolder));
  await using _worker = startWorker({ ...options, blobs });
  await until(async () => (await staff.get(`/v1/regrades/${regrade.id}`)).body.state === 'preview', 240_000);
  const now = (await staff.get(`/v1/regrades/${regrade.id}`)).body;
  assert.deepEqual([now.judgeOnly, now.judged, now.runs.done], [false, 0, 1]);
  const [one] = (await staff.get(`/v1/regrades/${regrade.id}/differences`)).body.items;
  assert.match(one.note, why);
  assert.equal((await staff.post(`/v1/regrades/${regrade.id}/discard`)).status, 200);
}

test('observations of another image than this server has: the run is made after all, and says why', async () => {
  const { db, blobs } = service;
  const { runId } = await db.prisma.score.findFirstOrThrow({ where: { teamId, standing: 'current' } });
  const kept = await db.prisma.artefact.findFirstOrThrow({ where: { runId, kind: 'result' } });
  const result = JSON.parse(Buffer.concat(await (await blobs.get(kept.blobKey))!.toArray()).toString());
  assert.match(result.recipes['lang-c'], /^[0-9a-f]{16}$/);
  const older = Buffer.from(JSON.stringify({ ...result, recipes: { ...result.recipes, 'lang-c': 'older' } }));
  const blobKey = `${kept.blobKey}-older`;
  await blobs.put(blobKey, Readable.from([older]));
  const digest = `sha256:${createHash('sha256').update(older).digest('hex')}`;
  await db.prisma.artefact.update({ where: { id: kept.id }, data: { blobKey, digest } });
  const regrade = await regradeTo(await draft({ points: { client: { reference: 4 } } }));
  await isRunAfterAll(regrade, /its image lang-c is older, not [0-9a-f]{16}$/);
});

test('observations that are gone: the run is made after all, and says why', async () => {
  const { db, blobs } = service;
  const regrade = await regradeTo(await draft({ points: { client: { reference: 4 } } }));
  const kept = await db.prisma.artefact.findMany({ where: { kind: 'observations', run: { teamId } } });
  for (const { blobKey } of kept) await blobs.delete(blobKey);
  await isRunAfterAll(regrade, /its observations were not kept/);
});
