import assert from 'node:assert/strict';
import { utimes } from 'node:fs/promises';
import path from 'node:path';
import { after, test } from 'node:test';
import S3rver from '@20minutes/s3rver';
import { type Database, newId, submit } from '@gradewire/db';
import { type BlobStore, blobStore, ingest, treeKey } from '@gradewire/storage';
import { archiveOf, handIn, makeCourse } from '../../test/course.ts';
import { testPostgres } from '../../test/servers.ts';
import { runPrefix } from '../attempt/keep-artefacts.ts';
import { sweepOnce } from './retention.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

const dayMs = 86_400_000;
const nothing = { expired: 0, orphaned: 0, trees: 0, bytes: 0 };

async function* bytes(text: string) {
  yield Buffer.from(text);
}

interface AgeingStore {
  readonly blobs: BlobStore;
  /** Makes a blob as old as if it had been put three days ago. */
  age(key: string): Promise<void>;
}

const aged = async (file: string) => {
  const time = new Date(Date.now() - 3 * dayMs);
  await utimes(file, time, time);
};

async function folderStore(name: string): Promise<AgeingStore> {
  const folder = path.join(postgres.folder, name);
  return { blobs: await blobStore({ kind: 'folder', folder }), age: (key) => aged(path.join(folder, key)) };
}

/** On a server of S3's protocol, which keeps objects in files. */
async function s3Store(name: string): Promise<AgeingStore> {
  const directory = path.join(postgres.folder, name);
  const lenient = { allowMismatchedSignatures: true, silent: true, configureBuckets: [{ name: 'gradewire' }] };
  const server = new S3rver({ ...lenient, address: '127.0.0.1', port: 0, directory });
  const { port } = await server.run();
  after(() => server.close());
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const where = { bucket: 'gradewire', prefix: '', region: 'us-east-1', forcePathStyle: true };
  const blobs = await blobStore({ kind: 's3', ...where, endpoint: `http://127.0.0.1:${port}`, credentials });
  return { blobs, age: (key) => aged(path.join(directory, 'gradewire', `${key}._S3rver_object`)) };
}

/** As a database that has been in use for a year. */
async function longInUse({ pool }: Database): Promise<void> {
  await pool.query(`UPDATE _prisma_migrations SET started_at = started_at - interval '1 year'`);
}

test('captures go when their time is over, orphans after two days; what is named and not due stays', async () => {
  await using db = await postgres.database();
  await longInUse(db);
  const { blobs, age } = await folderStore('swept');
  const { versionId, ...course } = await makeCourse(db);
  const tree = { treeDigest: `sha256:${'0'.repeat(64)}`, blobKey: 'trees/none', sizeBytes: 1, fileCount: 1 };
  const submission = { ...course, ...tree, receivedAt: new Date(), source: 'upload' } as const;
  const { runId } = await submit(db.pool, submission, { versionId, reason: 'official' });
  const artefact = async (name: string, expiresAt: Date | null) => {
    const blobKey = `${runPrefix}${runId}/attempt/${name}`;
    await blobs.put(blobKey, bytes(name));
    const digest = `sha256:${'1'.repeat(64)}`;
    const row = { id: newId(), runId, kind: 'capture', name, mediaType: 'application/x-pcapng', blobKey } as const;
    await db.prisma.artefact.create({ data: { ...row, digest, sizeBytes: name.length, expiresAt } });
    return blobKey;
  };
  const due = await artefact('due', new Date(Date.now() - 1000));
  const later = await artefact('later', new Date(Date.now() + dayMs));
  const never = await artefact('never', null);
  const orphan = `${runPrefix}${runId}/dead/orphan`;
  await blobs.put(orphan, bytes('orphan'));
  const outside = 'trees/not-of-a-run';
  await blobs.put(outside, bytes('outside'));

  const there = async () => {
    const keys = [due, later, never, orphan, outside];
    const found = await Promise.all(keys.map((key) => blobs.exists(key)));
    return Object.fromEntries(keys.map((key, at) => [key.split('/').at(-1), found[at]]));
  };
  assert.deepEqual(await sweepOnce(db.pool, blobs), { ...nothing, expired: 1, bytes: 3 });
  assert.deepEqual(await there(), { due: false, later: true, never: true, orphan: true, 'not-of-a-run': true });
  const row = await db.prisma.artefact.findFirstOrThrow({ where: { name: 'due' } });
  assert.ok(row.deletedAt !== null);

  for (const key of [later, never, orphan, outside]) await age(key);
  assert.deepEqual(await sweepOnce(db.pool, blobs), { ...nothing, orphaned: 1, bytes: 6 });
  assert.deepEqual(await there(), { due: false, later: true, never: true, orphan: false, 'not-of-a-run': true });
  assert.deepEqual(await sweepOnce(db.pool, blobs), nothing);
});

