import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToldFate } from '../../engine/src/lab/told-fate.ts';
import { compareFates, differing } from './fates.ts';

const told = (k: number, change: Partial<ToldFate> = {}): ToldFate => ({
  ...({ event: 'fate', direction: 'aToB', protocol: 17, flow: 1, index: 0, class: 'data', rel: 3, k } as const),
  ...({ copy: false, fate: 'passed', duplicated: false, reordered: false, delayNs: 7, bytes: 300 } as const),
  ...change,
});

test('a packet is itself in every run, whatever else there was', () => {
  const met = compareFates([[told(1), told(2)], [told(1, { index: 9, flow: 4 })]]);
  assert.deepEqual(
    met.map(({ key, runs }) => [key, runs]),
    [
      ['sender: data +3, time 1', 2],
      ['sender: data +3, time 2', 1],
    ],
  );
  assert.deepEqual(differing(met), []);
});

test('each thing that a link decides tells two fates apart', () => {
  const changes: Partial<ToldFate>[] = [
    { fate: 'lost' },
    { fate: 'rule', rule: 2 },
    { duplicated: true },
    { reordered: true },
    { delayNs: 8 },
    { payloadByte: 0 },
    { frameByte: 40 },
  ];
  for (const change of changes) {
    const [apart] = differing(compareFates([[told(1)], [told(1, change)]]));
    assert.deepEqual([apart?.runs, apart?.fates.size], [2, 2], JSON.stringify(change));
  }
});

test('the duplicate is another packet, and so is one of the other direction; what is no UDP does not count', () => {
  const icmp = { ...told(1, { protocol: 1 }), class: undefined } as unknown as ToldFate;
  assert.equal(compareFates([[told(1), told(1, { copy: true }), told(1, { direction: 'bToA' }), icmp]]).length, 3);
  assert.throws(() => compareFates([[told(1), told(1)]]), /twice/);
});
