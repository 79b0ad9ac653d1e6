import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryProfile } from './arbitrary-profile.ts';
import { toDirectives } from './directives.ts';
import { cleanLink, LinkProfile } from './profile.ts';
import { parseTcNetem } from './tc-line.ts';

test('a clean link is a seed and a keying', () => {
  assert.deepEqual(toDirectives(cleanLink), ['seed 0', 'keying flow']);
});

test('every field has its directive', () => {
  const profile = LinkProfile.parse({
    name: 'all',
    seed: 7,
    keying: 'message',
    message: {
      separator: '|',
      classField: 2,
      sequenceField: 3,
      classes: ['start', 'data', 'ack', 'sack'],
      families: [
        ['start', 'data'],
        ['ack', 'sack'],
      ],
    },
    clientToServer: {
      delay: '50ms',
      jitter: '10us',
      distribution: 'pareto',
      loss: { model: 'random', percent: 20 },
      duplicate: 100,
      corrupt: 50,
      reorder: { percent: 25, gap: 5 },
      rate: { bitsPerSecond: 1001, packetOverhead: -14 },
      limit: 17,
      visibleCorruption: { percent: 5, region: 'header', kind: 'printable' },
    },
    serverToClient: { loss: { model: 'gemodel', p: 5, r: 25 } },
    blackouts: [
      { fromMs: 100, toMs: 200 },
      { fromMs: 0, toMs: 0.5 },
    ],
    rules: [
      { direction: 'clientToServer', protocol: 'udp', class: 'start', nth: 1, action: 'drop' },
      { direction: 'serverToClient', payloadPrefix: 'ack|é', nth: 'every', action: { delayMs: 1.5 } },
      { direction: 'serverToClient', protocol: 'tcp', payloadPrefix: { hex: '00FF' }, nth: 2, action: 'corrupt' },
      { direction: 'clientToServer', nth: 3, action: 'duplicate' },
    ],
  });
  assert.deepEqual(toDirectives(profile), [
    'seed 7',
    'keying message',
    'message 124 2 3',
    'family start data',
    'family ack sack',
    'a2b delay 50000000 10000 pareto',
    'a2b loss random 858993459',
    'a2b duplicate 4294967295',
    'a2b corrupt 2147483648',
    'a2b reorder 1073741824 5',
    'a2b rate 125 -14',
    'a2b limit 17',
    'a2b visible 214748365 header printable',
    'b2a loss gemodel 214748365 1073741824 4294967295 0',
    'blackout 0 500000',
    'blackout 100000000 200000000',
    'rule a2b udp start - 1 drop',
    'rule b2a any - 61636b7cc3a9 0 delay:1500000',
    'rule b2a tcp - 00ff 2 corrupt',
    'rule a2b any - - 3 duplicate',
  ]);
});

test('the four-state model goes in netem’s order', () => {
  const loss = { model: 'state' as const, p13: 100, p31: 0, p32: 100, p23: 0, p14: 0 };
  const profile = LinkProfile.parse({ name: 'x', serverToClient: { loss } });
  assert.deepEqual(toDirectives(profile).slice(2), ['b2a loss state 4294967295 0 4294967295 0 0']);
});

// What tc 6.1 was seen to put into its netlink message for these lines; there h is 2³² − 1 less the given 1−h.
test('the integers are those that tc sends to the kernel', () => {
  const sent: Record<string, string[]> = {
    'duplicate 0.37% corrupt 33.3%': ['a2b duplicate 15891379', 'a2b corrupt 1430224109'],
    'loss 50%': ['a2b loss random 2147483648'],
    'loss gemodel 1.23%': ['a2b loss gemodel 52828098 4242139197 4294967295 0'],
    'loss gemodel 5 25 70 0.1': [`a2b loss gemodel 214748365 1073741824 ${0xffff_ffff - 1288490189} 4294967`],
    'loss state 3 40 12 55 1.7': ['a2b loss state 128849019 1717986918 515396075 2362232012 73014444'],
    'rate 3Gbps 20': ['a2b rate 3000000000 20'],
    'rate 1001bit -14': ['a2b rate 125 -14'],
    'rate 64kibit': ['a2b rate 8192 0'],
    'delay 5ms reorder 10%': ['a2b delay 5000000 0 uniform', 'a2b reorder 429496730 1'],
  };
  for (const [line, directives] of Object.entries(sent)) {
    const read = parseTcNetem(line);
    assert.ok('impairment' in read, line);
    assert.deepEqual(toDirectives({ ...cleanLink, clientToServer: read.impairment }).slice(2), directives, line);
  }
});

const direction = '(?:a2b|b2a)';
const grammar = new RegExp(
  `^(?:seed \\d+|keying (?:stream|flow|message)|message \\d+ \\d+ \\d+|family(?: [!#-[\\]-~]{1,16}){1,8}|blackout \\d+ \\d+` +
    `|${direction} (?:delay \\d+ \\d+ (?:uniform|normal|pareto|paretonormal)` +
    `|loss random \\d+|loss gemodel(?: \\d+){4}|loss state(?: \\d+){5}|duplicate \\d+|corrupt \\d+|reorder \\d+ \\d+` +
    `|rate \\d+ -?\\d+|limit \\d+|visible \\d+ (?:data|header|any) (?:printable|bit))` +
    `|rule ${direction} (?:udp|tcp|any) \\S+ (?:-|[0-9a-f]+) \\d+ (?:drop|duplicate|corrupt|delay:\\d+))$`,
);

test('every profile yields lines of the grammar: integers, never a fraction or an exponent', () => {
  fc.assert(
    fc.property(arbitraryProfile, (input) => {
      for (const line of toDirectives(LinkProfile.parse(input))) assert.match(line, grammar);
    }),
  );
});
