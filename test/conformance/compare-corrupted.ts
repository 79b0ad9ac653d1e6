import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { CapturedPacket } from '@gradewire/core';
import { binomialTail } from '../../core/src/link/binomial.ts';
import { capturedFrames, hasComment } from './captured-frames.ts';
import { lostAndDuplicated, type Received } from './traffic.ts';

const ethernetIpUdp = 14 + 20 + 8;
const sourceAddressBytes = 6;

interface Marked {
  readonly lost: ReadonlySet<number>;
  readonly corrupted: ReadonlySet<number>;
  readonly frameBytes: number;
}

/** Which datagrams from the client the emulator says it lost and corrupted, by their numbers, from its capture. */
function markedInCapture(capture: Buffer): Marked {
  const { sent, delivered } = capturedFrames(capture, 'client');
  const numberOf = ({ data }: CapturedPacket) => Buffer.from(data).readUInt32LE(ethernetIpUdp);
  // Without jitter they are delivered in the order of sending; of a corrupted one the number cannot be read.
  const passed = sent.filter((packet) => !hasComment(packet, 'lost'));
  assert.equal(delivered.length, passed.length);
  const corrupted = passed.filter((_, at) => hasComment(delivered[at]!, 'corrupted'));
  return {
    lost: new Set(sent.filter((packet) => hasComment(packet, 'lost')).map(numberOf)),
    corrupted: new Set(corrupted.map(numberOf)),
    frameBytes: sent[0]!.originalLength,
  };
}

/**
 * Corrupted datagrams are dropped by the receiving kernel, unless the bit was one of the sender's Ethernet address, which
 * nobody checks. Which bit is hit, no seed governs: compared are the datagrams lost before, exactly, those corrupted, and
 * how many of these got through. A chance of 1e-9 is taken for none.
 */
export function compareCorrupted(
  t: TestContext,
  { inKernel, emulated, count, capture }: { inKernel: Received; emulated: Received; count: number; capture: Buffer },
): void {
  const { lost, corrupted, frameBytes } = markedInCapture(capture);
  assert.ok(lost.size > 0 && corrupted.size > 0);
  for (const [name, received] of Object.entries({ netem: inKernel, emulator: emulated })) {
    const missing = new Set(lostAndDuplicated(received, count).lost);
    assert.deepEqual([...lost.difference(missing)], [], `${name}: these were to be lost`);
    const dropped = missing.difference(lost);
    assert.deepEqual([...dropped.difference(corrupted)], [], `${name}: these are missing and were not corrupted`);
    const harmless = corrupted.size - dropped.size;
    t.diagnostic(`${name}: ${lost.size} lost, ${corrupted.size} corrupted, of which ${harmless} got through`);
    assert.ok(binomialTail(harmless, corrupted.size, sourceAddressBytes / frameBytes) > 1e-9, `${name}: ${harmless}`);
    assert.ok(received.arrivals.every(({ damaged }) => damaged === 0) && received.unreadable === 0, name);
  }
}
