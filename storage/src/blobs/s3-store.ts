import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { InfrastructureFault } from '@gradewire/core';
import type { BlobInfo, BlobStore } from './blob-store.ts';
import { checkedKey } from './keys.ts';
import type { S3Settings } from './settings.ts';

/** Blobs as objects of a bucket, which must be there. An object appears only when all of it has arrived. */
export function s3Store(settings: S3Settings): BlobStore {
  const { bucket, prefix, region, endpoint, forcePathStyle, credentials } = settings;
  const client = new S3Client({
    forcePathStyle,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  const object = (key: string) => ({ Bucket: bucket, Key: prefix + checkedKey(key) });
  const stat = async (key: string): Promise<BlobInfo | undefined> => {
    const head = await absent(`${key} could not be looked at`, client.send(new HeadObjectCommand(object(key))));
    return head && { key, size: head.ContentLength ?? 0, modified: head.LastModified ?? new Date(0) };
  };
  return {
    put: async (key, content) => put(client, object(key), content),
    async get(key) {
      const found = await absent(`${key} could not be read`, client.send(new GetObjectCommand(object(key))));
      return found?.Body as Readable | undefined;
    },
    stat,
    exists: async (key) => (await stat(key)) !== undefined,
    async delete(key) {
      await absent(`${key} could not be deleted`, client.send(new DeleteObjectCommand(object(key))));
    },
    list: (start) => list(client, { Bucket: bucket, Prefix: prefix + start }, prefix.length),
    freeSpace: async () => Number.POSITIVE_INFINITY,
  };
}

/** In parts, since nobody knows how long the content is; given up as a whole if one fails. */
async function put(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  let fromContent: { readonly error: unknown } | undefined;
  const watched = async function* () {
    try {
      yield* content;
    } catch (error) {
      fromContent = { error };
      throw error;
    }
  };
  const Body = Readable.from(watched(), { objectMode: false });
  try {
    await new Upload({ client, params: { ...object, Body }, queueSize: 1, partSize: 8 * 1024 * 1024 }).done();
  } catch (error) {
    throw fromContent ? fromContent.error : new InfrastructureFault(`${object.Key} could not be stored in S3`, error);
  } finally {
    Body.destroy();
  }
}

async function* list(
  client: S3Client,
  query: { readonly Bucket: string; readonly Prefix: string },
  prefixLength: number,
): AsyncGenerator<BlobInfo> {
  let token: string | undefined;
  do {
    const next = token === undefined ? query : { ...query, ContinuationToken: token };
    const page = await fault('blobs could not be listed', client.send(new ListObjectsV2Command(next)));
    for (const { Key, Size, LastModified } of page.Contents ?? []) {
      yield { key: Key!.slice(prefixLength), size: Size ?? 0, modified: LastModified ?? new Date(0) };
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

async function fault<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new InfrastructureFault(`${what} (S3)`, error);
  }
}

/** Undefined where there is no such object; a bucket that is not there is a fault. */
async function absent<T>(what: string, work: Promise<T>): Promise<T | undefined> {
  const found = work.catch((error: unknown) => {
    if (error instanceof S3ServiceException && ['NoSuchKey', 'NotFound'].includes(error.name)) return undefined;
    throw error;
  });
  return fault(what, found);
}
