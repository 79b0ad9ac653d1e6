import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { countNetemWorkers, type Database, offerNetem } from '@gradewire/db';
import { handIn, makeCourse } from '../test/course.ts';
import { containersOf, meansFor } from '../test/means.ts';
import { testPostgres } from '../test/servers.ts';
import { until } from '../test/until.ts';
import type { WorkerEvent } from './events.ts';
import { machineKernel } from './kernel.ts';
import { startWorker } from './start-worker.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

const stateOf = async ({ prisma }: Database, id: string) =>
  (await prisma.run.findUniqueOrThrow({ where: { id } })).state;
const probed = (events: readonly WorkerEvent[]) => events.find((event) => event.kind === 'kernel');

test('a run for netem where no kernel has it: no fault and no rest, it ends with the reason; others are graded meanwhile', async (t) => {
  await using db = await postgres.database();
  const { options, events, kinds, blobs, docker } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db, { link: 'netem' }));
  const others = await handIn(db, blobs, await makeCourse(db));
  {
    await using _worker = startWorker(options);
    await until(() => probed(events) !== undefined);
    if (probed(events)!.netem.netem) return t.skip('this kernel has netem: nothing is to be refused');
    await until(async () => (await stateOf(db, runId)) === 'incomplete');
    await until(async () => (await stateOf(db, others.runId)) === 'done');
  }
  const run = await db.prisma.run.findUniqueOrThrow({ where: { id: runId }, include: { attempts: true } });
  assert.match(run.note!, /^netem: the kernel .* kind is unknown.* no worker is connected that has: publish a version/);
  assert.deepEqual([run.failures, run.attempts.map(({ ending }) => ending)], [0, ['committed']]);
  const claimed = events.flatMap((event) => (event.kind === 'claimed' ? [event.runId] : []));
  assert.deepEqual(claimed, [others.runId, runId], 'left to somebody with netem, for as long as one may come back');
  const refused = events.flatMap((event) => (event.kind === 'committed' && event.incomplete ? [event.incomplete] : []));
  assert.deepEqual(refused, [run.note]);
  assert.deepEqual([kinds('faulted'), kinds('paused')], [[], []]);
  assert.equal(await db.prisma.score.count(), 1);
  assert.deepEqual(await containersOf(docker, process.pid), []);
});

test('runs for netem are left to a worker that has it while it is connected, and for a while after', async (t) => {
  await using db = await postgres.database();
  const { options, events } = await meansFor(db, postgres.folder);
  const goneAfterMs = 400;
  await using kernel = machineKernel(options, options.onEvent!, goneAfterMs);
  assert.equal(await kernel.leavesNetem(), true, 'nothing is known yet of this kernel');
  await until(() => probed(events) !== undefined);
  if (probed(events)!.netem.netem) return t.skip('this kernel has netem: nothing is to be left');
  await until(async () => !(await kernel.leavesNetem()));
  {
    await using _other = offerNetem(options.db.pool, 'without-seed');
    await until(async () => (await countNetemWorkers(db.pool)) === 1);
    assert.equal(await kernel.leavesNetem(), true);
    await pause(2 * goneAfterMs);
    assert.equal(await kernel.leavesNetem(), true);
  }
  await until(async () => (await countNetemWorkers(db.pool)) === 0);
  assert.equal(await kernel.leavesNetem(), true, 'it may be started again');
  await until(async () => !(await kernel.leavesNetem()));
});

test('a worker whose kernel has netem is known by it to others, as long as it lives', async (t) => {
  await using db = await postgres.database();
  const { options, events } = await meansFor(db, postgres.folder);
  {
    await using _worker = startWorker(options);
    await until(() => probed(events) !== undefined);
    const { netem } = probed(events)!;
    t.diagnostic(JSON.stringify(netem));
    if (netem.netem) await until(async () => (await countNetemWorkers(db.pool)) === 1);
  }
  await until(async () => (await countNetemWorkers(db.pool)) === 0);
});

test('a probe that fails is told, and the worker goes on', async () => {
  await using db = await postgres.database();
  const { options, events, kinds, blobs } = await meansFor(db, postgres.folder);
  // The first to ask for the lab's image is the probe.
  let isAsked = false;
  const ensure: typeof options.images.ensure = async (name) => {
    if (isAsked) return options.images.ensure(name);
    isAsked = true;
    throw new Error('no space left on device');
  };
  const { runId } = await handIn(db, blobs, await makeCourse(db));
  await using _worker = startWorker({ ...options, images: { ...options.images, ensure } });
  await until(async () => (await stateOf(db, runId)) === 'done');
  const told = events.flatMap((event) => (event.kind === 'kernel-unknown' ? [event.message] : []));
  assert.deepEqual(told, ['what this kernel can do is unknown: no space left on device']);
  assert.deepEqual(kinds('faulted'), []);
});
