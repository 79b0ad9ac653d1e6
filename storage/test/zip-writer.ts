import { crc32, deflateRawSync } from 'node:zlib';

/** One zip entry, however odd. `size`, `sum` and `at` (the local header's offset) may lie. */
export interface ZipEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** What is written in place of the deflated content. */
  readonly packed?: Buffer;
  /** Unix mode with its type bits; without it the entry is as if made on MS-DOS. */
  readonly mode?: number;
  readonly method?: 0 | 8 | 12;
  readonly flags?: number;
  readonly size?: number;
  readonly sum?: number;
  readonly at?: number;
  readonly extra?: Buffer;
}

/** Local headers and data, central directory, end record (APPNOTE.TXT 4.3). */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, content = '', mode, method = 8, flags = 0x800, extra = Buffer.alloc(0) } = entry;
    const data = Buffer.from(content);
    const packed = entry.packed ?? (method === 0 ? data : deflateRawSync(data));
    const label = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.sum ?? crc32(data), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.size ?? data.length, 18);
    common.writeUInt16LE(label.length, 22);
    const ending = Buffer.alloc(14);
    ending.writeUInt32LE(mode === undefined ? 0 : (mode << 16) >>> 0, 6);
    ending.writeUInt32LE(entry.at ?? offset, 10);
    if (entry.at === undefined) {
      const here = [Buffer.from('PK\x03\x04'), common, label, packed];
      local.push(...here);
      offset += 30 + label.length + packed.length;
    }
    common.writeUInt16LE(extra.length, 24);
    const madeBy = Buffer.from([20, mode === undefined ? 0 : 3]);
    central.push(Buffer.from('PK\x01\x02'), madeBy, Buffer.from(common), ending, label, extra);
    common.writeUInt16LE(0, 24);
  }
  const list = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...local, list, end]);
}
