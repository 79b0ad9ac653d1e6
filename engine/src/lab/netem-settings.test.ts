import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Impairment, type LinkProfileInput, parseTcNetem } from '@gradewire/core';
import { netemDeviations } from './netem-settings.ts';

type Input = NonNullable<LinkProfileInput['clientToServer']>;
const deviations = (asked: Input, options: unknown) => netemDeviations(Impairment.parse(asked), options);

const rest = { limit: 1000, ecn: false, gap: 0 };
const none = { correlation: 0 };

/** What was given to `tc qdisc add … netem`, and the options that iproute2 6.15 then printed on Linux 6.12. */
const readBack: readonly (readonly [string, object])[] = [
  ['delay 10ms', { ...rest, delay: { delay: 0.01, jitter: 0, ...none } }],
  [
    'delay 123456789ns 23456789ns distribution normal limit 77',
    { ...rest, limit: 77, delay: { delay: 0.123457, jitter: 0.0234568, ...none } },
  ],
  ['delay 300s', { ...rest, delay: { delay: 300, jitter: 0, ...none } }],
  ['loss random 12.345678%', { ...rest, 'loss-random': { loss: 0.123457, ...none } }],
  [
    'loss gemodel 5% 25% 98.7654321% 0.01%',
    { ...rest, 'loss-gemodel': { p: 0.05, r: 0.25, '1-h': 0.987654, '1-k': 0.0001 } },
  ],
  ['loss gemodel 0%', { ...rest, 'loss-gemodel': { p: 0, r: 1, '1-h': 1, '1-k': 0 } }],
  [
    'loss state 1% 20% 3% 40% 0.5%',
    { ...rest, 'loss-state': { p13: 0.01, p31: 0.2, p32: 0.03, p23: 0.4, p14: 0.005 } },
  ],
  ['loss state 1.5%', { ...rest, 'loss-state': { p13: 0.015, p31: 0.985, p32: 0, p23: 1, p14: 0 } }],
  [
    'duplicate 0.0001% corrupt 33.333333%',
    { ...rest, duplicate: { duplicate: 1.00001e-6, ...none }, corrupt: { corrupt: 0.333333, ...none } },
  ],
  [
    'delay 5ms reorder 25% gap 5',
    { ...rest, delay: { delay: 0.005, jitter: 0, ...none }, reorder: { reorder: 0.25, ...none }, gap: 5 },
  ],
  ['rate 1001bit -7', { ...rest, rate: { rate: 125, packetoverhead: -7, cellsize: 0, celloverhead: 0 } }],
  [
    'rate 100gbit limit 1000000',
    { ...rest, limit: 1_000_000, rate: { rate: 12_500_000_000, packetoverhead: 0, cellsize: 0, celloverhead: 0 } },
  ],
  [
    'delay 1ms loss random 100% duplicate 100%',
    {
      ...rest,
      delay: { delay: 0.001, jitter: 0, ...none },
      'loss-random': { loss: 1, ...none },
      duplicate: { duplicate: 1, ...none },
    },
  ],
];

/** The same of what is as good as nothing. */
const slight: typeof readBack = [
  ['delay 10ns', { ...rest, delay: { delay: 1e-8, jitter: 0, ...none } }],
  ['loss random 0.00000003%', { ...rest, 'loss-random': { loss: 2.32831e-10, ...none } }],
];

const impairmentOf = (line: string) => {
  const read = parseTcNetem(line);
  assert.ok('impairment' in read, line);
  return read.impairment;
};

test('what tc says of a netem that is set as asked is what was asked, however tc rounds it', () => {
  for (const [line, options] of [...readBack, ...slight]) {
    assert.deepEqual(netemDeviations(impairmentOf(line), options), [], line);
  }
});

test('of two settings, what tc says of the one is never what was asked with the other', () => {
  for (const [line] of readBack) {
    for (const [other, options] of readBack) {
      if (line !== other) assert.notDeepEqual(netemDeviations(impairmentOf(line), options), [], `${line} / ${other}`);
    }
  }
});

