import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ensureWorkerRole, openDatabase, workerRoleName } from '@gradewire/db';
import { testPostgres, workerUrl } from '../test/servers.ts';
import { until } from '../test/until.ts';
import { openWhenReady, type ReadyOptions } from './open-when-ready.ts';
import { prepareQueue } from './queue/backend.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Options of a worker, what it was told, and its end. */
function waiting(databaseUrl: string, forMs = 600_000) {
  const told: string[] = [];
  const stop = new AbortController();
  const options: ReadyOptions = {
    queue: { databaseUrl, name: 'waited-for' },
    applicationName: 'a worker that waits',
    onTrouble: (message) => told.push(message),
    signal: stop.signal,
    forMs,
  };
  return { told, stop, opened: openWhenReady(options) };
}

test('a worker that comes before the API waits for its role, its tables, its rights and the queue, and begins', async () => {
  await using elsewhere = await postgres.database();
  const ownerUrl = await postgres.emptyDatabase();
  const role = workerRoleName(new URL(ownerUrl).pathname.slice(1));
  const password = 'of-the-workers-alone';
  const { told, opened } = waiting(Object.assign(new URL(ownerUrl), { username: role, password }).href);
  const hears = (what: RegExp) => until(() => what.test(told.at(-1) ?? ''));
  await hears(/password authentication failed/);
  await elsewhere.pool.query(`CREATE ROLE "${role}" LOGIN PASSWORD '${password}'`);
  await hears(/has no tables yet, and this role may not change it: start the API first/);
  await using owner = await openDatabase({ url: ownerUrl, folder: postgres.folder });
  await hears(/no rights in the database yet: start the API first/);
  await owner.pool.query(`GRANT SELECT ON _prisma_migrations TO "${role}"`);
  await hears(/^this role lacks INSERT on artefact and \d+ more rights: start the API first/);
  await ensureWorkerRole(ownerUrl, password);
  await hears(/queue in the database is not ready: start the API first/);
  await prepareQueue({ databaseUrl: ownerUrl });
  await ensureWorkerRole(ownerUrl, password);
  await using db = (await opened)!;
  assert.equal(await db.prisma.run.count(), 0);
  assert.equal(new Set(told).size, told.length, told.join('\n'));
});

test('it waits no longer than it is to, and not when it is told to stop', async () => {
  await using db = await postgres.database();
  const url = await workerUrl(db);
  await assert.rejects(waiting(url, 0).opened, { name: 'InfrastructureFault', message: /queue .* is not ready/ });
  const { told, stop, opened } = waiting(url);
  await until(() => told.length > 0);
  stop.abort();
  assert.equal(await opened, undefined);
});
