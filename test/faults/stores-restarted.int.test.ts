import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type TestRedis, testRedis, whyNoRedis } from '../../worker/test/servers.ts';
import { ask, until } from '../gradewire-serve.ts';
import { cancelAll, hammer } from './hammer.ts';
import { type Kind, openStage, type Stage } from './stage.ts';

const kinds: readonly Kind[] = ['submission', 'self-check'];

describe('with the queue on PostgreSQL', () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.end());
  for (const kind of kinds) databaseRestarts(() => stage, kind);
});

const missing = whyNoRedis();
describe('with the queue on Redis', { skip: missing ?? false }, () => {
  let redis: TestRedis;
  let stage: Stage;
  before(async () => {
    redis = await testRedis();
    stage = await openStage({ REDIS_URL: redis.url });
  });
  after(async () => {
    await using _ = redis;
    await stage.end();
  });
  databaseRestarts(() => stage, 'submission');
  for (const kind of kinds) {
    test(`Redis restarts, empty, while a ${kind} is graded; what comes in while it is away is taken, and graded`, async () => {
      const later = await stage.makeTeam(`later-${kind}`);
      let id = '';
      const { attempts } = await stage.gradedThrough(kind, `redis-${kind}`, () =>
        redis.restart(async () => {
          const sent = await stage.send('submission', later);
          assert.equal(sent.status, 202, await sent.clone().text());
          ({ id } = (await sent.json()) as { id: string });
        }),
      );
      assert.deepEqual(attempts, ['committed']);
      const stateOf = async () => (await ask(`${stage.url}/v1/submissions/${id}`, stage.key)).run.state;
      await until(async () => (await stateOf()) === 'done', 120_000);
      assert.equal(await stage.db.prisma.score.count({ where: { teamId: later } }), 1);
    });
  }
});

function databaseRestarts(stageNow: () => Stage, kind: Kind): void {
  test(`the database stops at once and starts again while a ${kind} is graded and requests come in`, async () => {
    const stage = stageNow();
    const teams = await Promise.all([1, 2, 3, 4].map((number) => stage.makeTeam(`${kind}-in-outage-${number}`)));
    const { attempts } = await stage.gradedThrough(kind, `database-${kind}`, async () => {
      const hammered = await hammer(stage, teams, async () => {
        for (let times = 0; times < 2; times++) {
          await stage.postgres.crash();
          await until(async () => (await fetch(`${stage.url}/readyz`)).status === 503, 10_000);
          await stage.postgres.start();
          await until(async () => (await fetch(`${stage.url}/readyz`)).status === 200, 10_000);
        }
      });
      const unexpected = [...hammered.answers].filter((answer) => ![200, 202, 503].includes(answer as number));
      assert.deepEqual(unexpected, []);
      assert.ok(hammered.answers.has(503));
      for (const [teamId, id] of hammered.taken) {
        const all = await stage.db.prisma.submission.findMany({ where: { teamId }, include: { runs: true } });
        assert.deepEqual(
          all.map((one) => [one.id, one.runs.length]),
          [[id, 1]],
        );
      }
      await cancelAll(stage, hammered);
    });
    // It was there again before the lease ran out: nothing was thrown away.
    assert.deepEqual(attempts, ['committed'], stage.said());
  });
}
