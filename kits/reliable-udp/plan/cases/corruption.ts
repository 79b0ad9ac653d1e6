import { both } from '../links.ts';
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
    title: 'A printable byte is changed in 20 % of the acknowledgements: one with a wrong checksum is ignored',
    link: { serverToClient: { visibleCorruption: { percent: 20, region: 'any', kind: 'printable' } } },
    expectMs: 1500,
    fails: 0.2,
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
