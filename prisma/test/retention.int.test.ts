import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Database, databaseMadeAt, namedBlobs, namesBlobs, newId } from '../src/index.ts';
import { handIn, makeCourse } from './course.ts';
import { bind } from './github-ground.ts';
import { testServer } from './test-server.ts';

const { database } = await testServer();

/** Columns whose names say that they name a blob, as `table.column`. */
async function columnsThatName({ pool }: Database): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND (column_name ~ '(tree|blob)' OR column_name ~ '(^|_)(digest|blob_key)$')
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** What such names say of other things. */
const others = [
  // Of an artefact's content, whose blob is found by its key.
  'artefact.digest',
  // Of what a check was told.
  'head_check.told_digest',
];

test('retention knows every column of the schema that names a blob, and sees one that is new', async () => {
  await using db = await database();
  const known = [...namesBlobs.map(({ table, column }) => `${table}.${column}`), ...others].sort();
  assert.deepEqual((await columnsThatName(db)).sort(), known);
  await db.pool.query('ALTER TABLE team ADD COLUMN sample_tree_digest text, ADD COLUMN photo_blob_key text');
  const more = ['team.photo_blob_key', 'team.sample_tree_digest'];
  assert.deepEqual((await columnsThatName(db)).sort(), [...known, ...more].sort());
});

test('a blob is named by each of the columns alone, by an artefact until it is deleted, and by nothing else', async () => {
  await using db = await database();
  const course = await makeCourse(db, 1);
  const { runId } = await handIn(db, course, course.teams[0]!);
  const bindingId = await bind(db, course);
  const digestOf = (digit: number) => `sha256:${String(digit).repeat(64)}`;
  const sha = 'a'.repeat(40);
  const run = (text: string, ...values: unknown[]) => db.pool.query(text, values);
  await run(
    `UPDATE submission SET tree_digest = $1, base_tree_digest = $2, blob_key = 'trees/one'`,
    ...[1, 2].map(digestOf),
  );
  await run(
    `INSERT INTO matrix_merge (run_id, tree_digest, folders, merged_at) VALUES ($1, $2, '{c}', now())`,
    ...[runId, digestOf(3)],
  );
  await run(
    `UPDATE repository_binding SET class_tree_digest = $2, class_sha = $3, class_as_of = now() WHERE id = $1`,
    ...[bindingId, digestOf(4), sha],
  );
  await run('INSERT INTO commit_tree (github_repository_id, sha, tree_digest) VALUES (1, $1, $2)', sha, digestOf(5));
  for (const [name, deletedAt] of [
    ['there', null],
    ['deleted', new Date()],
  ] as const) {
    const row = { id: newId(), runId, kind: 'log', name, mediaType: 'text/plain', blobKey: `runs/${name}` } as const;
    await db.prisma.artefact.create({ data: { ...row, sizeBytes: 1, digest: digestOf(6), deletedAt } });
  }
  const keys = ['trees/one', 'trees/two', 'runs/there', 'runs/deleted'];
  const digests = [0, 1, 2, 3, 4, 5, 6].map(digestOf);
  const named = [...(await namedBlobs(db.pool, { keys, digests }))].sort();
  assert.deepEqual(named, ['runs/there', ...[1, 2, 3, 4, 5].map(digestOf), 'trees/one']);
  assert.equal((await namedBlobs(db.pool, { keys: [], digests: [] })).size, 0);
});

test('a database knows since when it is there', async () => {
  await using db = await database();
  const madeAt = (await databaseMadeAt(db.pool))!;
  assert.ok(madeAt < new Date() && Date.now() - madeAt.getTime() < 600_000, String(madeAt));
  await db.pool.query('DELETE FROM _prisma_migrations');
  assert.equal(await databaseMadeAt(db.pool), undefined);
});
