import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { migrate, readMigrations } from '../src/index.ts';
import { createEngine } from '../src/schema-engine/engine.ts';
import { testServer } from './test-server.ts';

const { emptyDatabase } = await testServer();
const run = promisify(execFile);
const here = path.join(import.meta.dirname, '..');

async function query(url: string, text: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('four processes that start at once migrate a database once', async () => {
  const url = await emptyDatabase();
  const script = `
    const { migrate } = await import(${JSON.stringify(path.join(here, 'src', 'migrate.ts'))});
    console.log(JSON.stringify(await migrate(process.env.DATABASE_URL)));`;
  const options = { env: { ...process.env, DATABASE_URL: url } };
  const started = Array.from({ length: 4 }, () =>
    run(process.execPath, ['--input-type=module', '-e', script], options),
  );
  const applied = (await Promise.all(started)).map(({ stdout }) => JSON.parse(stdout) as string[]);
  const names = (await readMigrations()).map(({ name }) => name);
  assert.deepEqual(
    applied.sort((a, b) => b.length - a.length),
    [names, [], [], []],
  );
  const history = await query(url, 'SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1');
  assert.deepEqual(
    history.map(({ name }) => name),
    names,
  );
  assert.deepEqual(await migrate(url), []);
});

test('a migration that fails leaves nothing, and says which it was; it is applied when it is mended', async () => {
  const url = await emptyDatabase();
  const good = { name: '1_good', sql: 'CREATE TABLE a (b int)', checksum: '1' };
  const bad = { name: '2_bad', sql: 'CREATE TABLE c (d int); SELECT 1/0', checksum: '2' };
  await assert.rejects(migrate(url, [good, bad]), /migration 2_bad failed and was rolled back: division by zero/);
  assert.deepEqual(await query(url, `SELECT to_regclass('a')::text AS a, to_regclass('c') AS c`), [
    { a: 'a', c: null },
  ]);
  assert.deepEqual(await migrate(url, [good, { ...bad, sql: 'CREATE TABLE c (d int)' }]), ['2_bad']);
});

test('a database from the future and a migration that was changed are refused', async () => {
  const url = await emptyDatabase();
  const migration = { name: '1_known', sql: 'CREATE TABLE a (b int)', checksum: '1' };
  await migrate(url, [migration]);
  await assert.rejects(migrate(url, []), /newer than this Gradewire, which does not know migration 1_known/);
  await assert.rejects(
    migrate(url, [{ ...migration, checksum: '2' }]),
    /1_known was changed after it had been applied/,
  );
});

test('a server that is not there is said to be out of reach', async () => {
  await assert.rejects(migrate('postgresql://nobody:x@127.0.0.1:1/none'), {
    name: 'InfrastructureFault',
    message: /the database could not be reached for its migrations/,
  });
});

test('the migrations make what the schema says, and Prisma takes our history for its own', async () => {
  const url = await emptyDatabase();
  await migrate(url);
  const schema = path.join(here, 'schema.prisma');
  const content = await readFile(schema, 'utf8');
  const engine = await createEngine(url, [[schema, content]]);
  const filters = { externalTables: [], externalEnums: [] };
  const migrations = await readMigrations();
  const migrationsList = {
    baseDir: path.join(here, 'migrations'),
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
  const difference = await engine.diff({
    from: { tag: 'migrations', ...migrationsList },
    to: { tag: 'schemaDatamodel', files: [{ path: schema, content }], configDir: here },
    script: true,
    shadowDatabaseUrl: undefined,
    exitCode: true,
    filters,
  } as unknown as Parameters<typeof engine.diff>[0]);
  assert.deepEqual([difference.exitCode, difference.stdout?.trim()], [0, '-- This is an empty migration.']);
  const applied = await engine.applyMigrations({ migrationsList, filters });
  assert.deepEqual(applied.appliedMigrationNames, []);
  engine.free();
});
