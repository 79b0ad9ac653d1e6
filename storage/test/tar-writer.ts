import { gzipSync } from 'node:zlib';

/** One tar entry, however odd. `size` may lie; `type` is the header's type flag. */
export interface TarEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  readonly type?: string;
  readonly mode?: number;
  readonly link?: string;
  readonly size?: number;
}

/** POSIX ustar, entry by entry, with two empty blocks at its end. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    // A header has room for 100 bytes.
    const long = typeof entry.name === 'string' && Buffer.byteLength(entry.name) > 100;
    return long ? [blocksOf(pax({ path: String(entry.name) })), blocksOf(entry)] : [blocksOf(entry)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export const tarGzOf = (entries: readonly TarEntry[]) => gzipSync(tarOf(entries));

/** A pax header (`x`) for the entry that follows, or a global one (`g`). */
export function pax(records: Readonly<Record<string, string>>, type = 'x'): TarEntry {
  const lines = Object.entries(records).map(([key, value]) => {
    const body = Buffer.from(` ${key}=${value}\n`);
    let length = body.length + 1;
    while (String(length).length + body.length !== length) length++;
    return Buffer.concat([Buffer.from(String(length)), body]);
  });
  return { name: 'pax_global_header', content: Buffer.concat(lines), type };
}

export function blocksOf({ name, content = '', type = '0', mode = 0o644, link = '', size }: TarEntry): Buffer {
  const data = Buffer.from(content);
  const header = Buffer.alloc(512);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write(`${octal(mode, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100);
  header.write(`${octal(size ?? data.length, 11)}\0${octal(0, 11)}\0        `, 124);
  header.write(type, 156, 'latin1');
  header.write(link, 157);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0').slice(-digits);
