import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import S3rver from '@20minutes/s3rver';
import { type BlobStore, blobStore } from './blob-store.ts';
import { blobStoreSettings, type S3Settings } from './settings.ts';

export const home = await mkdtemp(path.join(tmpdir(), 'gradewire-blobs-'));
after(() => rm(home, { recursive: true, force: true }));

export const root = path.join(home, 'folder');
export const folder = await blobStore(blobStoreSettings.parse({ kind: 'folder', folder: root }));

const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
const s3 = { kind: 's3', bucket: 'gradewire', prefix: 'team/', region: 'us-east-1', forcePathStyle: true, credentials };

/** Settings for a server of S3's protocol with one bucket, of which other keys than `team/…` are somebody else's. */
export async function s3Server(): Promise<S3Settings> {
  // This server signs the path of a listing otherwise than S3 does, so it is told not to mind.
  const lenient = { allowMismatchedSignatures: true, silent: true, configureBuckets: [{ name: 'gradewire' }] };
  const server = new S3rver({ ...lenient, address: '127.0.0.1', port: 0, directory: path.join(home, 's3') });
  const { port } = await server.run();
  after(() => server.close());
  return blobStoreSettings.parse({ ...s3, endpoint: `http://127.0.0.1:${port}` }) as S3Settings;
}
export const s3Settings = await s3Server();

export async function* parts(...all: (string | Error)[]): AsyncGenerator<Uint8Array> {
  for (const part of all) {
    if (part instanceof Error) throw part;
    yield Buffer.from(part);
  }
}
export async function text(store: BlobStore, key: string): Promise<string | undefined> {
  const stream = await store.get(key);
  return stream && Buffer.concat(await stream.toArray()).toString();
}
export async function keys(store: BlobStore, prefix: string): Promise<string[]> {
  const found = [];
  for await (const { key } of store.list(prefix)) found.push(key);
  return found.sort();
}

export const hourMs = 3_600_000;

/** Makes a blob as old as if it had been put some hours ago. */
export async function age(name: string, key: string, hours: number): Promise<void> {
  const inS3 = path.join(home, 's3', 'gradewire', 'team', `${key}._S3rver_object`);
  const time = new Date(Date.now() - hours * hourMs);
  await utimes(name === 'folder' ? path.join(root, key) : inS3, time, time);
}
