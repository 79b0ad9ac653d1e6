import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { eventsIn } from './event-lines.ts';

const stream =
  'retry: 1500\r\n\r\n: still here\n\nevent: status\nid: a1\ndata: {"a":\ndata: "ü"}\n\nid\ndata:x\rdata: y\r\r\nevent: lost\ndata: not ended';

async function read(chunks: readonly Uint8Array[], id = '') {
  const state = { id, retryMs: 2000 };
  const events = await Array.fromAsync(
    eventsIn(
      (async function* () {
        yield* chunks;
      })(),
      state,
    ),
  );
  return { events, state };
}

const whole = Buffer.from(stream);
const expected = [
  { type: 'status', data: '{"a":\n"ü"}', id: 'a1' },
  { type: 'message', data: 'x\ny', id: '' },
];

test('events are read however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(whole.length), { maxLength: 8 }), async (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
      const chunks = at.slice(1).map((end, i) => whole.subarray(at[i], end));
      const { events, state } = await read(chunks);
      assert.deepEqual(events, expected);
      assert.deepEqual(state, { id: '', retryMs: 1500 });
    }),
  );
});

test('the last id is kept for the next connection', async () => {
  assert.equal((await read([Buffer.from('id: b\ndata: 1\n\n')])).state.id, 'b');
  assert.equal((await read([Buffer.from('data: 1\n\n')], 'b')).state.id, 'b');
  assert.equal((await read([Buffer.from('id: c\ndata: cut')], 'b')).state.id, 'b');
});
