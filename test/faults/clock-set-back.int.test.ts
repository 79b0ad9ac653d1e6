import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type MovableClock, movableClock, whyNoMovableClock } from '../../prisma/test/movable-clock.ts';
import { temporaryFolder } from '../grade-folder.ts';
import { until } from '../gradewire-serve.ts';
import { openStage, type Stage } from './stage.ts';

const hour = 3600;

describe('the clock of service and database is set back by an hour', { skip: whyNoMovableClock() ?? false }, () => {
  const undo = new AsyncDisposableStack();
  let clock: MovableClock;
  let stage: Stage;
  before(async () => {
    const folder = undo.use(await temporaryFolder());
    await chmod(folder.path, 0o711);
    clock = movableClock(path.join(folder.path, 'clock'));
    stage = await openStage(clock.environment);
    // The service starts its database without our environment.
    await stage.postgres.crash();
    await stage.postgres.start(clock.environment);
    await until(async () => (await fetch(`${stage.url}/readyz`)).status === 200, 10_000);
  });
  after(async () => {
    await using _ = undo;
    await stage.end();
  });

  const secondsOff = async () => {
    const { headers } = await fetch(`${stage.url}/healthz`);
    const [{ now }] = (await stage.db.prisma.$queryRaw`SELECT now()`) as [{ now: Date }];
    const off = (time: number) => Math.round((time - Date.now()) / 1000);
    return { service: off(Date.parse(headers.get('date')!)), database: off(now.getTime()) };
  };

  for (const kind of ['submission', 'self-check'] as const) {
    test(`while a ${kind} is graded and another one of the team waits`, async () => {
      clock.set(0);
      const later = await stage.makeTeam(`later-${kind}`);
      const ids: string[] = [];
      const sendLater = async () => {
        const sent = await stage.send('submission', later);
        assert.equal(sent.status, 202, await sent.clone().text());
        ids.push(((await sent.json()) as { id: string }).id);
      };
      const { attempts } = await stage.gradedThrough(kind, `clock-${kind}`, async () => {
        await sendLater();
        clock.set(-hour);
        // Node writes the date of an answer once in a second.
        await until(async () => Math.abs((await secondsOff()).service + hour) < 5, 10_000);
        const { database } = await secondsOff();
        assert.ok(Math.abs(database + hour) < 5, `${database}`);
        await sendLater();
      });
      assert.deepEqual(attempts, ['committed'], stage.said());
      const states = () =>
        Promise.all(
          ids.map(
            async (submissionId) =>
              (await stage.db.prisma.run.findFirstOrThrow({ where: { submissionId, reason: 'official' } })).state,
          ),
        );
      await until(async () => (await states()).join() === 'superseded,done', 120_000);
      const scores = await stage.db.prisma.score.findMany({ where: { teamId: later }, include: { run: true } });
      assert.deepEqual(
        scores.map(({ standing, run }) => [standing, run.submissionId]),
        [['current', ids[1]]],
      );
    });
  }
});
