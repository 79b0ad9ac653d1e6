import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { after, test } from 'node:test';
import { type Database, readQuota } from '@gradewire/db';
import { buildsFolder, handIn, makeCourse } from '../test/course.ts';
import { containersOf, meansFor } from '../test/means.ts';
import { type TestDatabase, testPostgres, workerUrl } from '../test/servers.ts';
import { until } from '../test/until.ts';
import { type Step, steps } from './attempt/steps.ts';
import { startDispatcher } from './dispatch/dispatcher.ts';
import { repeat } from './dispatch/repeat.ts';
import { prepareQueue } from './queue/backend.ts';
import { startWorker } from './start-worker.ts';
import { spawnWorker } from './worker-process.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

interface SceneOptions {
  readonly crashAfter?: Step;
  readonly without?: readonly string[];
  readonly reason?: 'official' | 'self-check';
}

/** Long enough that the cases still run when it is seen that they do. */
const wholeRun: SceneOptions = { without: [] };

/** A worker in a process of its own, a dispatcher, and a run that waits. */
async function scene(db: TestDatabase, { crashAfter, reason = 'official', ...more }: SceneOptions = {}) {
  const { options, blobs, blobsFolder, docker } = await meansFor(db, postgres.folder);
  const queue = { databaseUrl: db.url };
  const lines: string[] = [];
  await using started = new AsyncDisposableStack();
  started.use(await startDispatcher({ db, queue, onEvent: () => {}, reconcileEveryMs: 200 }));
  const doomed = started.use(
    spawnWorker({
      queue: { databaseUrl: await workerUrl(db) },
      blobs: { kind: 'folder', folder: blobsFolder },
      builds: buildsFolder,
      graceMs: 1000,
      onLine: (line) => lines.push(line),
      ...(crashAfter ? { crashAfter } : {}),
    }),
  );
  await until(() => lines.some((line) => line.includes('"ready"')));
  const course = await makeCourse(db, more);
  const { runId } = await handIn(db, blobs, course, { reason });
  const heir = () => startWorker({ ...options, name: 'heir' });
  const owned = started.move();
  const attempts = () => db.prisma.runAttempt.findMany({ where: { runId }, orderBy: { number: 'asc' } });
  return {
    lines,
    doomed,
    docker,
    heir,
    attempts,
    async quotaUsed() {
      const limits = { id: course.assignmentId, selfChecksPerDay: 9, selfCheckBurst: 9, course: { timeZone: 'UTC' } };
      const { day, burst } = await readQuota(db.pool, limits, course.teamId);
      return [day.used, burst.used];
    },
    untilRunning: () =>
      until(async () => ((await attempts())[0]?.progress as { phase?: string })?.phase === 'running', 180_000),
    async untilDead() {
      let end: number | NodeJS.Signals | undefined;
      void doomed.ended.then((how) => {
        end = how;
      });
      await until(() => end !== undefined, 180_000).catch(() => {});
      assert.equal(end, 'SIGKILL', lines.join('\n'));
    },
    /** Of a worker that beats no more, as in half a minute. */
    endLease: () =>
      db.pool.query(
        `UPDATE run_attempt SET lease_until = greatest(now(), claimed_at + interval '1 millisecond') WHERE ended_at IS NULL`,
      ),
    untilDone: () =>
      until(async () => (await db.prisma.run.findUnique({ where: { id: runId } }))?.state === 'done', 180_000),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What there must be after any fault: each case and artefact once, and one score. */
async function assertGradedOnce({ prisma }: Database, scores = 1): Promise<void> {
  assert.equal(await prisma.score.count(), scores);
  const run = await prisma.run.findFirstOrThrow({ include: { cases: true, artefacts: true, scores: true } });
  assert.ok(run.cases.length > 10 && run.artefacts.length > 2);
  assert.equal(new Set(run.cases.map(({ caseId }) => caseId)).size, run.cases.length);
  if (scores > 0) assert.equal(run.scores[0]!.raw.toNumber(), (run.result as { score: number }).score);
}

test('a worker is killed while cases run: another one finishes, and clears up after it', async () => {
  await using db = await postgres.database();
  await using stage = await scene(db, wholeRun);
  const { doomed, attempts } = stage;
  await stage.untilRunning();
  process.kill(doomed.pid, 'SIGKILL');
  assert.equal(await doomed.ended, 'SIGKILL');
  await stage.endLease();
  await using _heir = stage.heir();
  await stage.untilDone();
  assert.deepEqual(
    (await attempts()).map(({ ending, worker }) => [ending, worker === 'heir']),
    [
      ['lost', false],
      ['committed', true],
    ],
  );
  await assertGradedOnce(db);
  assert.deepEqual(await containersOf(stage.docker, doomed.pid), [], 'the dead worker left its containers');
  const folders = await readdir(tmpdir());
  assert.deepEqual(
    folders.filter((name) => name.startsWith(`gradewire-run-${doomed.pid}-`)),
    [],
  );
});

for (const step of steps) {
  for (const reason of ['official', 'self-check'] as const) {
    test(`a worker dies after the step "${step}" of a run that is ${reason}: it is graded once, and counts once`, async () => {
      await using db = await postgres.database();
      await using stage = await scene(db, { crashAfter: step, reason });
      await stage.untilDead();
      await stage.endLease();
      await using _heir = stage.heir();
      await stage.untilDone();
      const endings = (await stage.attempts()).map(({ ending }) => ending);
      assert.deepEqual(endings, step === 'committed' ? ['committed'] : ['lost', 'committed']);
      await assertGradedOnce(db, reason === 'official' ? 1 : 0);
      assert.deepEqual(await stage.quotaUsed(), reason === 'official' ? [0, 0] : [1, 1]);
    });
  }
}

test('a worker that comes back from the dead finds its fence out of date, says so and writes nothing', async () => {
  await using db = await postgres.database();
  await using stage = await scene(db, wholeRun);
  await stage.untilRunning();
  process.kill(stage.doomed.pid, 'SIGSTOP');
  await stage.endLease();
  {
    await using _heir = stage.heir();
    await stage.untilDone();
  }
  const before = await db.prisma.run.findFirst({ include: { cases: true, artefacts: true, scores: true } });
  process.kill(stage.doomed.pid, 'SIGCONT');
  await until(() => stage.lines.some((line) => line.includes('"stale"') && line.includes('"lost"')));
  await assertGradedOnce(db);
  const after = await db.prisma.run.findFirst({ include: { cases: true, artefacts: true, scores: true } });
  assert.deepEqual(after, before);
});

test('connections to the database break again and again while cases run: the run is graded all the same, once', async () => {
  await using db = await postgres.database();
  await using stage = await scene(db, wholeRun);
  await stage.untilRunning();
  // Whoever wants to commit tries as long as a lease lasts: on a busy machine that takes more than one try.
  const breaks = repeat(
    1500,
    () =>
      db.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      ),
    () => {},
  );
  await until(() => stage.lines.some((line) => line.includes('"committed"')), 180_000).finally(() =>
    breaks[Symbol.asyncDispose](),
  );
  assert.deepEqual(
    (await stage.attempts()).map(({ ending }) => ending),
    ['committed'],
    stage.lines.join('\n'),
  );
  await assertGradedOnce(db);
});

test('a worker does not outlive the process that started it', async () => {
  await using db = await postgres.database();
  const { blobsFolder } = await meansFor(db, postgres.folder);
  await prepareQueue({ databaseUrl: db.url });
  const script = `
    const { spawnWorker } = await import(${JSON.stringify(new URL('./worker-process.ts', import.meta.url).href)});
    const worker = spawnWorker({ ...JSON.parse(process.argv[1]), onLine: (line) => console.log(line) });
    console.log('pid ' + worker.pid);`;
  const settings = {
    queue: { databaseUrl: await workerUrl(db) },
    blobs: { kind: 'folder', folder: blobsFolder },
    builds: buildsFolder,
    graceMs: 100,
  };
  const parent = spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  parent.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  await until(() => said.includes('"ready"'));
  const pid = Number(/pid (\d+)/.exec(said)![1]);
  const lives = () => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  assert.equal(lives(), true);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await until(() => !lives());
});
