import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryImpairment } from './arbitrary-profile.ts';
import { Impairment } from './impairment.ts';
import { parseTcNetem, printTcNetem, tcNetemArguments } from './tc-line.ts';

test('what is printed is read back as the same impairment and seed', () => {
  fc.assert(
    fc.property(arbitraryImpairment, fc.option(fc.maxSafeNat(), { nil: undefined }), (input, seed) => {
      const impairment = Impairment.parse(input);
      const expected = seed === undefined ? { impairment } : { impairment, seed };
      assert.deepEqual(parseTcNetem(printTcNetem(impairment, seed)), expected);
    }),
  );
});

test('a whole tc line and what follows netem say the same', () => {
  const words =
    'delay 50ms 10ms distribution normal loss gemodel 5% 25% duplicate 1% reorder 25% gap 5 rate 1mbit -14 seed 7';
  const read = parseTcNetem(words);
  assert.deepEqual(parseTcNetem(`tc qdisc add dev eth0 root netem ${words}`), read);
  assert.deepEqual(parseTcNetem(`netem ${words}`), read);
  assert.deepEqual(read, {
    seed: 7,
    impairment: Impairment.parse({
      delay: 50,
      jitter: 10,
      distribution: 'normal',
      loss: { model: 'gemodel', p: 5, r: 25, oneMinusH: 100, oneMinusK: 0 },
      duplicate: 1,
      reorder: { percent: 25, gap: 5 },
      rate: { bitsPerSecond: 1e6, packetOverhead: -14 },
    }),
  });
});

test('synonyms, order and the defaults of the loss models are tc’s', () => {
  const impairment = (line: string) => {
    const read = parseTcNetem(line);
    return 'impairment' in read ? read.impairment : assert.fail(read.problems.join());
  };
  assert.deepEqual(impairment('drop 5% latency 20ms'), impairment('delay 20ms loss random 5'));
  assert.deepEqual(impairment('gap 3 reorder 10% delay 1ms').reorder, { percent: 10, gap: 3 });
  assert.deepEqual(impairment('loss gemodel 10%').loss, {
    model: 'gemodel',
    p: 10,
    r: 90,
    oneMinusH: 100,
    oneMinusK: 0,
  });
  assert.deepEqual(impairment('loss state 10%').loss, { model: 'state', p13: 10, p31: 90, p32: 0, p23: 100, p14: 0 });
  assert.deepEqual(impairment('loss state 10%').loss, Impairment.parse({ loss: { model: 'state', p13: 10 } }).loss);
  assert.deepEqual(impairment(''), Impairment.parse({}));
});

test('a printed line has nothing that is not needed', () => {
  assert.deepEqual(tcNetemArguments(Impairment.parse({})), []);
  const impairment = Impairment.parse({ delay: '50.1ms', jitter: 1, rate: { bitsPerSecond: '8kbit' }, limit: 20 });
  assert.equal(printTcNetem(impairment, 0), 'limit 20 delay 50100us 1ms rate 8kbit seed 0');
});

test('what cannot be read is refused by name', () => {
  const refused: [string, RegExp][] = [
    ['delay 50ms 10ms 25%', /^delay: "25%" asks for correlation.*gemodel/],
    ['loss 20% 25%', /^loss: "25%" asks for correlation.*10\.2 %.*gemodel/],
    ['loss random 20% 25%', /"25%".*gemodel/],
    ['duplicate 1% 5%', /^duplicate: "5%".*gemodel/],
    ['corrupt 1% 5%', /^corrupt: "5%".*gemodel/],
    ['delay 5ms reorder 25% 50%', /^reorder: "50%".*gemodel/],
    ['delay 5ms wobble 3', /^"wobble" is not a word of netem; it knows limit, delay/],
    ['constructor 3', /^"constructor" is not a word/],
    ['slot 1ms', /^"slot" is not offered/],
    ['loss 5% ecn', /^"ecn" is not offered/],
    ['delay', /^delay: lacks its value/],
    ['loss gemodel', /^loss gemodel: lacks its value/],
    ['loss zork', /^loss: "zork" is not one of random, gemodel, state/],
    ['delay 100', /^delay: "100" has no unit/],
    ['delay 5parsecs', /^delay: "5parsecs" has the unit "parsecs"/],
    ['delay 5ms delay 6ms', /^"delay" is given twice/],
    ['delay 5ms latency 6ms', /^"latency" is given twice/],
    ['loss 101%', /^loss\.percent: "101%" is above 100 %/],
    ['limit 0', /^limit: 0 is not a whole number from 1/],
    ['limit 1.5', /^limit: "1.5" is not a whole number/],
    ['gap 5 delay 1ms', /^gap: 5 needs a reorder/],
    ['reorder 5%', /^reorder: .*needs a delay/],
    ['delay 5ms distribution normal', /^distribution: "normal" needs a jitter/],
    ['delay 5ms 1ms distribution weibull', /^distribution: "weibull" is not one of uniform, normal/],
    ['rate 1mbit 14 48', /^rate: "48" is a cell size/],
    ['rate 5furlong', /^rate\.bitsPerSecond: "5furlong" has the unit "furlong"/],
    ['seed -1', /^seed: -1 is negative/],
    ['seed 18446744073709551615', /^seed: "18446744073709551615" is not a whole number up to/],
    ['rm -rf netem loss 5%', /^"rm -rf" before netem is not a tc qdisc command/],
    ['tc qdisc add dev eth0 root tbf rate 1mbit', /^"tc" is not a word of netem/],
  ];
  for (const [line, reason] of refused) {
    const read = parseTcNetem(line);
    assert.match('problems' in read ? read.problems.join('; ') : 'accepted', reason, line);
  }
});

test('no text makes the reader fail other than by refusing it', () => {
  const words = fc.constantFrom(
    'netem',
    'qdisc',
    'delay',
    'loss',
    'gemodel',
    'state',
    'rate',
    'gap',
    '5%',
    '-1',
    '1ms',
    'seed',
    '__proto__',
  );
  fc.assert(fc.property(fc.array(fc.oneof(words, fc.string())), (line) => void parseTcNetem(line.join(' '))));
});