for (const [name, open] of Object.entries({ folder: folderStore, s3: s3Store })) {
  test(`${name}: sources go that nothing names for two days; hand-ins, and what is handed in again, stay`, async () => {
    await using db = await postgres.database();
    await longInUse(db);
    const { blobs, age } = await open(`trees-${name}`);
    const course = await makeCourse(db);
    const keyOf = async (folders: readonly string[]) => treeKey((await ingest(blobs, archiveOf(folders))).digest);
    const { submissionId } = await handIn(db, blobs, course, { folders: ['c'] });
    const { blobKey: handedIn } = await db.prisma.submission.findUniqueOrThrow({ where: { id: submissionId } });
    const [base, refused, young, again] = [
      await keyOf(['c', 'python']),
      await keyOf(['python']),
      await keyOf(['go']),
      await keyOf(['java']),
    ];
    const baseTreeDigest = `sha256:${base.replace('trees/sha256/', '').replace('/', '')}`;
    await db.prisma.commitTree.create({
      data: { githubRepositoryId: 1n, sha: 'a'.repeat(40), treeDigest: baseTreeDigest },
    });
    for (const key of [handedIn, base, refused, again]) await age(key);
    // Refused three days ago, and handed in again now.
    assert.equal(await keyOf(['java']), again);
    const size = (await blobs.stat(refused))!.size;
    const keys = [handedIn, base, young, again, refused];
    const there = async () => Promise.all(keys.map((key) => blobs.exists(key)));
    assert.deepEqual(await sweepOnce(db.pool, blobs), { ...nothing, trees: 1, bytes: size });
    assert.deepEqual(await there(), [true, true, true, true, false]);
    // What was swept can be handed in as if it had never been there.
    await handIn(db, blobs, course, { folders: ['python'] });
    await age(refused);
    assert.deepEqual(await sweepOnce(db.pool, blobs), nothing);
    assert.deepEqual(await there(), [true, true, true, true, true]);
  });
}

test('a hand-in that is frozen and committed between a sweep’s question and its deletion keeps its source', async () => {
  await using db = await postgres.database();
  await longInUse(db);
  const { blobs, age } = await folderStore('raced');
  const course = await makeCourse(db);
  const key = treeKey((await ingest(blobs, archiveOf(['c']))).digest);
  await age(key);
  const { promise: isPut, resolve: tellPut } = Promise.withResolvers<void>();
  const freezing: BlobStore = {
    ...blobs,
    async put(...of) {
      await blobs.put(...of);
      tellPut();
    },
  };
  let handedIn: Promise<unknown> | undefined;
  const sweeping: BlobStore = {
    ...blobs,
    async delete(what) {
      if (what === key) {
        handedIn = handIn(db, freezing, course, { folders: ['c'] });
        await isPut;
      }
      await blobs.delete(what);
    },
  };
  await sweepOnce(db.pool, sweeping);
  await handedIn;
  assert.equal(await db.prisma.submission.count({ where: { blobKey: key } }), 1);
  assert.ok(await blobs.exists(key));
});

test('a new database beside an old store deletes nothing of it', async () => {
  await using db = await postgres.database();
  const { blobs, age } = await folderStore('older');
  const key = treeKey((await ingest(blobs, archiveOf(['c']))).digest);
  const orphan = `${runPrefix}of-another/dead/orphan`;
  await blobs.put(orphan, bytes('orphan'));
  for (const one of [key, orphan]) await age(one);
  assert.deepEqual(await sweepOnce(db.pool, blobs), nothing);
  assert.deepEqual([await blobs.exists(key), await blobs.exists(orphan)], [true, true]);
});
