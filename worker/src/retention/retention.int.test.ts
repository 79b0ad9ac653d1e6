import assert from 'node:assert/strict';
import path from 'node:path';
import { after, test } from 'node:test';
import { newId, submit } from '@gradewire/db';
import { blobStore } from '@gradewire/storage';
import { makeCourse } from '../../test/course.ts';
import { testPostgres } from '../../test/servers.ts';
import { runPrefix } from '../attempt/keep-artefacts.ts';
import { sweepOnce } from './retention.ts';

const postgres = await testPostgres();
after(() => postgres[Symbol.asyncDispose]());

const dayMs = 86_400_000;

async function* bytes(text: string) {
  yield Buffer.from(text);
}

test('captures go when their time is over, orphans after two days; what is named and not due stays', async () => {
  await using db = await postgres.database();
  const blobs = await blobStore({ kind: 'folder', folder: path.join(postgres.folder, 'swept') });
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
  assert.deepEqual(await sweepOnce(db.pool, blobs), { expired: 1, orphaned: 0, bytes: 3 });
  assert.deepEqual(await there(), { due: false, later: true, never: true, orphan: true, 'not-of-a-run': true });
  const row = await db.prisma.artefact.findFirstOrThrow({ where: { name: 'due' } });
  assert.ok(row.deletedAt !== null);

  const inThreeDays = new Date(Date.now() + 3 * dayMs);
  assert.deepEqual(await sweepOnce(db.pool, blobs, inThreeDays), { expired: 0, orphaned: 1, bytes: 6 });
  assert.deepEqual(await there(), { due: false, later: true, never: true, orphan: false, 'not-of-a-run': true });
  assert.deepEqual(await sweepOnce(db.pool, blobs, inThreeDays), { expired: 0, orphaned: 0, bytes: 0 });
});
