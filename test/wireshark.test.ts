import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { rudp } from '@gradewire/core';
import fc from 'fast-check';
import { clientToServer, joined, pcapngBuilder, serverToClient, udpFrame } from '../core/src/wire/capture-builder.ts';
import { root, temporaryFolder } from './grade-folder.ts';

const script = path.join(root, 'docs/wireshark/reliable-udp.lua');
const run = promisify(execFile);
const version = await run('tshark', ['--version']).catch(() => undefined);
const skip = version === undefined && 'tshark is not installed (apt-get install tshark)';

const fields = [
  ...['_ws.col.Protocol', 'reliableudp.type', 'reliableudp.seq', 'reliableudp.seq_text', 'reliableudp.held'],
  ...['reliableudp.data_length', 'reliableudp.checksum.status', 'reliableudp.checksum.bad', 'reliableudp.malformed'],
];
type Shown = Record<(typeof fields)[number], string>;

/** What tshark shows of each datagram, of one conversation. */
async function shown(payloads: readonly Uint8Array[]): Promise<Shown[]> {
  await using folder = await temporaryFolder();
  const capture = path.join(folder.path, 'capture.pcapng');
  const b = pcapngBuilder(true);
  const frames = payloads.map((payload, i) =>
    b.packet(0, BigInt(i), udpFrame(i % 2 ? serverToClient : clientToServer, payload)),
  );
  await writeFile(capture, joined([b.section(), b.port('client to link', 9), ...frames]));
  const args = ['-X', `lua_script:${script}`, '-r', capture, '-T', 'fields', '-E', 'separator=;', '-E', 'quote=d'];
  const { stdout, stderr } = await run('tshark', [...args, ...fields.flatMap((field) => ['-e', field])]);
  assert.doesNotMatch(stderr, /lua/i);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => {
    const cells = [...`${line};`.matchAll(/(?:"([^"]*)")?;/g)].map(([, cell = '']) => cell);
    return Object.fromEntries(fields.map((field, i) => [field, cells[i]!]));
  });
}

/** What core reads in it, in the same words. */
function expected(payload: Uint8Array): Omit<Shown, '_ws.col.Protocol'> {
  const message = rudp.decodeMessage(payload);
  if (message.type === 'none') {
    const nothing = Object.fromEntries(fields.slice(1).map((field) => [field, '']));
    return { ...nothing, 'reliableudp.malformed': 'Malformed' };
  }
  const field = Buffer.from(payload).toString('latin1').split('|')[1]!.split(';');
  const fits = /^\d{1,15}$/.test(field[0]!);
  return {
    'reliableudp.type': message.type,
    'reliableudp.seq': fits ? `${message.seq}` : '',
    'reliableudp.seq_text': fits ? '' : field[0]!,
    'reliableudp.held': message.type === 'sack' ? field[1]! : '',
    'reliableudp.data_length': 'dataEnd' in message ? `${message.dataEnd - message.dataStart}` : '',
    'reliableudp.checksum.status': message.checksumRight ? '1' : '0',
    'reliableudp.checksum.bad': message.checksumRight ? '' : 'Bad',
    'reliableudp.malformed': '',
  };
}

const start = rudp.encodeMessage({ type: 'start', seq: 0n });

test('tshark reads every message as the decoder does', { skip }, async () => {
  const seq = fc.oneof(
    fc.nat().map(BigInt),
    fc.bigInt(),
    fc.constantFrom(0n, 4294967295n, 999999999999999n, 10n ** 15n),
  );
  const data = fc.uint8Array({ maxLength: 40 }).map((bytes) => bytes.map((byte) => (byte % 7 === 0 ? 0x7c : byte)));
  const packet = fc.record({ type: fc.constantFrom('start' as const, 'data' as const, 'end' as const), seq, data });
  const ack = fc.record({ type: fc.constant('ack' as const), seq });
  const sack = fc.record({ type: fc.constant('sack' as const), seq, held: fc.array(seq, { maxLength: 4 }) });
  const whole = fc.oneof(packet, ack, sack).map(rudp.encodeMessage);
  const damaged = fc.tuple(whole, fc.nat(), fc.nat(7)).map(([bytes, place, bit]) => {
    const other = Uint8Array.from(bytes);
    other[place % other.length]! ^= 1 << bit;
    return other;
  });
  const texts = [
    '',
    'ack',
    'ack|1',
    'ack|1|',
    'data| +1_0 ||7',
    'data|1__0||7',
    'data|_1||',
    'data|1_|x|',
    'sack|1|2',
    'sack|1;2,|3',
  ];
  const odd = texts.map((text) => Uint8Array.from(Buffer.from(text)));
  const payloads = [start, ...odd, ...fc.sample(fc.oneof(whole, damaged), { numRuns: 400, seed: 1 })];
  // An empty datagram has nothing to show; a control character in a number is shown in another way by tshark.
  const told = payloads.filter((bytes) => bytes.length > 0 && !/[^ -~]|[";\\]/.test(numberIn(bytes)));
  assert.ok(told.length > 300);
  const got = await shown(told);
  for (const [i, payload] of told.entries()) {
    const { '_ws.col.Protocol': protocol, ...rest } = got[i]!;
    const what = JSON.stringify(Buffer.from(payload).toString('latin1'));
    assert.equal(protocol, 'Reliable UDP', what);
    for (const field of fields.slice(1)) {
      const want = expected(payload)[field]!;
      if (want === 'Bad' || want === 'Malformed') assert.notEqual(rest[field], '', `${field} of ${what}`);
      else assert.equal(rest[field], want, `${field} of ${what}`);
    }
  }
});

test('tshark takes nothing else for a message', { skip }, async () => {
  const others = ['hello', 'GET / HTTP/1.1\r\n', 'dota|1||', 'start', 'data|x|y|1', '|||'].map((text) =>
    Buffer.from(text),
  );
  for (const { '_ws.col.Protocol': protocol } of await shown(others)) assert.equal(protocol, 'UDP');
});

function numberIn(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1').split('|')[1]?.split(';')[0] ?? '';
}
