import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { blocksOf } from './tar-writer.ts';
import { zipOf } from './zip-writer.ts';

const mebibyte = Buffer.alloc(1024 * 1024);
const mebibytes = 10 * 1024;

/** Deflated `block`, `times` over. Flushed after each, so that one compressed block serves for all. */
function deflated(block: Buffer, times: number): Buffer[] {
  const packed = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH });
  return Array<Buffer>(times).fill(packed);
}

/** Archives of some 10 MB which unpack to 10 GiB of zeros, by what they say of their size. */
export function tenGibibytes(): ReadonlyMap<string, Buffer> {
  const inOne = blocksOf({ name: 'zeros', size: 0o77777777777 });
  const many = blocksOf({ name: '.git/zeros', content: mebibyte });
  const start = gzipSync('').subarray(0, 10);
  const part = Buffer.concat([...deflated(mebibyte, mebibytes / 4), deflateRawSync('')]);
  const parts = (size: number) => zipOf(['a', 'b', 'c', 'd'].map((name) => ({ name, packed: part, size })));
  return new Map([
    ['a tar.gz of one file', Buffer.concat([start, ...deflated(inOne, 1), ...deflated(mebibyte, mebibytes)])],
    ['a tar.gz of many files', Buffer.concat([start, ...deflated(many, mebibytes)])],
    ['a zip that says so', parts((mebibytes / 4) * mebibyte.length)],
    ['a zip that says less', parts(1000)],
  ]);
}
