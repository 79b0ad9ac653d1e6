import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';
import { GradingResult } from '@gradewire/core';
import { cancelRun, type Database } from '@gradewire/db';
import { handIn, makeCourse } from '../test/course.ts';
import { containersOf, meansFor, runContainersOf } from '../test/means.ts';
import { testPostgres } from '../test/servers.ts';
import { until } from '../test/until.ts';
import { startWorker } from './start-worker.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

const stateOf = async ({ prisma }: Database, id: string) =>
  (await prisma.run.findUniqueOrThrow({ where: { id } })).state;
const hour = 3_600_000;

test('a submission is graded by one of two workers: score, cases and artefacts are there, once', async () => {
  await using db = await postgres.database();
  const { options, events, kinds, blobs, docker } = await meansFor(db, postgres.folder);
  const dueAt = new Date(Date.now() - 25 * hour);
  const course = await makeCourse(db, { dueAt, latePercentPerDay: 10, hidden: ['usage'], without: [] });
  const { runId } = await handIn(db, blobs, course);
  {
    await using _one = startWorker({ ...options, captureDays: 3, name: 'one' });
    await using _other = startWorker({ ...options, captureDays: 3, name: 'other' });
    await until(async () => (await stateOf(db, runId)) === 'done', 180_000);
  }
  assert.equal(kinds('claimed').length, 1);
  assert.equal(kinds('committed').length, 1);
  assert.deepEqual(kinds('database-trouble'), [], JSON.stringify(events));

  const run = await db.prisma.run.findUniqueOrThrow({
    where: { id: runId },
    include: { cases: true, scores: true, artefacts: true, attempts: true },
  });
  assert.deepEqual(
    run.attempts.map(({ ending, number }) => [ending, number]),
    [['committed', 1]],
  );
  const [score, ...more] = run.scores;
  assert.deepEqual(more, []);
  assert.ok(score!.raw.toNumber() > 50, `a good client and server earn most points: ${score!.raw}`);
  assert.equal(score!.late.toNumber(), Math.round(score!.raw.toNumber() * 200) / 1000, 'two days have begun');
  assert.equal(score!.standing, 'current');

  const named = (name: string) => run.artefacts.find((one) => one.name === name)!;
  const content = async (key: string) => Buffer.concat(await (await blobs.get(key))!.toArray());
  const result = GradingResult.parse(JSON.parse((await content(named('result.json').blobKey)).toString()));
  assert.equal(result.score, score!.raw.toNumber());
  assert.equal(result.seed, 7);
  assert.deepEqual(run.cases.map(({ caseId }) => caseId).sort(), result.cases.map(({ id }) => id).sort());
  for (const one of run.cases) assert.equal(one.hidden, one.caseId.startsWith('usage/'), one.caseId);
  assert.ok(run.cases.some(({ hidden }) => hidden) && run.cases.some(({ hidden }) => !hidden));
  const captures = run.artefacts.filter(({ kind }) => kind === 'capture');
  const hoursLeft = captures.map(({ expiresAt }) => (expiresAt!.getTime() - Date.now()) / hour);
  assert.ok(hoursLeft.length > 0 && hoursLeft.every((left) => left > 71 && left <= 72), `${hoursLeft}`);
  for (const one of run.artefacts) {
    const bytes = await content(one.blobKey);
    assert.equal(BigInt(bytes.length), one.sizeBytes);
    assert.equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, one.digest);
  }
  assert.deepEqual(await containersOf(docker, process.pid), []);
});

test('a self-check runs the public cases only: of the others there is no name, no count and no time', async () => {
  await using db = await postgres.database();
  const { options, blobs } = await meansFor(db, postgres.folder);
  const hidden = ['usage', 'pair', 'peer/c/server'];
  const course = await makeCourse(db, { hidden, untilClosed: ['challenge'], without: [] });
  const [official, check] = [
    await handIn(db, blobs, course),
    await handIn(db, blobs, course, { reason: 'self-check' }),
  ];
  const planned = new Set<unknown>();
  {
    await using _worker = startWorker({ ...options, leaseMs: 900 });
    await until(async () => {
      const attempt = await db.prisma.runAttempt.findFirst({ where: { runId: check.runId } });
      planned.add((attempt?.progress as { casesPlanned?: number } | undefined)?.casesPlanned);
      return (await stateOf(db, check.runId)) === 'done';
    }, 180_000);
  }
  const runOf = async ({ runId }: { runId: string }) => {
    const run = await db.prisma.run.findUniqueOrThrow({
      where: { id: runId },
      include: { cases: true, scores: true, artefacts: true },
    });
    const stored = run.artefacts.find(({ kind }) => kind === 'result')!;
    const text = Buffer.concat(await (await blobs.get(stored.blobKey))!.toArray()).toString();
    return { run, text, result: GradingResult.parse(JSON.parse(text)) };
  };
  const [whole, some] = [await runOf(official), await runOf(check)];
  const concealed = /usage\/|pair\/|peer\/c\/server|challenge/;
  assert.match(whole.text, concealed);
  assert.doesNotMatch(some.text, concealed);
  assert.doesNotMatch(
    JSON.stringify(some.run.artefacts.map(({ name }) => name)),
    /usage|pair|peer\+c\+server|challenge/,
  );
  assert.deepEqual(some.run.scores, []);
  assert.deepEqual([whole.result.scope, some.result.scope], ['all', 'public']);
  const shown = whole.result.cases.filter(({ id }) => !concealed.test(id)).map(({ id }) => id);
  assert.deepEqual(some.result.cases.map(({ id }) => id).sort(), shown.sort());
  assert.ok(some.run.cases.every(({ hidden }) => !hidden));
  assert.ok(
    [...planned].every((count) => count === undefined || (count as number) <= shown.length),
    [...planned].join(),
  );
  const [subject] = some.result.subjects;
  assert.ok(
    subject!.maxScore < 100 && subject!.score <= subject!.maxScore,
    `${subject!.score} of ${subject!.maxScore}`,
  );
  assert.equal(some.result.maxScore, subject!.maxScore);
});

