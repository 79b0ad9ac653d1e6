import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  nanoseconds,
  printPercent,
  printRate,
  printTime,
  probability32,
  type Reading,
  readPercent,
  readRate,
  readTime,
} from './units.ts';

const accepted = (reading: Reading) => ('value' in reading ? reading.value : assert.fail(reading.problem));

test('times are read in tc’s units, whatever the case', () => {
  const times = {
    '50ms': 50,
    '1.5s': 1500,
    '2secs': 2000,
    '200us': 0.2,
    '10nsec': 1e-5,
    '1e3ms': 1000,
    '.5MS': 0.5,
    '0': 0,
  };
  for (const [text, ms] of Object.entries(times)) assert.equal(accepted(readTime(text)), ms, text);
  assert.equal(accepted(readTime(1 / 3)), 0.333333, 'a number is rounded to the nanosecond');
});

test('a rate in bps counts bytes, one in bit counts bits; ki is 1024', () => {
  const rates = {
    '1mbit': 1e6,
    '8kbit': 8000,
    '1Gbps': 8e9,
    '1kbps': 8000,
    '1Kibit': 1024,
    '2MiBps': 16 * 1024 ** 2,
    '64': 64,
  };
  for (const [text, bits] of Object.entries(rates)) assert.equal(accepted(readRate(text)), bits, text);
  assert.equal(accepted(readRate('1.5mbit')), 1_500_000);
});

test('what is printed is read back as the same quantity', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 86_400_000_000_000 }), (ns) => {
      assert.equal(nanoseconds(accepted(readTime(printTime(ns / 1e6)))), ns);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 8, max: Number.MAX_SAFE_INTEGER }), (bits) => {
      assert.equal(accepted(readRate(printRate(bits))), bits);
    }),
  );
  fc.assert(
    fc.property(fc.double({ min: 1e-7, max: 100, noNaN: true }), (percent) => {
      assert.equal(accepted(readPercent(printPercent(percent))), percent);
    }),
  );
});

test('quantities are printed as a person would write them', () => {
  assert.deepEqual([50, 0.2, 1000, 0, 1e-6, 1500].map(printTime), ['50ms', '200us', '1s', '0ms', '1ns', '1500ms']);
  assert.deepEqual([1e6, 1_500_000, 8, 2e12].map(printRate), ['1mbit', '1500kbit', '8bit', '2tbit']);
});

test('a probability is rounded as rint does, ties to the even neighbour', () => {
  const expected: [number, number][] = [
    [0, 0],
    [100, 0xffff_ffff],
    [50, 0x8000_0000],
    [20, 858_993_459],
    [5, 214_748_365],
    [25, 1_073_741_824],
  ];
  for (const [percent, integer] of expected) assert.equal(probability32(percent), integer, `${percent}`);
});

test('what is no quantity is refused with its reason', () => {
  const refused: [Reading, RegExp][] = [
    [readTime('5lightyears'), /unit "lightyears".*it knows s, sec/],
    [readTime('100'), /no unit/],
    [readTime('-5ms'), /negative time/],
    [readTime(-1), /negative time/],
    [readTime('25h'), /unit "h"/],
    [readTime('90000s'), /longer than a day/],
    [readTime('1e999ms'), /longer than a day/],
    [readTime(''), /empty/],
    [readTime('ms'), /not one number/],
    [readTime('50 ms'), /blank/],
    [readTime('50ms 10ms'), /jitter has a field/],
    [readPercent('120%'), /above 100/],
    [readPercent(100.1), /above 100/],
    [readPercent(-0.5), /below 0/],
    [readPercent('5permille'), /unit "permille"/],
    [readPercent('20% 25%'), /gemodel/],
    [readPercent('5 %'), /blank/],
    [readRate('1 mbit'), /blank/],
    [readPercent(1e-9), /rounds it to never/],
    [readRate('1floz'), /unit "floz".*gbps/],
    [readRate('5%'), /share of a device/],
    [readRate('7bit'), /less than one byte/],
    [readRate('-1mbit'), /negative rate/],
    [readRate('1e9tbit'), /more than any link/],
  ];
  for (const [reading, reason] of refused) assert.match('problem' in reading ? reading.problem : 'accepted', reason);
});
