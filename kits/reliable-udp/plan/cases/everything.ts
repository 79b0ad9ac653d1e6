import { both, random } from '../links.ts';
import type { Spec } from '../spec.ts';
import { text } from './text.ts';

export const everything: Spec = {
  ...text,
  id: 'everything',
  topic: 'everything',
  title: 'Everything at once: loss, duplicates, corruption and packets out of order',
  size: { packets: 40 },
  link: both({
    ...random(10),
    delay: 20,
    jitter: 15,
    duplicate: 5,
    visibleCorruption: { percent: 5, region: 'any', kind: 'bit' },
  }),
  seeds: 2,
  expectMs: 5000,
  fails: 0.28,
  extraDelayMs: 80,
};
