import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryProfile } from './arbitrary-profile.ts';
import { cleanLink, LinkProfile, readLinkProfile } from './profile.ts';

test('a recorded profile is read as the same profile', () => {
  fc.assert(
    fc.property(arbitraryProfile, (input) => {
      const profile = LinkProfile.parse(input);
      assert.deepEqual(LinkProfile.parse(JSON.parse(JSON.stringify(profile))), profile);
    }),
  );
});

test('quantities may be written with netem’s units', () => {
  const { clientToServer, blackouts, rules } = LinkProfile.parse({
    name: 'x',
    clientToServer: {
      delay: '50ms',
      jitter: '500us',
      loss: { model: 'random', percent: '5%' },
      rate: { bitsPerSecond: '1mbps' },
    },
    blackouts: [{ fromMs: '1s', toMs: 1500 }],
    rules: [{ direction: 'clientToServer', payloadPrefix: 'end|', nth: 'every', action: { delayMs: '2s' } }],
  });
  assert.deepEqual([clientToServer.delay, clientToServer.jitter, clientToServer.rate?.bitsPerSecond], [50, 0.5, 8e6]);
  assert.deepEqual(clientToServer.loss, { model: 'random', percent: 5 });
  assert.deepEqual(blackouts, [{ fromMs: 1000, toMs: 1500 }]);
  assert.deepEqual(rules[0]?.action, { delayMs: 2000 });
});

test('the clean link impairs nothing', () => {
  assert.deepEqual(
    cleanLink,
    LinkProfile.parse({ name: 'clean', seed: 0, clientToServer: {}, rules: [], blackouts: [] }),
  );
  assert.deepEqual(readLinkProfile({ name: 'clean' }), { profile: cleanLink });
});

const link = (more: object) => ({ name: 'x', ...more });
const up = (clientToServer: object) => link({ clientToServer });
const rule = (more: object) => link({ rules: [{ direction: 'clientToServer', nth: 1, action: 'drop', ...more }] });
const bar = { separator: '|' };
const families = (...lists: string[][]) => link({ message: { ...bar, families: lists } });

