import assert from 'node:assert/strict';
import { test } from 'node:test';
import { datagrams } from '../wire/datagrams.ts';
import { readPcapng } from '../wire/pcapng.ts';
import { encodeMessage } from './message.ts';
import { readTransfers } from './transfer.ts';
import { captureOf, ends } from './transfer-builder.ts';

test('a copy that came sooner than the link says is still of the packet with its bytes', () => {
  const ack = (seq: bigint) => encodeMessage({ type: 'ack', seq });
  const { bytes } = captureOf([
    { from: 'client', ms: 0, payload: encodeMessage({ type: 'start', seq: 0n }), deliveries: [{ ms: 5 }] },
    { from: 'server', ms: 10, payload: ack(21n), deliveries: [{ ms: 15, note: 'delayed 5 ms' }] },
    // Held for 40.5 ms, where the link, which was kept from running between two readings of its clocks, says 41.
    { from: 'server', ms: 100, payload: ack(31n), deliveries: [{ ms: 140.5, note: 'delayed 41 ms' }] },
  ]);
  const [transfer] = readTransfers(datagrams(readPcapng(bytes).packets), ends);
  const fates = transfer!.acks.map(({ fate }) => fate.deliveries.map(({ ms, corrupted }) => ({ ms, corrupted })));
  assert.deepEqual(fates, [[{ ms: 15, corrupted: false }], [{ ms: 140.5, corrupted: false }]]);
});
