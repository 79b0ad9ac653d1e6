import { nameBytes, pathBytes } from './limits.ts';
import { IngestRefused, shown } from './refused.ts';

// A byte order mark stays, to be refused below: decoders drop it otherwise.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Characters that end or turn a line where the name is shown. U+FFFD stands for bytes that were no UTF-8. */
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\uFEFF\uFFFD]/u;

/**
 * The segments of an entry's name, none for the archive's own top (`./`). Only what is a plain relative path everywhere:
 * UTF-8 in NFC without control characters, backslashes, empty, `.` or `..` segments; `./` in front, as `tar c .` writes
 * it, and one `/` at a folder's end are dropped. Throws IngestRefused `entry-name`.
 */
export function entrySegments(raw: Uint8Array | string): readonly string[] {
  const name = decoded(raw);
  const path = name.replace(/^(\.\/)+/, '').replace(/^\.$/, '');
  if (path === '' && name !== '') return [];
  if (path.startsWith('/') || /^[A-Za-z]:\//.test(path)) refuse(name, 'is an absolute path');
  if (path.includes('\\')) refuse(name, 'has a backslash in it');
  if (unprintable.test(path)) refuse(name, 'has a control character in it, or bytes that are no UTF-8');
  if (path.normalize('NFC') !== path) refuse(name, 'is not in Unicode normal form C');
  const segments = path.split('/');
  if (segments.length > 1 && segments.at(-1) === '') segments.pop();
  for (const segment of segments) {
    if (segment === '') refuse(name, 'has an empty name in it');
    if (segment === '.' || segment === '..') refuse(name, `has ${segment} in it`);
    if (Buffer.byteLength(segment) > nameBytes) refuse(name, `has a name of more than ${nameBytes} bytes`, nameBytes);
  }
  if (Buffer.byteLength(path) > pathBytes) refuse(name, `is a path of more than ${pathBytes} bytes`, pathBytes);
  return segments;
}

/** The name however wrong, for a message. */
export function rawName(raw: Uint8Array | string): string {
  return typeof raw === 'string' ? raw : Buffer.from(raw.subarray(0, 1000)).toString('utf8');
}

function decoded(raw: Uint8Array | string): string {
  // Nothing below is to look at megabytes of name.
  if (raw.length > 2 * pathBytes) refuse(rawName(raw), `is a path of more than ${pathBytes} bytes`, pathBytes);
  if (typeof raw === 'string') return raw;
  try {
    return utf8.decode(raw);
  } catch {
    return refuse(rawName(raw), 'is no name in UTF-8');
  }
}

function refuse(name: string, why: string, limit?: number): never {
  const detail = limit === undefined ? { entry: name } : { entry: name, limit };
  throw new IngestRefused('entry-name', `the entry ${shown(name)} ${why}: rename it`, detail);
}
