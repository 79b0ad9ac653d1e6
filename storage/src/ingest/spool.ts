import { randomUUID } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { InfrastructureFault } from '@gradewire/core';

const chunkBytes = 256 * 1024;

/** A temporary file without a name: whatever ends the process, nothing is left of it. */
export interface Spool extends AsyncDisposable {
  readonly size: number;
  append(bytes: Uint8Array): Promise<void>;
  /** The bytes from `offset` on, `length` of them, in parts. */
  read(offset: number, length: number): AsyncGenerator<Buffer>;
}

/** @throws InfrastructureFault if `folder` cannot be written to, here and on every use. */
export async function openSpool(folder: string): Promise<Spool> {
  const place = path.join(folder, `gradewire-${randomUUID()}`);
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw new InfrastructureFault(`the temporary file for an upload in ${folder} failed: is there space?`, error);
    }
  };
  const file = await guarded(open(place, 'wx+', 0o600));
  await guarded(unlink(place));
  let size = 0;
  return {
    get size() {
      return size;
    },
    async append(bytes) {
      const at = size;
      size += bytes.length;
      for (let done = 0; done < bytes.length; ) {
        done += (await guarded(file.write(bytes, done, bytes.length - done, at + done))).bytesWritten;
      }
    },
    async *read(offset, length) {
      for (let done = 0; done < length; ) {
        const part = Buffer.allocUnsafe(Math.min(chunkBytes, length - done));
        const { bytesRead } = await guarded(file.read(part, 0, part.length, offset + done));
        if (bytesRead === 0) throw new InfrastructureFault(`the temporary file for an upload in ${folder} was cut`);
        done += bytesRead;
        yield part.subarray(0, bytesRead);
      }
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
