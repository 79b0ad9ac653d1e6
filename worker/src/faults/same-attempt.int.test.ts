import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { claimRun, newId } from '@gradewire/db';
import { handIn, makeCourse } from '../../test/course.ts';
import { meansFor, runContainersOf } from '../../test/means.ts';
import { testPostgres } from '../../test/servers.ts';
import { work } from '../attempt/work.ts';
import type { WorkerEvent } from '../events.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

for (const reason of ['official', 'self-check'] as const) {
  test(`two workers with the same attempt of a ${reason} run: one of them writes, once`, async () => {
    await using db = await postgres.database();
    const { options, blobs, docker } = await meansFor(db, postgres.folder);
    const { runId } = await handIn(db, blobs, await makeCourse(db), { reason });
    const claim = (await claimRun(options.db.pool, { worker: 'both', leaseMs: 30_000 }))!;
    const events: WorkerEvent[] = [];
    let graded = 0;
    const how = {
      leaseMs: 30_000,
      retryAfterMs: 10,
      signal: new AbortController().signal,
      onEvent: (event: WorkerEvent) => void events.push(event),
      onStep: (step: string) => void (step === 'graded' && graded++),
    };
    const outcomes = await Promise.all([work(options, claim, how), work(options, claim, how)]);
    // The second one is told that the attempt is committed, as it is when the answer to a commit was lost.
    assert.ok(outcomes.includes('committed') && !outcomes.includes('faulted'), outcomes.join());
    assert.ok(graded >= 1);
    const run = await db.prisma.run.findUniqueOrThrow({
      where: { id: runId },
      include: { cases: true, scores: true, artefacts: true, attempts: true },
    });
    assert.deepEqual(
      run.attempts.map(({ id, ending }) => [id, ending]),
      [[claim.fence, 'committed']],
    );
    assert.equal(run.scores.length, reason === 'official' ? 1 : 0);
    assert.equal(new Set(run.cases.map(({ caseId }) => caseId)).size, run.cases.length);
    assert.ok(run.cases.length > 10);
    if (reason === 'official') assert.equal(run.scores[0]!.raw.toNumber(), (run.result as { score: number }).score);
    // What is stored is what the rows say of it, whichever of the two came last.
    for (const { blobKey, digest, sizeBytes, name } of run.artefacts) {
      const bytes = await buffer((await blobs.get(blobKey))!);
      const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      assert.deepEqual([name, found, BigInt(bytes.length)], [name, digest, sizeBytes]);
    }
    assert.deepEqual(await runContainersOf(docker, process.pid), []);
  });
}

test('whoever comes with the fence of an attempt that never was, grades and writes nothing', async () => {
  await using db = await postgres.database();
  const { options, blobs } = await meansFor(db, postgres.folder);
  const { runId } = await handIn(db, blobs, await makeCourse(db));
  const claim = (await claimRun(options.db.pool, { worker: 'one', leaseMs: 30_000 }))!;
  const events: WorkerEvent[] = [];
  const forged = { ...claim, fence: newId() };
  const outcome = await work(options, forged, {
    leaseMs: 30_000,
    retryAfterMs: 10,
    signal: new AbortController().signal,
    onEvent: (event) => void events.push(event),
    onStep: () => {},
  });
  assert.equal(outcome, 'lost');
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['stale'],
  );
  assert.equal((await db.prisma.run.findUniqueOrThrow({ where: { id: runId } })).state, 'claimed');
  assert.equal(await db.prisma.caseResult.count(), 0);
});
