import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, say } from './feedback.ts';

const facts = {
  end: 'exited with code 1',
  said: '"boom"',
  packet: 'packet 14 at 1.532 s: data 9',
  detail: 'loss/30/both',
  bytes: 20_000,
  received: 9000,
  agree: 9000,
  seconds: 3.04,
  count: 7,
  cases: 3,
  ratio: 2.51,
};

for (const code of codes) {
  test(`${code} is one well-formed sentence`, () => {
    // Only the kind of mistake in a checksum may not be known.
    const detail = code === 'wrong-checksum' ? '' : facts.detail;
    for (const known of [facts, { ...facts, said: '', packet: '', detail }]) {
      const { text } = say(code, known);
      assert.match(text, /^[A-Z].*\.$/);
      assert.doesNotMatch(text, /undefined|NaN|\[object| {2}|,,| ,|\.\.$|,\.$|\(\)/);
      assert.ok(text.length <= 320, `${text.length} characters: ${text}`);
    }
  });
}
