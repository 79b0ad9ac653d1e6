import { both, random } from '../links.ts';
import type { Spec } from '../spec.ts';
import { text } from './text.ts';

const damaged = { ...text, topic: 'corruption', seeds: 2 } as const;
export const corruption: readonly Spec[] = [
  {
    ...damaged,
    id: 'corrupt/data',
    title: 'A printable byte is changed in the data of 20 % of the packets: they are sent again',
    link: { clientToServer: { visibleCorruption: { percent: 20, region: 'data', kind: 'printable' } } },
    expectMs: 5000,
    fails: 0.2,
  },
  {
    ...damaged,
    id: 'corrupt/acks',
    title:
      'A bit of type or number is changed in most acknowledgements, each of which comes twice, and data are lost: one with a wrong checksum acknowledges nothing',
    // What a damaged number acknowledges too soon does harm only if it is lost. One bit of eighteen in the header makes a
    // higher number: so there are many acknowledgements, most of them damaged, and 49 of 50 that trust them fail.
    link: {
      clientToServer: random(20),
      serverToClient: { duplicate: 100, visibleCorruption: { percent: 75, region: 'header', kind: 'bit' } },
    },
    expectMs: 6500,
    // Neither of both copies gets through whole.
    fails: 0.65,
    public: true,
  },
  {
    ...damaged,
    id: 'corrupt/any',
    title: 'A bit is changed anywhere in 15 % of the packets, both ways: an acknowledgement need not even be text',
    link: both({ visibleCorruption: { percent: 15, region: 'any', kind: 'bit' } }),
    expectMs: 5000,
    fails: 0.28,
  },
];
