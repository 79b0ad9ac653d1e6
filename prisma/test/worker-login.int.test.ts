import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import pg from 'pg';
import {
  type Database,
  ensureWorkerRole,
  migrate,
  openDatabase,
  readMigrations,
  workerRoleName,
} from '../src/index.ts';
import { testServer } from './test-server.ts';

const { database, emptyDatabase, server, folder } = await testServer();

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const roleOf = (url: string) => workerRoleName(new URL(url).pathname.slice(1));

test('four that ask at once get the same login, and so does who asks later', async () => {
  await using db = await database();
  const logins = await Promise.all([1, 2, 3, 4].map(() => ensureWorkerRole(db.url)));
  const urls = new Set([...logins, await ensureWorkerRole(db.url)].map(({ url }) => url));
  assert.equal(urls.size, 1);
  const [url] = urls as Set<string>;
  assert.deepEqual(await query(url!, 'SELECT session_user AS role'), [{ role: roleOf(db.url) }]);
  assert.ok(!url!.includes(new URL(db.url).password));
});

test('a password that is given holds from then on', async () => {
  await using db = await database();
  const before = await ensureWorkerRole(db.url);
  const password = 'p@ss/word:with?#signs%40';
  const { url } = await ensureWorkerRole(db.url, password);
  assert.deepEqual(await query(url!, 'SELECT 1 AS one'), [{ one: 1 }]);
  await assert.rejects(query(before.url!, 'SELECT 1'), { code: '28P01' });
});

test("a database's role has no rights in another one", async () => {
  await using db = await database();
  await using other = await database();
  await ensureWorkerRole(other.url);
  const elsewhere = new URL((await ensureWorkerRole(db.url)).url!);
  elsewhere.pathname = new URL(other.url).pathname;
  await assert.rejects(query(elsewhere.href, 'SELECT FROM run'), { code: '42501' });
  const [one, two] = ['x', 'y'].map((last) => workerRoleName('n'.repeat(62) + last));
  assert.notEqual(one, two);
  assert.ok(one!.length <= 63);
});

/** A database whose owner is no superuser, with our tables in it. */
async function ownedBy(attributes: string): Promise<Database> {
  const [name, password] = [`plain_${randomBytes(5).toString('hex')}`, 'a-password-of-its-own'];
  const admin = server.urlOf('postgres');
  await query(admin, `CREATE ROLE ${name} LOGIN PASSWORD '${password}' ${attributes}`);
  await query(admin, `CREATE DATABASE ${name} OWNER ${name}`);
  // What no mere owner may do on every server.
  await query(server.urlOf(name), 'CREATE EXTENSION IF NOT EXISTS btree_gist');
  const url = new URL(server.urlOf(name));
  url.username = name;
  url.password = password;
  return openDatabase({ url: url.href, folder });
}

test('an owner that may make roles makes it; one that may not is told so, or uses the one that somebody else made', async () => {
  await using may = await ownedBy('CREATEROLE');
  const made = await ensureWorkerRole(may.url);
  assert.equal((await ensureWorkerRole(may.url)).url, made.url);
  await using worker = await openDatabase({ url: made.url!, folder });
  assert.equal(await worker.prisma.run.count(), 0);

  await using mayNot = await ownedBy('NOCREATEROLE');
  const refused = await ensureWorkerRole(mayNot.url);
  assert.ok(refused.url === undefined && /may not make another one: permission denied/.test(refused.why));
  await query(server.urlOf('postgres'), `CREATE ROLE "${roleOf(mayNot.url)}" LOGIN PASSWORD 'made-by-somebody'`);
  const wrong = await ensureWorkerRole(mayNot.url);
  assert.ok(wrong.url === undefined && /does not let the workers' role in: password/.test(wrong.why));
  const { url } = await ensureWorkerRole(mayNot.url, 'made-by-somebody');
  await using lent = await openDatabase({ url: url!, folder });
  assert.equal(await lent.prisma.run.count(), 0);
});

test('a role of that name that may do more is not used', async () => {
  await using db = await database();
  await query(db.url, `CREATE ROLE "${roleOf(db.url)}" LOGIN CREATEDB`);
  const refused = await ensureWorkerRole(db.url);
  assert.ok(refused.url === undefined && /may do more than a worker should/.test(refused.why));
});

test('a worker changes no schema: it finds it up to date, or says who has to do that', async () => {
  await using db = await database();
  const url = (await ensureWorkerRole(db.url)).url!;
  assert.deepEqual(await migrate(url), []);
  const more = { name: '99990101000000_later', sql: 'CREATE TABLE later (it int)', checksum: '1' };
  const startFirst = /start the API first/;
  await assert.rejects(migrate(url, [...(await readMigrations()), more]), { message: startFirst });
  const role = roleOf(db.url);
  await db.pool.query(`REVOKE SELECT ON _prisma_migrations FROM "${role}"`);
  await assert.rejects(migrate(url), { name: 'InfrastructureFault', message: /no rights in the database yet/ });

  const empty = await emptyDatabase();
  const login = new URL(url);
  login.pathname = new URL(empty).pathname;
  await assert.rejects(migrate(login.href), { message: /has no tables yet.*start the API first/ });
  assert.deepEqual(await query(empty, `SELECT to_regclass('_prisma_migrations') AS history`), [{ history: null }]);
});
