import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { claimRun, commitAttempt, failAttempt } from '@gradewire/db';
import { archiveOf } from './testing/archive.ts';
import { client } from './testing/client.ts';
import { caseOf } from './testing/grade.ts';
import { seedAssignment, seedCourse, seedPerson, seedTeam } from './testing/seed.ts';
import { startService } from './testing/service.ts';

const service = await startService();
after(() => service[Symbol.asyncDispose]());

test('the figures are those of the queue, the workers, the phases, the outcomes and the link', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const { assignmentId } = await seedAssignment(db, courseId);
  const owner = client(url, (await seedPerson(db, courseId, 'owner')).key);
  for (const name of ['Red', 'Blue', 'Green']) {
    const place = `/v1/assignments/${assignmentId}/submissions?team=${await seedTeam(db, courseId, name)}`;
    assert.equal((await owner.upload(place, await archiveOf({ 'a.py': name }))).status, 202);
  }
  const claim = async () => (await claimRun(db.pool, { worker: 'here/1', leaseMs: 60_000 }))!.fence;
  await failAttempt(db.pool, await claim(), 'Docker is gone', 30_000);
  await commitAttempt(db.pool, await claim(), {
    state: 'done',
    result: { infrastructure: { retries: 2, faults: [], linkLagMs: 7 } },
    progress: { phaseMs: { building: 500, running: 2000 } },
    cases: [caseOf('reference/python'), caseOf('peer/python', { outcome: 'timed-out' })],
    artefacts: [],
  });
  await claim();
  const worker = await db.pool.connect();
  await worker.query(`SET application_name = 'gradewire worker here/1'`);

  const { text } = await client(url).get('/metrics');
  worker.release(true);
  const figure = (name: string) => {
    const line = text.split('\n').find((one) => one.startsWith(`gradewire_${name} `));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };
  const expected = {
    'queue_runs{lane="official",state="waiting"}': 1,
    'queue_runs{lane="official",state="running"}': 1,
    'runs_ended_last_hour{state="done"}': 1,
    'attempts_ended_last_hour{ending="faulted"}': 1,
    'attempts_ended_last_hour{ending="committed"}': 1,
    'cases_last_hour{kit="hello-internet",outcome="passed"}': 1,
    'cases_last_hour{kit="hello-internet",outcome="timed-out"}': 1,
    'run_phase_seconds{phase="building",quantile="0.5"}': 0.5,
    'run_phase_seconds{phase="running",quantile="0.95"}': 2,
    cases_rerun_last_hour: 2,
    link_lag_seconds: 0.007,
    workers_busy: 1,
    workers_alive: 1,
    workers_with_netem: 0,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((name) => [name, figure(name)])), expected);
  assert.ok(figure('queue_oldest_seconds{lane="official"}')! > 0);
});