test('a run that is cancelled while it is graded: the worker stops and writes nothing', async () => {
  await using db = await postgres.database();
  const { options, events, kinds, blobs, docker } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db, { without: [] }));
  await using _worker = startWorker({ ...options, leaseMs: 900 });
  const phase = async () =>
    (await db.prisma.runAttempt.findFirst({ where: { runId } }))?.progress as { phase?: string };
  await until(async () => (await phase())?.phase === 'running', 180_000);
  assert.equal(await cancelRun(db.pool, runId, 'not wanted any more'), true);
  await until(() => kinds('stale').length === 1);
  assert.deepEqual(
    events.filter(({ kind }) => kind === 'committed' || kind === 'faulted'),
    [],
  );
  assert.deepEqual(
    await Promise.all([db.prisma.score.count(), db.prisma.caseResult.count(), db.prisma.artefact.count()]),
    [0, 0, 0],
  );
  assert.deepEqual(await runContainersOf(docker, process.pid), []);
});

test('a worker that is told to stop gives its run back, which is no failure', async () => {
  await using db = await postgres.database();
  const { options, kinds, blobs, docker } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db));
  const stop = new AbortController();
  const onEvent: typeof options.onEvent = (event) => {
    options.onEvent!(event);
    if (event.kind === 'claimed') stop.abort();
  };
  await using worker = startWorker({ ...options, graceMs: 50, signal: stop.signal, onEvent });
  await worker.ended;
  assert.equal(kinds('released').length, 1);
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { attempts: true } });
  assert.deepEqual([run.state, run.failures, run.attempts[0]?.ending], ['waiting', 0, 'released']);
  assert.deepEqual(await containersOf(docker, process.pid), []);
});

test('a worker that is told to stop gives its run back before what it broke off has ended', async () => {
  await using db = await postgres.database();
  const { options, kinds, blobs } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db));
  const { promise: slow, resolve: goOn } = Promise.withResolvers<void>();
  const stop = new AbortController();
  const images: typeof options.images = {
    ...options.images,
    // As where an image has to be built first, which takes minutes.
    async ensure(...args) {
      await slow;
      return options.images.ensure(...args);
    },
  };
  const onEvent: typeof options.onEvent = (event) => {
    options.onEvent!(event);
    if (event.kind === 'claimed') stop.abort();
  };
  await using worker = startWorker({ ...options, images, graceMs: 50, signal: stop.signal, onEvent });
  try {
    await until(() => kinds('released').length === 1);
    assert.equal(await stateOf(db, runId), 'waiting');
    assert.deepEqual(kinds('ended'), []);
  } finally {
    goOn();
  }
  await worker.ended;
  assert.deepEqual([kinds('released').length, kinds('stale'), kinds('faulted')], [1, [], []]);
});

test('faults of ours: three attempts, then the run is incomplete without a score, and the worker rests', async () => {
  await using db = await postgres.database();
  const { options, events, blobs } = await meansFor(db, postgres.folder);
  const { runId, submissionId } = await handIn(db, blobs, await makeCourse(db));
  const { blobKey } = await db.prisma.submission.findUniqueOrThrow({ where: { id: submissionId } });
  await blobs.delete(blobKey);
  await using _worker = startWorker({ ...options, retryAfterMs: 10 });
  await until(async () => (await stateOf(db, runId)) === 'incomplete');
  await until(() => events.some((event) => event.kind === 'paused' && event.why.includes('in a row')));
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { attempts: true } });
  assert.equal(run.failures, 3);
  assert.match(run.note!, /not in the blob store/);
  assert.deepEqual(
    run.attempts.map(({ ending }) => ending),
    ['faulted', 'faulted', 'faulted'],
  );
  assert.equal(await db.prisma.score.count(), 0);
});

test('no run is claimed while the disk is nearly full', async () => {
  await using db = await postgres.database();
  const { options, kinds, blobs } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db));
  await using _worker = startWorker({ ...options, minFreeBytes: Number.MAX_SAFE_INTEGER });
  await until(() => kinds('paused').length === 1);
  assert.equal(await stateOf(db, runId), 'waiting');
});

test('nor where the disk is that the run itself would fill, with blobs elsewhere', async () => {
  await using db = await postgres.database();
  const { options, events, blobs } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db));
  const elsewhere = { ...blobs, freeSpace: async () => Number.POSITIVE_INFINITY };
  await using _worker = startWorker({ ...options, blobs: elsewhere, minFreeBytes: Number.MAX_SAFE_INTEGER });
  await until(() => events.some((event) => event.kind === 'paused' && event.why.startsWith(`${tmpdir()} has`)));
  assert.equal(await stateOf(db, runId), 'waiting');
});
