import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { until } from '../gradewire-serve.ts';
import { containersNow, openStage, removeContainers, type Stage } from './stage.ts';

let stage: Stage;
before(async () => {
  stage = await openStage();
});
after(() => stage.end());

for (const kind of ['submission', 'self-check'] as const) {
  test(`Docker restarts while a ${kind} is graded: connections break, containers are gone, nobody answers for a while`, async () => {
    const { attempts, faults } = await stage.gradedThrough(kind, `docker-${kind}`, async () => {
      const before = await containersNow(stage);
      assert.ok(before.length > 1);
      await stage.dockerGate.close();
      await removeContainers(before);
      // As long as it takes to be noticed: longer than the first attempt lasts.
      await until(async () => {
        const last = await stage.db.prisma.runAttempt.findFirstOrThrow({ orderBy: { id: 'desc' } });
        return last.ending === 'faulted';
      }, 60_000);
      await stage.dockerGate.open();
    });
    assert.deepEqual(attempts.slice(0, 1), ['faulted']);
    assert.doesNotMatch(String(faults[0]), /undefined/);
  });

  test(`the containers of a ${kind} are removed while it is graded`, async () => {
    const { attempts } = await stage.gradedThrough(kind, `removed-${kind}`, async () => {
      await removeContainers(await containersNow(stage));
    });
    assert.ok(attempts.length <= 2, attempts.join());
  });

  test(`one container after the other is removed from a ${kind}`, async () => {
    await stage.gradedThrough(kind, `picked-${kind}`, async () => {
      const [first] = await containersNow(stage);
      await removeContainers([first!]);
      await until(async () => !(await containersNow(stage)).includes(first!), 30_000);
      await removeContainers((await containersNow(stage)).slice(-1));
    });
  });
}
