import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, type Facts, say } from './feedback.ts';

const facts: Facts = {
  client: 'the go client',
  server: 'the c server',
  port: 4711,
  otherPort: 12345,
  greeting: '"Hello in Go"',
  reply: '"Goodbye in C\\n"',
  replyBytes: 13,
  clientSaid: '"connection refused"',
  serverSaid: '"bind: address in use"',
  clientEnd: 'exited with code 1',
  serverEnd: 'was ended by SIGSEGV',
  situation: 'where nobody listens',
  calledWith: 'client HOST PORT',
  served: 1,
  waitedMs: 300,
};

for (const code of codes) {
  test(`${code} is one well-formed sentence`, () => {
    for (const known of [
      facts,
      { ...facts, clientSaid: '', serverSaid: '', otherPort: null, greeting: '""', reply: '""' },
    ]) {
      const { text } = say(code, known);
      assert.match(text, /^[A-Z]/);
      assert.match(text, /[.!?]"?$/);
      assert.doesNotMatch(text, /undefined|NaN|\[object| {2}|,,| ,|\.\.$|,\.$/);
      assert.ok(text.length <= 320, `${text.length} characters: ${text}`);
    }
  });
}
