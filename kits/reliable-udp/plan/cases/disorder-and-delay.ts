import { both } from '../links.ts';
import type { Spec } from '../spec.ts';
import { text } from './text.ts';

export const disorder: readonly Spec[] = [
  {
    ...text,
    id: 'duplicate',
    topic: 'disorder',
    title: 'A third of all packets arrives twice: an old acknowledgement says nothing new',
    link: both({ duplicate: 33 }),
    seeds: 2,
    expectMs: 200,
  },
  {
    ...text,
    id: 'reorder',
    topic: 'disorder',
    title: 'A quarter of all packets overtakes those before: order on the wire means nothing',
    link: both({ delay: 30, reorder: { percent: 25 } }),
    seeds: 2,
    expectMs: 1000,
    extraDelayMs: 60,
    public: true,
  },
];

export const delay: readonly Spec[] = [
  {
    ...text,
    id: 'delay/50ms',
    topic: 'delay',
    title: 'A delay of 50 ms each way: a window of five is five times as fast as one packet at a time',
    link: both({ delay: 50 }),
    seeds: 0,
    expectMs: 1300,
    extraDelayMs: 100,
    public: true,
  },
  {
    ...text,
    id: 'delay/jitter',
    topic: 'delay',
    title: 'A delay between 5 and 75 ms: packets overtake each other',
    link: both({ delay: 40, jitter: 35 }),
    seeds: 2,
    expectMs: 1500,
    extraDelayMs: 150,
  },
  {
    ...text,
    id: 'delay/above-timer',
    topic: 'delay',
    title: 'Acknowledgements take longer than the timer of 500 ms: those that come late still count',
    size: { packets: 30 },
    link: both({ delay: 300 }),
    seeds: 0,
    expectMs: 5000,
    extraDelayMs: 600,
  },
  {
    ...text,
    id: 'delay/short-queue',
    topic: 'delay',
    title: 'A slow link with a short queue: what is sent too fast is lost',
    size: { packets: 30 },
    // Room for as many as may be outstanding. With less, timers that run out in the same order every time lose the same
    // packet every time: a sender that keeps every rule would get stuck, or not, as milliseconds have it.
    link: ({ chunk }) => ({
      clientToServer: { rate: { bitsPerSecond: Math.round(((chunk + 60) * 8) / 0.02) }, limit: 5 },
    }),
    seeds: 0,
    expectMs: 3000,
    extraDelayMs: 100,
  },
];
