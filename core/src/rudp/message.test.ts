import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { checksumOf, decodeMessage, encodeMessage } from './message.ts';
import { readSequenceNumber } from './sequence-number.ts';
import { luckFrom } from './simulated-transfer.ts';

const file = new URL('fixtures/checksum-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: { message_without_checksum_base64: string; checksum: string }[];
};
const bodies = vectors.map(({ message_without_checksum_base64: body }) => Buffer.from(body, 'base64'));

test('the published vectors have the published checksums, and decode to what they say', () => {
  const seen = bodies.map((body, i) => {
    assert.equal(checksumOf(body), vectors[i]!.checksum);
    const message = decodeMessage(Buffer.concat([body, Buffer.from(vectors[i]!.checksum)]));
    assert.equal(message.checksumRight, true);
    return message.type === 'none' ? message.reason : `${message.type} ${message.seq}`;
  });
  const first = [
    'ack 1',
    'ack 0',
    'start 0',
    'data 7',
    'data 8',
    'end 4294967295',
    'sack 5',
    'data 3',
    'data 9',
    'data 2',
  ];
  assert.deepEqual(seen, first);
});

const anyNumber = fc.oneof(fc.bigInt(), fc.bigInt(-3n, 3n), fc.bigInt({ min: -(10n ** 400n), max: 10n ** 400n }));
const anyData = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.array(fc.constantFrom(0, 0x7c, 0x0a, 0xff), { maxLength: 9 }).map((list) => Uint8Array.from(list)),
);

test('what is encoded decodes to the same, whatever bytes the data are', () => {
  fc.assert(
    fc.property(fc.constantFrom('start', 'data', 'end'), anyNumber, anyData, (type, seq, data) => {
      const bytes = encodeMessage({ type, seq, data });
      const message = decodeMessage(bytes);
      assert.ok('dataStart' in message);
      const { dataStart, dataEnd, checksumRight } = message;
      assert.deepEqual([message.type, message.seq, checksumRight], [type, seq, true]);
      assert.deepEqual(Buffer.from(bytes.subarray(dataStart, dataEnd)), Buffer.from(data));
    }),
  );
  fc.assert(
    fc.property(anyNumber, fc.option(fc.array(anyNumber, { maxLength: 6 })), (seq, held) => {
      const bytes = held === null ? encodeMessage({ type: 'ack', seq }) : encodeMessage({ type: 'sack', seq, held });
      const { type, ...rest } = decodeMessage(bytes);
      assert.equal(type, held === null ? 'ack' : 'sack');
      const checksum = bytes.subarray(bytes.lastIndexOf(0x7c) + 1).toString();
      assert.deepEqual(rest, { seq, checksum, checksumRight: true, ...(held === null ? {} : { held }) });
    }),
  );
});

test('one changed byte makes the checksum wrong, or leaves no checksum', () => {
  fc.assert(
    fc.property(anyNumber, anyData, fc.nat(), fc.integer({ min: 1, max: 255 }), (seq, data, where, change) => {
      const bytes = encodeMessage({ type: 'data', seq, data });
      bytes[where % bytes.length]! ^= change;
      assert.notEqual(decodeMessage(bytes).checksumRight, true);
    }),
  );
});

test('a sequence number parses as an integer of any size', () => {
  const right = ['7', ' 7', '7\t', '\r\n+7\v\f', '007', '0_7', '-0007', `1${'0'.repeat(1000)}`, '-0'];
  const read = right.map(readSequenceNumber);
  assert.deepEqual(read, [7n, 7n, 7n, 7n, 7n, 7n, -7n, 10n ** 1000n, 0n]);
  const wrong = [
    '',
    ' ',
    '+',
    '- 7',
    '--7',
    '7 7',
    '7.0',
    '7e3',
    '0x7',
    '_7',
    '7_',
    '7__7',
    '\x1c7',
    '\u00a07',
    '٣',
    '7\0',
  ];
  for (const text of [...wrong, '9'.repeat(4097)]) assert.equal(readSequenceNumber(text), null, JSON.stringify(text));
});

