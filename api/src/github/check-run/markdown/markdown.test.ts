import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hostileText } from '../hostile-text.ts';
import { bytesOf, cutBytes, plainLine, plainTitle } from '../plain.ts';
import { fence } from './fence.ts';
import { type Block, fit } from './fit.ts';
import { codeSpan, link, prose, unlinked } from './inline.ts';
import { rendered } from './rendered.ts';
import { table } from './table.ts';

test('the check for what is live sees what is live', () => {
  const alive = [
    '@me',
    'see #12',
    'GH-1',
    'https://a.b',
    'www.a.b',
    'a@b.cd',
    'deadbeef',
    '![x](y)',
    '<b>x</b>',
    '<div>',
    ':tada:',
  ];
  for (const text of [...alive, '&#64;me', '\\@me', '~~x~~', '\u001b[1m', 'a\u202eb']) {
    assert.notDeepEqual(rendered(text).live, [], text);
  }
  assert.deepEqual(rendered('[x](https://a.b)').links, ['https://a.b']);
  assert.deepEqual(rendered('`@me https://a.b #12`').live, []);
});

test('prose shows exactly its text and makes nothing of it, wherever it stands', () => {
  const places: ((text: string) => string)[] = [
    (text) => prose(text),
    (text) => `- ${prose(text)}`,
    (text) => `words ${prose(text)} words`,
    (text) => `**${prose(text)}x**`,
    (text) => `${prose(text)}: words`,
    (text) => table([{ heading: 'a' }, { heading: 'b' }], [[prose(text), 'b']]),
  ];
  fc.assert(
    fc.property(hostileText, fc.nat(places.length - 1), (text, place) => {
      const { live, links, words } = rendered(places[place]!(text));
      assert.deepEqual([live, links], [[], []]);
      assert.ok(words.includes(unlinked(plainLine(text, 600)).trim()), JSON.stringify(words));
    }),
    { numRuns: 2000 },
  );
});

test('prose is one block: no heading, list, rule, table or code begins in it', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const { blocks } = rendered(`before\n${prose(`x${text}`)}\n${prose(text)}\nafter`);
      assert.deepEqual(blocks, ['paragraph_open', 'inline', 'paragraph_close']);
    }),
    { numRuns: 2000 },
  );
});

test('a row of a table has as many cells as its heading, whatever is in them', () => {
  fc.assert(
    fc.property(fc.array(hostileText, { minLength: 2, maxLength: 2 }), (cells) => {
      const { blocks } = rendered(table([{ heading: 'a' }, { heading: 'b' }], [cells.map((one) => prose(one))]));
      assert.equal(blocks.filter((one) => one === 'td_open').length, 2);
      assert.equal(blocks.at(-1), 'table_close');
    }),
  );
});

test('code spans and code blocks hold their text and end where they should', () => {
  fc.assert(
    fc.property(hostileText, fc.array(hostileText), (text, lines) => {
      const span = rendered(`a ${codeSpan(text)} b`);
      assert.deepEqual([span.live, span.links], [[], []]);
      const block = rendered(`before\n\n${fence(lines, 20)}\n\nafter`);
      assert.deepEqual(block.blocks.filter((one) => one === 'fence' || one === 'paragraph_open').length, 3);
      assert.deepEqual([block.live, block.links], [[], []]);
    }),
    { numRuns: 2000 },
  );
});

test('links are ours alone: web addresses, whole', () => {
  assert.equal(link('a [b](c)', 'https://x.example/(1)'), '[a \\[b\\](c)](<https://x.example/(1)>)');
  assert.deepEqual(rendered(link('x', 'https://x.example/a> b')).links, ['https://x.example/a%3E%20b']);
  assert.throws(() => link('x', 'javascript:alert(1)'), TypeError);
  assert.throws(() => link('x', '/relative'), TypeError);
});

test('what does not fit goes by rank, whole, and is named', () => {
  const blocks: Block[] = [
    { rank: 2, name: 'second', forms: ['b'.repeat(400), 'b'.repeat(30)] },
    { rank: 0, name: 'first', forms: ['a'.repeat(100)] },
    { rank: 5, name: 'last', forms: ['c'.repeat(400)] },
    { rank: 5, name: 'last', forms: ['d'] },
  ];
  assert.equal(fit(blocks, 5000, 'More.').length, 400 + 100 + 400 + 1 + 6);
  const short = fit(blocks, 300, 'More.');
  assert.equal(
    short,
    `${'b'.repeat(30)}\n\n${'a'.repeat(100)}\n\n*Left out or shortened here, for its length: second, last (2). More.*`,
  );
  const block = fc.record({
    rank: fc.nat(5),
    name: fc.constantFrom('x', 'y', 'z'),
    forms: fc.tuple(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.string({ maxLength: 40 })),
  });
  fc.assert(
    fc.property(fc.array(block), fc.integer({ min: 200, max: 2000 }), (all, limit) => {
      const text = fit(all, limit, 'More.');
      assert.ok(bytesOf(text) <= limit);
    }),
  );
});

test('plain text is cut between characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(60), (text, limit) => {
      const whole = text.toWellFormed();
      const cut = cutBytes(whole, limit);
      assert.ok(bytesOf(cut) <= limit && whole.startsWith(cut));
      assert.ok(plainTitle(text, limit).length <= limit && plainTitle(text, limit).isWellFormed());
    }),
  );
});