test('a setting that differs is named with what was found and what was asked', () => {
  const delayed = { delay: { delay: 0.01, jitter: 0.002, ...none } };
  const burst = { 'loss-gemodel': { p: 0.05, r: 0.25, '1-h': 1, '1-k': 0 } };
  const rated = { rate: { rate: 1_000_000, packetoverhead: 0, cellsize: 0, celloverhead: 0 } };
  const found: readonly (readonly [Input, object, readonly string[]])[] = [
    [{ delay: '20ms', jitter: '2ms' }, delayed, ['delay.delay is 10 ms, asked was 20 ms']],
    [{ delay: '10.01ms', jitter: '2ms' }, delayed, ['delay.delay is 10 ms, asked was 10.01 ms']],
    [{ delay: '10ms' }, delayed, ['delay.jitter is 2 ms, asked was 0 ms']],
    [
      { delay: '10ms', jitter: '2ms' },
      {},
      ['delay.delay is 0 ms, asked was 10 ms', 'delay.jitter is 0 ms, asked was 2 ms'],
    ],
    [{ loss: { model: 'random', percent: 5 } }, {}, ['loss-random.loss is 0 %, asked was 5 %']],
    [{ loss: { model: 'gemodel', p: 5, r: 25, oneMinusH: 90 } }, burst, ['loss-gemodel.1-h is 100 %, asked was 90 %']],
    [
      { loss: { model: 'state', p13: 5, p31: 25, p23: 0 } },
      { 'loss-state': { p13: 0.05, p31: 0.2501, p32: 0, p23: 0, p14: 0 } },
      ['loss-state.p31 is 25.01 %, asked was 25 %'],
    ],
    [{ duplicate: 1 }, { duplicate: { duplicate: 0.02, ...none } }, ['duplicate.duplicate is 2 %, asked was 1 %']],
    [{ corrupt: 1 }, { corrupt: { corrupt: 0.0101, ...none } }, ['corrupt.corrupt is 1.01 %, asked was 1 %']],
    [{ corrupt: 1 }, { corrupt: { corrupt: 0.01, correlation: 0.25 } }, ['corrupt.correlation is 25 %, asked was 0 %']],
    [
      { delay: '10ms', jitter: '2ms', reorder: { percent: 25, gap: 5 } },
      { ...delayed, reorder: { reorder: 0.2, ...none }, gap: 1 },
      ['reorder.reorder is 20 %, asked was 25 %', 'gap is 1, asked was 5'],
    ],
    [{ rate: { bitsPerSecond: '1mbit' } }, rated, ['rate.rate is 8000000 bit/s, asked was 1000000 bit/s']],
    [{ rate: { bitsPerSecond: '8mbit', packetOverhead: 14 } }, rated, ['rate.packetoverhead is 0, asked was 14']],
    [{ limit: 50 }, {}, ['limit is 1000, asked was 50']],
    [{}, { ecn: true }, ['ecn is 1, asked was 0']],
    [{}, { 'loss-random': { loss: '5%' } }, ['loss-random.loss is NaN, asked was 0 %']],
  ];
  for (const [asked, options, told] of found) assert.deepEqual(deviations(asked, { ...rest, ...options }), told);
  assert.match(deviations({}, undefined).join(), /^limit is 0, asked was 1000$/);
});

test('times of releases that count in ticks of 64 ns and say whole microseconds are the ones that were asked for', () => {
  const asked = { delay: '10000777ns', jitter: '1500ns' };
  assert.deepEqual(deviations(asked, { ...rest, delay: { delay: 0.01, jitter: 1e-6, ...none } }), []);
  // 300 s do not fit into 32 bits of ticks.
  const cut = { ...rest, delay: { delay: 274.878, jitter: 0, ...none } };
  assert.deepEqual(deviations({ delay: '300s' }, cut), ['delay.delay is 274878 ms, asked was 300000 ms']);
});