test('checksums are compared as text, and odd forms are told apart', () => {
  const decoded = (text: string) => decodeMessage(Buffer.from(text, 'latin1'));
  const sealed = (body: string, checksum = checksumOf(Buffer.from(body, 'latin1'))) => decoded(`${body}${checksum}`);
  const number = checksumOf(Buffer.from('ack|1|'));
  for (const checksum of [`0${number}`, `+${number}`, ` ${number}`, `${number}\n`, `${Number(number) - 2 ** 32}`, '']) {
    assert.equal(sealed('ack|1|', checksum).checksumRight, false, JSON.stringify(checksum));
  }
  const short = sealed('end|9|');
  assert.ok(short.type === 'end' && short.seq === 9n && short.dataStart === short.dataEnd);
  assert.deepEqual(decoded('hello'), { type: 'none', reason: 'there is no | in it', checksumRight: null });
  const bad = ['data|', 'data|x|y|', 'Data|1|y|', '|1|y|', 'ack|1|x|', 'sack|1|', 'sack|1;2,|', 'sack|;2|', 'data||y|'];
  for (const body of bad) {
    const message = sealed(body);
    assert.equal(message.type, 'none', body);
    assert.equal(message.checksumRight, true, body);
  }
});

/** The same question asked of a regular expression over the whole datagram. */
function simply(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  const cut = text.lastIndexOf('|') + 1;
  if (cut === 0) return 'none null';
  const isRight = String(crc32(Buffer.from(text.slice(0, cut), 'latin1'))) === text.slice(cut);
  const number = String.raw`[\t-\r ]*[+-]?\d+(?:_\d+)*[\t-\r ]*`;
  const packet = new RegExp(`^(start|data|end)[|](${number})[|](?:([^]*)[|])?[^|]*$`).exec(text);
  const ack = new RegExp(`^(ack)[|](${number})[|][^|]*$`).exec(text);
  const sack = new RegExp(`^(sack)[|](${number});((?:${number}(?:,${number})*)?)[|][^|]*$`).exec(text);
  const found = packet ?? ack ?? sack;
  if (found === null) return `none ${isRight}`;
  const value = (digits: string) => BigInt(digits.replace(/[\t-\r _+]/g, '').replace(/^-0*$/, '0'));
  const rest = packet ? (found[3] ?? '') : sack && found[3] !== '' ? found[3]!.split(',').map(value).join() : '';
  return `${found[1]} ${value(found[2]!)} ${rest} ${isRight}`;
}

function shown(bytes: Uint8Array): string {
  const message = decodeMessage(bytes);
  const { type, checksumRight } = message;
  if (type === 'none') return `none ${checksumRight}`;
  const data = 'dataStart' in message ? bytes.subarray(message.dataStart, message.dataEnd) : [];
  const rest = type === 'sack' ? message.held.join() : Buffer.from(data).toString('latin1');
  return `${type} ${message.seq} ${rest} ${checksumRight}`;
}

test('100,000 random and mutated datagrams: nothing is thrown, and a simpler reader agrees', () => {
  const luck = luckFrom(20_261_122);
  const below = (bound: number) => Math.floor(luck() * bound);
  const pieces = [
    '|',
    '||',
    ';',
    ',',
    '-',
    '+',
    '_',
    ' ',
    '\t',
    '0',
    '7',
    'data',
    'ack',
    'sack',
    'start',
    'end',
    '\0',
    '\xff',
  ];
  const kinds = { none: 0, message: 0, right: 0 };
  for (let round = 0; round < 100_000; round++) {
    let bytes: Uint8Array = Buffer.concat([bodies[below(8)]!, Buffer.from(String(below(2 ** 32)))]);
    if (round % 3 === 0) bytes = Uint8Array.from({ length: below(30) }, () => below(256));
    if (round % 3 === 1) {
      bytes = Buffer.from(Array.from({ length: below(9) }, () => pieces[below(pieces.length)]).join(''), 'latin1');
    }
    for (let change = below(4); change > 0 && bytes.length > 0; change--) bytes[below(bytes.length)] = below(256);
    if (below(2) === 0)
      bytes = Buffer.concat([
        bytes,
        Buffer.from('|'),
        Buffer.from(checksumOf(Buffer.concat([bytes, Buffer.from('|')]))),
      ]);
    const [read, simple] = [shown(bytes), simply(bytes)];
    if (read !== simple) assert.equal(read, simple, Buffer.from(bytes).toString('base64'));
    kinds[read.startsWith('none') ? 'none' : 'message']++;
    if (read.endsWith(' true') && !read.startsWith('none')) kinds.right++;
  }
  for (const [kind, count] of Object.entries(kinds)) assert.ok(count > 5_000, `${kind}: ${count}`);
});
