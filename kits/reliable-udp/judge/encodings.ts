import { createHash } from 'node:crypto';
import { type FileSpec, generateFile, type WrittenFile } from '@gradewire/core';

type Recode = (file: Buffer) => Buffer;
const text =
  (recode: (text: string) => string): Recode =>
  (file) =>
    Buffer.from(recode(file.toString('latin1')), 'latin1');

const asLatin1: Recode = (file) => Buffer.from(file.toString('latin1'));
const replaced: Recode = (file) => Buffer.from(file.toString());
const dropped: Recode = (file) => Buffer.from(file.toString().replaceAll('\uFFFD', ''));
const unixLines = text((it) => it.replace(/\r\n?/g, '\n'));

/** What becomes of files in the hands of those who take them for text, in words that complete "it arrives …". */
const encodings: Readonly<Record<string, Recode>> = {
  'as base64': (file) => Buffer.from(file.toString('base64')),
  'as base64 in lines': (file) => Buffer.from(file.toString('base64').replace(/.{1,76}/g, '$&\n')),
  'in hexadecimal': (file) => Buffer.from(file.toString('hex')),
  'in hexadecimal, upper case': (file) => Buffer.from(file.toString('hex').toUpperCase()),
  'as UTF-8 of text that was read as Latin-1': asLatin1,
  'as UTF-8 of text that was read as Latin-1, with every line break turned into "\\n"': (file) =>
    asLatin1(unixLines(file)),
  'as UTF-8 with "\uFFFD" for what is none': replaced,
  'as UTF-8 with "\uFFFD" for what is none, and with every line break turned into "\\n"': (file) =>
    unixLines(replaced(file)),
  'as UTF-8 with "?" for what is none': (file) => Buffer.from(file.toString().replaceAll('\uFFFD', '?')),
  'without the bytes that are no UTF-8': dropped,
  'without the bytes that are no UTF-8, and with every line break turned into "\\n"': (file) =>
    unixLines(dropped(file)),
  'with only the bytes that are ASCII': text((it) => it.replace(/[\x80-\xff]/g, '')),
  'with "?" for the bytes that are not ASCII': text((it) => it.replace(/[\x80-\xff]/g, '?')),
  "with every byte's highest bit cleared": (file) => Buffer.from(file.map((byte) => byte & 0x7f)),
  'with every line break turned into "\\n"': unixLines,
  'with every line break turned into "\\r\\n"': text((it) => it.replace(/\r?\n/g, '\r\n')),
  'without its line breaks': text((it) => it.replace(/[\r\n]/g, '')),
  'without the blanks at its ends': text((it) => it.replace(/^[\t-\r ]+|[\t-\r ]+$/g, '')),
  'without the blanks at its end': text((it) => it.replace(/[\t-\r ]+$/, '')),
  'without the line break at its end': text((it) => it.replace(/\r?\n$/, '')),
  'with a line break added at its end': text((it) => `${it}\n`),
  'without its NUL bytes': text((it) => it.replaceAll('\0', '')),
  'only up to its first NUL byte': text((it) => it.replace(/\0[\s\S]*$/, '')),
  'without its "|" characters': text((it) => it.replaceAll('|', '')),
};

/** The way in which a file was changed as a whole; undefined if it is none of those. `chunk`: bytes of data in a packet. */
export function encodingOf(written: WrittenFile, spec: FileSpec, chunk: number | undefined): string | undefined {
  if (written.bytes === null || written.bytes === 0) return undefined;
  const file = generateFile(spec);
  const isIt = (recoded: Buffer) =>
    recoded.length === written.bytes && createHash('sha256').update(recoded).digest('hex') === written.sha256;
  for (const [words, recode] of Object.entries(encodings)) if (isIt(recode(file))) return words;
  return chunk !== undefined && chunksInBase64(file, chunk).some(isIt) ? 'as base64' : undefined;
}

/** Each packet's data by itself: of so many letters, which came of one of three sizes. */
function chunksInBase64(file: Buffer, letters: number): Buffer[] {
  const most = Math.floor(letters / 4) * 3;
  return [most, most - 1, most - 2]
    .filter((size) => size > 0)
    .map((size) => {
      const pieces: string[] = [];
      for (let at = 0; at < file.length; at += size) pieces.push(file.subarray(at, at + size).toString('base64'));
      return Buffer.from(pieces.join(''));
    });
}
