import type { Readable } from 'node:stream';
import { folderStore } from './folder-store.ts';
import type { BlobStoreSettings } from './settings.ts';

export interface BlobInfo {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When it was last put. */
  readonly modified: Date;
}

/**
 * Blobs by key (see `checkedKey`). Each method throws InfrastructureFault when the store fails; what the content of a
 * put throws comes through as it is.
 */
export interface BlobStore {
  /**
   * Stores all of the content or nothing. It is there, and survives a crash, when the promise resolves. A blob under
   * this key is replaced, and counts as new.
   */
  put(key: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  /** To be read to its end or destroyed; undefined if there is none. */
  get(key: string): Promise<Readable | undefined>;
  stat(key: string): Promise<BlobInfo | undefined>;
  exists(key: string): Promise<boolean>;
  /** One that is not there is deleted already. */
  delete(key: string): Promise<void>;
  /** All whose key begins with `prefix`, in no certain order. */
  list(prefix: string): AsyncIterable<BlobInfo>;
  /** Bytes that can still be stored; Infinity where nobody counts them. */
  freeSpace(): Promise<number>;
}

/** Opens the store that the settings name. S3's client is loaded only where it is asked for. */
export async function blobStore(settings: BlobStoreSettings): Promise<BlobStore> {
  if (settings.kind === 'folder') return folderStore(settings.folder);
  const { s3Store } = await import('./s3-store.ts');
  return s3Store(settings);
}