const refused: [string, unknown, RegExp][] = [
  ['no object', 5, /^the profile: 5 is not an object/],
  ['nothing', null, /^the profile: null is not an object/],
  ['no name', {}, /^name: is missing/],
  ['a name of two lines', { name: 'a\nb' }, /^name: "a\\nb" is not a name/],
  ['an unknown field', link({ sed: 3 }), /^sed: 3 is not a field; the fields are .*seed/],
  ['a negative seed', link({ seed: -1 }), /^seed: -1 is not a whole number/],
  ['a fractional seed', link({ seed: 1.5 }), /^seed: 1.5 is not a whole number/],
  ['an unsafe seed', link({ seed: 2 ** 53 }), /^seed: 9007199254740992 is not a whole number/],
  ['an unknown keying', link({ keying: 'packet' }), /^keying: "packet" is not one of message, flow, stream/],
  ['message keying without a format', link({ keying: 'message' }), /^keying: "message" needs `message`/],
  ['a long separator', link({ message: { separator: '||' } }), /^message\.separator: "\|\|" is not one ASCII/],
  ['a separator above a byte', link({ message: { separator: 256 } }), /^message\.separator: 256 is not/],
  ['one field for both', link({ message: { ...bar, classField: 1 } }), /^message\.sequenceField: 1 is the class field/],
  ['a class in two families', families(['a', 'b'], ['c', 'a']), /^message\.families\.1\.1: "a" is in a family already/],
  ['a class twice in a family', families(['a', 'a']), /^message\.families\.0\.1: "a" is in a family already/],
  ['an empty family', families([]), /^message\.families\.0: \[\] has not 1 to 8 classes/],
  ['nine in a family', families([...'abcdefghi']), /^message\.families\.0: .* has not 1 to 8 classes/],
  ['nine families', families(...[...'abcdefghi'].map((it) => [it])), /^message\.families: .* are more than 8/],
  ['a family that is none', link({ message: { ...bar, families: ['a'] } }), /^message\.families\.0: "a" is not a list/],
  ['a blank in a family', families(['a b']), /^message\.families\.0\.0: "a b" is not 1 to 16/],
  [
    'a family of strangers',
    link({ message: { ...bar, classes: ['a'], families: [['a', 'b']] } }),
    /^message\.families\.0\.1: "b" is none of `message\.classes`/,
  ],
  ['a percentage above 100', up({ duplicate: 120 }), /^clientToServer\.duplicate: 120 is above 100 %/],
  ['a percentage below 0', up({ corrupt: '-1%' }), /^clientToServer\.corrupt: "-1%" is below 0 %/],
  ['NaN', up({ corrupt: Number.NaN }), /^clientToServer\.corrupt: NaN is not a percentage/],
  ['a negative time', up({ delay: -5 }), /^clientToServer\.delay: -5 is a negative time/],
  ['an unknown unit', up({ delay: '5jiffies' }), /^clientToServer\.delay: "5jiffies" has the unit "jiffies"/],
  ['jitter alone', up({ jitter: 5 }), /^clientToServer\.jitter: 5 needs a delay/],
  ['too much jitter', up({ delay: 1, jitter: '3s' }), /^clientToServer\.jitter: 3000 is longer than 2147\.483647 ms/],
  [
    'a distribution of nothing',
    up({ delay: 1, distribution: 'normal' }),
    /^clientToServer\.distribution: "normal" needs a jitter/,
  ],
  ['reordering alone', up({ reorder: { percent: 5 } }), /^clientToServer\.reorder: .* needs a delay/],
  [
    'reordering nothing',
    up({ delay: 1, reorder: { percent: 0 } }),
    /^clientToServer\.reorder\.percent: 0 reorders nothing/,
  ],
  ['no queue', up({ limit: 0 }), /^clientToServer\.limit: 0 is not a whole number from 1/],
  ['no rate', up({ rate: { bitsPerSecond: 0 } }), /^clientToServer\.rate\.bitsPerSecond: 0 is less than one byte/],
  [
    'an unknown loss model',
    up({ loss: { model: 'zork' } }),
    /^clientToServer\.loss\.model: "zork" is not one of random, gemodel, state/,
  ],
  ['a bare loss', up({ loss: '5%' }), /^clientToServer\.loss: "5%" is not an object such as \{ model: "random"/],
  ['a loss without percent', up({ loss: { model: 'random' } }), /^clientToServer\.loss\.percent: is missing/],
  [
    'too many ways out of a state',
    up({ loss: { model: 'state', p13: 60, p14: 60 } }),
    /^clientToServer\.loss\.p13: 60 and p14 together/,
  ],
  [
    'a sum that overflows by rounding',
    up({ loss: { model: 'state', p13: 50, p14: 50 } }),
    /^clientToServer\.loss\.p13: 50 and p14/,
  ],
  [
    'correlated loss',
    up({ loss: { model: 'random', percent: 5, correlation: 25 } }),
    /^clientToServer\.loss\.correlation: 25 asks for correlation.*10\.2 %.*gemodel/,
  ],
  ['correlated delay', up({ delay: 5, delayCorrelation: '25%' }), /^clientToServer\.delayCorrelation: "25%".*gemodel/],
  ['correlation within a text', up({ duplicate: '20% 25%' }), /^clientToServer\.duplicate: "20% 25%".*gemodel/],
  [
    'visible corruption nowhere',
    up({ visibleCorruption: { percent: 5, region: 'tail' } }),
    /^clientToServer\.visibleCorruption\.region: "tail" is not one of data, header, any/,
  ],
  [
    'data that nothing tells from the header',
    up({ visibleCorruption: { percent: 5, region: 'data' } }),
    /^clientToServer\.visibleCorruption\.region: "data" needs `message`/,
  ],
  ['a blackout backwards', link({ blackouts: [{ fromMs: 5, toMs: 5 }] }), /^blackouts\.0\.toMs: 5 is not after fromMs/],
  [
    'overlapping blackouts',
    link({
      blackouts: [
        { fromMs: 5, toMs: 10 },
        { fromMs: 20, toMs: 30 },
        { fromMs: 1, toMs: 6 },
      ],
    }),
    /^blackouts\.0: \{"fromMs":5,"toMs":10\} overlaps another blackout/,
  ],
  [
    'the same blackout twice',
    link({
      blackouts: [
        { fromMs: 5, toMs: 6 },
        { fromMs: 5, toMs: 6 },
      ],
    }),
    /^blackouts\.1: .*overlaps/,
  ],
  [
    'a rule without direction',
    rule({ direction: 'up' }),
    /^rules\.0\.direction: "up" is not one of clientToServer, serverToClient/,
  ],
  ['the zeroth packet', rule({ nth: 0 }), /^rules\.0\.nth: 0 is not a whole number from 1/],
  ['an unknown action', rule({ action: 'eat' }), /^rules\.0\.action: "eat" is not drop, duplicate, corrupt or/],
  [
    'a delay into the past',
    rule({ action: { delayMs: '-1ms' } }),
    /^rules\.0\.action\.delayMs: "-1ms" is a negative time/,
  ],
  ['an action with more', rule({ action: { delayMs: 1, drop: true } }), /^rules\.0\.action\.drop: true is not a field/],
  ['a class that cannot be read', rule({ class: 'start' }), /^rules\.0\.class: "start" needs `message`/],
  [
    'a class that does not occur',
    { ...rule({ class: 'strat' }), message: { ...bar, classes: ['start'] } },
    /^rules\.0\.class: "strat" is none of `message\.classes`/,
  ],
  ['a class of two words', { ...rule({ class: 'a b' }), message: bar }, /^rules\.0\.class: "a b" is not 1 to 16/],
  [
    'class and prefix',
    { ...rule({ class: 'a', payloadPrefix: 'a' }), message: bar },
    /^rules\.0\.class: "a" stands beside/,
  ],
  ['an empty prefix', rule({ payloadPrefix: '' }), /^rules\.0\.payloadPrefix: "" is empty/],
  ['an odd prefix', rule({ payloadPrefix: { hex: 'abc' } }), /^rules\.0\.payloadPrefix: \{"hex":"abc"\} is not pairs/],
  ['a long prefix', rule({ payloadPrefix: 'x'.repeat(65) }), /^rules\.0\.payloadPrefix: .* is longer than 64 bytes/],
];

for (const [what, input, message] of refused) {
  test(`refused: ${what}`, () => {
    const read = readLinkProfile(input);
    assert.match('problems' in read ? read.problems.join('\n') : 'accepted', message);
    assert.equal('problems' in read && read.problems.length, 1, 'one fault, one message');
  });
}

test('every fault is told, not only the first', () => {
  const read = readLinkProfile({
    name: 'x',
    seed: -1,
    clientToServer: { delay: '5', loss: { model: 'random', percent: 120 } },
  });
  assert.equal('problems' in read && read.problems.length, 3);
});
