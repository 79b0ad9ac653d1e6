import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { client } from './testing/client.ts';
import { seedCourse, seedPerson } from './testing/seed.ts';
import { startService } from './testing/service.ts';

const service = await startService({ requestsPerMinute: 5 });
after(() => service[Symbol.asyncDispose]());

test('a key that asks too often waits; another one does not, and probes are not counted', async () => {
  const { db, url } = service;
  const courseId = await seedCourse(db);
  const [one, other] = [await seedPerson(db, courseId, 'student'), await seedPerson(db, courseId, 'student')];
  const ask = async ({ key }: { key: string }) => client(url, key).get('/v1/me');
  for (let left = 4; left >= 0; left--) {
    const answer = await ask(one);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers.get('RateLimit') ?? '', new RegExp(`"requests"; r=${left}; t=\\d+`));
  }
  const refused = await ask(one);
  assert.equal(refused.status, 429, refused.text);
  assert.equal(refused.body.type, '/problems/rate-limited');
  assert.ok(Number(refused.headers.get('Retry-After')) > 0);
  assert.equal((await ask(other)).status, 200);
  for (let times = 0; times < 10; times++) assert.equal((await fetch(`${url}/healthz`)).status, 200);
});

test('metrics tell of the queue, the workers and the last hour', async () => {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  for (const name of ['queue_runs', 'workers_alive', 'run_phase_seconds', 'cases_last_hour', 'link_lag_seconds']) {
    assert.match(text, new RegExp(`^# HELP gradewire_${name} `, 'm'), name);
  }
  assert.match(text, /^gradewire_workers_alive 0$/m);
});
